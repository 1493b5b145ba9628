"""The privacy compiler: everything that leaves towards a partner passes here (docs/privacy.md has the rule).

A week has one release. Its tips are counted once, when the week is over and something of it first leaves; its reports
are closed at the digest's time. Whatever leaves later chooses among what was told then, and nothing is counted again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot import facts
from bot.desk import Desk
from bot.picture import cells, patrols, policy
from bot.picture.change import WEEKS, against
from bot.picture.counts import AreaWeek, Tree, Week, count, tree
from bot.picture.shapes import Digest, Quote, Released, Seen
from bot.week import shift
from handlers.records import Observation, Role
from storage import releases
from storage.database import Work


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
    shows = desk.town.policy.get(role, frozenset())
    made = release(week_of(desk, work, week), told, before, role, area, desk.town.min_cell, shows)
    return replace(made, patrols=patrols.of_week(desk, work, week, role, area))


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
    words = tuple((kind, text) for kind, text in plain.get("quotes", ()))
    read: dict[str, Any] = {"quotes": words, "unreviewed": tuple(plain.get("unreviewed", ()))}
    return AreaWeek(**{**plain, **read, "assessments": tuple(plain["assessments"]), "observations": seen})


def release(
    reported: Week,
    told: Told,
    before: list[Told],
    role: Role,
    area: str | None,
    min_cell: int,
    shows: Collection[str] | None = None,
) -> Digest:
    """Choose among what may be told what the holder of `role` needs; pure. `before` is the told weeks before, `shows`
    the role's policy, without which it is what the role may be shown at most."""
    shows = policy.CEILING.get(role, frozenset()) if shows is None else shows
    chosen = [a for a in reported.areas if policy.in_view(role, area, a.slug)]
    areas = tuple(_released(a, told, before, policy.kinds(shows)) for a in chosen)
    return policy.limited(Digest(reported.week, role, areas, min_cell), shows)


def _released(reported: AreaWeek, told: Told, before: list[Told], kinds: frozenset[str]) -> Released:
    slug = reported.slug
    return Released(
        slug,
        reported.name,
        reported.ombud == 0,
        reported.assessments,
        reported.before,
        tuple(Seen(o.category, o.place, o.when) for o in reported.observations),
        told.areas.get(slug),
        told.categories.get(slug, {}),
        told.bands.get(slug, {}),
        against(told.areas.get(slug), [week.areas.get(slug) for week in before]),
        reported.paused,
        reported.drafts,
        quotes=tuple(Quote(kind, words) for kind, words in reported.quotes),
        unreviewed=sum(kind in kinds for kind in reported.unreviewed),
    )
