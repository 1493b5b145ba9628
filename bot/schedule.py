"""The week as it is lived: what is due is asked of the calendar every minute, and each thing happens once.

A firing is recorded beside its message, in one transaction, for each (job, ISO week, recipient): two replicas, a
restart or a week offline come to the same. What is found too late to make sense is recorded as missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import cover, decided, facts, letters, reviewing
from bot.channels import Picture
from bot.desk import Desk
from bot.effects import file_begun_tip
from bot.picture.closing import closed
from bot.picture.counts import count
from bot.picture.disclosure import digest
from bot.picture.render import as_text
from bot.quiet import NUDGING, quiet
from bot.week import Slot, due_around
from handlers import notices
from handlers.dialogue import State
from handlers.records import Role
from handlers.text import Text, lines
from storage import audit, conversations, drafts, firings, people, reports, tips, vitals
from storage.database import Database, Work
from storage.outbound import Priority
from storage.people import Person

T = TypeVar("T")
log = structlog.get_logger()
LEFT = timedelta(hours=1)  # a tip begun in free words and left for so long is sent with what there is
WEEKS_BACK = 12  # how long an outage may be for what was missed in it to be recorded
LATE = timedelta(minutes=15)  # how long after its time a prompt or a digest is overdue
DIGEST_ROLES: tuple[Role, ...] = ("manager", "police", "coordinator", "association")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a job concerns, and for which area; `key` is how the firing is recorded."""

    person: Person
    role: str
    area: str | None = None
    code: str = ""

    @property
    def key(self) -> str:
        return f"{self.role}-{self.area or 'all'}-{self.person.id}"


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
        self._jobs: dict[str, tuple[Callable[[Work, Slot], list[Recipient]], Callable[[Work, Slot, Recipient], str]]]
        self._jobs = {
            "prompt": (self._ombud, self._prompt),
            "nudge": (self._ombud, self._nudge),
            "cutoff": (self._coordinators, self._cutoff),
            "digest": (self._partners, self._digest),
            "feedback": (self._contributors, self._feedback),
        }

    async def tick(self) -> int:
        """Do what is due; returns how many things happened."""
        done = 0
        for slot in await self._database.run(self._open_slots):
            waiting = await self._safely(partial(self._waiting_for, slot))
            if waiting is None:
                continue
            happened = [await self._safely(partial(self._fire, slot, recipient)) for recipient in waiting]
            if None not in happened:
                await self._database.run(partial(self._over, slot))
            done += sum(filter(None, happened))
        for person_id in await self._database.run(lambda work: conversations.idle(work, "tip", work.now - LEFT)):
            done += await self._safely(partial(self._close_left_tip, person_id)) or 0
        await self._database.run(conversations.forget_expired)
        await self._database.run(drafts.forget_old)
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
        slots = [s for s in due_around(work.now, self._desk.town.week, WEEKS_BACK) if s.job in self._jobs]
        come = [s for s in slots if s.due is None or (s.due <= work.now and not self._held(work, s))]
        over = firings.over(work, self._jobs, {slot.week for slot in come})
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
        return [recipient for recipient in self._jobs[slot.job][0](work, slot) if recipient.key not in seen_to]

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

    def _fire(self, slot: Slot, recipient: Recipient, work: Work) -> int:
        """Record the firing and write its message, or record that it was missed; once."""
        missed = work.now >= slot.until
        state, reason = ("missed", "too late") if missed else ("fired", slot.reason)
        if not firings.record(work, slot.job, slot.week, recipient.key, slot.due, state, reason):
            return 0
        outcome = "missed" if missed else self._jobs[slot.job][1](work, slot, recipient)
        log.info("slot", job=slot.job, week=slot.week, recipient=recipient.key, outcome=outcome)
        return 1

    # Whom it concerns

    def _ombud(self, work: Work, slot: Slot) -> list[Recipient]:
        answered = reports.answered(work, slot.week)
        return [
            Recipient(person, "ombud", area.slug)
            for area in self._desk.town.areas
            for person in cover.on_duty(work, area.slug, cover.today(self._desk, work), slot.due)
            if not person.stopped and (person.id, area.slug) not in answered
        ]

    def _coordinators(self, work: Work, slot: Slot) -> list[Recipient]:
        return [Recipient(p, "coordinator") for p in people.holders(work, "coordinator", None, slot.due)]

    def _partners(self, work: Work, slot: Slot) -> list[Recipient]:
        return [
            Recipient(person, role, holding.area)
            for role in DIGEST_ROLES
            for person in people.holders(work, role, None, slot.due)
            for holding in person.roles
            if holding.role == role and not person.stopped and holding.held(slot.due)
        ]

    def _contributors(self, work: Work, slot: Slot) -> list[Recipient]:
        found = [
            Recipient(people.get(work, person_id), "ombud", area)
            for person_id, area in sorted(reports.answered(work, slot.week))
        ]
        for person_id, (code, area) in sorted(tips.tipsters_of_week(work, slot.week).items()):
            found.append(Recipient(people.get(work, person_id), "tipster", area or "", code))
        return [r for r in found if not r.person.stopped]

    # What is said

    def _purpose(self, slot: Slot, recipient: Recipient) -> str:
        return f"{slot.job}:{slot.week}:{recipient.key}"

    def _prompt(self, work: Work, slot: Slot, recipient: Recipient) -> str:
        person = recipient.person
        state = facts.for_report(self._desk, work, person, recipient.area or "")
        quiet = "code" in state.facts and not state.facts["tips"] and not state.answers
        said = (notices.prompt(str(state.facts["code"])),) if quiet else ()
        self._desk.ask_unless_busy(
            work,
            person,
            state,
            self._purpose(slot, recipient),
            notices.prompt_when_busy(slot.week),
            priority=Priority.WEEK,
            said=said,
        )
        return "asked"

    def _nudge(self, work: Work, slot: Slot, recipient: Recipient) -> str:
        person, area = recipient.person, self._desk.area_name(recipient.area)
        text = notices.nudge(slot.week, area)
        quiet = not tips.count_of_week(work, slot.week).get(recipient.area)
        if person.channel == "sms" and quiet:
            text = notices.nudge_by_sms(slot.week, area, facts.code_for_report(work, person, slot.week))
        return self._tell(work, slot, recipient, text)

    def _cutoff(self, work: Work, slot: Slot, recipient: Recipient) -> str:
        counted = count(self._desk, work, slot.week)
        missing = [self._desk.area_name(a.slug) for a in counted.areas if not a.assessments and not a.paused]
        there = sum(bool(a.assessments) for a in counted.areas)
        half = tuple(self._desk.area_name(a.slug) for a in counted.areas if a.drafts)
        text = notices.cutoff(slot.week, there, len(counted.areas), tuple(missing))
        head, purpose = lines(text, notices.half_way(half) if half else None), self._purpose(slot, recipient)
        draft = digest_text(self._desk, work, slot.week, "coordinator", None)
        audit.note(work, "schedule", "release", purpose)
        told = reviewing.offer(self._desk, work, recipient.person, head, draft, purpose)
        return "told" if told else "not told"

    def _digest(self, work: Work, slot: Slot, recipient: Recipient) -> str:
        text = digest_text(self._desk, work, slot.week, recipient.role, recipient.area)  # type: ignore[arg-type]
        audit.note(work, "schedule", "release", self._purpose(slot, recipient))
        picture = Picture(slot.week, recipient.role, recipient.area, recipient.person.language)
        return self._tell(work, slot, recipient, text, picture)

    def _feedback(self, work: Work, slot: Slot, recipient: Recipient) -> str:
        if recipient.role == "tipster":
            shown = self._was_shown(work, slot, recipient)
            text = notices.feedback_to_tipster(recipient.code, shown=shown)
            return self._tell(work, slot, recipient, lines(text, *decided.because_of(work, recipient.code)))
        counted = closed(work, slot.week) or count(self._desk, work, slot.week)
        there = sum(bool(a.assessments) for a in counted.areas)
        area = self._desk.area_name(recipient.area)
        text = notices.feedback_to_ombud(slot.week, area, there, len(counted.areas))
        return self._tell(work, slot, recipient, lines(text, *decided.in_area(self._desk, work, recipient.area)))

    def _was_shown(self, work: Work, slot: Slot, recipient: Recipient) -> bool:
        """Whether the digest had an observation of the tip's kind in its area: only then was the tip part of it."""
        filed, told = tips.by_code(work, recipient.code), closed(work, slot.week)
        areas = [area for area in told.areas if area.slug == recipient.area] if told else []
        seen = {one.category for area in areas for one in area.observations}
        return filed is not None and filed.category in seen

    def _tell(self, work: Work, slot: Slot, recipient: Recipient, text: Text, picture: Picture | None = None) -> str:
        purpose = self._purpose(slot, recipient)
        told = self._desk.tell(work, recipient.person, text, purpose, Priority.WEEK, picture=picture)
        return "told" if told else "not told"

    def _close_left_tip(self, person_id: int, work: Work) -> int:
        before = conversations.load(work, person_id)
        if before.state is None or person_id not in conversations.idle(work, "tip", work.now - LEFT):
            return 0
        person = people.get(work, person_id)
        said = file_begun_tip(self._desk, work, person, State.from_json(before.state))
        if not said:
            return 0
        conversations.save(work, before, None, None)
        self._desk.tell(work, person, lines(*said, separator=" "), f"left:{person_id}:{before.turn}", Priority.REPLY)
        return 1


def digest_text(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Text:
    """The digest of a week in words, as the holder of `role` gets it."""
    return as_text(digest(desk, work, week, role, area), desk.public_url)
