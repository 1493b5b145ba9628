"""Who looks after an area on a day: its ombud who are not paused, and whoever stepped in for those who are."""

from __future__ import annotations

from datetime import date, datetime
from math import cos, radians

from bot.desk import Desk
from bot.municipality import AreaInfo
from bot.weekly.week import monday, shift, slots
from storage import membership, pauses, people
from storage.database import Work
from storage.pauses import Kept
from storage.people import Person

_NEAR = 3  # areas, one's own among them, whose ombud may step in
_MOST = 4  # ombud to choose among


def today(desk: Desk, work: Work) -> date:
    """The day it is in the municipality."""
    return work.now.astimezone(desk.zone).date()


def areas_of(person: Person) -> list[str]:
    """The areas whose ombud a person is."""
    return [h.area for h in person.roles if h.role == "ombud" and h.area]


def on_duty(work: Work, area: str, day: date, by: datetime | None = None) -> list[Person]:
    """The ombud who get the area's tips and questions on a day; `by`: those who held the role then already."""
    held = people.holders(work, "ombud", area, by)
    away = {kept.person_id: kept for kept in pauses.on(work, day)}
    found = {p.id: p for p in held if p.id not in away}
    for person in held:
        deputy = away[person.id].deputy_id if person.id in away and away[person.id].answer == "yes" else None
        if deputy and deputy not in away:
            found.setdefault(deputy, people.get(work, deputy))
    return list(found.values())


def covered_by(work: Work, person: Person, day: date) -> list[str]:
    """The areas that a person reads and reports on a day: their own, and those of whom they step in for."""
    areas = dict.fromkeys(areas_of(person))
    for kept in pauses.on(work, day):
        if kept.deputy_id == person.id and kept.answer == "yes":
            areas.update(dict.fromkeys(areas_of(people.get(work, kept.person_id))))
    return list(areas)


def away(work: Work, person_id: int, day: date) -> Kept | None:
    """The pause that a person has on a day."""
    return next((kept for kept in pauses.on(work, day) if kept.person_id == person_id), None)


def asked_on(desk: Desk, week: str) -> date:
    """The day on which the ombud are asked about a week: who is paused then owes no report of it."""
    due = next(slot.due for slot in slots(week, desk.town.week) if slot.job == "prompt")
    return due.astimezone(desk.zone).date() if due else monday(shift(week, 1))


def paused_areas(desk: Desk, work: Work, week: str) -> frozenset[str]:
    """The areas that have ombud, all of whom were paused when the week was asked about, with nobody in their place."""
    day = asked_on(desk, week)
    slugs = {area.slug for area in desk.town.areas}
    away_in = {
        area for kept in pauses.on(work, day) for area in areas_of(people.get(work, kept.person_id)) if area in slugs
    }
    return frozenset(area for area in away_in if not on_duty(work, area, day))


def could_step_in(desk: Desk, work: Work, person: Person) -> list[Person]:
    """Ombud of the person's area or of one beside it, the nearest first."""
    own = areas_of(person)
    if not own:
        return []
    day = today(desk, work)
    found: dict[int, Person] = {}
    for area in _nearest(desk, own[0])[:_NEAR]:
        for other in on_duty(work, area.slug, day):
            if other.id != person.id and not other.stopped:
                found.setdefault(other.id, other)
    return list(found.values())[:_MOST]


def _nearest(desk: Desk, slug: str) -> list[AreaInfo]:
    """The areas by how far they are from one, itself first; those whose place is unknown last."""
    here = desk.town.area(slug)

    def distance(other: AreaInfo) -> float:
        if other.slug == slug:
            return -1.0
        if here.at is None or other.at is None:
            return float("inf")
        return (here.at[0] - other.at[0]) ** 2 + ((here.at[1] - other.at[1]) * cos(radians(here.at[0]))) ** 2

    return sorted(desk.town.areas, key=distance)


def code_name(desk: Desk, work: Work, person_id: int, area: str) -> str:
    """An ombud as others see them: the area, and which of its ombud in the order of joining; never a name."""
    return f"{desk.town.area_name(area)}, ombud {membership.number(work, person_id, 'ombud', area)}"
