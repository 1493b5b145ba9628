"""What time it is: the system's, or one that can be moved. Nothing else in the product asks the system."""

from __future__ import annotations

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
