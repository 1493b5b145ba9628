"""Who writes without end: they are heard like everybody else, and nobody waits for them."""

from __future__ import annotations

import time
from collections import Counter

_OFTEN = 20  # messages in a second from one sender; who writes more than that writes without end
_REST = 39  # times as long as handling theirs took: a fortieth of our time is enough for them
MOMENT = 0.1  # seconds for which their messages wait for others to bring them along


class Floods:
    """Senders are told apart by their blind index."""

    def __init__(self) -> None:
        self._heard: Counter[bytes] = Counter()
        self._counting_since = 0.0
        self._rests_until = 0.0

    def heard(self, sender: bytes) -> bool:
        """Count a message, and say whether its sender writes without end."""
        self._forget()
        self._heard[sender] += 1
        return self.is_one(sender)

    def is_one(self, sender: bytes) -> bool:
        return self._heard[sender] > _OFTEN

    def _forget(self) -> None:
        """Halve what has been counted, for each second that has passed."""
        seconds = int(time.monotonic() - self._counting_since)
        if seconds:
            self._counting_since += seconds
            halves = {who: times >> seconds for who, times in self._heard.items()}
            self._heard = Counter({who: half for who, half in halves.items() if half})

    def rest(self, took: float) -> None:
        """Theirs have been handled, in so many seconds: now it is the others' turn."""
        self._rests_until = time.monotonic() + _REST * took

    def rests_for(self) -> float:
        """Seconds until it is their turn again."""
        self._forget()
        return max(0.0, self._rests_until - time.monotonic())

    def waits(self, sender: bytes) -> bool:
        """Whether a sender is to wait now for that turn."""
        return self.is_one(sender) and time.monotonic() < self._rests_until
