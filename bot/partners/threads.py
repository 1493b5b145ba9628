"""Who is who in a thread with a partner: who asks, who is asked and how they are reached, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk import Desk
from bot.partners.mailboxes import of as of_role
from bot.people import cover
from handlers import ask_notices as notices
from handlers.records import Partner, ThreadSide
from handlers.text import Text
from storage import people, threads
from storage.database import Work
from storage.people import Person
from storage.threads import Kept

COORDINATING = ("coordinator", "admin")


def side_of(desk: Desk, work: Work, kept: Kept, person: Person) -> ThreadSide | None:
    """Which side of a thread a person is on. The coordinator is on the asking one where it was passed on to them, else
    on the partner's, and may answer in its stead."""
    if kept.owner == "ombud" and kept.area in cover.covered_by(work, person, cover.today(desk, work)):
        return "ombud"
    if kept.owner == "coordinator" and person.has(*COORDINATING):
        return "ombud"
    return "partner" if _represents(person, kept) or person.has(*COORDINATING) else None


def _represents(person: Person, kept: Kept) -> bool:
    return any(held.role == kept.partner and held.area in (None, kept.area) for held in person.roles)


def asked(work: Work, kept: Kept) -> list[Person]:
    """Those at the partner who can be written to; nobody is asked by themselves."""
    found = people.holders(work, kept.partner, kept.area)
    return [p for p in found if not p.stopped and p.id != kept.person_id]


def mailboxes(desk: Desk, kept: Kept) -> list[str]:
    """The partner's mailboxes, as for its digest."""
    return of_role(desk, kept.partner, kept.area)


def coordinating(work: Work) -> list[Person]:
    """The coordinators who can be written to, else who runs the service."""
    found = _reachable(people.holders(work, "coordinator", None))
    return found or _reachable(people.holders(work, "admin", None))


def asking(desk: Desk, work: Work, kept: Kept) -> list[Person]:
    """Who gets the answers: whoever asked; away or gone, who looks after the area now; else the coordinator."""
    if kept.owner == "coordinator":
        return coordinating(work)
    duty = _reachable(cover.on_duty(work, kept.area, cover.today(desk, work)))
    return [p for p in duty if p.id == kept.person_id] or duty or coordinating(work)


def _reachable(found: Iterable[Person]) -> list[Person]:
    return [person for person in found if not person.stopped]


def waiting_on(work: Work, person: Person) -> list[Kept]:
    """The threads in which it is this person's turn to answer for a partner."""
    return [kept for kept in put_to(work, person) if kept.state == "asked"]


def put_to(work: Work, person: Person) -> list[Kept]:
    """The open threads in which a person may answer for a partner."""
    found = threads.open_ones(work) if person.has("manager", "association", "police") else []
    return [kept for kept in found if _represents(person, kept) and kept.person_id != person.id]


def own(desk: Desk, work: Work, person: Person) -> list[Kept]:
    """The open threads on whose asking side a person is."""
    if not person.has("ombud", *COORDINATING):
        return []
    return [kept for kept in threads.open_ones(work) if side_of(desk, work, kept, person) == "ombud"]


def name_of(desk: Desk, partner: Partner) -> Text:
    """What a partner is called."""
    return notices.partner(partner, desk.town.landlord_name(desk.town.landlord))


def asker(desk: Desk, kept: Kept) -> Text:
    """What who asks is called."""
    return notices.sender(kept.owner, desk.town.area_name(kept.area))


def answerer(desk: Desk, kept: Kept, person: Person | None) -> Text:
    """What who answers is called; None: somebody at the partner's mailbox."""
    if person is None or _represents(person, kept):
        return name_of(desk, kept.partner)
    return notices.coordinator()
