"""The only place that wires things together. `serve`, `demo`, `simulate` and the transcripts run this same service;
only the channels and the clock they bring differ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from random import Random

import structlog

from bot import away, counters
from bot.alarms import Alarms, Limits
from bot.channels import Channel, Delivery, Inbound
from bot.clock import SharedClock, system_clock
from bot.costs import Costs
from bot.desk import Desk
from bot.i18n import Voices
from bot.inbox import Inbox
from bot.mail import Mail
from bot.municipality import Municipality
from bot.outbox import Outbox, stopped_by
from bot.partners.answer_letters import AnswerLetters
from bot.signals import signalled
from bot.stopping import stop
from bot.ticking import Ticker
from bot.tips.sharing import pass_on_again
from bot.vitals import Intake, Watch
from bot.weekly.letters import Letters
from bot.weekly.rounds import Rounds
from bot.weekly.schedule import Schedule
from storage import outbound, people, sending
from storage.database import Database, Work
from storage.secrets import Vault
from storage.upgrade import upgrade

log = structlog.get_logger()
_LOOKS = 5  # at the database server's clock, each time that ours is set by it
_CATCHING_UP = 2.0  # seconds for what came while we were away to go before what comes now
_LOOK_AGAIN = 0.5  # seconds: how soon retries and other replicas' work are looked for without being called
_LOOK_FOR_LETTERS = 15.0  # seconds: how soon a letter is tried again
_LONGEST_STOP = 20.0  # seconds for what is on its way: more than a provider may take, less than a supervisor waits


class TooEarly(Exception):
    """The provider speaks of a message that we may not have written down yet: it is to say so again."""


class Ombudet:
    """The service. `receive` takes a message in durably; `settle` does everything that is to be done now, which is
    how the demo, the simulation and the tests run it; `running` does so for as long as it lasts. With `limits` there
    are alarms."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        channels: Mapping[str, Channel],
        limits: Limits | None = None,
        mail: Mail | None = None,
    ) -> None:
        self.database = database
        self.desk = desk
        self.channels = channels
        self.intake = Intake()
        self.inbox = Inbox(database, desk, self.intake)
        self.outbox = Outbox(database, desk, channels)
        self.schedule = Schedule(database, desk)
        self.rounds = Rounds(database, desk)
        self.letters = Letters(database, desk, mail)
        self.answer_letters = AnswerLetters(database, desk, mail)
        self.limits = limits or Limits()
        self.watch = Watch(self.schedule, desk.zone, self.limits.beats, tuple(channels.values()))
        self.alarms = Alarms(database, desk, self.watch, self.intake, self.limits, mail) if limits else None

    async def receive(self, message: Inbound) -> None:
        """Return when the message is committed; raises if the database can't take it."""
        await self.inbox.accept(message)

    async def delivery(self, told: Delivery) -> None:
        """Keep what a provider says of a message it took; an opt-out stops the person. Raises TooEarly if it may be of
        one whose id a replica is just writing down."""
        if not await self.database.together(lambda work: self._delivered(work, told)):
            raise TooEarly(told.provider_id)

    def _delivered(self, work: Work, told: Delivery) -> bool:
        """False where it came too early."""
        found = outbound.delivered(work, told.channel, told.provider_id, told.status, told.reason)
        if found is None or told.status == "delivered":
            return found is not None or not sending.in_hand(work, told.channel)
        counters.failed(told.channel, "undelivered", told.reason)
        person_id, tip = found
        if told.status == "stopped":
            stop(self.desk, work, people.get(work, person_id), stopped_by(told.channel))
        if tip:
            pass_on_again(self.desk, work, tip, person_id)
        return True

    async def settle(self) -> None:
        """Handle all that waits and send all that is due, until nothing is."""
        while await self.inbox.work() + await self.outbox.work() + await self._mailed():
            pass

    async def _mailed(self) -> int:
        return await self.letters.work() + await self.answer_letters.work()

    async def tick(self) -> None:
        """Do what the week holds ready now, and send it."""
        await self.schedule.tick()
        await self.letters.tick()
        await self.rounds.tick()
        await self.settle()

    @asynccontextmanager
    async def running(self, caught_up: asyncio.Event | None = None) -> AsyncIterator[None]:
        """Workers for as long as the block lasts; at its end each finishes what it has in hand. What is `caught_up` on,
        if it is soon, goes before what comes in meanwhile. What a provider is too long about at the end is left: its
        lease runs out, and it is looked for before it is sent again."""
        stopping = asyncio.Event()
        await self._agree()
        tasks = [asyncio.create_task(self._handle(stopping, caught_up)) for _ in range(self.database.workers)]
        tasks += [asyncio.create_task(self._send(name, stopping)) for name in self.channels]
        tasks.append(asyncio.create_task(self._mail(stopping)))
        ticker = Ticker(self._tick_safely)
        ticker.start()
        try:
            yield
        finally:
            await ticker.stop()
            stopping.set()
            if caught_up is not None:
                caught_up.set()
            self.inbox.arrived.set()
            self.letters.news.set()
            self.outbox.look()
            await _finished(tasks)

    async def _agree(self) -> None:
        """Set our clock by the database server's, where it has one. Of several looks the quickest tells most: what a
        person writes by way of two replicas is put in order by their clocks."""
        wall = self.database.wall
        if not isinstance(wall, SharedClock) or self.database.is_sqlite:
            return
        looks = [await self.database.aside(partial(_look, wall, self.database)) for _ in range(_LOOKS)]
        wall.compare(*min(looks, key=lambda look: look[2] - look[0]))

    async def _tick_safely(self) -> None:
        try:
            await self._agree()
            if "telegram" in self.channels:
                await self.database.run(lambda work: away.mark(work, self.database.wall()))
            await self.schedule.tick()
            await self.letters.tick()
            await self.rounds.tick()
            self.outbox.look()
        except Exception as error:
            log.error("tick_failed", error=error)
        if self.alarms:
            await self.alarms.tick()
            self.outbox.look()

    async def _handle(self, stopping: asyncio.Event, caught_up: asyncio.Event | None) -> None:
        if caught_up is not None:
            await signalled(caught_up, _CATCHING_UP)
        while not stopping.is_set():
            try:
                await self.inbox.work(partial(self._handled, stopping))
            except Exception as error:
                log.error("inbox_failed", error=error)
            await signalled(self.inbox.arrived, _LOOK_AGAIN)

    def _handled(self, stopping: asyncio.Event) -> bool:
        """After each transaction: those who send are told, and a stop is heeded."""
        self.outbox.look()
        return not stopping.is_set()

    async def _send(self, name: str, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self.outbox.work_on(name)
            except Exception as error:
                log.error("outbox_failed", channel=name, error=error)
            await signalled(self.outbox.news[name], _LOOK_AGAIN)

    async def _mail(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await signalled(self.letters.news, _LOOK_FOR_LETTERS)
            self.letters.news.clear()
            try:
                if self.desk.town.recipients and not stopping.is_set():
                    await self._mailed()
            except Exception as error:
                log.error("letters_failed", error=error)

    async def close(self) -> None:
        """Close the channels and the database."""
        for channel in self.channels.values():
            await channel.close()
        self.database.close()


async def _finished(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Each worker ends with what it has in hand, in bounded time."""
    _, late = await asyncio.wait(tasks, timeout=_LONGEST_STOP)
    for task in late:
        log.warning("left_on_its_way")
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=bool(late))


def _look(wall: SharedClock, database: Database) -> tuple[datetime, datetime, datetime]:
    """Our clock, the database server's, and ours again."""
    asked = wall.own()
    return asked, database.server_time() or asked, wall.own()


def build(
    *,
    database_url: str,
    secret_key: bytes,
    town: Municipality,
    channels: Mapping[str, Channel],
    clock: Callable[[], datetime],
    random: Random,
    public_url: str = "",
    wall: Callable[[], datetime] = system_clock,
    limits: Limits | None = None,
    mail: Mail | None = None,
    costs: Costs = Costs(),  # noqa: B008 - frozen
) -> Ombudet:
    """The whole service on a database that is brought up to date first. `clock` is the time people live in, `wall` the
    real one, by which providers count: the same but where time is simulated."""
    database = Database(database_url, Vault(secret_key), clock, random, wall)
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return Ombudet(database, Desk(town, Voices(), public_url, costs), channels, limits, mail)
