"""Keeps messages apart on their way to a provider that counts, in a sliding second, what *arrives*: this process may
stand still for a moment, before a message leaves or while it is on its way."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass

from bot.channels import Limits

_CATCHING_UP = 0.985  # of the usual time apart, after a delay
_SECOND = 1.01  # the provider's, and a little


@dataclass(slots=True)
class Passage:
    """One message: when it `left` (monotonic seconds), and how long its answer `took`; None while it is awaited."""

    left: float
    took: float | None = None

    def answered(self) -> None:
        self.took = time.monotonic() - self.left


class Spacing:
    """For one channel, of one process."""

    def __init__(self, limits: Limits) -> None:
        self._apart = _CATCHING_UP / limits.rate if limits.rate and limits.burst == 1 else 0.0
        self._next = 0.0
        self._lately: deque[Passage] = deque(maxlen=limits.in_a_second)

    async def passed(self) -> Passage:
        """Return when the next may leave. Whoever gets it tells when it is `answered`."""
        now = time.monotonic()
        passage = Passage(max(now, self._next, self._counted_until(now)))
        self._lately.append(passage)
        self._next = passage.left + self._apart
        await asyncio.sleep(passage.left - now)
        passage.left = time.monotonic()
        return passage

    def _counted_until(self, now: float) -> float:
        """Until when the provider may count the message that must be out of its second before the next arrives: it
        arrived as much later than the others as its answer came later than theirs."""
        if not self._lately or len(self._lately) < (self._lately.maxlen or 0):
            return 0.0
        usual = min((one.took for one in self._lately if one.took is not None), default=float("inf"))
        first = self._lately[0]
        late = (now - first.left if first.took is None else first.took) - usual
        return first.left + max(0.0, late) + _SECOND
