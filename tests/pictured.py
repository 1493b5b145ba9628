"""A week and its quarter with everything in them that a picture can show, made by hand; and the page that shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fakes.serving import serving
from machine import at_hand
from playwright.async_api import BrowserContext, Page, async_playwright
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from test_demo import ARGUMENTS

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.picture import policy
from bot.picture.change import Change
from bot.picture.pulse import Pulse
from bot.picture.shapes import Digest, Questions, Quote, Ranked, Reason, Released, Seen, Spot, Step
from bot.picture.views import View
from bot.web.decisions import Answer
from bot.web.look import look_at
from bot.web.map import Tiles
from bot.web.picture import picture_of
from bot.web.site import public_pages, site, templates
from bot.web.trends import Point, Trend
from bot.weekly.week import shift
from handlers.records import Role
from storage.actions import Kept

DESK = Desk(load("botkyrka"), Voices(), "https://ombudet.example")
WEEK = "2026-W47"
WEEKS = [shift(WEEK, -back) for back in range(13)]
CSRF = "c" * 64

ALBY = Released(
    "alby",
    "Alby",
    vacant=False,
    assessments=(2,),
    before=3,
    observations=(
        Seen("otrygg_plats", "Albyvägen", "evening"),
        Seen("otrygg_plats", "Tingstorget", "night"),
        Seen("nedskrapning", "Alby centrum", ""),
        Seen("skadegorelse", "Lagmansbacken", "night"),
    ),
    tips=11,
    categories={"otrygg_plats": 7, "nedskrapning": 4, "brand": None},
    bands={"evening": 7, "night": 4, "": None},
    change=Change(3.5, "more"),
    ombud=2,
    north=True,
    pulse=Pulse(14, (2, 5, 4, 3), None),
    quotes=(Quote("wish_landlord", "Belysningen på Albyvägen behöver ses över innan jul."), Quote("good", "🌻 መልካም")),
)
FITTJA = Released(
    "fittja",
    "Fittja",
    vacant=False,
    assessments=(3, 2),
    before=None,
    observations=(Seen("nedskrapning", "Krögarvägen", "day"),),
    tips=4,
    categories={"nedskrapning": 4},
    change=Change(5, ""),
    drafts=1,
    ombud=2,
    north=True,
    pulse=Pulse(9, (3, 4, 2, 0), 5),
    unreviewed=1,
)
HALLUNDA = Released("hallunda-norsborg", "Hallunda-Norsborg", True, (), 3, (), None, north=True)
TULLINGE = Released("tullinge", "Tullinge", False, (4,), 4, (), None, ombud=1)
TUMBA = Released("tumba", "Tumba", False, (), 3, (), 6, change=Change(14.25, "fewer"), ombud=1, silent=3)
VARSTA = Released("varsta-grodinge", "Vårsta-Grödinge", False, (), 4, (), None, ombud=1, paused=True)
DIGEST = Digest(
    WEEK,
    "coordinator",
    (ALBY, FITTJA, HALLUNDA, TULLINGE, TUMBA, VARSTA),
    3,
    order=(
        Ranked("alby", "Alby", (Reason("unsafe", 2), Reason("worse"), Reason("more", what="otrygg_plats"))),
        Ranked("fittja", "Fittja", (Reason("unsafe", 2), Reason("overdue", 1))),
        Ranked("tumba", "Tumba", (Reason("missing", 3),)),
        Ranked("hallunda-norsborg", "Hallunda-Norsborg", (Reason("vacant"),)),
    ),
    spots=(Spot("alby", "otrygg_plats", "Albyvägen", 4), Spot("fittja", "nedskrapning", "Krögarvägen", 3)),
    steps=(
        Step(
            "fittja", "nedskrapning", "Krögarvägen", "Tömma soprummet två gånger i veckan",
            "Botkyrkabyggen", "2026-11-13", "started", True, "2026-11-27",
        ),
        Step("alby", "otrygg_plats", "Albyvägen", "", "Botkyrka kommun", "2026-12-04", "planned", False, "2026-12-18"),
        Step("tumba", "skadegorelse", "Tumba centrum", "Sanera klottret", "Willhem", "", "done", False, "", (6, 2)),
    ),
    pulse=Pulse(23, (5, 9, 6, 3), 5),
    questions=Questions(4, 3, 2),
)  # fmt: skip
TIPS = (2, 3, None, 5, 4, 3, 6, 4, None, 3, 4, 3, 11)
ASSESSED = (3, 3, 3, 2, 3, None, None, 3, 3, 4, 3, 3, 2)
TRENDS = [
    Trend(
        area.slug,
        area.name,
        tuple(
            Point(
                week,
                None if area.vacant else assessed,
                55 + 3 * n if area.pulse and n % 3 == 0 else None,
                8 + n if area.pulse and n % 3 == 0 else None,
                tips if area.tips else None,
                None if area.vacant or not assessed else (n * 7 + len(area.name)) % 5,
            )
            for n, (week, tips, assessed) in enumerate(zip(reversed(WEEKS), TIPS, ASSESSED, strict=True))
        ),
    )
    for area in DIGEST.areas
]
THEN = datetime(2026, 11, 20, tzinfo=UTC)
LISTED = (
    Kept(7, 1, "fittja", "nedskrapning", "Krögarvägen", "Tömma soprummet", "botkyrkabyggen", "2026-11-13", "started",
         THEN, None, "2026-11-27"),
    Kept(8, 2, "alby", "otrygg_plats", "", "Hemligt än", "police", "", "planned", THEN, None),
)  # fmt: skip


def page(request: Request, role: Role = "coordinator", tiles: Tiles | None = None) -> Response:
    """The page as the holder of `role` for all areas has it; `?answer=` makes it the one after a form."""
    shows = DESK.town.policy[role]
    views = {"": View(role, None), **{area.slug: View(role, area.slug) for area in DIGEST.areas}}
    look = look_at(request, views, WEEKS)
    chosen = [area for area in DIGEST.areas if look.view.area in (None, area.slug)]
    digest = policy.limited(replace(DIGEST, role=role, areas=tuple(chosen)), shows)
    trends = [trend for trend in TRENDS if look.view.area in (None, trend.slug)] if "assessment" in shows else []
    wrong = tuple(request.query_params.get("wrong", "").split())
    context: dict[str, Any] = {
        "lang": look.lang,
        "town": DESK.town,
        "look": look,
        "view": look.view,
        "shows": shows,
        "weeks": WEEKS,
        "areas": [("", ""), *((area.slug, area.name) for area in DIGEST.areas)],
        "csrf": CSRF,
        "answer": Answer(request.query_params.get("told", ""), wrong, {"what": "Laga lampan"} if wrong else {}),
        "deciding": {
            "areas": [(area.slug, area.name) for area in DIGEST.areas],
            "owners": DESK.town.organisations,
            "listed": [(LISTED[0], True), (LISTED[1], False)],
            "today": "2026-11-25",
        },
        **picture_of(DESK, look, digest, trends),
    }
    found = tiles or Tiles()
    if found.url:
        marks = context["marks"]
        context["tiles"] = {"url": found.url, "host": found.host, "data": found.data(DESK.town, digest.areas, marks)}
    return templates.TemplateResponse(request, "picture.html", context, headers=dict(found.headers))


def running() -> AbstractAsyncContextManager[None]:
    return nullcontext()


@asynccontextmanager
async def shown(role: Role = "coordinator", tiles: Tiles | None = None) -> AsyncIterator[str]:
    """Where the page is served."""
    app = site([Route("/", lambda request: page(request, role, tiles)), *public_pages(DESK)[1:]], running)
    async with serving(app) as url:
        yield url


@asynccontextmanager
async def browser(width: int, scheme: str, *, scripts: bool = True, **more: Any) -> AsyncIterator[BrowserContext]:
    """Chromium, `width` pixels wide, in a "light" or "dark" scheme."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=at_hand("chromium"), args=ARGUMENTS)
        yield await chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            locale="sv-SE",
            **more,
        )
        await chromium.close()


def listen(page: Page, url: str, also: str = "//nowhere") -> list[str]:
    """What goes wrong on a page, or is asked of anybody but `url` and `also`."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((url, also)) else wrong.append(asked.url))
    return wrong
