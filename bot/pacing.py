"""How fast a channel may send: an even pace overall, and a rest for each address after a message to it."""

from __future__ import annotations

import asyncio
import time

from bot.channels import Limits


class Pacer:
    """Keeps `limits`, in seconds of a monotonic clock. Without a rate nothing waits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._next = 0.0
        self._rests: dict[int, float] = {}

    def within(self, seconds: float) -> int:
        """How many units may go out in so long a time; at least one."""
        rate = self._limits.rate
        return 10_000 if rate is None else max(1, int(rate * seconds))

    async def turn(self, units: int) -> None:
        """Wait until `units` more may go out."""
        if self._limits.rate is None:
            return
        now = time.monotonic()
        allowance = (self._limits.burst - 1) / self._limits.rate
        start = max(self._next, now - allowance)
        self._next = start + units / self._limits.rate
        if start > now:
            await asyncio.sleep(start - now)

    def sent_to(self, address_id: int) -> None:
        if self._limits.per_address is not None:
            self._rests[address_id] = time.monotonic() + 1 / self._limits.per_address

    def resting(self) -> list[int]:
        """The addresses that are not to be written to just now."""
        now = time.monotonic()
        self._rests = {key: until for key, until in self._rests.items() if until > now}
        return list(self._rests)

    async def rest(self) -> None:
        """Wait until every address may be written to again."""
        if self._rests:
            await asyncio.sleep(max(0.0, max(self._rests.values()) - time.monotonic()))
