"""What the week looked like, in numbers and confirmed observations, by area. Nothing here has been through
`bot.picture.disclosure` yet, so nothing here leaves."""

from __future__ import annotations

from dataclasses import dataclass

from bot import cover
from bot.desk import Desk
from handlers.records import Observation
from storage import people, reports, tips
from storage.database import Work


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """One area's week. `assessments` are the ombud's own, 1 to 4, one each; empty when nobody has reported.
    `tips` is how many residents' tips came in; `ombud` how many look after the area; `paused` that all of them are
    away with nobody in their place."""

    slug: str
    name: str
    ombud: int
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Observation, ...]
    tips: int
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """All areas' weeks, in the municipality's order; `placeless` counts tips that no area could be read from."""

    week: str
    areas: tuple[AreaWeek, ...]
    placeless: int


def count(desk: Desk, work: Work, week: str) -> Week:
    """Count a week (ISO, like 2026-W47)."""
    by_area = tips.count_of_week(work, week)
    away = cover.paused_areas(desk, work, week)
    areas = tuple(
        _area(work, week, a.slug, a.name, by_area.get(a.slug, 0), paused=a.slug in away) for a in desk.town.areas
    )
    return Week(week, areas, by_area.get(None, 0))


def _area(work: Work, week: str, slug: str, name: str, number: int, *, paused: bool) -> AreaWeek:
    kept = reports.of_week(work, week, slug)
    seen = {(o.category, o.place, o.when): o for one in kept for o in one.report.observations}
    return AreaWeek(
        slug,
        name,
        len(people.holders(work, "ombud", slug)),
        tuple(one.report.assessment for one in kept),
        reports.last_assessment(work, slug, week),
        tuple(seen.values()),
        number,
        paused,
    )
