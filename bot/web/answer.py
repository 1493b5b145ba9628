"""The page on which a partner answers a question from its mailbox, without logging in: the link in the letter shows
that one question, and works for one answer.

Looking spends nothing: mail servers follow links. What is sent must carry what only the page itself has shown; there
are no cookies, since nothing but the link gives any right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import asking, partners
from bot.ask_letters import PAGE, RENEWED, address_of
from bot.desk import Desk
from bot.web.entrance import UNCACHED, Patience, alike, form_of
from bot.web.languages import language_of
from bot.web.site import templates
from handlers.ask import LONGEST
from handlers.reading.clean import clean
from handlers.reading.emergency import emergency
from handlers.reading.identity import redact
from handlers.reading.place import without_flat
from handlers.text import Text
from storage import thread_letters, threads
from storage.database import Database, Work
from storage.thread_letters import Link

What = Literal["question", "thanks", "used", "old", "new", "wrong", "slow", "stale"]
_STATUS: dict[str, int] = {"wrong": 404, "slow": 429, "stale": 403, "used": 410, "old": 410}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells. Of a `question`: who asks, its words, what was `given` and whether that is `amiss` ("empty",
    "long"). Of `thanks`: the words as they went, whether something was `removed`, and whether they were of `danger`."""

    what: What
    asker: Text | None = None
    words: str = ""
    given: str = ""
    amiss: str = ""
    removed: bool = False
    danger: bool = False


class AnswerPage:
    """One step a method."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self._desk, self._database = desk, database
        self._patience = Patience()

    async def look(self, request: Request) -> Response:
        """The question; nothing is spent by looking."""
        return await self._do(request, partial(self._shown, request.path_params["token"]))

    async def send(self, request: Request) -> Response:
        """An answer, or the wish for a new link."""
        token, form = request.path_params["token"], await form_of(request)
        if not alike(form.get("csrf", ""), self._csrf(token)):
            return self._told(request, Shown("stale"))
        do = self._renewed if "new" in form else self._answered
        return await self._do(request, partial(do, token, form.get("words", "")))

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
        link = thread_letters.find(work, token)
        if link is None or link.state != "open":
            return Shown(_gone(link))
        return self._question(work, link)

    def _question(self, work: Work, link: Link, given: str = "", amiss: str = "") -> Shown:
        kept = threads.get(work, link.thread_id)
        return Shown(
            "question", partners.asker(self._desk, kept), threads.last_words(work, kept, "ombud"), given, amiss
        )

    def _answered(self, token: str, given: str, work: Work) -> Shown:
        """Nothing is spent unless the words will do."""
        link, said = thread_letters.find(work, token), clean(given)
        if link is None or link.state != "open":
            return Shown(_gone(link))
        if not any(c.isalnum() for c in said) or len(said) > LONGEST:
            return self._question(work, link, given, "long" if len(said) > LONGEST else "empty")
        if not thread_letters.spend(work, link):
            return Shown("used")
        found = redact(said)
        words, flat = without_flat(found.text)
        asking.answer(self._desk, work, threads.get(work, link.thread_id), None, words)
        return Shown("thanks", words=words, removed=bool(found.kinds) or flat, danger=bool(emergency(said)))

    def _renewed(self, token: str, _given: str, work: Work) -> Shown:
        """A new link goes to the mailbox that had the old one, and nowhere else; at most one an hour."""
        link = thread_letters.find(work, token)
        if link is None:
            return Shown("wrong")
        if address_of(self._desk, work, threads.get(work, link.thread_id), link.mailbox):
            thread_letters.put(work, link.thread_id, f"{RENEWED}{work.now:%Y%m%dT%H}", link.mailbox)
        return Shown("new")

    def _csrf(self, token: str) -> str:
        return self._database.vault.index("answer csrf", token).hex()

    def _told(self, request: Request, shown: Shown) -> Response:
        lang = language_of(request)
        context = {
            "lang": lang,
            "shown": shown,
            "asker": self._desk.voices.say(shown.asker, lang) if shown.asker else "",
            "csrf": self._csrf(request.path_params["token"]),
            "longest": LONGEST,
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
