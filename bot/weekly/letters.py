"""The digest by mail. When its time has come, a letter is written down for each mailbox of the municipality's file,
beside the firing that says so; it is tried until the mail server takes it, or until the partners' meeting begins.

Whether a letter whose connection was lost has arrived, nobody can look up: it is sent again, and is known by its
Message-ID (docs/decisions/0016-letters.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial

import structlog

from bot.desk import Desk
from bot.facts import slot_of
from bot.mail import CannotMail, Mail
from bot.picture.disclosure import digest
from bot.picture.letter import Envelope, letter
from bot.picture.press import Press, order
from bot.picture.shapes import Digest
from bot.weekly.week import Slot, due_around
from handlers.records import Role
from storage import audit, firings, letters
from storage.database import Database, Work
from storage.letters import Letter

log = structlog.get_logger()
JOB = "letter"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=5)
_REMEMBERED = timedelta(days=4)  # as long as a digest that did not go out by chat is an alarm
To = tuple[Role, str | None, str]  # a role, its area, and one of its mailboxes


class Letters:
    """`tick` is called every minute, `work` whenever there may be something to send; by several services at once.
    Without `mail` letters are written down and wait."""

    def __init__(self, database: Database, desk: Desk, mail: Mail | None) -> None:
        self._database, self._desk, self._mail = database, desk, mail
        self._press = Press()
        self.news = asyncio.Event()

    async def tick(self) -> int:
        """Write down what is due, and give up what is too late; returns how many letters are new."""
        if not self._desk.town.recipients:
            return 0
        try:
            new = await self._database.run(self._write)
            for gone in await self._database.run(letters.expire):
                log.error("letter_too_late", week=gone.week, role=gone.role, area=gone.area)
        except Exception as error:
            log.error("letters_failed", error=error)
            return 0
        self.news.set()
        return new

    def _write(self, work: Work) -> int:
        new = 0
        for slot, meeting in _open(self._desk, work.now):
            seen_to = firings.seen_to(work, JOB, slot.week)
            for to in _mailboxes(self._desk):
                if _key(work, to) not in seen_to:
                    new += self._fire(work, slot, meeting, to)
        return new

    def _fire(self, work: Work, slot: Slot, meeting: datetime, to: To) -> int:
        """Record the firing and write the letter down, or record that it was missed; once."""
        role, area, address = to
        missed = work.now >= meeting
        state = "missed" if missed else "fired"
        if not firings.record(work, JOB, slot.week, _key(work, to), slot.due, state, slot.reason):
            return 0
        log.info("slot", job=JOB, week=slot.week, recipient=_key(work, to), outcome=state)
        if missed:
            return 0
        digest(self._desk, work, slot.week, role, area)  # closes the week, if nobody has asked for it yet
        audit.note(work, "schedule", "release", f"{JOB}:{slot.week}:{_key(work, to)}")
        return int(letters.put(work, slot.week, role, area, letters.of_mailbox(work, address), meeting))

    # Sending

    async def work(self) -> int:
        """Send what is due, one after the other; returns how many attempts. Where the server itself fails, the others
        need not be tried at once."""
        attempts = 0
        while self._mail is not None and (one := await self._database.run(letters.lease)) is not None:
            attempts += 1
            if not await self._attempt(self._mail, one):
                break
        return attempts

    async def _attempt(self, mail: Mail, one: Letter) -> bool:
        """False if it makes no sense to try another now."""
        try:
            ready = await self._made(mail, one)
            if ready is None:
                await self._database.run(lambda work: letters.withdrawn(work, one))
                return True
            await mail.deliver(*ready)
        except CannotMail as error:
            log.warning("letter_not_sent", letter=one.id, week=one.week, fate=error.fate, reason=error.reason)
            await self._database.run(partial(self._not_sent, one, error))
            return error.alone
        await self._database.run(lambda work: letters.sent(work, one))
        log.info("letter_sent", letter=one.id, week=one.week)
        return True

    async def _made(self, mail: Mail, one: Letter) -> tuple[EmailMessage, str] | None:
        """The letter and where it goes; None if its mailbox is no longer in the municipality's file."""
        found = await self._database.run(partial(self._read, one))
        if found is None:
            return None
        address, seen, wanted = found
        name = f"digest.{one.week}.{one.role}-{one.area or 'all'}.{one.mailbox.hex()[:16]}"
        envelope = Envelope(mail.sender, address, name, one.created_at.astimezone(self._desk.zone))
        return letter(self._desk, seen, one.area, envelope, await self._page(wanted, one)), address

    def _read(self, one: Letter, work: Work) -> tuple[str, Digest, bytes] | None:
        for role, area, address in _mailboxes(self._desk):
            if (role, area, letters.of_mailbox(work, address)) == (one.role, one.area, one.mailbox):
                seen = digest(self._desk, work, one.week, role, area)
                return address, seen, order(self._desk, seen, "pdf", self._desk.town.languages[0])
        return None

    async def _page(self, wanted: bytes, one: Letter) -> bytes:
        """The PDF; nothing where it can't be made: then the letter goes without."""
        try:
            return await self._press.printed(wanted)
        except Exception as error:
            log.error("no_pdf", letter=one.id, week=one.week, error=error)
            return b""

    def _not_sent(self, one: Letter, error: CannotMail, work: Work) -> None:
        if error.fate == "never":
            letters.failed(work, one, error.reason)
            return
        wait = min(_FIRST_WAIT * 2 ** min(one.attempts, 10), _LONGEST_WAIT)
        letters.again(work, one, work.now + wait, error.reason, unknown=error.fate == "unknown")


def late(desk: Desk, work: Work, after: timedelta) -> Iterator[tuple[str, str, str, str]]:
    """(job, week, whom, channel) of each digest that has not gone out by mail so long after its time: "letter" while it
    is still tried, "unmailed" when it never will be."""
    for one in letters.missing(work, work.now - _REMEMBERED, work.now - after):
        yield ("unmailed" if one.over else JOB, one.week, f"{one.role}-{one.area or 'all'}", "email")
    for slot, meeting in _open(desk, work.now - after):
        if work.now < meeting:
            seen_to = firings.seen_to(work, JOB, slot.week)
            for to in _mailboxes(desk):
                if _key(work, to) not in seen_to:
                    yield JOB, slot.week, f"{to[0]}-{to[1] or 'all'}", "email"


def _open(desk: Desk, now: datetime) -> Iterator[tuple[Slot, datetime]]:
    """The latest digests whose time has come, each with when its meeting begins."""
    for slot in due_around(now, desk.town.week):
        if slot.job == "digest" and slot.due is not None and slot.due <= now:
            yield slot, slot_of(desk, slot.week, "meeting")


def _mailboxes(desk: Desk) -> Iterator[To]:
    for one in desk.town.recipients:
        for address in one.mail:
            yield one.role, one.area, address


def _key(work: Work, to: To) -> str:
    """How a firing names a mailbox, which it must not name."""
    role, area, address = to
    return f"{role}-{area or 'all'}-{letters.of_mailbox(work, address).hex()[:12]}"
