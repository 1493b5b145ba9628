"""The minute's tick, whatever is done to the clock. APScheduler ticks, in UTC, from memory; but it computes its waits
from the wall clock, and after that is set back by an hour it would not tick for an hour. So it is watched by the
monotonic clock, which nobody sets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
MINUTE = timedelta(minutes=1)


class Ticker:
    """Calls `tick` at once and then `every` minute, one at a time; what was due several times is done once."""

    def __init__(self, tick: Callable[[], Awaitable[None]], every: timedelta = MINUTE) -> None:
        self._every = every
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._job = self._scheduler.add_job(
            tick,
            "interval",
            seconds=every.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Tick no more; a tick in hand ends with the transaction it is in."""
        self._scheduler.shutdown(wait=False)
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching

    async def _watch(self) -> None:
        """Asleep by the monotonic clock. Where the next tick lies further ahead than any should, tick now."""
        while True:
            await asyncio.sleep(self._every.total_seconds() / 4)
            ahead = self._job.next_run_time - datetime.now(UTC)
            if ahead > self._every:
                log.warning("clock_set_back", seconds=round((ahead - self._every).total_seconds()))
                self._job.modify(next_run_time=datetime.now(UTC))
