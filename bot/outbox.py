"""Durable delivery: what stands in the outbox goes out, most urgent first, within what the provider allows.

At least once, and once where the provider lets us look: a message whose fate is unknown is looked for before it is
sent again. Every way to fail has its answer (`bot.channels.SendError`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import counters
from bot.channels import Channel, NeverAgain, Outbound, PersonStopped, SendError, Sent, TryLater, Unknown
from bot.desk import Desk
from bot.news.holding import may_go
from bot.photos import Photos
from bot.signals import signalled
from bot.spacing import Spacing
from bot.stopping import stop
from bot.tips.sharing import pass_on_again
from storage import outbound, pace, people, sending, settings_kept
from storage.database import Database, Work
from storage.sending import Leased

log = structlog.get_logger()
GIVE_UP = timedelta(hours=24)
_AT_ONCE = 30  # messages of one channel on their way at the same time
_LONGEST_WAIT = 15 * 60  # seconds between two attempts
_UNKNOWN_WAIT = 10  # seconds before a message of unknown fate is looked for
_LONGEST_QUIET = 60  # seconds for which a channel that is broken for everyone is left alone
_LONGEST_ATTEMPT = sending.LEASE.total_seconds() / 2  # seconds; one that outlived its lease would be made twice
_LOOK_AGAIN = 0.1  # seconds between two looks for more, while something is on its way
_WRITE_AGAIN = 1.0  # seconds between two tries to keep how an attempt went
_WORD_WAITS = 5.0  # seconds a provider's word on a message waits for ours


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended: what was `sent`, or the `error`."""

    sent: Sent | None = None
    error: SendError | None = None


