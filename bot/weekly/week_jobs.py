"""What each job of the week says, and to whom. `schedule` asks whom a slot is for, records the firing, and has it said
in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import facts
from bot.channels import Picture
from bot.desk import Desk
from bot.people import cover
from bot.picture.closing import closed
from bot.picture.counts import count
from bot.picture.disclosure import digest
from bot.picture.render import as_text
from bot.weekly import decided, reviewing
from bot.weekly.week import Slot
from handlers import week_notices
from handlers.records import Role
from handlers.text import Text, lines
from storage import audit, people, reports, tips
from storage.database import Work
from storage.outbound import Priority
from storage.people import Person

DIGEST_ROLES: tuple[Role, ...] = ("manager", "police", "coordinator", "association")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a job concerns, and for which area; a tipster by the `code` of their latest tip."""

    person_id: int
    role: str
    area: str | None = None
    code: str = ""

    @property
    def key(self) -> str:
        """How the firing is recorded."""
        return f"{self.role}-{self.area or 'all'}-{self.person_id}"


@dataclass(frozen=True, slots=True)
class Job:
    """`concerns` says whom a slot is for; `say` writes what one of them hears, and returns how that went."""

    concerns: Callable[[Desk, Work, Slot], list[Recipient]]
    say: Callable[[Desk, Work, Slot, Recipient], str]


# Whom it concerns


def _ombud(desk: Desk, work: Work, slot: Slot) -> list[Recipient]:
    answered = reports.answered(work, slot.week)
    return [
        Recipient(person.id, "ombud", area.slug)
        for area in desk.town.areas
        for person in cover.on_duty(work, area.slug, cover.today(desk, work), slot.due)
        if not person.stopped and (person.id, area.slug) not in answered
    ]


def _coordinators(_desk: Desk, work: Work, slot: Slot) -> list[Recipient]:
    return [Recipient(one.id, "coordinator") for one in people.holders(work, "coordinator", None, slot.due)]


def _partners(_desk: Desk, work: Work, slot: Slot) -> list[Recipient]:
    return [
        Recipient(person.id, role, holding.area)
        for role in DIGEST_ROLES
        for person in people.holders(work, role, None, slot.due)
        for holding in person.roles
        if holding.role == role and not person.stopped and holding.held(slot.due)
    ]


def _contributors(_desk: Desk, work: Work, slot: Slot) -> list[Recipient]:
    """Who reported, and who tipped: these may be thousands."""
    reported = [Recipient(who, "ombud", area) for who, area in sorted(reports.answered(work, slot.week))]
    tipped = sorted(tips.tipsters_of_week(work, slot.week).items())
    return reported + [Recipient(who, "tipster", area or "", code) for who, (code, area) in tipped]


# What is said


def _prompt(desk: Desk, work: Work, slot: Slot, recipient: Recipient) -> str:
    person = people.get(work, recipient.person_id)
    state = facts.for_report(desk, work, person, recipient.area or "")
    quiet = "code" in state.facts and not state.facts["tips"] and not state.answers
    said = (week_notices.prompt(str(state.facts["code"])),) if quiet else ()
    busy = week_notices.prompt_when_busy(slot.week)
    purpose = _purpose(slot, recipient)
    desk.ask_unless_busy(work, person, state, purpose, busy, priority=Priority.WEEK, said=said)
    return "asked"


def _nudge(desk: Desk, work: Work, slot: Slot, recipient: Recipient) -> str:
    person, area = people.get(work, recipient.person_id), desk.area_name(recipient.area)
    text = week_notices.nudge(slot.week, area)
    quiet = not tips.count_of_week(work, slot.week).get(recipient.area)
    if person.channel == "sms" and quiet:
        text = week_notices.nudge_by_sms(slot.week, area, facts.code_for_report(work, person, slot.week))
    return _tell(desk, work, person, text, _purpose(slot, recipient))


def _cutoff(desk: Desk, work: Work, slot: Slot, recipient: Recipient) -> str:
    counted = count(desk, work, slot.week)
    missing = [desk.area_name(a.slug) for a in counted.areas if not a.assessments and not a.paused]
    there = sum(bool(a.assessments) for a in counted.areas)
    half = tuple(desk.area_name(a.slug) for a in counted.areas if a.drafts)
    text = week_notices.cutoff(slot.week, there, len(counted.areas), tuple(missing))
    head, purpose = lines(text, week_notices.half_way(half) if half else None), _purpose(slot, recipient)
    draft = digest_text(desk, work, slot.week, "coordinator", None)
    audit.note(work, "schedule", "release", purpose)
    told = reviewing.offer(desk, work, people.get(work, recipient.person_id), head, draft, purpose)
    return "told" if told else "not told"


def _digest(desk: Desk, work: Work, slot: Slot, recipient: Recipient) -> str:
    person, purpose = people.get(work, recipient.person_id), _purpose(slot, recipient)
    text = digest_text(desk, work, slot.week, recipient.role, recipient.area)  # type: ignore[arg-type]
    audit.note(work, "schedule", "release", purpose)
    picture = Picture(slot.week, recipient.role, recipient.area, person.language)
    return _tell(desk, work, person, text, purpose, picture)


def _feedback(desk: Desk, work: Work, slot: Slot, recipient: Recipient) -> str:
    if recipient.role == "tipster":
        text = week_notices.feedback_to_tipster(recipient.code, shown=_was_shown(work, slot, recipient))
        text = lines(text, *decided.because_of(work, recipient.code))
    else:
        counted = closed(work, slot.week) or count(desk, work, slot.week)
        there = sum(bool(a.assessments) for a in counted.areas)
        text = week_notices.feedback_to_ombud(slot.week, desk.area_name(recipient.area), there, len(counted.areas))
        text = lines(text, *decided.in_area(desk, work, recipient.area))
    return _tell(desk, work, people.get(work, recipient.person_id), text, _purpose(slot, recipient))


def _was_shown(work: Work, slot: Slot, recipient: Recipient) -> bool:
    """Whether the digest had an observation of the tip's kind in its area: only then was the tip part of it."""
    filed, told = tips.by_code(work, recipient.code), closed(work, slot.week)
    areas = [area for area in told.areas if area.slug == recipient.area] if told else []
    seen = {one.category for area in areas for one in area.observations}
    return filed is not None and filed.category in seen


def _purpose(slot: Slot, recipient: Recipient) -> str:
    return f"{slot.job}:{slot.week}:{recipient.key}"


def _tell(desk: Desk, work: Work, person: Person, text: Text, purpose: str, picture: Picture | None = None) -> str:
    told = desk.tell(work, person, text, purpose, Priority.WEEK, picture=picture)
    return "told" if told else "not told"


def digest_text(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Text:
    """The digest of a week in words, as the holder of `role` gets it."""
    return as_text(digest(desk, work, week, role, area), desk.public_url)


JOBS = {
    "prompt": Job(_ombud, _prompt),
    "nudge": Job(_ombud, _nudge),
    "cutoff": Job(_coordinators, _cutoff),
    "digest": Job(_partners, _digest),
    "feedback": Job(_contributors, _feedback),
}
