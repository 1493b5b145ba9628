"""Questions to a partner's mailboxes, each with a link to a page on which it is answered once. A letter is written down
beside the question, and tried until the mail server takes it or its link has run out."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

import structlog

from bot import partners
from bot.desk import Desk
from bot.mail import CannotMail, Mail
from handlers import ask_notices as notices
from storage import letters, thread_letters, threads
from storage.database import Database, Work
from storage.thread_letters import Letter
from storage.threads import Kept

log = structlog.get_logger()
PAGE = "/svar"
RENEWED = "new:"  # how the purpose of a letter begins that somebody wished for on the page
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


def write(desk: Desk, work: Work, kept: Kept, why: str) -> int:
    """Write down a letter to each of the partner's mailboxes; returns to how many it goes."""
    to = partners.mailboxes(desk, kept)
    for address in to:
        thread_letters.put(work, kept.id, why, letters.of_mailbox(work, address))
    return len(to)


def address_of(desk: Desk, work: Work, kept: Kept, mailbox: bytes) -> str:
    """The mailbox's address, while it stands in the municipality's file; else ""."""
    known = partners.mailboxes(desk, kept)
    return next((address for address in known if letters.of_mailbox(work, address) == mailbox), "")


class AskLetters:
    """`work` is called whenever there may be something to send; by several services at once. Without `mail` letters
    wait."""

    def __init__(self, database: Database, desk: Desk, mail: Mail | None) -> None:
        self._database, self._desk, self._mail = database, desk, mail

    async def work(self) -> int:
        """Send what is due, one after the other; returns how many attempts."""
        attempts = 0
        while self._mail is not None and (one := await self._database.run(_next)) is not None:
            attempts += 1
            if not await self._attempt(self._mail, one):
                break
        return attempts

    async def _attempt(self, mail: Mail, one: Letter) -> bool:
        """False if it makes no sense to try another now."""
        ready = await self._database.run(partial(self._made, mail, one))
        if ready is None:
            return True
        try:
            await mail.deliver(ready, ready["To"])
        except CannotMail as error:
            log.warning("question_not_sent", letter=one.id, fate=error.fate, reason=error.reason)
            await self._database.run(partial(_not_sent, one, error))
            return error.alone
        await self._database.run(lambda work: thread_letters.sent(work, one))
        log.info("question_sent", letter=one.id)
        return True

    def _made(self, mail: Mail, one: Letter, work: Work) -> EmailMessage | None:
        """The letter; None if it is not needed any more, or its mailbox is no longer in the municipality's file."""
        kept = threads.get(work, one.thread_id)
        address = address_of(self._desk, work, kept, one.mailbox)
        if not address or (kept.state != "asked" and not one.purpose.startswith(RENEWED)):
            thread_letters.withdrawn(work, one)
            return None
        return _letter(self._desk, mail, kept, one, address, threads.last_words(work, kept, "ombud"))


def _next(work: Work) -> Letter | None:
    thread_letters.expire(work)
    return thread_letters.lease(work)


def _not_sent(one: Letter, error: CannotMail, work: Work) -> None:
    if error.fate == "never":
        thread_letters.failed(work, one, error.reason)
        return
    wait = min(_FIRST_WAIT * 2 ** min(one.attempts, 10), _LONGEST_WAIT)
    thread_letters.again(work, one, work.now + wait, error.reason)


def _letter(desk: Desk, mail: Mail, kept: Kept, one: Letter, address: str, words: str) -> EmailMessage:
    """In the municipality's first language; the same letter at each attempt, by its Message-ID. Nobody's machine is to
    answer it (RFC 3834)."""
    language, asker = desk.town.languages[0], partners.asker(desk, kept)
    until = one.expires_at.astimezone(desk.zone).date().isoformat()
    url = f"{desk.public_url}{PAGE}/{one.token}"
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    made["From"], made["To"] = mail.sender, address
    made["Subject"] = desk.voices.say(notices.subject(kept.code, asker), language)
    if desk.town.contact.email:
        made["Reply-To"] = desk.town.contact.email
    made["Date"] = format_datetime(one.created_at.astimezone(desk.zone))
    made["Message-ID"] = f"<question.{one.id}.{one.created_at:%Y%m%d%H%M%S}@{mail.address.rpartition('@')[2]}>"
    made["Auto-Submitted"], made["X-Auto-Response-Suppress"] = "auto-generated", "All"
    made.set_content(desk.voices.say(notices.letter(asker, words, url, until), language) + "\n")
    made["Content-Language"] = language
    return made
