"""The week as calendar arithmetic: when each slot falls, holidays and clock changes included.

It has no clock and no database: `bot.weekly.schedule` asks it what is due and keeps what was done. How slots move is
argued in docs/decisions/0003-holidays.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from bot.weekly.calendars import UnknownCountry, holidays_of

JOBS = ("prompt", "nudge", "cutoff", "digest", "meeting", "feedback")
SATURDAY = 5
# What is kept when not everything fits, best first; in each, the first named gets its best day first.
KEPT = (
    ("meeting", "digest", "cutoff", "prompt"),
    ("digest", "cutoff", "prompt"),
    ("meeting", "digest", "cutoff"),
    ("digest", "cutoff"),
    ("digest", "prompt"),
    ("digest",),
)


@dataclass(frozen=True, slots=True, order=True)
class SlotTime:
    """A time of the week on the wall clock. `weekday` is 0 (Monday) to 6 (Sunday)."""

    weekday: int
    time: time


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """When things happen in an ordinary week. `timezone` is an IANA name, `country` an ISO code.

    Raises ValueError, naming every fault, for an order other than prompt < nudge < cutoff < digest < meeting
    <= feedback, and for a weekday, timezone or country that does not exist.
    """

    prompt: SlotTime
    nudge: SlotTime
    cutoff: SlotTime
    digest: SlotTime
    meeting: SlotTime
    feedback: SlotTime
    timezone: str
    country: str = "SE"

    def __post_init__(self) -> None:
        faults = [*_misplaced(self.times), *_unknown(self.timezone, self.country)]
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def times(self) -> dict[str, SlotTime]:
        """The six slots by the job's name, in order."""
        six = (self.prompt, self.nudge, self.cutoff, self.digest, self.meeting, self.feedback)
        return dict(zip(JOBS, six, strict=True))


@dataclass(frozen=True, slots=True)
class Slot:
    """One job about one reported week.

    `week` is the reported ISO week N; the slot falls in week N+1. `due` is when (UTC), None where it was
    dropped. `until` is when firing it stops making sense (UTC, not included). `reason` is "", "no-room"
    (dropped), "holiday:<name>" (moved), or "clock" (moved: a clock change left no order on the usual day).
    """

    job: str
    week: str
    due: datetime | None
    until: datetime
    reason: str = ""


def iso_week(day: date) -> str:
    """The ISO week a local day belongs to, like 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday(week: str) -> date:
    """The first day of an ISO week; ValueError where there is no such week (2026-W54, "47")."""
    if not (match := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", week)):
        raise ValueError(f"{week!r} is not an ISO week: write it like 2026-W47")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def shift(week: str, by: int) -> str:
    """The ISO week `by` weeks later (earlier where negative)."""
    return iso_week(monday(week) + timedelta(weeks=by))


@lru_cache(maxsize=1024)
def slots(week: str, plan: WeekPlan) -> tuple[Slot, ...]:
    """The six slots about the reported `week`, in the order of JOBS; they fall in the ISO week after it.

    No slot falls on a public holiday or on Christmas, New Year's or Midsummer Eve. A slot keeps its time of
    day and prefers its own day, then the nearest earlier day from Monday to Friday, then the nearest later
    one, then Saturday. Of all arrangements with prompt < cutoff < digest < meeting, the one that keeps most
    is taken (KEPT: the meeting is given up before the prompt, the digest last); among those the meeting gets
    its best day first, then digest, cut-off and prompt. Nudge and feedback move nobody: each takes its best
    day in what is left, the nudge between prompt and cut-off, the feedback after the meeting if it can, else
    after the digest. What finds no room is dropped.
    """
    first = monday(shift(week, 1))
    rest = _rest_days(first, plan.country)
    options = {job: _options(at, first, rest, plan) for job, at in plan.times.items()}
    due = _arrange(options)
    until = _until(due, _utc(first + timedelta(days=7), time(), plan))
    usual = {job: _utc(first + timedelta(days=at.weekday), at.time, plan) for job, at in plan.times.items()}
    reasons = {job: _reason(due.get(job), usual[job], plan.times[job], rest, plan) for job in JOBS}
    return tuple(Slot(job, week, due.get(job), until[job], reasons[job]) for job in JOBS)


def due_around(now: datetime, plan: WeekPlan, back: int = 1) -> tuple[Slot, ...]:
    """The slots that fall in the ISO week of `now` (aware) and in the `back` weeks before, in order of due.

    Dropped slots are among them, at the moment they would have ended, so that each can be recorded.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware: pass datetime.now(UTC)")
    this = iso_week(now.astimezone(ZoneInfo(plan.timezone)).date())
    found = [slot for week in range(-1 - back, 0) for slot in slots(shift(this, week), plan)]
    return tuple(sorted(found, key=lambda slot: (slot.due or slot.until, JOBS.index(slot.job))))


