"""What partners decided is followed up: whoever decided it is reminded when its day comes, once, and its days can be
changed."""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk import Desk
from bot.people import cover
from bot.weekly.week import iso_week
from handlers import action_notices, notices
from handlers.action import to_be_followed_up
from handlers.flows import PARTNERS
from handlers.records import Days
from handlers.text import Text
from storage import actions, audit, firings, people
from storage.actions import Kept
from storage.database import Work
from storage.people import Person

_CAUGHT_UP = timedelta(days=14)  # a reminder that is older than this makes no sense any more


def decides(person: Person, area: str) -> bool:
    """Whether a person may decide what is done in an area."""
    return any(holding.role in PARTNERS and holding.area in (None, area) for holding in person.roles)


def days(record: Days, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """An action gets other days."""
    del desk
    kept = actions.by_id(work, record.action)
    if kept is None or not decides(person, kept.area):
        return (notices.NOT_FOR_YOU,)
    if actions.set_days(work, kept.id, record.due, record.follow_up):
        audit.note(work, f"person:{person.id}", "action", f"{kept.id}:days")
    return (action_notices.KEPT,)


def remind(desk: Desk, work: Work) -> int:
    """Tell whose day it is to follow something up; returns how many were told of something."""
    today = cover.today(desk, work)
    due = actions.to_follow_up(work, (today - _CAUGHT_UP).isoformat(), today.isoformat())
    return sum(_remind(desk, work, kept) for kept in due)


def _remind(desk: Desk, work: Work, kept: Kept) -> int:
    """Once for each day that was set."""
    week = iso_week(date.fromisoformat(kept.follow_up))
    key = f"action-{kept.id}-{kept.follow_up}"
    if not firings.record(work, "follow-up", week, key, None):
        return 0
    text = to_be_followed_up(desk.town.area_name(kept.area), kept.category, kept.place, kept.status)
    told = [desk.tell(work, person, text, f"follow-up:{key}:{person.id}") for person in _who(work, kept)]
    return sum(told)


def _who(work: Work, kept: Kept) -> list[Person]:
    """Whoever decided it, while they may; else the coordinators."""
    decider = people.get(work, kept.person_id)
    if decides(decider, kept.area) and not decider.stopped:
        return [decider]
    return people.holders(work, "coordinator", None)
