"""How the service is: what its queues and its week look like, whether it can take in messages, and, where the
database fails, in plain words why. It looks and changes nothing."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import TimeoutError as NoConnection

from bot.clock import system_clock
from bot.weekly.schedule import Late, Schedule
from handlers.alarms import FAULTS
from storage import settings_kept, vitals
from storage.database import Work, server_time
from storage.secrets import CannotUnseal
from storage.vitals import Queue

DAY = timedelta(days=1)
_SETTLED = timedelta(minutes=10)  # what was sent longer ago than this is committed, on every replica

_SQLSTATES = {
    "53100": "disk-full",
    "58030": "disk-error",
    "55P03": "locked",
    "25006": "read-only",
    "53300": "too-many",
    "57P01": "away",
    "57P02": "away",
    "57P03": "away",
    "XX001": "damaged",
    "XX002": "damaged",
}
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_PHRASES = {
    "disk is full": "disk-full",
    "no space left": "disk-full",
    "disk i/o error": "disk-error",
    "is locked": "locked",
    "readonly database": "read-only",
    "read-only": "read-only",
    "unable to open": "no-file",
    "too many clients": "too-many",
    "connection slots": "too-many",
    "connection": "away",
    "starting up": "away",
    "shutting down": "away",
    "malformed": "damaged",
    "not a database": "damaged",
}
"""What SQLite and a connection that is never made say (https://www.sqlite.org/rescode.html)."""
_ERRNOS = {errno.ENOSPC: "disk-full", errno.EDQUOT: "disk-full", errno.EROFS: "read-only", errno.EIO: "disk-error"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the database, by a short `code`, in `words`, and the `remedy`."""

    code: str
    words: str
    remedy: str

    @property
    def key(self) -> str:
        """The alarm's key."""
        return f"database:{self.code}"


def fault_of(error: BaseException) -> Fault:
    """Which fault an error of the database is. Its own words are left out: they may hold a password."""
    code = _code(error)
    what, remedy = FAULTS[code]
    return Fault(code, what.msgid, remedy.msgid)


def _code(error: BaseException) -> str:
    if isinstance(error, (TimeoutError, NoConnection)):
        return "no-answer"
    if isinstance(error, CannotUnseal):
        return "key"
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.errno in _ERRNOS:
        return _ERRNOS[cause.errno]
    state = getattr(cause, "sqlstate", None) or ""
    if state in _SQLSTATES or state.startswith("08"):
        return _SQLSTATES.get(state, "away")
    said = str(cause).lower()
    return next((code for phrase, code in _PHRASES.items() if phrase in said), "other")


class Intake:
    """Whether this process can take in messages: what the last attempt to commit came to."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.since: datetime | None = None

    def failed(self, error: BaseException, now: datetime) -> None:
        """Something could not be committed; `since` stays with the first time."""
        self.fault = fault_of(error)
        self.since = self.since or now

    def worked(self) -> None:
        self.fault = self.since = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """One look. `last` is when a prompt and a digest last happened, `segments` the month's SMS, `beats` when each
    provider was last reached, `skew` by how many seconds another clock is ahead of this machine's: the database
    server's, or a provider's (None: none is known)."""

    now: datetime
    unhandled: Queue
    unsent: Mapping[str, Queue]
    set_aside: Queue
    undelivered: Mapping[str, int]
    late: Sequence[Late]
    unreadable: bool
    last: Mapping[str, datetime | None]
    segments: int
    beats: Mapping[str, datetime | None]
    skew: float | None = None

    def age(self, since: datetime | None) -> float:
        """In seconds; 0 for nothing."""
        return max(0.0, (self.now - since).total_seconds()) if since else 0.0

    @property
    def oldest_unsent(self) -> float:
        return max((self.age(queue.oldest) for queue in self.unsent.values()), default=0.0)


class Watch:
    """Looks. `beats` are the names under which `storage.settings_kept` holds when a provider was last reached, `clocks`
    those whose clock may be known (their `skew`)."""

    def __init__(
        self, schedule: Schedule, zone: ZoneInfo, beats: Sequence[str] = (), clocks: Sequence[object] = ()
    ) -> None:
        self._schedule = schedule
        self._beats = tuple(beats)
        self._clocks = tuple(clocks)
        self._month = _Month(zone)

    def look(self, work: Work) -> Vitals:
        late, readable = self._late(work)
        since = work.now - DAY
        return Vitals(
            work.now,
            vitals.waiting(work),
            vitals.unsent(work),
            vitals.set_aside(work),
            vitals.undelivered(work, since),
            late,
            not readable or vitals.unreadable(work, since),
            {job: vitals.last_fired(work, job) for job in ("prompt", "digest")},
            self._month.segments(work),
            {name: beat(work, name) for name in self._beats},
            self._skew(work),
        )

    def _skew(self, work: Work) -> float | None:
        """The largest that is known."""
        known = [skew(work), *(getattr(clock, "skew", None) for clock in self._clocks)]
        return max((each for each in known if each is not None), key=abs, default=None)

    def _late(self, work: Work) -> tuple[Sequence[Late], bool]:
        """A week that can't be read is an alarm, and no reason to take in nothing."""
        try:
            return self._schedule.late(work), True
        except CannotUnseal:
            return (), False


def beat(work: Work, name: str) -> datetime | None:
    """When a provider was last reached."""
    kept = settings_kept.get(work, name)
    return datetime.fromisoformat(kept) if kept else None


def skew(work: Work) -> float | None:
    """By how many seconds a database server's clock is ahead of this machine's."""
    before, there = system_clock(), server_time(work.conn)
    return (there - before).total_seconds() if there else None


class _Month:
    """The segments of the month by the town's calendar. What lies far enough back to be settled is counted once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._counted = (datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), 0)

    def segments(self, work: Work) -> int:
        here = work.now.astimezone(self._zone)
        start = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        begun, until, count = self._counted
        if begun != start or until > work.now:
            until, count = start, 0
        settled = max(until, work.now - _SETTLED)
        count += vitals.segments(work, until, settled)
        self._counted = (start, settled, count)
        return count + vitals.segments(work, settled, work.now + DAY)