def _misplaced(times: Mapping[str, SlotTime]) -> list[str]:
    faults = [f"{job} has weekday {at.weekday}: use 0 to 6" for job, at in times.items() if not 0 <= at.weekday <= 6]
    for (before, earlier), (after, later) in pairwise(times.items()):
        if later < earlier or (later == earlier and after != "feedback"):
            faults.append(f"{after} must come after {before}")
    return faults


def _unknown(timezone: str, country: str) -> list[str]:
    faults = []
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        faults.append(f"timezone {timezone!r} is unknown: use a name like Europe/Stockholm")
    try:
        holidays_of(country, 2026)
    except UnknownCountry:
        faults.append(f"country {country!r} has no holiday calendar: use a code like SE")
    return faults


def _rest_days(first: date, country: str) -> dict[int, str]:
    """The week's holidays and eves, by weekday."""
    week = [first + timedelta(days=n) for n in range(7)]
    return {day.weekday(): name for day in week if (name := holidays_of(country, day.year).get(day))}


def _utc(day: date, at: time, plan: WeekPlan) -> datetime:
    """Local wall time as UTC. A time that a clock change skips moves forward by the skipped hour; of a time
    that occurs twice the first is meant (PEP 495, fold=0)."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(plan.timezone)).astimezone(UTC)


def _options(at: SlotTime, first: date, rest: Mapping[int, str], plan: WeekPlan) -> tuple[datetime, ...]:
    """The moments in the week that a slot may have, best first."""
    earlier = [day for day in reversed(range(at.weekday)) if day < SATURDAY]
    later = range(at.weekday + 1, SATURDAY)
    days = dict.fromkeys((at.weekday, *earlier, *later, SATURDAY))
    return tuple(_utc(first + timedelta(days=day), at.time, plan) for day in days if day not in rest)


def _arrange(options: Mapping[str, Sequence[datetime]]) -> dict[str, datetime]:
    due = _backbone(options)
    nudge = _nudge(options["nudge"], due.get("prompt"), due.get("cutoff"))
    feedback = _feedback(options["feedback"], due.get("digest"), due.get("meeting"))
    return due | ({"nudge": nudge} if nudge else {}) | ({"feedback": feedback} if feedback else {})


def _backbone(options: Mapping[str, Sequence[datetime]]) -> dict[str, datetime]:
    """Prompt, cut-off, digest and meeting: `product` tries the arrangements best first."""
    for kept in KEPT:
        for moments in product(*(options[job] for job in kept)):
            if all(after > before for after, before in pairwise(moments)):
                return dict(zip(kept, moments, strict=True))
    return {}


def _nudge(options: Sequence[datetime], prompt: datetime | None, cutoff: datetime | None) -> datetime | None:
    if prompt is None or cutoff is None:
        return None
    return next((moment for moment in options if prompt < moment < cutoff), None)


def _feedback(options: Sequence[datetime], digest: datetime | None, meeting: datetime | None) -> datetime | None:
    if digest is None:
        return None
    fitting = [moment for moment in options if moment > digest]
    return min(fitting, key=lambda moment: meeting is not None and moment < meeting, default=None)


def _until(due: Mapping[str, datetime], end: datetime) -> dict[str, datetime]:
    """Prompt and nudge make sense until the cut-off, the cut-off until the digest, the meeting until the
    feedback that comes after it, the rest until the week ends."""
    digest = due.get("digest", end)
    cutoff = due.get("cutoff", digest)
    feedback, meeting = due.get("feedback", end), due.get("meeting", end)
    over = feedback if feedback > meeting else end
    return {
        "prompt": cutoff,
        "nudge": cutoff,
        "cutoff": digest,
        "digest": end,
        "meeting": over,
        "feedback": end,
    }


def _reason(due: datetime | None, usual: datetime, at: SlotTime, rest: Mapping[int, str], plan: WeekPlan) -> str:
    """Why a slot is not where it usually is: its own day's holiday, else the nearest that hit a slot."""
    if due is None:
        return "no-room"
    if due == usual:
        return ""
    hit = [day for day in rest if day in {other.weekday for other in plan.times.values()}]
    return f"holiday:{rest[min(hit, key=lambda day: abs(day - at.weekday))]}" if hit else "clock"
