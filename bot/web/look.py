"""What somebody asks to look at, read from the page's address, which is never trusted: who they are decides which areas
there are to choose among, and what is out decides which weeks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.desk import Desk
from bot.facts import slot_of
from bot.picture import policy
from bot.picture.shapes import Digest
from bot.web.languages import language_of
from bot.web.trends import WEEKS
from bot.week import iso_week, shift
from handlers.categories import LABELS
from handlers.records import Role
from storage import entrances
from storage.people import Holding

_WEEK = re.compile(r"\d{4}-W\d{2}", re.ASCII)
SPANS = ("week", "quarter")


@dataclass(frozen=True, slots=True)
class View:
    """A role in which somebody looks, and at what: one area, or all (None)."""

    role: Role
    area: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """A view of a week, in a language: all categories ("") or one, that week alone or the quarter it ends."""

    view: View
    week: str
    lang: str
    category: str = ""
    span: str = "week"

    def query(self, **other: str) -> str:
        """The address's query for this, or for a look that differs in `other`; for links."""
        own = {
            "lang": self.lang,
            "week": self.week,
            "area": self.view.area or "",
            "category": self.category,
            "span": self.span,
        }
        return urlencode({key: value for key, value in {**own, **other}.items() if value})

    def only(self, digest: Digest) -> Digest:
        """Of a digest what is of the chosen category. It chooses among what was told, and counts nothing."""
        if not self.category:
            return digest
        areas = tuple(
            replace(a, observations=tuple(seen for seen in a.observations if seen.category == self.category))
            for a in digest.areas
        )
        spots = tuple(spot for spot in digest.spots if spot.category == self.category)
        steps = tuple(step for step in digest.steps if step.category == self.category)
        return replace(digest, areas=areas, spots=spots, steps=steps)


def weeks_released(desk: Desk, now: datetime) -> list[str]:
    """The weeks whose digests are out, the latest first, a quarter of them. No other can be looked at."""
    this = iso_week(now.astimezone(desk.zone).date())
    past = [shift(this, -back) for back in range(1, WEEKS + 3)]
    return [week for week in past if slot_of(desk, week, "digest") <= now][:WEEKS]


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


def look_at(request: Request, views: Mapping[str, View], weeks: Sequence[str]) -> Look:
    """What the address asks for. 400 for what is none, 403 for what is not theirs to see, 404 for a week that is not
    out."""
    asked: Mapping[str, Any] = request.query_params
    week, category = asked.get("week") or weeks[0], asked.get("category") or ""
    span, area = asked.get("span") or SPANS[0], asked.get("area")
    if not _WEEK.fullmatch(week) or category not in ("", *LABELS) or span not in SPANS:
        raise HTTPException(400)
    if not views or (area and area not in views):
        raise HTTPException(403)
    if week not in weeks:
        raise HTTPException(404)
    view = views[area or next(slug for slug in ("", *views) if slug in views)]
    return Look(view, week, language_of(request), category, span)
