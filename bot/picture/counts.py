"""What the week looked like, in numbers and confirmed observations, by area. Nothing here has been through
`bot.picture.disclosure` yet, so nothing here leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.desk import Desk
from handlers.reading.when import BANDS
from handlers.records import Category, Observation
from storage import people, reports, tips
from storage.database import Work

UNKNOWN = ""  # the area of tips that no area could be read from
CATEGORIES: tuple[str, ...] = get_args(Category)
BANDS_TOLD = (*BANDS, "")


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """One area's week as its ombud saw it. `assessments` are the ombud's own, 1 to 4, one each; empty when nobody has
    reported. `ombud` is how many look after the area."""

    slug: str
    name: str
    ombud: int
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Tips by area (UNKNOWN among them), and in each by category, and apart from that by band ("": not known)."""

    categories: dict[str, dict[str, int]]
    bands: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Week:
    """All areas' weeks, in the municipality's order."""

    week: str
    areas: tuple[AreaWeek, ...]


def count(desk: Desk, work: Work, week: str) -> Week:
    """What was reported of a week (ISO, like 2026-W47)."""
    return Week(week, tuple(_area(work, week, a.slug, a.name) for a in desk.town.areas))


def _area(work: Work, week: str, slug: str, name: str) -> AreaWeek:
    kept = reports.of_week(work, week, slug)
    seen = {(o.category, o.place, o.when): o for one in kept for o in one.report.observations}
    return AreaWeek(
        slug,
        name,
        len(people.holders(work, "ombud", slug)),
        tuple(one.report.assessment for one in kept),
        reports.last_assessment(work, slug, week),
        tuple(seen.values()),
    )


def tree(desk: Desk, work: Work, week: str) -> Tree:
    """Residents' tips of a week by area, category and band of the day; every part there can be, the empty ones too."""
    areas = [UNKNOWN, *(a.slug for a in desk.town.areas)]
    found = Tree(
        {slug: dict.fromkeys(CATEGORIES, 0) for slug in areas}, {s: dict.fromkeys(BANDS_TOLD, 0) for s in areas}
    )
    for area, category, band, number in tips.cells_of_week(work, week):
        slug = area if area in found.categories else UNKNOWN
        found.categories[slug][category if category in CATEGORIES else "ovrigt"] += number
        found.bands[slug][band] += number
    return found
