"""Durable intake: a message is taken in when it is committed, once, and handled afterwards, in order per person.

Messages that arrive together are committed together. A message that can't be handled is tried again, then set
aside with an apology to the person and a line in the log; it is never dropped.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import compress

import structlog
from sqlalchemy.exc import DBAPIError

from bot import counters
from bot.channels import Inbound
from bot.conversation import apologise, handle
from bot.desk import Desk
from bot.floods import MOMENT, Floods
from bot.gate import echo_of
from bot.signals import signalled
from bot.visit import DONE, Outcome
from bot.vitals import Intake
from storage import inbound, people
from storage.database import Database, LostRace, Work, passing
from storage.inbound import Arrival, Waiting
from storage.together import settle

log = structlog.get_logger()
_TOGETHER = 100  # messages, of as many senders, that are handled in one transaction
_NOT_IN_AN_ID = re.compile(r"[^!-~]")


class Stumbled(Exception):
    """Handling `waiting` raised an error, and the transaction was rolled back."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__(waiting.id)
        self.waiting = waiting


@dataclass(frozen=True, slots=True)
class _Turn:
    """`number` messages were handled, `floods` of them of people who write without end. `last` is the sender to go on
    after, None when there is nobody further on; `left` whether anything waits at all, `rests` whether some of it waits
    because it is not such people's turn."""

    number: int
    last: bytes | None
    left: bool = True
    floods: int = 0
    rests: bool = False


class Inbox:
    """`arrived` is set whenever something has been taken in; `intake` is told how each commit went."""

    def __init__(self, database: Database, desk: Desk, intake: Intake | None = None) -> None:
        self._database = database
        self._desk = desk
        self._intake = intake or Intake()
        self._pending: list[tuple[Inbound, bytes, asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None
        self.arrived = asyncio.Event()
        self._floods = Floods()
        self._someone = asyncio.Event()
        self._calling: asyncio.TimerHandle | None = None

    async def accept(self, message: Inbound) -> None:
        """Return when the message is committed; raise if the database can't take it."""
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sender = people.lookup(self._database.vault, message.channel, message.sender)
        self._pending.append((message, sender, committed))
        if not self._floods.heard(sender):
            self._someone.set()
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        await committed

    async def _commit(self) -> None:
        """Group commit: what came in while the last group was being written is the next group. What people say who
        write without end waits a moment for others."""
        while self._pending:
            if not self._someone.is_set():
                await signalled(self._someone, MOMENT / 2)
            self._someone.clear()
            group, self._pending = self._pending, []
            try:
                new = await self._database.run(partial(self._keep, [(message, sender) for message, sender, _ in group]))
            except Exception as error:
                self._intake.failed(error, self._database.clock())
                for _, _, committed in group:
                    settle(committed, error=error)
            else:
                self._intake.worked()
                for _, _, committed in group:
                    settle(committed)
                self._announce(new)
                for kind, number in Counter((message.channel, message.did) for message, _ in new).items():
                    counters.received(*kind, number)

    def _announce(self, new: list[tuple[Inbound, bytes]]) -> None:
        """Have them handled: at once, but what people say who write without end when it is their turn."""
        loop = asyncio.get_running_loop()
        if not all(self._floods.is_one(sender) for _, sender in new):
            self.arrived.set()
        elif self._calling is None or self._calling.when() < loop.time():
            self._calling = loop.call_later(max(MOMENT, self._floods.rests_for()), self.arrived.set)

    def _keep(self, messages: list[tuple[Inbound, bytes]], work: Work) -> list[tuple[Inbound, bytes]]:
        """Returns those that were not here already, to be counted."""
        new = inbound.accept(work, [_arrival(work, *message) for message in messages])
        return list(compress(messages, new))

    async def work(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Handle everything that may be handled now; returns how many messages that was. Every sender has a turn before
        anybody has a second one. `go_on` is asked after each transaction that handled any."""
        handled = found = 0
        after, rests = b"", False
        while True:
            self.arrived.clear()
            begun = time.monotonic()
            turn = await self._handle_some(after)
            if turn.floods:
                self._floods.rest((time.monotonic() - begun) * turn.floods / turn.number)
            handled, found, rests = handled + turn.number, found + turn.number, rests or turn.rests
            if (turn.number and not go_on()) or not turn.left:
                return handled
            if turn.last is not None:
                after = turn.last
                continue
            if not found and not rests:
                return handled
            if not found:
                await signalled(self.arrived, self._floods.rests_for())
            found, after, rests = 0, b"", False

    async def _handle_some(self, after: bytes) -> _Turn:
        """A message of each of the next senders, in one transaction; where one of them stumbles, one in its own."""
        try:
            return await self._transaction(after, _TOGETHER)
        except Stumbled:
            return await self._handle_one(after)

    async def _handle_one(self, after: bytes) -> _Turn:
        try:
            return await self._transaction(after, 1)
        except Stumbled as stumbled:
            if await self._database.run(partial(self._set_back, stumbled)):
                await self._apologise(stumbled.waiting)
            return _Turn(1, stumbled.waiting.sender)

    async def _transaction(self, after: bytes, most: int) -> _Turn:
        handled, turn = await self._database.run(partial(self._next, after, most))
        for waiting, outcome in handled:
            if outcome is not DONE:
                log.info("handled", inbound=waiting.id, state=outcome.state, reason=outcome.reason)
        if handled:
            log.debug("handled", messages=len(handled))
        self._count(handled)
        return turn

    def _count(self, handled: Sequence[tuple[Waiting, Outcome]]) -> None:
        now = self._database.clock()
        kinds = Counter((waiting.body["channel"], waiting.body["did"], outcome.state) for waiting, outcome in handled)
        for kind, number in kinds.items():
            counters.handled(*kind, number)
        for waiting, _ in handled:
            counters.took(waiting.body["channel"], (now - waiting.received_at).total_seconds())

    async def _apologise(self, waiting: Waiting) -> None:
        """Tell the person whose message is set aside; if that stumbles too, the log has it."""
        try:
            await self._database.run(lambda work: apologise(self._desk, work, waiting))
        except Exception as error:
            log.error("no_apology", inbound=waiting.id, error=error)

    def _next(self, after: bytes, most: int, work: Work) -> tuple[list[tuple[Waiting, Outcome]], _Turn]:
        batch = inbound.take(work, most, after, self._floods.waits)
        handled = [(waiting, self._handle(work, waiting)) for waiting in batch.waiting]
        inbound.finish(work, ((waiting.id, outcome.state, outcome.reason) for waiting, outcome in handled))
        floods = sum(self._floods.is_one(waiting.sender) for waiting in batch.waiting)
        return handled, _Turn(len(handled), batch.last, inbound.is_left(work), floods, batch.rests)

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
            self._count([(waiting, Outcome("failed"))])
        return set_aside


def _arrival(work: Work, message: Inbound, sender: bytes) -> Arrival:
    return Arrival(
        message.channel,
        _NOT_IN_AN_ID.sub("?", message.external_id)[:80],
        sender,
        work.vault.index("echo", echo_of(message)),
        message.to_json(),
        datetime.fromisoformat(message.said_at) if message.said_at else None,
    )
