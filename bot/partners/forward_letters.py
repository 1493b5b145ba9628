"""What is passed on to a mailbox: where it goes, what the letter says, and the further link that comes after an answer
which is not the last."""

from __future__ import annotations

from bot.desk import Desk
from bot.partners import mailboxes
from bot.partners.forward_partners import handed, mailed, tip_of
from bot.partners.mailboxes import Worded
from handlers import forward_letter as said
from handlers.text import Text
from storage import answer_letters, forwards, tips
from storage.answer_letters import RENEWED, Letter, Link, Matter
from storage.database import Work
from storage.forwards import Kept

REMINDER, _NEXT = "reminder", "next:"


def write(desk: Desk, work: Work, kept: Kept, why: str) -> int:
    """Write down a letter to each mailbox it goes to; returns how many those are."""
    to = mailed(desk, kept.to, tip_of(work, kept).area)
    return mailboxes.write(work, Matter("forward", kept.id), why, to)


def follow(desk: Desk, work: Work, link: Link) -> bool:
    """A further link goes to the mailbox that answered; False if nobody is to have one."""
    if not address_of(desk, work, link.matter.id, link.mailbox):
        return False
    return answer_letters.put(work, link.matter, f"{_NEXT}{link.letter_id}", link.mailbox)


def address_of(desk: Desk, work: Work, forward_id: int, mailbox: bytes) -> str:
    """The mailbox's address, while it is one of theirs; else ""."""
    kept = forwards.get(work, forward_id)
    return mailboxes.known(work, mailed(desk, kept.to, tip_of(work, kept).area), mailbox)


def worded(desk: Desk, work: Work, one: Letter, url: str, until: str) -> Worded | None:
    """The letter; None if it is not needed any more, or its mailbox is no longer in the municipality's file."""
    kept = forwards.get(work, one.matter.id)
    address = address_of(desk, work, kept.id, one.mailbox)
    if not address or not _wanted(work, kept, one.purpose):
        return None
    known = handed(desk, work, kept)
    return Worded(address, said.subject(known), said.letter(_lead(kept, one), known, url, until))


def _wanted(work: Work, kept: Kept, purpose: str) -> bool:
    """A reminder until there is an answer, the others until there is the last one; what somebody wished for, always."""
    if purpose.startswith(RENEWED):
        return True
    if tip_of(work, kept).status in tips.SETTLED:
        return False
    return kept.state in (("sent",) if purpose == REMINDER else forwards.LIVE)


def _lead(kept: Kept, one: Letter) -> Text | None:
    if one.purpose == REMINDER:
        return said.reminder((one.created_at - kept.since).days)
    return said.NEXT if one.purpose.startswith(_NEXT) else None
