"""A question does not lie: the partner is reminded after two working days, and after five the coordinator takes it up,
each once. What has been answered and gone quiet is closed, and the words of closed threads are emptied."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Desk
from bot.partners import asking
from bot.partners import threads as partners
from bot.partners.asking import ESCALATED, REMINDED
from bot.weekly.workdays import workdays_after
from handlers import ask_notices as notices
from handlers.text import Text
from storage import threads
from storage.database import Work
from storage.threads import Kept

_REMIND_AFTER, _ESCALATE_AFTER = 2, 5  # working days
_QUIET = timedelta(days=14)  # without a word after an answer


def chase(desk: Desk, work: Work) -> int:
    """Do what is due for those who wait; returns for how many."""
    threads.fall_asleep(work, work.now - _QUIET)
    threads.forget_words(work)
    return sum(_chase(desk, work, kept) for kept in threads.waiting(work, ESCALATED))


def _chase(desk: Desk, work: Work, kept: Kept) -> int:
    """Of what has become due meanwhile the last is done."""
    since = kept.waiting_since or work.now
    if workdays_after(since, _ESCALATE_AFTER, desk.town.week) <= work.now:
        return _escalate(desk, work, kept)
    if kept.chased < REMINDED and workdays_after(since, _REMIND_AFTER, desk.town.week) <= work.now:
        return _remind(desk, work, kept)
    return 0


def _remind(desk: Desk, work: Work, kept: Kept) -> int:
    threads.chased(work, kept, REMINDED)
    told = notices.still_waiting(kept.code, _day(desk, kept))
    asking.to_partner(desk, work, kept, f"reminder:{_wait(kept)}", (told,))
    return 1


def _escalate(desk: Desk, work: Work, kept: Kept) -> int:
    """The coordinator has it, and who asked hears so. Where there is nobody to tell, it is tried again."""
    name = partners.name_of(desk, kept.partner)
    if kept.owner == "coordinator":
        return _tell(desk, work, kept, notices.unanswered_yours(kept.code, name))
    if not asking.to_coordinator(desk, work, kept, _wait(kept), notices.escalated(kept.code, name)):
        return 0
    return _tell(desk, work, kept, notices.unanswered(kept.code, name))


def _tell(desk: Desk, work: Work, kept: Kept, text: Text) -> int:
    threads.chased(work, kept, ESCALATED)
    for person in partners.asking(desk, work, kept):
        desk.tell(work, person, text, f"ask-late:{kept.id}:{_wait(kept)}:{person.id}", about=kept.code)
    return 1


def _day(desk: Desk, kept: Kept) -> str:
    return (kept.waiting_since or kept.created_at).astimezone(desk.zone).date().isoformat()


def _wait(kept: Kept) -> str:
    """Unique to one wait: who has answered may come to owe another answer."""
    return str(int((kept.waiting_since or kept.created_at).timestamp()))
