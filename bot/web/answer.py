"""The page on which a mailbox answers without logging in: the link in the letter shows the one thing that is asked, and
works for one answer.

Looking spends nothing: mail servers follow links. What is sent must carry what only the page itself has shown; there
are no cookies, since nothing but the link gives any right.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.partners.answer_letters import PAGE
from bot.web.answer_forward import ForwardPage
from bot.web.answer_question import QuestionPage
from bot.web.answer_shown import Form, Matters, Shown, What
from bot.web.entrance import UNCACHED, Patience, alike, form_of
from bot.web.languages import language_of
from bot.web.site import templates
from handlers.text import Text
from storage import answer_letters
from storage.answer_letters import RENEWED, Kind, Link
from storage.database import Database, Work

_STATUS: dict[str, int] = {"wrong": 404, "slow": 429, "stale": 403, "used": 410, "old": 410}


class AnswerPage:
    """One step a method."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self._desk, self._database = desk, database
        self._patience = Patience()
        self._kinds: dict[Kind, Matters] = {"thread": QuestionPage(desk), "forward": ForwardPage(desk)}

    async def look(self, request: Request) -> Response:
        """What is asked; nothing is spent by looking."""
        return await self._do(request, partial(self._shown, request.path_params["token"]))

    async def send(self, request: Request) -> Response:
        """An answer, or the wish for a new link."""
        token, form = request.path_params["token"], await form_of(request)
        if not alike(form.get("csrf", ""), self._csrf(token)):
            return self._told(request, Shown("stale"))
        do = self._renewed if "new" in form else self._answered
        return await self._do(request, partial(do, token, form))

    async def _do(self, request: Request, do: partial[Shown]) -> Response:
        """Whoever guesses at links is made to wait, by their address."""
        address, now = request.client.host if request.client else "", self._database.clock()
        if self._patience.spent(address, now):
            return self._told(request, Shown("slow"))
        shown = await self._database.run(do)
        if shown.what == "wrong":
            self._patience.wrong(address, now)
        return self._told(request, shown)

    def _shown(self, token: str, work: Work) -> Shown:
        link = answer_letters.find(work, token)
        if link is None or link.state != "open":
            return Shown(_gone(link))
        return self._kinds[link.matter.kind].shown(work, link)

    def _answered(self, token: str, form: Form, work: Work) -> Shown:
        """Nothing is spent unless the answer will do."""
        link = answer_letters.find(work, token)
        if link is None or link.state != "open":
            return Shown(_gone(link))
        kind = self._kinds[link.matter.kind]
        if amiss := kind.amiss(work, link, form):
            return amiss
        return kind.answered(work, link, form) if answer_letters.spend(work, link) else Shown("used")

    def _renewed(self, token: str, _form: Form, work: Work) -> Shown:
        """A new link goes to the mailbox that had the old one, and nowhere else; at most one an hour."""
        link = answer_letters.find(work, token)
        if link is None:
            return Shown("wrong")
        if self._kinds[link.matter.kind].address_of(work, link):
            answer_letters.put(work, link.matter, f"{RENEWED}{work.now:%Y%m%dT%H}", link.mailbox)
        return Shown("new")

    def _said(self, text: Text | str | None, lang: str) -> str:
        return self._desk.voices.say(text, lang) if isinstance(text, Text) else text or ""

    def _csrf(self, token: str) -> str:
        return self._database.vault.index("answer csrf", token).hex()

    def _told(self, request: Request, shown: Shown) -> Response:
        lang = language_of(request)
        context = {
            "lang": lang,
            "shown": shown,
            "asker": self._said(shown.asker, lang),
            "quoted": self._said(shown.words, lang),
            "note": self._said(shown.note, lang),
            "csrf": self._csrf(request.path_params["token"]),
            "longest": shown.longest,
            "town": self._desk.town,
        }
        status = 422 if shown.amiss else _STATUS.get(shown.what, 200)
        return templates.TemplateResponse(request, "svar.html", context, status, UNCACHED)


def _gone(link: Link | None) -> What:
    if link is None:
        return "wrong"
    return "used" if link.state == "used" else "old"


def answer_routes(desk: Desk, database: Database) -> list[Route]:
    """GET and POST /svar/<token>."""
    page = AnswerPage(desk, database)
    return [
        Route(f"{PAGE}/{{token}}", page.look, methods=["GET"]),
        Route(f"{PAGE}/{{token}}", page.send, methods=["POST"]),
    ]
