"""Several services on one PostgreSQL: order is kept for each person, who hangs is overtaken and does no harm when it
wakes, and clocks that differ change nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Literal

import pytest
from crash.replicas import Replica
from crash.world import World, world
from served import TIP, until
from sqlalchemy import func, select, text
from storing import KEY, another, opened, states
from test_delivery import Line, Provider

from bot.app import Ombudet, build
from bot.channels import Inbound, Limits, Outbound, Sent
from bot.clock import SharedClock, system_clock
from bot.municipality import load
from storage import inbound, models, outbound, people, sending, tips
from storage.database import Database, Work
from storage.inbound import Arrival
from storage.outbound import Draft, Priority

PROMPT = datetime(2026, 11, 23, 16, 0, 1, tzinfo=UTC)  # Monday 17:00 in Sweden
DIGEST = datetime(2026, 11, 25, 14, 0, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NUMBER = "+46701740610"


def service(url: str, provider: Provider, own: SharedClock, clock: SharedClock | None = None) -> Ombudet:
    chance = Random()  # noqa: S311 - the codes of two services must differ
    return build(
        database_url=url, secret_key=KEY, town=load("botkyrka"), channels={provider.name: provider},
        clock=clock or own, random=chance, wall=own,
    )  # fmt: skip


# Order


async def test_each_persons_messages_are_handled_in_order_by_two_services(postgres_url: str) -> None:
    """Whichever service takes a message in, and whichever handles it: nobody's second tip is filed before the first."""
    provider = Provider()
    apps = [service(postgres_url, provider, SharedClock()) for _ in range(2)]
    numbers = [f"+467017406{n}" for n in range(10, 20)]
    async with AsyncExitStack() as stack:
        for app in apps:
            stack.push_async_callback(app.close)
            await stack.enter_async_context(app.running())
        for turn in range(8):
            said = [
                Inbound("sms", f"{n}-{turn}", n, text=f"tips: {TIP}, del {turn + 1}", language="sv") for n in numbers
            ]
            await asyncio.gather(*(apps[turn % 2].receive(message) for message in said))
        await until(lambda: apps[0].database.transact(states) == {("sms", "done"): 80}, within=20)
        with apps[0].database.begin() as work:
            rows = work.conn.execute(select(models.tip.c.person_id, models.tip.c.code).order_by(models.tip.c.id)).all()
            filed = [(row.person_id, _what(work, row.code)) for row in rows]
    in_order = [f"del {turn + 1}" for turn in range(8)]
    for person in {person for person, _ in filed}:
        assert [what[-5:] for whose, what in filed if whose == person] == in_order


def _what(work: Work, code: str) -> str:
    filed = tips.by_code(work, code)
    assert filed is not None
    return filed.what


# One hangs


def test_who_hangs_in_a_transaction_is_overtaken(postgres_url: str) -> None:
    """Its session is ended, its row is free, and another handles the message; it handles nothing when it wakes."""
    with opened(postgres_url) as hanging:
        other, begun, over = another(hanging), Event(), Event()
        hanging.transact(lambda work: inbound.accept(work, [Arrival("sms", "SM1", b"a" * 32, None, {})]))

        def hang(work: Work) -> int:
            work.conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = '300ms'"))
            found = _handle(work)
            if not begun.is_set():
                begun.set()
                over.wait(10)
            return found

        with ThreadPoolExecutor(1) as threads:
            slow = threads.submit(hanging.transact, hang)
            begun.wait(5)
            assert other.transact(_handle) == 0
            assert _eventually(other) == 1
            over.set()
            assert slow.result() == 0
        assert hanging.transact(_patience) == "15s"
        other.close()


def _handle(work: Work) -> int:
    waiting = inbound.take(work, 20).waiting
    for message in waiting:
        inbound.finish(work, [(message.id, "done", "")])
    return len(waiting)


def _eventually(database: Database) -> int:
    """Look again until there is something to be handled."""
    found = 0
    for _ in range(100):
        found = found or database.transact(_handle)
        if not found:
            Event().wait(0.05)
    return found


def _patience(work: Work) -> str:
    return str(work.conn.execute(text("SHOW idle_in_transaction_session_timeout")).scalar())


@asynccontextmanager
async def two_replicas(url: str, folder: Path) -> AsyncIterator[tuple[World, Replica, Replica]]:
    """A world whose leases last for two seconds, with nobody up yet."""
    async with world(url, 2, folder, Random(1)) as around:  # noqa: S311
        first, second = around.replicas
        for replica in around.replicas:
            replica.environment["CRASH_LEASE"] = "2"
        yield around, first, second


