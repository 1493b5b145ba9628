"""The page `/`: the situation picture as the one who is logged in may see it. What it shows has passed the compiler;
here it is only arranged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.facts import slot_of
from bot.picture import policy
from bot.picture.disclosure import digest
from bot.picture.render import TIMES
from bot.picture.shapes import Digest, Released
from bot.web.entrance import UNCACHED, Cookies, visitor_of
from bot.web.languages import language_of
from bot.web.site import templates
from bot.week import iso_week, shift
from handlers.categories import label
from handlers.records import Role
from handlers.report import ASSESSMENTS
from storage import audit, entrances
from storage.database import Database, Work
from storage.people import Holding

_WEEKS = 8
_WEEK = re.compile(r"\d{4}-W\d{2}", re.ASCII)
_HIGH, _MARGIN = 420, 45  # of the map, in its own units
_NAME = 140  # how far a name reaches


@dataclass(frozen=True, slots=True)
class View:
    """A role in which somebody looks, and at what: one area, or all (None)."""

    role: Role
    area: str | None


def shown(desk: Desk, work: Work, role: Role, area: str | None, week: str) -> Digest:
    """What a role may see of a week. The only door through which anything comes to the page."""
    return digest(desk, work, week, role, area)


def weeks_released(desk: Desk, now: datetime) -> list[str]:
    """The weeks whose digests are out, the latest first. No other can be looked at."""
    this = iso_week(now.astimezone(desk.zone).date())
    past = [shift(this, -back) for back in range(1, _WEEKS + 3)]
    return [week for week in past if slot_of(desk, week, "digest") <= now][:_WEEKS]


def views_of(roles: Sequence[Holding], areas: Sequence[str]) -> dict[str, View]:
    """What a person may look at, by what stands in the address: "" for all areas, or a slug. Of several roles the
    one that sees most."""
    entering = [holding for holding in roles if holding.role in entrances.MAY_ENTER]
    entering.sort(key=lambda holding: (-len(policy.CEILING[holding.role]), holding.area is not None))
    views: dict[str, View] = {}
    for holding in entering:
        if holding.area is not None:
            views.setdefault(holding.area, View(holding.role, holding.area))
        elif holding.role in policy.ALL_AREAS:
            views.setdefault("", View(holding.role, None))
            for slug in areas:
                views.setdefault(slug, View(holding.role, slug))
    return {slug: view for slug, view in views.items() if slug in ("", *areas)}


def chosen(request: Request, views: dict[str, View], weeks: Sequence[str]) -> tuple[View, str]:
    """The view and week that the address asks for. 400 for what is none, 403 for what is not theirs to see, 404 for
    a week that is not out."""
    asked, week = request.query_params.get("area"), request.query_params.get("week") or weeks[0]
    if not _WEEK.fullmatch(week):
        raise HTTPException(400)
    if not views or (asked and asked not in views):
        raise HTTPException(403)
    if week not in weeks:
        raise HTTPException(404)
    return views[asked or next(slug for slug in ("", *views) if slug in views)], week


def picture_routes(desk: Desk, database: Database) -> list[Route]:
    """GET /: the picture for who is logged in, else what the service is."""
    cookies = Cookies(desk, database.vault)
    templates.get_template("picture.html")  # compiled before the first who looks

    async def show(request: Request) -> Response:
        context = await database.run(lambda work: _seen(work, request))
        name = "picture.html" if "digest" in context else "home.html"
        return templates.TemplateResponse(request, name, context, headers=UNCACHED)

    def _seen(work: Work, request: Request) -> dict[str, Any]:
        here = visitor_of(work, request, cookies)
        if here is None:
            return {"lang": language_of(request), "town": desk.town}
        views = views_of(here.person.roles, [area.slug for area in desk.town.areas])
        page = page_of(desk, work, request, views, f"person:{here.person.id}")
        return {**page, "csrf": here.csrf}

    return [Route("/", show)]


def page_of(desk: Desk, work: Work, request: Request, views: dict[str, View], who: str) -> dict[str, Any]:
    """What the template says, for who may look at `views`; each look is in the audit log."""
    lang = language_of(request)
    weeks = weeks_released(desk, work.now)
    view, week = chosen(request, views, weeks)
    digest = shown(desk, work, view.role, view.area, week)
    audit.note(work, who, "release", f"page:{week}:{view.role}:{view.area or '*'}")
    names = {area.slug: area.name for area in desk.town.areas}
    said = {option.number: desk.voices.say(option.label, lang) for option in ASSESSMENTS}
    times = {name: desk.voices.say(words, lang) for name, words in TIMES.items()}
    counted = Counter(seen.category for area in digest.areas for seen in area.observations)
    return {
        "lang": lang,
        "town": desk.town,
        "digest": digest,
        "places": "assessment" in desk.town.policy[view.role],
        "view": view,
        "weeks": weeks,
        "areas": [(slug, names.get(slug, "")) for slug in views],
        "said": said,
        "times": times,
        "labels": {category: desk.voices.say(label(category), lang).replace("/", "/\u200b") for category in counted},
        "categories": counted.most_common(),
        "map": drawn(desk, digest.areas),
    }


def drawn(desk: Desk, areas: Sequence[Released]) -> dict[str, Any]:
    """A schematic map: where each area's middle lies, north up, true to scale."""
    where = {area.slug: area.at for area in desk.town.areas if area.at}
    if not where:
        return {"width": 0, "spots": []}
    north, south = max(at[0] for at in where.values()), min(at[0] for at in where.values())
    west, east = min(at[1] for at in where.values()), max(at[1] for at in where.values())
    scale = (_HIGH - 2 * _MARGIN) / max(north - south, 0.01)
    narrow = scale * cos(radians(north))
    width = round((east - west) * narrow) + 2 * _MARGIN + 80
    spots = [
        (
            area,
            round((where[area.slug][1] - west) * narrow) + _MARGIN,
            round((north - where[area.slug][0]) * scale) + _MARGIN,
        )
        for area in areas
        if area.slug in where
    ]
    placed = []
    for area, x, y in spots:
        crowded = any(0 < other - x < _NAME and abs(high - y) < 25 for _, other, high in spots)
        side = "above" if crowded else "left" if x > width * 0.6 else "right"
        placed.append({"area": area, "x": x, "y": y, "side": side})
    return {"width": width, "height": _HIGH, "spots": placed}
