"""The privacy compiler: everything that leaves towards a partner passes here (docs/privacy.md has the rule).

A week has one release. Its tips are counted once, when the week is over and something of it first leaves; its reports
are closed at the digest's time. Whatever leaves later chooses among what was told then, and nothing is counted again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType

from bot import facts
from bot.desk import Desk
from bot.picture import cells, closing, patrols, policy, priority, questions
from bot.picture.change import WEEKS, against
from bot.picture.counts import AreaWeek, Tree, Week, answers, tree
from bot.picture.pulse import Pulse, pulse, together
from bot.picture.shapes import Digest, Quote, Released, Seen
from bot.weekly.week import shift
from handlers.records import Role
from storage import releases
from storage.database import Work


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a week's tips; None and missing are withheld. Areas include UNKNOWN. `pulses` are the areas'
    where five have answered."""

    total: int | None = None
    areas: dict[str, int | None] = field(default_factory=dict)
    categories: dict[str, dict[str, int | None]] = field(default_factory=dict)
    bands: dict[str, dict[str, int | None]] = field(default_factory=dict)
    pulses: dict[str, Pulse] = field(default_factory=dict)


def digest(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Digest:
    """A week as the holder of `role` may see it: own area, or all where the purpose needs all. The one door."""
    told = tips_of(desk, work, week)
    before = [_released_already(work, shift(week, -back)) for back in range(1, WEEKS + 1)]
    shows = desk.town.policy.get(role, frozenset())
    made = release(closing.week_of(desk, work, week), told, before, role, area, desk.town.min_cell, shows)
    return replace(made, patrols=patrols.of_week(desk, work, week, role, area))


def tips_of(desk: Desk, work: Work, week: str) -> Told:
    """What may be told of a week's tips: nothing before the week is over, and ever after the same."""
    if week >= facts.this_week(desk, work):
        return Told()
    if releases.of(work, week) is None:
        told = compiled(tree(desk, work, week), desk.town.min_cell, answers(desk, work, week))
        releases.put(work, week, asdict(told))
    return _released_already(work, week)


def closed(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Digest | None:
    """A week that was closed, as the holder of `role` may see it, without what it is compared with; None where it was
    not. Nothing is released by looking."""
    reported = closing.closed(work, week)
    shows = desk.town.policy.get(role, frozenset())
    if reported is None:
        return None
    return release(reported, _released_already(work, week), [], role, area, desk.town.min_cell, shows)


def compiled(counted: Tree, min_cell: int, answers: Mapping[str, Mapping[int, int]] = MappingProxyType({})) -> Told:
    """The told cells of a week: the municipality, its areas, and below a told area its categories and its bands; and
    of what residents answered, each area with five or more."""
    pulses = {slug: known for slug, given in answers.items() if (known := pulse(given))}
    sums = {slug: sum(parts.values()) for slug, parts in counted.categories.items()}
    total = sum(sums.values())
    if total < min_cell:
        return Told(pulses=pulses)
    areas = cells.told(sums, min_cell)
    shown = [slug for slug, number in areas.items() if number is not None]
    return Told(
        total,
        areas,
        {slug: cells.told(counted.categories[slug], min_cell) for slug in shown},
        {slug: cells.told(counted.bands[slug], min_cell) for slug in shown},
        pulses,
    )


def _released_already(work: Work, week: str) -> Told:
    kept = releases.of(work, week)
    if kept is None:
        return Told()
    plain = kept.cells.get("pulses", {})  # an earlier version has told none
    read = {slug: Pulse(one["n"], tuple(one["answers"]), one["stay_in"]) for slug, one in plain.items()}
    return Told(**{**kept.cells, "pulses": read})


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
    slugs = {area.slug for area in areas}
    whole = Digest(
        *(reported.week, role, areas, min_cell),
        spots=tuple(spot for spot in reported.spots if spot.area in slugs),
        steps=tuple(step for step in reported.steps if step.area in slugs),
        pulse=together(area.pulse for area in areas),
        questions=questions.together(area.questions for area in chosen),
    )
    limited = policy.limited(whole, shows)
    return policy.limited(replace(limited, order=priority.order(limited)), shows)


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
        ombud=reported.ombud,
        north=reported.north,
        silent=reported.silent,
        pulse=told.pulses.get(slug),
        quotes=tuple(Quote(kind, words) for kind, words in reported.quotes),
        unreviewed=sum(kind in kinds for kind in reported.unreviewed),
        trained=reported.trained,
        groups=reported.groups,
    )
