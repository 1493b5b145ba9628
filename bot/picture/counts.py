"""What the week looked like, in numbers and confirmed observations, by area. Nothing here has been through
`bot.picture.disclosure` yet, so nothing here leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from bot.desk import Desk
from bot.municipality import AreaInfo
from bot.people import cover
from bot.picture import places, questions
from bot.picture.shapes import Questions, Spot, Step
from handlers.dialogue import State, fold
from handlers.reading.when import BANDS
from handlers.records import Category, Observation, Report
from storage import drafts, patrols, people, pulses, quotes, reports, tips, trainings
from storage.database import Work

UNKNOWN = ""  # the area of tips that no area could be read from
CATEGORIES: tuple[str, ...] = get_args(Category)
BANDS_TOLD = (*BANDS, "")
_MANY = ("", "1", "2-5", "6-15", "16+")  # how many, from few to many


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """One area's week as its ombud saw it. `assessments` are the ombud's own, 1 to 4, one each; empty when nobody has
    reported. `ombud` is how many look after the area; `paused` that all of them are away with nobody in their place;
    `drafts` how many reports were begun and not sent, which count as far as they had come; `quotes` are what an ombud
    added and a coordinator approved, by kind, `unreviewed` the kinds of what nobody has decided about; `silent` for how
    many weeks on end, this one counted, nobody has reported who was asked; `trained` how many of the ombud have learnt
    their lessons, `groups` how many watch groups there are, `questions` what was asked of partners."""

    slug: str
    name: str
    ombud: int
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Observation, ...]
    paused: bool = False
    drafts: int = 0
    quotes: tuple[tuple[str, str], ...] = ()
    unreviewed: tuple[str, ...] = ()
    silent: int = 0
    north: bool = False
    trained: int = 0
    groups: int = 0
    questions: Questions = field(default_factory=Questions)


@dataclass(frozen=True, slots=True)
class Tree:
    """Tips by area (UNKNOWN among them), and in each by category, and apart from that by band ("": not known)."""

    categories: dict[str, dict[str, int]]
    bands: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Week:
    """All areas' weeks, in the municipality's order, with what is closed beside them (`bot.picture.closing`)."""

    week: str
    areas: tuple[AreaWeek, ...]
    spots: tuple[Spot, ...] = ()
    steps: tuple[Step, ...] = ()


def count(desk: Desk, work: Work, week: str) -> Week:
    """What was reported of a week (ISO, like 2026-W47)."""
    away = cover.paused_areas(desk, work, week)
    return Week(week, tuple(_area(desk, work, week, area, paused=area.slug in away) for area in desk.town.areas))


def _area(desk: Desk, work: Work, week: str, area: AreaInfo, *, paused: bool) -> AreaWeek:
    slug = area.slug
    kept, begun = _said(desk, work, week, slug)
    seen = _seen(work, week, slug, kept, begun)
    said = [*(one.report for one in kept), *begun]
    named = [(slug, one.place) for one in seen]
    more = places.unread(desk, work, named)
    words = [*quotes.in_reports(work, kept), *more]
    held = people.holders(work, "ombud", slug)
    return AreaWeek(
        slug,
        area.name,
        len(held),
        tuple(one.assessment for one in said if one.assessment),
        reports.last_assessment(work, slug, week),
        merged(seen, {text: told for (_slug, text), told in places.told(desk, named, more).items()}),
        paused,
        len(begun),
        tuple((one.kind, one.told) for one in words if one.told and one.kind != quotes.WHERE),
        tuple(one.kind for one in words if not one.decision),
        north=area.north,
        questions=questions.of_week(desk, work, week, slug),
        trained=len({person.id for person in held} & trainings.trained(work)) if held else 0,
        groups=len(desk.town.groups_of(slug)),
    )


def seen_in(desk: Desk, work: Work, week: str, area: str) -> list[Observation]:
    """What ombud and patrols saw in an area in a week, as they said it."""
    return _seen(work, week, area, *_said(desk, work, week, area))


def _said(desk: Desk, work: Work, week: str, area: str) -> tuple[list[reports.Kept], list[Report]]:
    """An area's reports, and those that are half-way."""
    kept = reports.of_week(work, week, area)
    return kept, _begun(desk, work, week, area, {one.person_id for one in kept})


def _seen(work: Work, week: str, area: str, kept: list[reports.Kept], begun: list[Report]) -> list[Observation]:
    said = [*(one.report for one in kept), *begun]
    return [*(seen for report in said for seen in report.observations), *patrols.seen_in(work, week, area)]


def _begun(desk: Desk, work: Work, week: str, area: str, reported: set[int]) -> list[Report]:
    """Reports half-way, as far as they have come; of who has sent one, that one counts."""
    found = []
    for person_id, stored in drafts.of_week(work, week, area):
        state = State.from_json(stored)
        if person_id not in reported and dict(state.answers).get("happened"):
            record = desk.turn_page(state, closing=True).record
            found += [record] if isinstance(record, Report) else []
    return found


def merged(seen: Iterable[Observation], told: Mapping[str, str]) -> tuple[Observation, ...]:
    """What several ombud saw, each thing once: the same category at the same place is the same. Its time is told only
    where they agree; its tips are the area's own, which each has seen, and are not added up. `told` has of each place
    what may be told."""
    found: dict[tuple[str, str], Observation] = {}
    for one in seen:
        key = (one.category, fold(told[one.place] or one.place))
        shown = replace(one, place=told[one.place])
        found[key] = _both(found[key], shown) if key in found else shown
    return tuple(found.values())


def _both(first: Observation, second: Observation) -> Observation:
    values = {name: getattr(first, name) or getattr(second, name) for name in reports.DETAILS}
    values |= {"how_many": max(first.how_many, second.how_many, key=_MANY.index)}
    values |= {"source": "seen"} if "seen" in (first.source, second.source) else {}
    values |= {"state": "ongoing"} if "ongoing" in (first.state, second.state) else {}
    when = first.when if first.when == second.when else ""
    return replace(first, when=when, tips=max(first.tips, second.tips), **values)


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


def answers(desk: Desk, work: Work, week: str) -> dict[str, Counter[int]]:
    """How many residents of each area gave each answer to the pulse; of no area, nobody is told."""
    counted = pulses.of_week(work, week)
    return {area.slug: counted[area.slug] for area in desk.town.areas if area.slug in counted}
