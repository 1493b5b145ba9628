"""Tells residents which watch groups there are: the municipality's file says which, the database whether somebody
keeps them together."""

from __future__ import annotations

from bot.desk import Desk
from bot.effects import carry_out
from bot.people import whose
from bot.visit import Outcome, Visit
from handlers import groups as say
from handlers.dialogue import Json, State
from handlers.groups import Groups, Known
from handlers.text import Text
from storage import membership, people
from storage.database import Work
from storage.people import Person


def ask(visit: Visit, argument: str) -> Outcome:
    """The groups of the area that was named, else of one that is known of the person already."""
    known = whose.begin(visit.desk, visit.work, visit.person, argument)
    return visit.begin(State("groups", (), {"area": known.facts["area"]}))


def tell(record: Groups, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Nothing of it is kept."""
    del person
    held = people.holders(work, "contact", record.area)
    there = {membership.number(work, other.id, "contact", record.area) for other in held}
    found = [
        Known(group.name, group.join, group.contact if group.contact in there else 0)
        for group in desk.town.groups_of(record.area)
    ]
    return (say.told(desk.town.area_name(record.area), found),)


def by_area(desk: Desk) -> list[Json]:
    """Every group, as a conversation knows it: area, name, and how to join."""
    return [[group.area, group.name, group.join] for group in desk.town.groups]


carry_out.register(Groups, tell)
