"""The minute's tick in a process of its own, whose clock is set while it runs: libfaketime changes what the system
tells it, and leaves the monotonic clock alone, as `date --set` does."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import machine

OURS = """
import asyncio, time
from datetime import timedelta
from bot.ticking import Ticker

async def tick():
    print(int(time.time()), flush=True)

async def main():
    ticker = Ticker(tick, timedelta(seconds=0.4))
    ticker.start()
    await asyncio.sleep(60)
    await ticker.stop()

asyncio.run(main())
"""
BARE = """
import asyncio, time
from apscheduler.schedulers.asyncio import AsyncIOScheduler

async def tick():
    print(int(time.time()), flush=True)

async def main():
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=0.4, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    await asyncio.sleep(60)

asyncio.run(main())
"""
HOUR = 3600


@dataclass
class Ticking:
    """`shown` is what its clock showed at each tick."""

    offset: Path
    shown: list[int] = field(default_factory=list)

    def set_clock(self, seconds: int) -> None:
        """So many seconds off, from now on."""
        beside = self.offset.with_suffix(".new")
        beside.write_text(f"{seconds:+}\n")
        beside.rename(self.offset)

    async def until(self, holds: Callable[[int], bool], count: int = 3) -> None:
        """Until the clock has shown such a time at `count` ticks."""
        async with asyncio.timeout(20):
            while sum(map(holds, self.shown)) < count:  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.02)


def _library() -> str:
    machine.at_hand("faketime")
    return str(next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")))


@asynccontextmanager
async def ticking(folder: Path, code: str) -> AsyncIterator[Ticking]:
    """A process that ticks, and its clock."""
    made = Ticking(folder / "offset")
    made.set_clock(0)
    faked = {
        "LD_PRELOAD": _library(),
        "FAKETIME_TIMESTAMP_FILE": str(made.offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), env={"PATH": os.environ["PATH"], **faked}, stdout=asyncio.subprocess.PIPE
    )
    reading = asyncio.create_task(_read(run, made))
    try:
        yield made
    finally:
        run.kill()
        await run.wait()
        await reading


async def _read(run: asyncio.subprocess.Process, made: Ticking) -> None:
    assert run.stdout is not None
    async for line in run.stdout:
        with suppress(ValueError):
            made.shown.append(int(line))


async def test_an_hour_back_stops_nothing(tmp_path: Path) -> None:
    """The clock is set back by an hour, and it ticks on; then by another, and it still does."""
    async with ticking(tmp_path, OURS) as process:
        await process.until(bool)
        start = process.shown[0]
        for back in (HOUR, 2 * HOUR):
            process.set_clock(-back)
            await process.until(lambda shown, back=back: shown < start - back + HOUR // 2)  # type: ignore[misc]


async def test_an_hour_forth_is_one_tick(tmp_path: Path) -> None:
    """The clock jumps forward by an hour, and back: what it was late for by the clock is done once, not 9,000 times."""
    async with ticking(tmp_path, OURS) as process:
        await process.until(bool)
        start, before = process.shown[0], len(process.shown)
        process.set_clock(HOUR)
        await process.until(lambda shown: shown > start + HOUR // 2)
        process.set_clock(0)
        await process.until(lambda shown: shown < start + HOUR // 2, before + 3)
        assert len(process.shown) < before + 60


async def test_why_it_is_watched(tmp_path: Path) -> None:
    """APScheduler alone waits for the old time to come again: not one tick, for as long as ours makes many."""
    async with ticking(tmp_path, BARE) as bare, ticking(tmp_path, OURS) as ours:
        await bare.until(bool)
        start = bare.shown[0]
        bare.set_clock(-HOUR)
        await ours.until(lambda shown: shown < start - HOUR // 2, 8)
        assert [shown for shown in bare.shown if shown < start - HOUR // 2] == []
