"""What was passed on and nobody answers: a reminder after three days, the coordinator after seven. A tipster who has
not said yes in three days has said no."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Desk
from bot.partners import forward_letters, forward_partners, forwarding
from handlers import forward_notices as said
from storage import forwards, people, tips
from storage.database import Work
from storage.forwards import Kept
from storage.people import Person

REMINDED, ESCALATED = timedelta(days=3), timedelta(days=7)


def chase(desk: Desk, work: Work) -> int:
    """Do what is due for what waits; returns for how many."""
    return sum(_chase(desk, work, kept) for kept in forwards.unanswered(work))


def _chase(desk: Desk, work: Work, kept: Kept) -> int:
    """Of what has become due meanwhile the last is done; of a tip that is settled nothing is."""
    filed = forward_partners.tip_of(work, kept)
    age = work.now - kept.since
    if age < REMINDED:
        return 0
    if kept.state == "asked":
        return _lapse(desk, work, kept)
    there = forward_partners.reached(desk, work, kept.to, filed.area, kept.person_id)
    due = 2 if age >= ESCALATED or not there or filed.status in tips.SETTLED else 1
    if due <= kept.chased or not forwards.chased(work, kept, due) or filed.status in tips.SETTLED:
        return 0
    if due == 1:
        _remind(desk, work, kept)
    else:
        _escalate(desk, work, kept)
    return 1


def _lapse(desk: Desk, work: Work, kept: Kept) -> int:
    if not forwards.consent(work, kept, "lapsed"):
        return 0
    text = said.consent_lapsed(forward_partners.tip_of(work, kept).code)
    forwarding.tell_ombud(desk, work, kept, text, "lapsed")
    return 1


def _remind(desk: Desk, work: Work, kept: Kept) -> None:
    text = said.reminder(kept.code, (work.now - kept.since).days)
    area = forward_partners.tip_of(work, kept).area
    for reader in forward_partners.recipients(work, kept.to, area, kept.person_id):
        forwarding.put_to(desk, work, reader, kept, f"forward-reminder:{kept.id}:{reader.id}", (text,))
    forward_letters.write(desk, work, kept, forward_letters.REMINDER)


def _escalate(desk: Desk, work: Work, kept: Kept) -> None:
    days = (work.now - kept.since).days
    text = said.escalated(kept.code, kept.to, days)
    for reader in _above(work, kept):
        forwarding.put_to(desk, work, reader, kept, f"forward-escalated:{kept.id}:{reader.id}", (text,))
    code = forward_partners.tip_of(work, kept).code
    forwarding.tell_ombud(desk, work, kept, said.ombud_told(code, kept.to, days), "escalated")


def _above(work: Work, kept: Kept) -> list[Person]:
    """The coordinators, or who runs the service where they are the ones that don't answer."""
    roles = ("admin",) if kept.to == "coordinator" else ("coordinator", "admin")
    for role in roles:
        found = [p for p in people.holders(work, role, None) if not p.stopped and p.id != kept.person_id]  # type: ignore[arg-type]
        if found:
            return found
    return []
