"""The three set-ups, and how each is stricken: kills at random moments, between which people write, in one slot of
the week after the other; and in the end the accounts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.municipality import load
from bot.weekly.week import due_around

from .ledger import Ledger, audit
from .postgres import Postgres
from .replicas import Replica
from .world import SLOTS, World, world

_LEASES = timedelta(seconds=61)  # what a killed process had leased is free again
_RETRIED = timedelta(minutes=20)  # every wait before another try is over
_LEFT = timedelta(hours=2)  # so is the time after which a tip that was begun and left is sent


@dataclass(frozen=True)
class SetUp:
    """A kill comes up to `calm` seconds after the replicas are up, or at once, while they start. Every so many'th kill,
    if `database_every`, is the database's."""

    name: str
    replicas: int
    postgres: bool
    calm: float
    database_every: int = 0


SET_UPS = {
    "sqlite": SetUp("SQLite, one process", 1, False, 1.5),
    "replicas": SetUp("PostgreSQL, three replicas", 3, True, 1.0),
    "postgres": SetUp("PostgreSQL killed under two replicas", 2, True, 1.0, database_every=1),
}
SHORT = SetUp("PostgreSQL killed under three replicas", 3, True, 1.0, database_every=2)
STARTING = 0.35  # the share of the kills that come while a replica may still be starting
IN_A_SLOT = 20  # kills at most, once every slot has had its share, before the clock moves on to the next slot


@dataclass
class Report:
    """What one set-up came to. `fell` counts replicas that ended by themselves, as they may without a database."""

    name: str
    seed: int
    kills: int = 0
    power_cuts: int = 0
    fell: int = 0
    faults_met: int = 0
    deliveries: int = 0
    written: int = 0
    seconds: float = 0.0
    simulated_days: float = 0.0
    ledger: Ledger = field(default_factory=Ledger)


async def run(set_up: SetUp, kills: int, seed: int, folder: Path, jobs: tuple[str, ...] = ()) -> Report:
    """Strike a set-up so often, in one slot after the other, or in one of each of these `jobs`; returns what it came
    to."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    chance, began, report = Random(seed), time.monotonic(), Report(set_up.name, seed)  # noqa: S311
    async with _database(set_up, folder) as (url, postgres), world(url, set_up.replicas, folder, chance) as around:
        started, left = around.clock(), kills
        slots = len(jobs) or max(len(SLOTS), -(-kills // IN_A_SLOT))
        for number in range(slots):
            share = -(-left // (slots - number))
            await around.power_cut(_next(around.clock(), jobs or SLOTS))
            around.storm()
            await _strikes(set_up, around, postgres, share, report)
            left -= share
            await around.settle(_RETRIED)
        await around.settle(_LEFT)
        report.ledger = await asyncio.to_thread(audit, around)
        report.simulated_days = (around.clock() - started) / timedelta(days=1)
        _counted(report, around)
    report.seconds = time.monotonic() - began
    return report


def _next(now: datetime, jobs: tuple[str, ...]) -> datetime:
    """A second after the next slot of these jobs is due."""
    slots = due_around(now + timedelta(days=7), load("botkyrka").week, back=2)
    return min(slot.due for slot in slots if slot.job in jobs and slot.due and slot.due > now) + timedelta(seconds=1)


async def _strikes(set_up: SetUp, around: World, postgres: Postgres | None, kills: int, report: Report) -> None:
    for number in range(1, kills + 1):
        victim = around.chance.choice(around.replicas)
        if around.chance.random() < STARTING:
            await asyncio.sleep(around.chance.uniform(0, 1))
        else:
            await victim.up()
            await asyncio.sleep(around.chance.uniform(0, set_up.calm))
        if postgres is not None and set_up.database_every and number % set_up.database_every == 0:
            await _database_dies(around, postgres, victim)
        else:
            await _replica_dies(around, victim)
        report.kills += 1


async def _replica_dies(around: World, replica: Replica) -> None:
    """Alone, it comes back when its leases have run out; beside others it comes back at once."""
    await replica.kill()
    await around.restart(replica, _LEASES if len(around.replicas) == 1 else timedelta())


async def _database_dies(around: World, postgres: Postgres, replica: Replica) -> None:
    """Now and then a replica dies with it."""
    gone = time.monotonic()
    await asyncio.to_thread(postgres.kill)
    if around.chance.random() < 0.2:
        await _replica_dies(around, replica)
    await asyncio.sleep(around.chance.uniform(0, 1))
    await asyncio.to_thread(postgres.start)
    around.outages.append((gone, time.monotonic()))


@asynccontextmanager
async def _database(set_up: SetUp, folder: Path) -> AsyncIterator[tuple[str, Postgres | None]]:
    if not set_up.postgres:
        yield _empty(folder), None
        return
    postgres = await asyncio.to_thread(Postgres)
    try:
        await asyncio.to_thread(postgres.start)
        yield postgres.url, postgres
    finally:
        await asyncio.to_thread(postgres.close)


def _empty(folder: Path) -> str:
    """A SQLite database that was not there before."""
    for file in folder.glob("ombud.db*"):
        file.unlink()
    return f"sqlite:///{folder / 'ombud.db'}"


def _counted(report: Report, around: World) -> None:
    report.power_cuts = around.power_cuts
    report.fell = sum(replica.fell for replica in around.replicas)
    report.faults_met = around.weather.faults
    report.deliveries = around.post.deliveries
    report.written = len(around.post.written)
