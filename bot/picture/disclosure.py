"""The privacy compiler: everything that leaves towards a partner passes here (docs/privacy.md has the rule).

A week has one release. Its tips are counted once, when the week is over and something of it first leaves; its reports
are closed at the digest's time. Whatever leaves later chooses among what was told then, and nothing is counted again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bot import facts
from bot.desk import Desk
from bot.picture import cells
from bot.picture.change import WEEKS, against
from bot.picture.counts import AreaWeek, Tree, Week, count, tree
from bot.picture.shapes import Digest, Released, Seen
from bot.week import shift
from handlers.records import Observation, Role
from storage import releases
from storage.database import Work

SEES_PLACES: tuple[Role, ...] = ("manager", "police", "coordinator", "admin")
SEES_ALL_AREAS: tuple[Role, ...] = ("coordinator", "association", "admin")


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a week's tips; None and missing are withheld. Areas include UNKNOWN."""

    total: int | None = None
    areas: dict[str, int | None] = field(default_factory=dict)
    categories: dict[str, dict[str, int | None]] = field(default_factory=dict)
    bands: dict[str, dict[str, int | None]] = field(default_factory=dict)


def digest(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Digest:
    """A week as the holder of `role` may see it: own area, or all where the purpose needs all. The one door."""
    told = tips_of(desk, work, week)
    before = [_released_already(work, shift(week, -back)) for back in range(1, WEEKS + 1)]
    return release(week_of(desk, work, week), told, before, role, area, desk.town.min_cell)


def tips_of(desk: Desk, work: Work, week: str) -> Told:
    """What may be told of a week's tips: nothing before the week is over, and ever after the same."""
    if week >= facts.this_week(desk, work):
        return Told()
    if releases.of(work, week) is None:
        releases.put(work, week, asdict(compiled(tree(desk, work, week), desk.town.min_cell)))
    return _released_already(work, week)


def week_of(desk: Desk, work: Work, week: str) -> Week:
    """What the ombud reported: as it stands until the digest's time, and from then on as it was closed."""
    kept = releases.of(work, week)
    if kept is None or work.now < facts.slot_of(desk, week, "digest"):
        return count(desk, work, week)
    if kept.reports is None:
        releases.close(work, week, asdict(count(desk, work, week))["areas"])
        kept = releases.of(work, week)
    return Week(week, tuple(_read(area) for area in kept.reports or ())) if kept else count(desk, work, week)


def compiled(counted: Tree, min_cell: int) -> Told:
    """The told cells of a week: the municipality, its areas, and below a told area its categories and its bands."""
    sums = {slug: sum(parts.values()) for slug, parts in counted.categories.items()}
    total = sum(sums.values())
    if total < min_cell:
        return Told()
    areas = cells.told(sums, min_cell)
    shown = [slug for slug, number in areas.items() if number is not None]
    return Told(
        total,
        areas,
        {slug: cells.told(counted.categories[slug], min_cell) for slug in shown},
        {slug: cells.told(counted.bands[slug], min_cell) for slug in shown},
    )


def _released_already(work: Work, week: str) -> Told:
    kept = releases.of(work, week)
    return Told(**kept.cells) if kept else Told()


def _read(plain: dict[str, Any]) -> AreaWeek:
    seen = tuple(Observation(**one) for one in plain["observations"])
    return AreaWeek(**{**plain, "assessments": tuple(plain["assessments"]), "observations": seen})


def release(reported: Week, told: Told, before: list[Told], role: Role, area: str | None, min_cell: int) -> Digest:
    """Choose among what may be told what the holder of `role` needs; pure. `before` is the told weeks before."""
    chosen = [a for a in reported.areas if _in_view(a, role, area)]
    return Digest(reported.week, role, tuple(_released(a, told, before, role) for a in chosen), min_cell)


def _in_view(counted: AreaWeek, role: Role, area: str | None) -> bool:
    return area == counted.slug or (area is None and role in (*SEES_ALL_AREAS, "police"))


def _released(reported: AreaWeek, told: Told, before: list[Told], role: Role) -> Released:
    slug, name, vacant = reported.slug, reported.name, reported.ombud == 0
    if role not in SEES_PLACES:
        return Released(slug, name, vacant, (), None, (), None, paused=reported.paused)
    return Released(
        slug,
        name,
        vacant,
        reported.assessments,
        reported.before,
        tuple(Seen(o.category, o.place, o.when) for o in reported.observations),
        told.areas.get(slug),
        told.categories.get(slug, {}),
        told.bands.get(slug, {}),
        against(told.areas.get(slug), [week.areas.get(slug) for week in before]),
        reported.paused,
        reported.drafts,
    )
