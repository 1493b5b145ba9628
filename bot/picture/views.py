"""Who may look at what has been released: which areas a person has views of, and which weeks are out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.facts import slot_of
from bot.picture import policy
from bot.weekly.week import iso_week, shift
from handlers.records import Role
from storage import entrances
from storage.people import Holding

QUARTER = 13  # weeks


@dataclass(frozen=True, slots=True)
class View:
    """A role in which somebody looks, and at what: one area, or all (None)."""

    role: Role
    area: str | None


def weeks_released(desk: Desk, now: datetime) -> list[str]:
    """The weeks whose digests are out, the latest first, a quarter of them. No other can be looked at."""
    this = iso_week(now.astimezone(desk.zone).date())
    past = [shift(this, -back) for back in range(1, QUARTER + 3)]
    return [week for week in past if slot_of(desk, week, "digest") <= now][:QUARTER]


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
