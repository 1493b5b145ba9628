"""What the week looked like, in numbers and confirmed observations, by area. Nothing here has been through
`bot.picture.disclosure` yet, so nothing here leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot import cover
from bot.desk import Desk
from handlers.dialogue import State, fold
from handlers.records import Observation, Report
from storage import drafts, people, reports, tips
from storage.database import Work

_MANY = ("", "1", "2-5", "6-15", "16+")  # how many, from few to many


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """One area's week. `assessments` are the ombud's own, 1 to 4, one each; empty when nobody has reported.
    `tips` is how many residents' tips came in; `ombud` how many look after the area; `paused` that all of them are
    away with nobody in their place; `drafts` how many reports were begun and not sent, which count as far as they had
    come."""

    slug: str
    name: str
    ombud: int
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Observation, ...]
    tips: int
    paused: bool = False
    drafts: int = 0


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
        _area(desk, work, week, a.slug, a.name, by_area.get(a.slug, 0), paused=a.slug in away) for a in desk.town.areas
    )
    return Week(week, areas, by_area.get(None, 0))


def _area(desk: Desk, work: Work, week: str, slug: str, name: str, number: int, *, paused: bool) -> AreaWeek:
    kept = reports.of_week(work, week, slug)
    begun = _begun(desk, work, week, slug, {one.person_id for one in kept})
    said = [*(one.report for one in kept), *begun]
    return AreaWeek(
        slug,
        name,
        len(people.holders(work, "ombud", slug)),
        tuple(one.assessment for one in said if one.assessment),
        reports.last_assessment(work, slug, week),
        merged(o for one in said for o in one.observations),
        number,
        paused,
        len(begun),
    )


def _begun(desk: Desk, work: Work, week: str, area: str, reported: set[int]) -> list[Report]:
    """Reports half-way, as far as they have come; of who has sent one, that one counts."""
    found = []
    for person_id, stored in drafts.of_week(work, week, area):
        state = State.from_json(stored)
        if person_id not in reported and dict(state.answers).get("happened"):
            record = desk.turn_page(state, closing=True).record
            found += [record] if isinstance(record, Report) else []
    return found


def merged(seen: Iterable[Observation]) -> tuple[Observation, ...]:
    """What several ombud saw, each thing once: the same category at the same place is the same. Its time is told only
    where they agree; its tips are the area's own, which each has seen, and are not added up."""
    found: dict[tuple[str, str], Observation] = {}
    for one in seen:
        key = (one.category, fold(one.place))
        found[key] = _both(found[key], one) if key in found else one
    return tuple(found.values())


def _both(first: Observation, second: Observation) -> Observation:
    values = {name: getattr(first, name) or getattr(second, name) for name in reports.DETAILS}
    values |= {"how_many": max(first.how_many, second.how_many, key=_MANY.index)}
    values |= {"source": "seen"} if "seen" in (first.source, second.source) else {}
    values |= {"state": "ongoing"} if "ongoing" in (first.state, second.state) else {}
    when = first.when if first.when == second.when else ""
    return replace(first, when=when, tips=max(first.tips, second.tips), **values)
