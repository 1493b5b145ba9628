"""When somebody can't, or won't, be written to any more: nothing that waits goes out, and it shows."""

from __future__ import annotations

from bot.desk import Desk
from bot.people import handing_on
from bot.tips.sharing import pass_on_again
from handlers import notices
from handlers.join import named
from storage import audit, news, outbound, people, pulses
from storage.database import Work
from storage.people import Person


def stop(desk: Desk, work: Work, person: Person, reason: str) -> None:
    """Send nothing more to this person, until they start again."""
    if person.stopped:
        return
    people.stop(work, person.id, reason)
    pulses.no_more(work, person.id)
    news.unsubscribe(work, person.id)
    for code in outbound.cancel(work, person.id, reason):
        pass_on_again(desk, work, code, person.id)
    _tell_coordinators(desk, work, person, reason)
    if person.has("coordinator") and handing_on.is_last(work, person.id):
        handing_on.warn(desk, work)


def _tell_coordinators(desk: Desk, work: Work, person: Person, reason: str) -> None:
    """That someone with a role has fallen silent concerns those who count on them."""
    audit.note(work, f"person:{person.id}", "stop", reason)
    for coordinator in people.holders(work, "coordinator", None):
        for holding in person.roles if coordinator.id != person.id else ():
            role = named(holding.role, desk.town.area_name(holding.area))
            purpose = f"unreachable:{person.id}:{holding.role}:{holding.area}:{work.now:%Y%m%dT%H%M%S}:{coordinator.id}"
            desk.tell(work, coordinator, notices.unreachable(role, notices.STOP_REASONS[reason]), purpose)