@pytest.mark.parametrize("fault", ["hang", "accept_then_hang"])
async def test_who_hangs_while_sending_is_overtaken(
    fault: Literal["hang", "accept_then_hang"], postgres_url: str, tmp_path: Path
) -> None:
    """Frozen in the middle of a request, whether Twilio took it or not: the other one finds it or sends it, and the
    first, when it wakes, sends nothing and spoils nothing."""
    async with two_replicas(postgres_url, tmp_path) as (around, first, second):
        await around.restart(first)
        await first.up()
        await until(lambda: around.twilio.requests)  # its log has been asked for
        around.twilio.fail_next(fault)
        around.twilio.webhooks.reach("https://ombud.example", first.url)
        around.post.by_sms(NUMBER, TIP)
        await until(lambda: _states(around.database) == ["sending"], within=10)
        first.freeze()
        around.twilio.webhooks.reach("https://ombud.example", second.url)
        await around.restart(second)
        await until(lambda: set(_states(around.database)) <= {"sent", "delivered"}, within=30)
        around.twilio.mend()
        first.thaw()
        around.post.by_sms(NUMBER, f"{TIP} också")
        await until(lambda: len(_states(around.database)) == 2, within=10)
        await until(lambda: set(_states(around.database)) <= {"sent", "delivered"}, within=10)
        assert len(around.twilio.sent) == 2


async def test_who_is_frozen_before_sending_sends_nothing(postgres_url: str) -> None:
    """Leased and waiting for its turn while half the lease goes by: by now it may be another's. Later it goes out."""
    line = Line(postgres_url, Provider(limits=Limits(rate=3)))
    for number in (1, 2):
        line.app.database.transact(lambda work, number=number: _draft(work, number, f"+4670174060{number + 4}"))  # type: ignore[misc]
    sending = asyncio.create_task(line.app.outbox.work_on("sms"))
    await until(lambda: _states(line.app.database) == ["sent", "sending"])
    line.clock.pass_(seconds=31)
    await asyncio.sleep(0.5)
    assert len(line.provider.taken) == 1
    line.clock.pass_(seconds=30)
    await line.app.outbox.work_on("sms")
    await sending
    assert len(line.provider.taken) == 2
    await line.app.close()


def _states(database: Database) -> list[str]:
    """Of each SMS."""
    table = models.outbound
    with database.begin() as work:
        query = select(table.c.state).where(table.c.channel == "sms").order_by(table.c.id)
        return list(work.conn.execute(query).scalars())


# Clocks


def test_a_lease_of_a_later_moment_is_held(postgres_url: str) -> None:
    """Two look at the clock, the second one writes first: its lease ends later than the other believes that any can,
    and still holds. So it does when the clocks differ a little."""
    with opened(postgres_url) as database:
        database.transact(lambda work: _draft(work, 1))
        with database.begin() as early:
            assert len(another_second(database, 0.05)) == 1
            assert sending.lease(early, "sms", 10) == []


def another_second(database: Database, later: float) -> list[sending.Leased]:
    """What somebody leases whose clock shows a little more."""
    now = database.clock() + timedelta(seconds=later)
    other = Database(database.engine.url.render_as_string(hide_password=False), database.vault, lambda: now, Random(2))  # noqa: S311
    leased = other.transact(lambda work: sending.lease(work, "sms", 10))
    other.close()
    return leased


def _draft(work: Work, number: int, address: str = NUMBER) -> None:
    person = people.meet(work, "sms", address, "sv")
    body = Outbound("sms", address, "Hej").to_json()
    outbound.put(work, Draft(f"reply:{number}", person.id, person.address_id, "sms", Priority.REPLY, body))


class Slow(Provider):
    """Takes its time, so that both services look while a message is on its way."""

    async def send(self, message: Outbound) -> Sent:
        await asyncio.sleep(0.3)
        return await super().send(message)


async def test_a_minute_between_the_clocks_changes_nothing(postgres_url: str) -> None:
    """One machine a minute ahead, one a minute behind: one prompt, one digest, and no lease stolen from who lives."""
    provider, moved = Slow(), PROMPT - timedelta(hours=1) - system_clock()
    owns = [SharedClock(lambda by=by: system_clock() + by) for by in (MINUTE, -MINUTE)]  # type: ignore[misc]
    apps = [service(postgres_url, provider, own, SharedClock(lambda own=own: own() + moved)) for own in owns]  # type: ignore[misc]
    apps[0].database.transact(_appoint)
    moved += timedelta(hours=1)
    async with AsyncExitStack() as stack:
        for app in apps:
            stack.push_async_callback(app.close)
            await stack.enter_async_context(app.running())
        await until(lambda: len(_states(apps[0].database)) == 1, within=10)
        moved += DIGEST - PROMPT
        await asyncio.gather(*(app.schedule.tick() for app in apps))
        await until(lambda: {"sent"} == set(_states(apps[0].database)) and len(provider.taken) >= 2, within=10)
        await asyncio.sleep(1)
        fired = select(models.firing.c.job, func.count()).where(models.firing.c.state == "fired")
        with apps[0].database.begin() as work:
            jobs = {job: number for job, number in work.conn.execute(fired.group_by(models.firing.c.job))}
        assert (jobs["prompt"], jobs["digest"]) == (1, 1)
        assert len(provider.taken) == len(set(provider.taken)) == len(_states(apps[0].database))


def _appoint(work: Work) -> None:
    for number, role in (("+46701740606", "ombud"), ("+46701740608", "manager")):
        person = people.meet(work, "sms", number, "sv")
        people.give_role(work, person.id, role, "alby")  # type: ignore[arg-type]
