"""Questions to a partner's mailboxes: to whom they go, and what the letter says."""

from __future__ import annotations

from bot.desk import Desk
from bot.partners import mailboxes
from bot.partners import threads as partners
from bot.partners.mailboxes import Worded
from handlers import ask_notices as notices
from storage import threads
from storage.answer_letters import RENEWED, Letter, Matter
from storage.database import Work
from storage.threads import Kept


def write(desk: Desk, work: Work, kept: Kept, why: str) -> int:
    """Write down a letter to each of the partner's mailboxes; returns to how many it goes."""
    return mailboxes.write(work, Matter("thread", kept.id), why, partners.mailboxes(desk, kept))


def address_of(desk: Desk, work: Work, thread_id: int, mailbox: bytes) -> str:
    """The mailbox's address, while it is one of the partner's; else ""."""
    return mailboxes.known(work, partners.mailboxes(desk, threads.get(work, thread_id)), mailbox)


def worded(desk: Desk, work: Work, one: Letter, url: str, until: str) -> Worded | None:
    """The letter; None if it is not needed any more, or its mailbox is no longer in the municipality's file."""
    kept = threads.get(work, one.matter.id)
    address = address_of(desk, work, kept.id, one.mailbox)
    if not address or (kept.state != "asked" and not one.purpose.startswith(RENEWED)):
        return None
    asker = partners.asker(desk, kept)
    body = notices.letter(asker, threads.last_words(work, kept, "ombud"), url, until)
    return Worded(address, notices.subject(kept.code, asker), body)
