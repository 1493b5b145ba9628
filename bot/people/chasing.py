"""Nobody who applies waits unanswered for more than a week: those who owe an answer are reminded, then the coordinator
and the admins, and at the end the applicant hears how it is. Each once, in the transaction that records it."""

from __future__ import annotations

from bot.desk import Desk
from bot.people import applying, waits
from handlers import application_notices as notices
from storage import applications, people
from storage.applications import Kept
from storage.database import Work


def chase(desk: Desk, work: Work) -> int:
    """Do what is due for those who wait; returns for how many."""
    return sum(_chase(desk, work, kept) for kept in applications.waiting(work))


def _chase(desk: Desk, work: Work, kept: Kept) -> int:
    """Of what has become due meanwhile the last is done: who was away for days is not told of the same twice."""
    applicant = people.get(work, kept.person_id)
    if applicant.stopped:
        return int(applications.decide(work, kept, "withdrawn", applicant.id))
    due = sum(moment <= work.now for moment in waits.dues(kept.waiting_since or work.now, desk.town.week))
    if due <= kept.chased or not applications.chased(work, kept, due):
        return 0
    if due == 1:
        _remind(desk, work, kept)
    elif due == 2 or kept.chased < 2:
        _call(desk, work, kept)
    if due == applications.SEEN_TO:
        _tell(desk, work, kept)
    return 1


def _remind(desk: Desk, work: Work, kept: Kept) -> None:
    days = (work.now - (kept.waiting_since or work.now)).days
    said = notices.still_waiting(kept.code, applying.role_of(desk, kept), days)
    for reader in applying.answering(work, kept) or applying.admins(work, kept):
        applying.put_to(desk, work, reader, kept, _purpose("reminder", kept, reader.id), (said,))


def _call(desk: Desk, work: Work, kept: Kept) -> None:
    said = notices.last_day(kept.code, applying.role_of(desk, kept), waits.until(desk, kept))
    called = [p for p in applying.answering(work, kept) if p.has("coordinator")]
    for reader in {p.id: p for p in [*called, *applying.admins(work, kept)]}.values():
        applying.put_to(desk, work, reader, kept, _purpose("call", kept, reader.id), (said,))


def _tell(desk: Desk, work: Work, kept: Kept) -> None:
    contact = desk.town.contact
    text = notices.nobody_answered(kept.code, contact.name, contact.email or contact.phone or contact.url)
    desk.tell(work, people.get(work, kept.person_id), text, _purpose("told", kept, kept.person_id))


def _purpose(what: str, kept: Kept, person_id: int) -> str:
    """Unique to one wait: an applicant who has been answered may come to wait again."""
    since = int(kept.waiting_since.timestamp()) if kept.waiting_since else 0
    return f"application-{what}:{kept.id}:{since}:{person_id}"
