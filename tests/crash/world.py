"""What is around the replicas in a crash test: the providers, the people, a clock that only the test moves, and a look
into the database from outside."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom

from fakes.serving import serving
from fakes.telegram_api import TelegramApi, telegram_api
from fakes.twilio_api import TwilioApi, twilio_api
from served import SECRET, free_port
from sqlalchemy import Table, func, select
from starlette.requests import ClientDisconnect

from bot.clock import MovableClock, system_clock
from bot.municipality import load
from bot.settings import load_settings
from bot.weekly.schedule import HOLDING, LEFT
from bot.weekly.week import Slot, due_around
from storage import conversations, firings, models, people
from storage.database import Database, Work
from storage.outbound import UNSENT
from storage.secrets import Vault
from storage.upgrade import upgrade

from .people import People, Phone, cast
from .post import PUBLIC, Post
from .replicas import Replica
from .weather import Weather

START = datetime(2026, 11, 20, 12, tzinfo=UTC)  # the Friday before the first Monday
KEY = "A" * 43
SLOTS = ("prompt", "nudge", "cutoff", "digest", "feedback")
RATE = 12.0  # messages a second that people write, while they write
_PATIENCE = 240.0  # seconds in which everything must have come to rest


class World:
    """`storm` lets people write under bad weather; `settle` waits until nothing is under way any more."""

    def __init__(self, database: Database, telegram: TelegramApi, twilio: TwilioApi, chance: Random) -> None:
        self.database, self.telegram, self.twilio, self.chance = database, telegram, twilio, chance
        self.clock = MovableClock(START, runs=True)
        self.replicas: list[Replica] = []
        self.power_cuts = 0
        self.outages: list[tuple[float, float]] = []  # when the database was killed, and when it answered again
        self.weather = Weather(telegram, twilio, chance)
        self._seen = {"telegram": 0, "sms": 0}
        self._writing: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None

    def open(self, replicas: list[Replica], phones: list[Phone]) -> None:
        self.replicas = replicas
        self.post = Post(self.twilio, [replica.url for replica in replicas], self.chance)
        self.people = People(self.post, phones, self.chance)
        self._reading = asyncio.create_task(self._read())

    async def start_all(self) -> None:
        ahead = self.clock() - system_clock()
        await asyncio.gather(*(replica.start(ahead) for replica in self.replicas))

    async def power_cut(self, until: datetime) -> None:
        """Every replica dies at once; when they are up again, it is later."""
        await asyncio.gather(*(replica.kill() for replica in self.replicas))
        self.power_cuts += 1
        self.clock.move_to(until)
        await self.start_all()

    async def restart(self, replica: Replica, later: timedelta = timedelta()) -> None:
        self.clock.move(later)
        await replica.start(self.clock() - system_clock())

    # What happens

    def storm(self) -> None:
        self.weather.spoil()
        self._writing = asyncio.create_task(self._write())

    async def calm(self) -> None:
        await self.weather.clear()
        if self._writing is not None:
            self._writing.cancel()

    async def _write(self) -> None:
        while True:
            await asyncio.sleep(self.chance.expovariate(RATE))
            self.people.act()

    async def _read(self) -> None:
        """People read what has come to their telephones."""
        while True:
            await asyncio.sleep(0.05)
            for message in self.telegram.sent[self._seen["telegram"] :]:
                self.people.heard(message.chat, message.text).shown(message)
            self._seen["telegram"] = len(self.telegram.sent)
            for sms in self.twilio.messages[self._seen["sms"] :]:
                if sms.direction != "inbound":
                    self.people.heard(sms.to, sms.body)
            self._seen["sms"] = len(self.twilio.messages)

    async def settle(self, later: timedelta) -> None:
        """After one more power cut, and so much later, wait until everything has been done."""
        await self.calm()
        await self.power_cut(self.clock() + later)
        await asyncio.gather(*(replica.up() for replica in self.replicas))
        until = time.monotonic() + _PATIENCE
        while self.post.busy or self.twilio.busy or await asyncio.to_thread(self._under_way) != "":
            if time.monotonic() > until:
                raise TimeoutError(f"still under way: {await asyncio.to_thread(self._under_way)}")
            await asyncio.sleep(0.1)

    def _under_way(self) -> str:
        """What is not in the database yet, or waits there; empty if nothing does."""
        with self.database.begin() as work:
            found = _count(work, models.inbound, "waiting", "done", "repeat", "ignored", "failed")
            counted = {
                "to be taken in": len(self.post.written) - found,
                "to be handled": _count(work, models.inbound, "waiting"),
                "to be sent": _count(work, models.outbound, *UNSENT),
                "slots to be held": len(_slots(work)),
                "tips to be closed": len(conversations.standing(work, HOLDING, work.now - LEFT)[0]),
            }
        return ", ".join(f"{number} {what}" for what, number in counted.items() if number > 0)

    async def close(self) -> None:
        await self.calm()
        if self._reading is not None:
            self._reading.cancel()
        await asyncio.gather(*(replica.kill() for replica in self.replicas))
        await self.post.close()


def _slots(work: Work) -> list[Slot]:
    """The slots of the run whose time has come, and that are not over."""
    slots = due_around(work.now, load("botkyrka").week, back=8)
    over = firings.over(work, SLOTS, {slot.week for slot in slots})
    come = [slot for slot in slots if slot.job in SLOTS and slot.due and START < slot.due < work.now]
    return [slot for slot in come if (slot.job, slot.week) not in over]


def _count(work: Work, table: Table, *states: str) -> int:
    return work.conn.execute(select(func.count()).select_from(table).where(table.c.state.in_(states))).scalar_one()


def appoint(database: Database, phones: list[Phone]) -> None:
    """Whoever has a role has had it for a while."""
    with database.begin() as work:
        for phone in phones:
            channel = "sms" if isinstance(phone.address, str) else "telegram"
            person = people.meet(work, channel, str(phone.address), "sv")
            if phone.role:
                people.give_role(work, person.id, phone.role, phone.area or None)


@asynccontextmanager
async def world(url: str, replicas: int, folder: Path, chance: Random) -> AsyncIterator[World]:
    """A world with so many replicas on the database at `url`, none of them started."""
    phones = cast()
    chats = [phone.address for phone in phones if isinstance(phone.address, int)]
    logging.getLogger("uvicorn.error").addFilter(_worth_telling)
    async with AsyncExitStack() as stack:
        vault = Vault(load_settings(secret_key=KEY, _env_file=None).key)
        telegram = await stack.enter_async_context(telegram_api(chats=chats))
        twilio = await stack.enter_async_context(twilio_api(now=lambda: made.clock()))
        database = Database(url, vault, lambda: made.clock(), SystemRandom())
        stack.callback(database.close)
        made = World(database, telegram, twilio, chance)
        upgrade(database)
        appoint(database, phones)
        origins = [await stack.enter_async_context(serving(telegram.app())) for _ in range(replicas)]
        logs = [folder / f"replica-{number}.log" for number in range(replicas)]
        made.open([_replica(url, origin, twilio, log) for origin, log in zip(origins, logs, strict=True)], phones)
        stack.push_async_callback(made.close)
        yield made


def _worth_telling(record: logging.LogRecord) -> bool:
    """A request whose sender was killed is no news."""
    return not (record.exc_info and isinstance(record.exc_info[1], ClientDisconnect))


def _replica(url: str, telegram_url: str, twilio: TwilioApi, log: Path) -> Replica:
    log.unlink(missing_ok=True)
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": KEY,
        "PUBLIC_URL": PUBLIC,
        "TELEGRAM_BOT_TOKEN": "7000:synthetic-token",
        "TELEGRAM_API_URL": telegram_url,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_FROM": twilio.number,
        "TWILIO_API_URL": twilio.url,
        "SMS_RATE": "1000",
        "LOG_LEVEL": "WARNING",
    }
    return Replica(free_port(), int(telegram_url.rpartition(":")[2]), environment, log)
