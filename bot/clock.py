"""What time it is: the system's, or one that can be moved. Nothing else in the product asks the system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def system_clock() -> datetime:
    return datetime.now(UTC)


def ahead(date: str) -> float | None:
    """By how many seconds another machine's clock is ahead of the system's, by the Date header it has just sent."""
    try:
        return (parsedate_to_datetime(date) - system_clock()).total_seconds()
    except (TypeError, ValueError):
        return None


class SharedClock:
    """The time that all replicas agree on: this machine's clock, as far ahead as the database server's is. Leases and
    paces stand in the database, so it is the database's time that they are read by."""

    def __init__(self, own: Callable[[], datetime] = system_clock) -> None:
        self.own = own
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return self.own() + self.ahead

    def compare(self, asked: datetime, theirs: datetime, answered: datetime) -> None:
        """What the server's clock showed between two looks at ours (both by `own`); a slow answer tells too little."""
        if answered - asked < timedelta(seconds=2):
            self.ahead = theirs - (asked + (answered - asked) / 2)


class MovableClock:
    """A clock for the demo and the simulation. It stands still unless `runs`, and is moved forwards only."""

    def __init__(self, start: datetime, *, runs: bool = False) -> None:
        self._shown = start
        self._since = system_clock() if runs else None

    def __call__(self) -> datetime:
        return self._shown if self._since is None else self._shown + (system_clock() - self._since)

    def move_to(self, moment: datetime) -> None:
        """Set the clock; a moment that has passed changes nothing."""
        if moment > self():
            self._shown = moment
            self._since = None if self._since is None else system_clock()

    def move(self, by: timedelta) -> None:
        self.move_to(self() + by)
