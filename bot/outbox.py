"""Durable delivery: what stands in the outbox goes out, most urgent first, within what the provider allows.

At least once, and once where the provider lets us look: a message whose fate is unknown is looked for before it is
sent again. Every way to fail has its answer (`bot.channels.SendError`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.channels import Channel, NeverAgain, Outbound, PersonStopped, SendError, Sent, TryLater, Unknown
from bot.desk import Desk
from bot.pacing import Pacer
from bot.stopping import stop
from storage import outbound, people
from storage.database import Database, Work
from storage.outbound import Leased

log = structlog.get_logger()
GIVE_UP = timedelta(hours=24)
_AT_ONCE = 30  # messages of one channel on their way at the same time
_LONGEST_WAIT = 15 * 60  # seconds between two attempts
_UNKNOWN_WAIT = 10  # seconds before a message of unknown fate is looked for


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended: what was `sent`, or the `error`."""

    sent: Sent | None = None
    error: SendError | None = None


class Outbox:
    """`channels` by name; those that are off simply have their messages wait. `posted` is set to look at once."""

    def __init__(self, database: Database, desk: Desk, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._desk = desk
        self.channels = channels
        self.posted = asyncio.Event()
        self._pacers = {name: Pacer(channel.limits) for name, channel in channels.items()}
        self._on_the_way: set[asyncio.Task[None]] = set()

    async def work(self) -> int:
        """Send everything that is due now, on every channel; returns how many attempts that took."""
        return sum([await self.work_on(name) for name in self.channels])

    async def work_on(self, name: str) -> int:
        """Send what is due on one channel, side by side, each address in order; returns how many attempts."""
        attempts = 0
        while rows := await self._lease(name):
            attempts += len(rows)
            for row in rows:
                await self._pacers[name].turn(row.units)
                self._start(row)
            await self._drain(name)
        return attempts

    async def _lease(self, name: str) -> list[Leased]:
        pacer = self._pacers[name]
        limit = min(_AT_ONCE, pacer.within(seconds=outbound.LEASE.total_seconds() / 4))
        return await self._database.run(lambda work: outbound.lease(work, name, limit, pacer.resting()))

    def _start(self, row: Leased) -> None:
        task = asyncio.create_task(self._attempt(row))
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)

    async def _drain(self, name: str) -> None:
        """Wait for those under way; the next ones of the same addresses come after them."""
        if self._on_the_way:
            await asyncio.wait(tuple(self._on_the_way))
        await self._pacers[name].rest()

    async def _attempt(self, row: Leased) -> None:
        message = Outbound.from_json(row.channel, row.address, row.body)
        result = await self._try(row, message)
        self._pacers[row.channel].sent_to(row.address_id)
        await self._database.run(lambda work: self._settle(work, row, result))

    async def _try(self, row: Leased, message: Outbound) -> Result:
        channel = self.channels[row.channel]
        try:
            found = await channel.find(message, row.created_at.timestamp()) if row.unknown else None
            return Result(sent=found or await channel.send(message))
        except SendError as error:
            return Result(error=error)
        except Exception as error:
            log.error("send_surprise", outbound=row.id, channel=row.channel, error=error)
            return Result(error=Unknown("surprise"))

    def _settle(self, work: Work, row: Leased, result: Result) -> None:
        if result.sent is not None:
            outbound.mark(work, row.id, "sent", provider_id=result.sent.provider_id, attempts=row.attempts + 1)
            log.info("sent", outbound=row.id, channel=row.channel, units=row.units)
            return
        error = result.error
        log.warning("not_sent", outbound=row.id, channel=row.channel, kind=type(error).__name__, reason=str(error))
        if isinstance(error, PersonStopped):
            outbound.mark(work, row.id, "failed", reason=error.reason)
            stop(self._desk, work, people.get(work, row.person_id), stopped_by(row.channel))
        elif isinstance(error, NeverAgain) or work.now - row.created_at > GIVE_UP:
            outbound.mark(work, row.id, "failed", reason=str(error))
        else:
            self._later(work, row, error)

    def _later(self, work: Work, row: Leased, error: SendError | None) -> None:
        attempts = row.attempts + 1
        wait = min(2.0**attempts, _LONGEST_WAIT) * (0.5 + work.random.random() / 2)
        unknown = isinstance(error, Unknown)
        if unknown:
            wait = max(wait, _UNKNOWN_WAIT)
        if isinstance(error, TryLater) and error.after is not None:
            wait = error.after
        due = work.now + timedelta(seconds=wait)
        outbound.again(work, row.id, attempts, due, str(error), unknown=unknown or row.unknown)
        if isinstance(error, TryLater) and error.everyone:
            outbound.hold_back(work, row.channel, due)


def stopped_by(channel: str) -> str:
    """Why somebody can't be reached, in the words of `handlers.notices.STOP_REASONS`."""
    return "opted out" if channel == "sms" else "blocked"
