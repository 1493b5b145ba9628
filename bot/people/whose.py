"""Who the ombud for an area is, as a resident is told: the ombud for Alby, one of several, away, or none yet."""

from __future__ import annotations

from bot.desk import Desk
from bot.people import cover
from handlers import whose as say
from handlers.dialogue import State
from handlers.reading.place import find_area
from handlers.records import Whose
from handlers.text import Text
from storage import people, pulses, tips
from storage.database import Work
from storage.people import Person


def begin(desk: Desk, work: Work, person: Person, words: str) -> State:
    """The question; its area is the one that was named, else one that is known of the person already."""
    held = next((h.area for h in person.roles if h.area), None)
    tipped = next((filed.area for filed in tips.of_person(work, person.id) if filed.area), None)
    area = find_area(words, desk.areas) if words else held or pulses.area_of(work, person.id) or tipped
    return State("whose", (), {"area": area})


def tell(record: Whose, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Nothing of it is kept."""
    name = desk.town.area_name(record.area)
    if record.area in cover.areas_of(person):
        return (say.own(name),)
    return (say.answered(_state(desk, work, record.area, name)),)


def _state(desk: Desk, work: Work, area: str, name: str) -> Text:
    held = people.holders(work, "ombud", area)
    duty = [p for p in cover.on_duty(work, area, cover.today(desk, work)) if not p.stopped]
    own = [p for p in duty if any(p.id == holder.id for holder in held)]
    if own:
        return say.there(name, len(own))
    if duty:
        return say.stood_in_for(name)
    if all(p.stopped for p in people.holders(work, "coordinator", None)):
        return say.nobody(name)
    return say.away(name) if held else say.vacant(name)