class Outbox:
    """`channels` by name; those that are off simply have their messages wait. `news` of a channel is set when something
    may have been written to somebody there, or has arrived."""

    def __init__(self, database: Database, desk: Desk, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._desk = desk
        self.channels = channels
        self._on_the_way: dict[str, set[asyncio.Task[None]]] = {name: set() for name in channels}
        self._ending = False
        self._photos = Photos(database, desk)
        self._spacing = {name: Spacing(channel.limits) for name, channel in channels.items()}
        self.news = {name: asyncio.Event() for name in channels}

    async def work(self) -> int:
        """Send everything that is due now, on every channel; returns how many attempts that took."""
        attempts = 0
        for name in self.channels:
            attempts += await self.work_on(name)
        return attempts

    async def work_on(self, name: str) -> int:
        """Send what is due on one channel, side by side, each address in order, until nothing is on its way; returns
        how many attempts. An answer that is long in coming holds up its own address only."""
        attempts = 0
        while True:
            self.news[name].clear()
            free = _AT_ONCE - len(self._on_the_way[name])
            rows, more = await self._lease(name, free)
            attempts += len(rows)
            for row, turn in rows:
                self._start(row, turn)
            if rows and len(rows) == free:
                continue
            if not (self._on_the_way[name] or more):
                return attempts
            await signalled(self.news[name], _LOOK_AGAIN)

    def finish(self) -> None:
        """Begin nothing more: `work_on` returns when what is on its way has arrived, and the rest stays queued."""
        self._ending = True

    async def settled(self, name: str) -> None:
        """Wait, for a while, until what is on its way now has been written down: the provider may speak of a message
        before we have read its id."""
        if self._on_the_way.get(name):
            await asyncio.wait(tuple(self._on_the_way[name]), timeout=_WORD_WAITS)

    async def _lease(self, name: str, free: int) -> tuple[list[tuple[Leased, datetime | None]], bool]:
        """What may go out now or in a moment, each with its turn; and whether more only waits for its turn."""
        if self._ending or free < _AT_ONCE // 4:
            return [], False
        return await self._database.run(lambda work: self._due(work, name, free))

    def _due(self, work: Work, name: str, free: int) -> tuple[list[tuple[Leased, datetime | None]], bool]:
        if work.now < _hushed_until(work, name):
            return [], False
        limits, wall = self.channels[name].limits, self._database.wall()
        rest = timedelta(seconds=1 / limits.per_address) if limits.per_address else timedelta()
        heads = may_go(self._desk, work, sending.heads(work, name, free, wall, rest))
        if limits.rate is None or not heads:
            return [(row, None) for row in sending.hold(work, heads)], self._rests(work, name, rest)
        turns = pace.reserve(work, name, [head.units for head in heads], limits.rate, limits.burst, wall)
        return list(zip(sending.hold(work, heads[: len(turns)]), turns, strict=False)), True

    def _rests(self, work: Work, name: str, rest: timedelta) -> bool:
        """Whether something is due that only waits for its address to have rested."""
        return bool(rest and may_go(self._desk, work, sending.heads(work, name, 1, self._database.wall())))

    def _start(self, row: Leased, turn: datetime | None) -> None:
        task = asyncio.create_task(self._attempt(row, turn))
        self._on_the_way[row.channel].add(task)
        task.add_done_callback(partial(self._arrived, row.channel))

    def _arrived(self, name: str, task: asyncio.Task[None]) -> None:
        self._on_the_way[name].discard(task)
        self.news[name].set()

    def look(self) -> None:
        """Something may have been written to somebody, on any channel: what sends looks at once."""
        for news in self.news.values():
            news.set()

    async def _attempt(self, row: Leased, turn: datetime | None) -> None:
        begun, passage = time.monotonic(), None
        if turn is not None:
            await asyncio.sleep((turn - self._database.wall()).total_seconds())
            passage = await self._spacing[row.channel].passed()
        if self._database.clock() > row.until - sending.LEASE / 2:  # we were frozen: somebody else may have it by now
            return
        result = await self._try(row)
        if passage is not None:
            passage.answered()
        await self._write_down(row, result, begun + sending.LEASE.total_seconds())

    async def _write_down(self, row: Leased, result: Result, until: float) -> None:
        """Keep how it went; while the database is away, again and again until the lease runs out: then it is looked
        for."""
        while True:
            try:
                await self._database.together(lambda work: self._settle(work, row, result))
                return self._count(row, result)
            except Exception as error:
                log.error("not_settled", outbound=row.id, channel=row.channel, error=error)
            if self._ending or time.monotonic() > until:
                return None
            await asyncio.sleep(_WRITE_AGAIN)

    def _count(self, row: Leased, result: Result) -> None:
        if result.sent is not None:
            lag = (self._database.clock() - row.created_at).total_seconds()
            counters.sent(row.channel, row.kind, row.units, lag)
        else:
            counters.failed(row.channel, row.kind, str(result.error))

    async def _try(self, row: Leased) -> Result:
        channel = self.channels[row.channel]
        try:
            message = self._photos.beside(Outbound.from_json(row.channel, row.address, row.body), row.attempts)
            async with asyncio.timeout(_LONGEST_ATTEMPT):
                found = await self._found(row, message) if row.unknown else None
                return Result(sent=found or await channel.send(message))
        except SendError as error:
            return Result(error=error)
        except Exception as error:
            log.error("send_surprise", outbound=row.id, channel=row.channel, error=error)
            return Result(error=Unknown("surprise"))

    async def _found(self, row: Leased, message: Outbound) -> Sent | None:
        """The message whose fate was unknown, if the provider has it; one that is another of our rows is not it, as the
        same words may have gone there before."""
        for found in await self.channels[row.channel].find(message, row.created_at.timestamp()):
            if not await self._database.run(
                partial(outbound.is_known, channel=row.channel, provider_id=found.provider_id)
            ):
                return found
        return None

    def _settle(self, work: Work, row: Leased, result: Result) -> None:
        sending.written_to(work, row.address_id, self._database.wall())
        if result.sent is not None:
            sending.sent(work, row.id, result.sent.provider_id, row.attempts + 1)
            log.info("sent", outbound=row.id, channel=row.channel, units=row.units)
            return
        error = result.error
        log.warning("not_sent", outbound=row.id, channel=row.channel, kind=type(error).__name__, reason=str(error))
        if isinstance(error, PersonStopped):
            self._give_up(work, row, error.reason)
            stop(self._desk, work, people.get(work, row.person_id), stopped_by(row.channel))
        elif isinstance(error, NeverAgain) or work.now - row.created_at > GIVE_UP:
            self._give_up(work, row, str(error))
        elif sending.still_ours(work, row):
            self._later(work, row, error)

    def _give_up(self, work: Work, row: Leased, reason: str) -> None:
        """It will never arrive; a tip goes to somebody else."""
        sending.failed(work, row.id, reason)
        if row.tip:
            pass_on_again(self._desk, work, row.tip, row.person_id)

    def _later(self, work: Work, row: Leased, error: SendError | None) -> None:
        attempts = row.attempts + 1
        wait = min(2.0 ** min(attempts, 20), _LONGEST_WAIT) * (0.5 + work.random.random() / 2)
        unknown = isinstance(error, Unknown)
        if unknown:
            wait = max(wait, _UNKNOWN_WAIT)
        if isinstance(error, TryLater) and error.after is not None:
            wait = min(error.after, sending.LONGEST_WAIT.total_seconds())
        due = work.now + timedelta(seconds=wait)
        sending.again(work, row.id, attempts, due, str(error), unknown=unknown or row.unknown)
        if isinstance(error, TryLater) and error.everyone:
            self._hush(work, row.channel, wait if error.after is not None else min(wait, _LONGEST_QUIET))

    def _hush(self, work: Work, channel: str, seconds: float) -> None:
        """Send nothing by the channel for so long: what is written meanwhile waits too."""
        until = work.now + timedelta(seconds=seconds)
        if until > _hushed_until(work, channel):
            settings_kept.put(work, _quiet(channel), until.isoformat())


def _hushed_until(work: Work, channel: str) -> datetime:
    """Until when a channel is left alone. One further ahead than any we set was kept before the clock was set back."""
    kept = settings_kept.get(work, _quiet(channel))
    until = datetime.fromisoformat(kept) if kept else work.now
    return until if until <= work.now + sending.LONGEST_WAIT else work.now


def _quiet(channel: str) -> str:
    """Where it is kept until when a channel is left alone, for all replicas."""
    return f"quiet_{channel}"


def stopped_by(channel: str) -> str:
    """Why somebody can't be reached, in the words of `handlers.notices.STOP_REASONS`."""
    return "opted out" if channel == "sms" else "blocked"
