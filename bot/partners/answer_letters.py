"""Letters that ask a mailbox something, each with a link to a page on which it is answered once. A letter is written
down beside what it is about, and tried until the mail server takes it or its link has run out."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

import structlog

from bot.desk import Desk
from bot.mail import CannotMail, Mail
from bot.partners import ask_letters, forward_letters
from bot.partners.mailboxes import Worded
from storage import answer_letters
from storage.answer_letters import Letter
from storage.database import Database, Work

log = structlog.get_logger()
PAGE = "/svar"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_WORDED = {"thread": ask_letters.worded, "forward": forward_letters.worded}


class AnswerLetters:
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
        await self._database.run(lambda work: answer_letters.sent(work, one))
        log.info("question_sent", letter=one.id)
        return True

    def _made(self, mail: Mail, one: Letter, work: Work) -> EmailMessage | None:
        """The letter; None if nobody is to get it any more."""
        until = one.expires_at.astimezone(self._desk.zone).date().isoformat()
        url = f"{self._desk.public_url}{PAGE}/{one.token}"
        worded = _WORDED[one.matter.kind](self._desk, work, one, url, until)
        if worded is None:
            answer_letters.withdrawn(work, one)
            return None
        return _letter(self._desk, mail, one, worded)


def _next(work: Work) -> Letter | None:
    answer_letters.expire(work)
    return answer_letters.lease(work)


def _not_sent(one: Letter, error: CannotMail, work: Work) -> None:
    if error.fate == "never":
        answer_letters.failed(work, one, error.reason)
        return
    wait = min(_FIRST_WAIT * 2 ** min(one.attempts, 10), _LONGEST_WAIT)
    answer_letters.again(work, one, work.now + wait, error.reason)


def _letter(desk: Desk, mail: Mail, one: Letter, worded: Worded) -> EmailMessage:
    """In the municipality's first language; the same letter at each attempt, by its Message-ID. Nobody's machine is to
    answer it (RFC 3834)."""
    language = desk.town.languages[0]
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    made["From"], made["To"] = mail.sender, worded.address
    made["Subject"] = desk.voices.say(worded.subject, language)
    if desk.town.contact.email:
        made["Reply-To"] = desk.town.contact.email
    made["Date"] = format_datetime(one.created_at.astimezone(desk.zone))
    made["Message-ID"] = f"<question.{one.id}.{one.created_at:%Y%m%d%H%M%S}@{mail.address.rpartition('@')[2]}>"
    made["Auto-Submitted"], made["X-Auto-Response-Suppress"] = "auto-generated", "All"
    made.set_content(desk.voices.say(worded.body, language) + "\n")
    made["Content-Language"] = language
    return made
