"""Who gets a tip that is passed on and how they are reached, who may answer for them, and what they get of it."""

from __future__ import annotations

from bot.desk import Desk
from bot.partners import mailboxes
from handlers.dialogue import Json
from handlers.records import ForwardTo, Role
from storage import forwards, people, tips
from storage.database import Work
from storage.forwards import Kept
from storage.people import Person
from storage.tips import Filed

ROLES: dict[ForwardTo, Role] = {"landlord": "manager", "coordinator": "coordinator", "police": "police"}


def recipients(work: Work, to: ForwardTo, area: str | None, but: int = 0) -> list[Person]:
    """Who it goes to and can be written to, `but` one: the area's, and those whose role is for all areas."""
    found = people.holders(work, ROLES[to], area)
    theirs = [p for p in found if to == "coordinator" or _is_for(p, ROLES[to], area)]
    return [p for p in theirs if not p.stopped and p.id != but]


def _is_for(person: Person, role: Role, area: str | None) -> bool:
    return any(held.role == role and held.area in (None, area) for held in person.roles)


def mailed(desk: Desk, to: ForwardTo, area: str | None) -> list[str]:
    """The mailboxes it goes to: those that get the digest of that role and area."""
    return mailboxes.of(desk, ROLES[to], area)


def reached(desk: Desk, work: Work, to: ForwardTo, area: str | None, but: int = 0) -> bool:
    """Whether anybody is there to get it, in the chat, by SMS or by mail."""
    return bool(recipients(work, to, area, but) or mailed(desk, to, area))


def may_answer(work: Work, kept: Kept, person: Person) -> bool:
    """Whether a person may say how it goes: they who have it, and the coordinator in their stead."""
    if kept.state not in forwards.WITH_THEM:
        return False
    return person.has("coordinator") or _is_for(person, ROLES[kept.to], tip_of(work, kept).area)


def tip_of(work: Work, kept: Kept) -> Filed:
    """The tip. KeyError if there is none."""
    filed = tips.by_id(work, kept.tip_id)
    if filed is None:
        raise KeyError(f"tip {kept.tip_id}")
    return filed


def passed(desk: Desk, filed: Filed) -> dict[str, Json]:
    """What is told of a tip, whoever gets it."""
    name = desk.town.area_name(filed.area) if filed.area else desk.town.name
    return {"area_name": name, "category": filed.category, "place": filed.place.text}


def handed(desk: Desk, work: Work, kept: Kept) -> dict[str, Json]:
    """What they have got: that, the words if they were approved, and the code it is answered by."""
    return {**passed(desk, tip_of(work, kept)), "receipt": kept.code, "words": kept.words}
