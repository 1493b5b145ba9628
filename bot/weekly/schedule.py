"""The week as it is lived: what is due is asked of the calendar every minute, and each thing happens once.

A firing is recorded beside its message, in one transaction, for each (job, ISO week, recipient): two replicas, a
restart or a week offline come to the same. What is found too late to make sense is recorded as missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.desk import Desk
from bot.effects import file_begun_tip
from bot.weekly import letters
from bot.weekly.quiet import NUDGING, quiet
from bot.weekly.week import Slot, due_around
from bot.weekly.week_jobs import JOBS, Recipient
from handlers.dialogue import State
from handlers.text import lines
from storage import conversations, drafts, firings, inbound, people, vitals
from storage.database import Database, Work
from storage.outbound import Priority

T = TypeVar("T")
log = structlog.get_logger()
LEFT = timedelta(hours=1)  # what a resident said in free words and left for so long is sent with what there is
HOLDING = ("tip", "belongs", "forwarded")  # the conversations that may hold such words, or a partner's
WEEKS_BACK = 12  # how long an outage may be for what was missed in it to be recorded
LATE = timedelta(minutes=15)  # how long after its time a prompt or a digest is overdue
_AT_ONCE = 20  # messages of the week in a transaction: those who write to us meanwhile are not to notice
_FORGOTTEN = 2000  # messages in a transaction of which what was said is forgotten
_AS_MISSED = 500  # firings in a transaction that nobody hears of


@dataclass(frozen=True, slots=True)
class Late:
    """A prompt or a digest that has not gone out; `channel` is what it waits for, if it is written."""

    job: str
    week: str
    whom: str
    channel: str = ""

    @classmethod
    def written(cls, purpose: str, channel: str) -> Late:
        job, week, whom = purpose.rpartition("-")[0].split(":")
        return cls(job, week, whom, channel)

    def __str__(self) -> str:
        return f"{self.job} {self.week} {self.whom}"


class Schedule:
    """`tick` is called every minute, by anyone, any number of times."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database = database
        self._desk = desk

    async def tick(self) -> int:
        """Do what is due; returns how many things happened."""
        done = 0
        for slot in await self._database.run(self._open_slots):
            waiting = await self._safely(partial(self._waiting_for, slot))
            if waiting is None:
                continue
            happened = [await self._see_to(slot, some) for some in _lots(waiting, slot, self._database.clock())]
            if None not in happened:
                await self._database.run(partial(self._over, slot))
            done += sum(filter(None, happened))
        left, expired = await self._database.look(_standing)
        for person_id in left:
            done += await self._safely(partial(self._close_left_tip, person_id)) or 0
        if expired:
            await self._database.run(conversations.forget_expired)
        await self._database.run(drafts.forget_old)
        while await self._database.run(partial(inbound.forget_echoes, most=_FORGOTTEN)) == _FORGOTTEN:
            pass
        return done

    async def _safely(self, job: Callable[[Work], T]) -> T | None:
        """Do one thing; what goes wrong with it keeps nobody else from theirs. None: it is to be tried again."""
        try:
            return await self._database.run(job)
        except Exception as error:
            log.error("slot_failed", error=error)
            return None

    def _open_slots(self, work: Work) -> list[Slot]:
        """The slots whose time has come, and that are not over."""
        slots = [s for s in due_around(work.now, self._desk.town.week, WEEKS_BACK) if s.job in JOBS]
        come = [s for s in slots if s.due is None or (s.due <= work.now and not self._held(work, s))]
        over = firings.over(work, JOBS, {slot.week for slot in come})
        return [slot for slot in come if (slot.job, slot.week) not in over]

    def _held(self, work: Work, slot: Slot) -> bool:
        """Whether the slot is late and waits until people may be disturbed; a time set at night is the operator's."""
        plan = self._desk.town.week
        late = slot.job in NUDGING and slot.due is not None and not quiet(slot.due, plan)
        return late and quiet(work.now, plan)

    def _waiting_for(self, slot: Slot, work: Work) -> list[Recipient]:
        """Whom the slot concerns and who has not been seen to; nobody, if it was dropped."""
        if slot.due is None:
            return []
        seen_to = firings.seen_to(work, slot.job, slot.week)
        return [
            recipient for recipient in JOBS[slot.job].concerns(self._desk, work, slot) if recipient.key not in seen_to
        ]

    def _over(self, slot: Slot, work: Work) -> None:
        dropped = slot.due is None
        if dropped:
            log.warning("slot_dropped", job=slot.job, week=slot.week, reason=slot.reason)
        state = "dropped" if dropped else "done"
        firings.record(work, slot.job, slot.week, firings.ALL, slot.due, state, slot.reason)

    def late(self, work: Work) -> list[Late]:
        """Prompts and digests that should have gone out and have not: not written, or written and not sent."""
        unwritten = [
            Late(slot.job, slot.week, recipient.key.rpartition("-")[0])
            for slot in self._open_slots(work)
            if slot.job in ("prompt", "digest") and slot.due is not None and slot.due + LATE <= work.now < slot.until
            for recipient in self._waiting_for(slot, work)
        ]
        unsent = vitals.not_there(work, ("prompt", "digest"), work.now - timedelta(days=4), work.now - LATE)
        by_mail = [Late(*each) for each in letters.late(self._desk, work, LATE)]
        return [*unwritten, *(Late.written(purpose, channel) for purpose, channel in unsent), *by_mail]

    def overdue(self, work: Work) -> list[str]:
        """What is late, as "job week role-area"."""
        return [str(late) for late in self.late(work)]

    async def _see_to(self, slot: Slot, some: list[Recipient]) -> int | None:
        """Several in one transaction; where something goes wrong with one of them, each in its own."""
        done = await self._safely(partial(self._fire, slot, some))
        if done is not None or len(some) == 1:
            return done
        each = [await self._safely(partial(self._fire, slot, [recipient])) for recipient in some]
        return None if None in each else sum(filter(None, each))

    def _fire(self, slot: Slot, some: list[Recipient], work: Work) -> int:
        """Record the firings and write their messages, or record that they were missed; once."""
        if work.now >= slot.until:
            missed = firings.missed(work, slot.job, slot.week, [recipient.key for recipient in some], slot.due)
            log.info("slot", job=slot.job, week=slot.week, outcome="missed", recipients=missed)
            return missed
        return sum(self._fire_for(slot, recipient, work) for recipient in some)

    def _fire_for(self, slot: Slot, recipient: Recipient, work: Work) -> int:
        if not firings.record(work, slot.job, slot.week, recipient.key, slot.due, "fired", slot.reason):
            return 0
        outcome = JOBS[slot.job].say(self._desk, work, slot, recipient)
        log.info("slot", job=slot.job, week=slot.week, recipient=recipient.key, outcome=outcome)
        return 1

    def _close_left_tip(self, person_id: int, work: Work) -> int:
        before = conversations.load(work, person_id)
        if before.state is None or not conversations.is_idle(work, person_id, HOLDING, work.now - LEFT):
            return 0
        person = people.get(work, person_id)
        said = file_begun_tip(self._desk, work, person, State.from_json(before.state))
        if not said:
            return 0
        conversations.save(work, before, None, None)
        self._desk.tell(work, person, lines(*said, separator=" "), f"left:{person_id}:{before.turn}", Priority.REPLY)
        return 1


def _standing(work: Work) -> tuple[list[int], bool]:
    """Who has left a tip in the middle, and whether any conversation's time has run out."""
    return conversations.standing(work, HOLDING, work.now - LEFT)


def _lots(waiting: list[Recipient], slot: Slot, now: datetime) -> Iterator[list[Recipient]]:
    """So many as one transaction sees to."""
    size = _AS_MISSED if now >= slot.until else _AT_ONCE
    return (waiting[first : first + size] for first in range(0, len(waiting), size))
