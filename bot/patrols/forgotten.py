"""A pass that nobody ends: the crew is asked, it is closed at midnight and recorded so, and what lacks may follow."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.desk import Desk
from bot.patrols.patrolling import clock_at, part
from handlers import patrol_notices as notices
from handlers.text import Text
from storage import audit, patrols, people
from storage.database import Work
from storage.patrols import Kept
from storage.people import Person

ASKED_AFTER = timedelta(hours=6)  # and closed at the first midnight from then on
ADDED_WITHIN = timedelta(days=2)  # how long the kilometres of a pass may follow


def late(work: Work, person: Person, km: int | None) -> tuple[Text, ...]:
    """The kilometres of a pass that is over already."""
    last = patrols.last_of(work, person.id, work.now - ADDED_WITHIN)
    if last is None or km is None:
        return (notices.OVER if last else notices.NOTHING_OPEN,)
    patrols.set_km(work, last.id, km)
    return (notices.km_added(km),)


def close(desk: Desk, work: Work) -> int:
    """Close what is open at midnight; at whatever time that is found, it is midnight that is recorded."""
    over = [(kept, at) for kept in patrols.out(work) if (at := _midnight(desk, kept)) <= work.now]
    for kept, at in over:
        patrols.end(work, kept.id, at, "unreported")
        audit.note(work, "rounds", "pass", f"{kept.id}:unreported")
        part(desk, work, kept, None, None)
    return len(over)


def _midnight(desk: Desk, kept: Kept) -> datetime:
    """The first midnight at which the crew has been asked: a pass late in the evening is not cut off."""
    asked = (kept.started_at + ASKED_AFTER).astimezone(desk.zone)
    return datetime.combine(asked.date() + timedelta(days=1), time(), desk.zone)


def ask(desk: Desk, work: Work) -> int:
    """Ask the crews that have been out for long, and tell those whose pass was closed, each once."""
    done = 0
    for kept in patrols.out(work):
        if work.now - kept.started_at >= ASKED_AFTER:
            done += _tell_both(desk, work, kept, "open", notices.forgotten(clock_at(desk, kept.started_at)))
    for kept in patrols.unreported_since(work, work.now - ADDED_WITHIN):
        day = kept.started_at.astimezone(desk.zone).date().isoformat()
        done += _tell_both(desk, work, kept, "closed", notices.closed_at_midnight(day))
    return done


def _tell_both(desk: Desk, work: Work, kept: Kept, what: str, text: Text) -> int:
    told = [kept.first_id, *([kept.second_id] if kept.second_id and kept.confirmed else [])]
    return sum(desk.tell(work, people.get(work, p), text, f"pass-{what}:{kept.id}:{p}") for p in told)
