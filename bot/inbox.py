"""Durable intake: a message is taken in when it is committed, once, and handled afterwards, in order per person.

Messages that arrive together are committed together. A message that can't be handled is tried again, then set
aside with an apology to the person and a line in the log; it is never dropped.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import compress

import structlog
from sqlalchemy.exc import DBAPIError

from bot import counters
from bot.channels import Inbound
from bot.conversation import apologise, handle
from bot.desk import Desk
from bot.gate import echo_of
from bot.visit import DONE, Outcome
from bot.vitals import Intake
from storage import inbound, people
from storage.database import Database, LostRace, Work, passing
from storage.inbound import Arrival, Waiting

log = structlog.get_logger()
_TOGETHER = 100  # messages, of as many senders, that are handled in one transaction
_NOT_IN_AN_ID = re.compile(r"[^!-~]")


class Stumbled(Exception):
    """Handling `waiting` raised an error, and the transaction was rolled back."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__(waiting.id)
        self.waiting = waiting


class Inbox:
    """`arrived` is set whenever something has been taken in; `intake` is told how each commit went."""

    def __init__(self, database: Database, desk: Desk, intake: Intake | None = None) -> None:
        self._database = database
        self._desk = desk
        self._intake = intake or Intake()
        self._pending: list[tuple[Inbound, asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None
        self.arrived = asyncio.Event()

    async def accept(self, message: Inbound) -> None:
        """Return when the message is committed; raise if the database can't take it."""
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((message, committed))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        await committed

    async def _commit(self) -> None:
        """Group commit: what came in while the last group was being written is the next group."""
        while self._pending:
            group, self._pending = self._pending, []
            try:
                new = await self._database.run(partial(self._keep, [message for message, _ in group]))
            except Exception as error:
                self._intake.failed(error, self._database.clock())
                _settle(group, error)
            else:
                self._intake.worked()
                _settle(group, None)
                self.arrived.set()
                for kind, number in Counter((message.channel, message.did) for message in new).items():
                    counters.received(*kind, number)

    def _keep(self, messages: list[Inbound], work: Work) -> list[Inbound]:
        """Returns those that were not here already, to be counted."""
        new = inbound.accept(work, [_arrival(work, message) for message in messages])
        return list(compress(messages, new))

    async def work(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Handle everything that may be handled now; returns how many messages that was. Every sender has a turn before
        anybody has a second one. `go_on` is asked after each transaction."""
        handled = found = 0
        after = b""
        while True:
            number, last = await self._handle_some(after)
            handled, found, after = handled + number, found + number, last or b""
            if (last is None and not found) or not go_on():
                return handled
            found = 0 if last is None else found

    async def _handle_some(self, after: bytes) -> tuple[int, bytes | None]:
        """A message of each of the next senders, in one transaction; where one of them stumbles, one in its own."""
        try:
            return await self._transaction(after, _TOGETHER)
        except Stumbled:
            return await self._handle_one(after)

    async def _handle_one(self, after: bytes) -> tuple[int, bytes | None]:
        try:
            return await self._transaction(after, 1)
        except Stumbled as stumbled:
            if await self._database.run(partial(self._set_back, stumbled)):
                await self._apologise(stumbled.waiting)
            return 1, stumbled.waiting.sender

    async def _transaction(self, after: bytes, most: int) -> tuple[int, bytes | None]:
        handled, last = await self._database.run(partial(self._next, after, most))
        for waiting, outcome in handled:
            if outcome != DONE:
                log.info("handled", inbound=waiting.id, state=outcome.state, reason=outcome.reason)
            self._count(waiting, outcome.state)
        return len(handled), last

    def _count(self, waiting: Waiting, state: str) -> None:
        lag = (self._database.clock() - waiting.received_at).total_seconds()
        counters.handled(waiting.body["channel"], waiting.body["did"], state, lag)

    async def _apologise(self, waiting: Waiting) -> None:
        """Tell the person whose message is set aside; if that stumbles too, the log has it."""
        try:
            await self._database.run(lambda work: apologise(self._desk, work, waiting))
        except Exception as error:
            log.error("no_apology", inbound=waiting.id, error=error)

    def _next(self, after: bytes, most: int, work: Work) -> tuple[list[tuple[Waiting, Outcome]], bytes | None]:
        batch = inbound.take(work, most, after)
        return [(waiting, self._handle(work, waiting)) for waiting in batch.waiting], batch.last

    def _handle(self, work: Work, waiting: Waiting) -> Outcome:
        try:
            return handle(self._desk, work, waiting)
        except LostRace:
            raise
        except Exception as error:
            if isinstance(error, DBAPIError) and passing(error):
                raise
            raise Stumbled(waiting) from error

    def _set_back(self, stumbled: Stumbled, work: Work) -> bool:
        """Try it again later, or set it aside: True. While the database is away this raises, and nothing is counted."""
        waiting, error = stumbled.waiting, stumbled.__cause__
        set_aside = inbound.stumble(work, waiting.id, waiting.attempts + 1, type(error).__name__)
        log.error("stumbled", inbound=waiting.id, attempts=waiting.attempts + 1, set_aside=set_aside, error=error)
        if set_aside:
            self._count(waiting, "failed")
        return set_aside


def _settle(group: list[tuple[Inbound, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, committed in group:
        if committed.done():  # its request was cancelled meanwhile
            continue
        if error is None:
            committed.set_result(None)
        else:
            committed.set_exception(error)


def _arrival(work: Work, message: Inbound) -> Arrival:
    return Arrival(
        message.channel,
        _NOT_IN_AN_ID.sub("?", message.external_id)[:80],
        people.lookup(work, message.channel, message.sender),
        work.vault.index("echo", echo_of(message)),
        message.to_json(),
        datetime.fromisoformat(message.said_at) if message.said_at else None,
    )
