"""What the words about roles do: invite, see who is in, lay down a role; and HOT, the word of an ombud in danger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot import confirming, facts
from bot.people import membership
from bot.visit import Outcome, Visit
from handlers import members as said_of_members
from handlers import notices
from handlers.dialogue import State
from storage.outbound import Priority


def invite(visit: Visit, _: str) -> Outcome:
    if not facts.allowed("invite", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    return _unless_locked(visit, membership.CONFIRMS, lambda: membership.begin_invite(visit.work, visit.person))


def members(visit: Visit, _: str) -> Outcome:
    if not facts.allowed("members", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    begin = partial(membership.begin_members, visit.desk, visit.work, visit.person)
    return _unless_locked(visit, membership.CONFIRMS, begin)


def leave(visit: Visit, _: str) -> Outcome:
    """Lay down a role of one's own."""
    if not visit.person.roles:
        return visit.say(said_of_members.NOTHING_HELD)
    begin = partial(membership.begin_leave, visit.desk, visit.work, visit.person)
    return _unless_locked(visit, membership.CONFIRMS, begin)


def _unless_locked(visit: Visit, confirms: str, begin: Callable[[], State]) -> Outcome:
    """By SMS a code confirms; after too many wrong ones nothing is begun that would need it."""
    if confirming.locked(visit.work, visit.person, confirms):
        return visit.say(notices.code_spent())
    return visit.begin(begin())


def threat(visit: Visit, _: str) -> Outcome:
    """An ombud is threatened: one word, and it is done."""
    visit.urgency = Priority.SAFETY
    said = membership.hide(visit.desk, visit.work, visit.person)
    return visit.say(*said)
