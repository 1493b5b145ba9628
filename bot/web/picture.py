"""The page `/`: the situation picture as the one who is logged in may see it. What it shows has passed the compiler;
here it is only arranged."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk import Desk
from bot.picture import reasons
from bot.picture.disclosure import digest
from bot.picture.render import TIMES
from bot.picture.shapes import Digest, Released
from bot.picture.views import View, views_of, weeks_released
from bot.web import decisions
from bot.web.decisions import Answer
from bot.web.entrance import UNCACHED, Cookies, Visitor, alike, form_of, visitor_of
from bot.web.languages import language_of
from bot.web.look import Look, look_at
from bot.web.map import Tiles, drawn
from bot.web.site import templates
from bot.web.trends import Past, Trend, panels
from handlers import additions
from handlers.action import STATUS_NAMES
from handlers.categories import LABELS, label
from handlers.pulse import ANSWERS
from handlers.report import ASSESSMENTS
from handlers.text import Text
from storage import audit
from storage.database import Database, Work
from storage.people import Person

log = structlog.get_logger()
_SETTLED = 1.0  # seconds after the start, so that messages which wait are not held up
TOLD = ("saved", "removed", "danger")
Deed = Callable[[Desk, Work, Person, Mapping[str, str]], Answer]


class Picture:
    """The page and its forms, one deed a method."""

    def __init__(self, desk: Desk, database: Database, tiles: str = "") -> None:
        """`tiles` is the address that map tiles come from, "" for none."""
        self._desk, self._database, self._tiles = desk, database, Tiles(tiles)
        self._cookies = Cookies(desk, database.vault)
        self._past = Past(desk)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/", self.show),
            Route("/atgard", self.decide, methods=["POST"]),
            Route("/atgard/{key:int}", self.change, methods=["POST"]),
        ]

    async def warm(self) -> None:
        """Compile and read what the first who looks would else wait for; once the start itself is over."""
        await asyncio.sleep(_SETTLED)
        await asyncio.to_thread(self._compile)
        try:
            await self._database.run(self._remember)
        except Exception as error:
            log.error("page_not_warmed", error=error)

    def _compile(self) -> None:
        """What the page needs; a fault in it is logged. While the compiler runs, which lets no thread in beside it,
        what goes out stands still for moments: `bot.spacing` knows."""
        try:
            self._draw_blank()
        except Exception as error:
            log.error("page_not_compiled", error=error)

    def _draw_blank(self) -> None:
        for name in templates.env.list_templates(filter_func=lambda name: name.startswith("picture")):
            templates.get_template(name)
        week = weeks_released(self._desk, self._database.clock())[0]
        for lang in ("sv", "en"):
            look = Look(View("coordinator", None), week, lang)
            blank = picture_of(self._desk, look, Digest(week, "coordinator", (), 0), [])
            said = {"lang": lang, "town": self._desk.town, "look": look, "view": look.view, "shows": (), "weeks": ()}
            templates.get_template("picture.html").render({**blank, **said})

    def _remember(self, work: Work) -> None:
        self._past.trends(work, weeks_released(self._desk, work.now)[0], "coordinator", None, "")

    async def show(self, request: Request) -> Response:
        """GET /: the picture for who is logged in, else what the service is."""
        told = request.query_params.get("told", "")
        answer = Answer(told if told in TOLD else "")
        return self._page(request, await self._database.run(lambda work: self._seen(work, request, answer)))

    async def decide(self, request: Request) -> Response:
        """POST /atgard: a new action."""
        return await self._done(request, decisions.decide)

    async def change(self, request: Request) -> Response:
        """POST /atgard/<number>: how far it has come, and its days."""
        return await self._done(request, partial(decisions.change, key=request.path_params["key"]))

    async def _done(self, request: Request, deed: Deed) -> Response:
        form = await form_of(request)
        answer, page = await self._database.run(lambda work: self._do(work, request, form, deed))
        if page is not None:
            return self._page(request, page, 422)
        if answer is None:
            context = {"lang": language_of(request), "what": "form", "town": self._desk.town}
            return templates.TemplateResponse(request, "entrance.html", context, 403, UNCACHED)
        return RedirectResponse(f"/?{answer}#decide", 303, UNCACHED)

    def _do(
        self, work: Work, request: Request, form: Mapping[str, str], deed: Deed
    ) -> tuple[str | None, dict[str, Any] | None]:
        """Where to go when it is done, or the page that says what is wrong; neither for a form that is not ours."""
        here = visitor_of(work, request, self._cookies)
        if here is None or not alike(form.get("csrf", ""), here.csrf):
            return None, None
        look = self._look(work, request, here)
        answer = deed(self._desk, work, here.person, form)
        if answer.wrong:
            return None, self._seen(work, request, answer)
        return look.query(told=answer.told), None

    def _look(self, work: Work, request: Request, here: Visitor) -> Look:
        views = views_of(here.person.roles, [area.slug for area in self._desk.town.areas])
        return look_at(request, views, weeks_released(self._desk, work.now))

    def _seen(self, work: Work, request: Request, answer: Answer) -> dict[str, Any]:
        here = visitor_of(work, request, self._cookies)
        if here is None:
            return {"lang": language_of(request), "town": self._desk.town}
        views = views_of(here.person.roles, [area.slug for area in self._desk.town.areas])
        page = page_of(self._desk, work, request, views, f"person:{here.person.id}", self._past)
        shown = {area.slug for area in page["digest"].areas}
        deciding = decisions.desk_of(self._desk, work, here.person, shown)
        return {**page, "csrf": here.csrf, "deciding": deciding, "answer": answer, "tiles": self._map(page)}

    def _map(self, page: Mapping[str, Any]) -> dict[str, str]:
        """What the map with tiles is made of; nothing where there are none."""
        if not self._tiles.url:
            return {}
        areas = page["digest"].areas
        return {
            "url": self._tiles.url,
            "host": self._tiles.host,
            "data": self._tiles.data(self._desk.town, areas, {a.slug: page["marks"][a.slug] for a in areas}),
        }

    def _page(self, request: Request, context: dict[str, Any], status: int = 200) -> Response:
        if "digest" not in context:
            return templates.TemplateResponse(request, "home.html", context, status, UNCACHED)
        headers = {**UNCACHED, **self._tiles.headers}
        return templates.TemplateResponse(request, "picture.html", context, status, headers)


def page_of(desk: Desk, work: Work, request: Request, views: dict[str, View], who: str, past: Past) -> dict[str, Any]:
    """What the template says, for who may look at `views`; each look is in the audit log."""
    weeks = weeks_released(desk, work.now)
    look = look_at(request, views, weeks)
    view, shows = look.view, desk.town.policy[look.view.role]
    released = digest(desk, work, look.week, view.role, view.area)
    trends = past.trends(work, look.week, view.role, view.area, look.category) if "assessment" in shows else []
    audit.note(work, who, "release", f"page:{look.week}:{view.role}:{view.area or '*'}")
    names = {area.slug: area.name for area in desk.town.areas}
    return {
        "lang": look.lang,
        "town": desk.town,
        "look": look,
        "view": view,
        "shows": shows,
        "weeks": weeks,
        "areas": [(slug, names.get(slug, "")) for slug in views],
        **picture_of(desk, look, released, trends),
    }


def picture_of(desk: Desk, look: Look, released: Digest, trends: list[Trend]) -> dict[str, Any]:
    """What the template says of a digest and its quarter, and the words to say it in."""
    shown = look.only(released)
    shows = desk.town.policy[look.view.role]
    say = partial(_said, desk, look.lang)
    counted = Counter(seen.category for area in shown.areas for seen in area.observations)
    return {
        "digest": shown,
        "say": say,
        "label": lambda category: say(label(category)),
        "reasons": reasons,
        "kind": lambda kind: say(additions.name(kind, desk.town.landlord_name(desk.town.landlord))),
        "name_of": {area.slug: area.name for area in desk.town.areas},
        "said": {option.number: say(option.label) for option in ASSESSMENTS},
        "felt": [say(option.label) for option in ANSWERS],
        "times": {name: say(words) for name, words in TIMES.items()},
        "statuses": {name: say(words) for name, words in STATUS_NAMES.items()},
        "kinds": {category: say(label(category)) for category in LABELS},
        "counted": counted.most_common(),
        "marks": {area.slug: _mark(area, "assessment" in shows) for area in shown.areas},
        "map": drawn(desk.town, shown.areas),
        "trends": [(trend, panels(trend, trends, shows)) for trend in trends],
    }


def _said(desk: Desk, lang: str, text: Text) -> str:
    """Words that may break after a slash."""
    return desk.voices.say(text, lang).replace("/", "/\u200b")


def _mark(area: Released, assessed: bool) -> tuple[str, str]:
    """What stands on the map, and how it is drawn: never by colour alone."""
    if area.assessments:
        return str(min(area.assessments)), f"n{min(area.assessments)}"
    if area.vacant:
        return "–", "vacant"
    return ("?", "missing") if assessed else ("✓", "covered")
