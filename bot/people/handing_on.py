"""When somebody's role ends, what waited for them passes to who has it now: talks with residents, applications, tips.
The last coordinator who can be reached stays, and the admins hear of it by the alarms' path."""

from __future__ import annotations

from bot.desk import Desk
from bot.people import applying, cover
from bot.tips.sharing import pass_on_tips, readers, reads
from bot.weekly import reviewing
from handlers import leaving as said
from handlers import notices
from storage import alarms, applications, outbound, people, tips
from storage.applications import Kept
from storage.database import Work
from storage.people import Holding, Person

ALARM = "coordinator"  # with the day: told once a day


def hand_on(desk: Desk, work: Work, left: Person, held: Holding) -> None:
    """`left` is who they are without the role."""
    talks = _talks(desk, work, left)
    applied = _applications(desk, work, left)
    if held.role != "coordinator" or left.has("coordinator"):
        return
    for area in desk.town.areas:
        if not people.holders(work, "ombud", area.slug):
            pass_on_tips(desk, work, area.slug)
    _summary(desk, work, left, applied, talks)


def _talks(desk: Desk, work: Work, left: Person) -> int:
    """A resident's last words that nobody but the one who left has had."""
    found = [one for one in tips.unanswered_by(work, left.id) if not reads(desk, work, one.filed, left)]
    for one in found:
        for reader in readers(desk, work, one.filed.area):
            text = notices.tipster_says(one.filed.code, one.words)
            desk.tell(work, reader, text, f"handed-on:{one.message}:{reader.id}", about=one.filed.code)
    return len(found)


def _applications(desk: Desk, work: Work, left: Person) -> int:
    """Those that wait for the one who left are put to the others, or to the admins where there are none."""
    waiting = [kept for kept in applications.waiting(work) if kept.person_id != left.id]
    theirs = [kept for kept in waiting if not applying.may_answer(left, kept) and _is_left(work, kept, left)]
    for kept in theirs:
        for reader in applying.answering(work, kept) or applying.admins(work, kept):
            purpose = f"application-left:{kept.id}:{left.id}:{reader.id}"
            applying.put_to(desk, work, reader, kept, purpose, (said.applicant_waits(kept.code),))
    return len(theirs)


def _is_left(work: Work, kept: Kept, left: Person) -> bool:
    """Whether nobody else has it in hand: the one who left talked with the applicant, or none of the others knows."""
    asked = outbound.heard_about(work, kept.code)
    return kept.answered_by == left.id or not any(one.id in asked for one in applying.answering(work, kept))


def _summary(desk: Desk, work: Work, left: Person, applied: int, talks: int) -> None:
    text = said.yours_now(len(reviewing.waiting(desk, work)), applied, talks)
    for other in people.holders(work, "coordinator", None):
        if text is not None and other.id != left.id:
            desk.tell(work, other, text, f"yours-now:{left.id}:{work.now:%Y%m%dT%H%M%S}:{other.id}")


def is_last(work: Work, person_id: int) -> bool:
    """Whether no coordinator but this one can be reached."""
    return all(other.id == person_id or other.stopped for other in people.holders(work, "coordinator", None))


def warn(desk: Desk, work: Work) -> None:
    """The admins hear that there is no coordinator to be reached any more, or is not to be."""
    alarms.begin_once(work, f"{ALARM}:{cover.today(desk, work).isoformat()}")
