"""Our side of the whole message, as a process: messages are taken in as the doors do it, 64 at a time, and handled by
the service's own workers; the figure is how many a second are through, their replies committed to the outbox."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from random import SystemRandom

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from bench.service import KEY
from bench.talk import Said, going_on, opening, said_before
from bench.wrk import CONNECTIONS
from bot.app import Ombudet, build
from bot.channels.sms_forms import parse as parse_form
from bot.channels.telegram import parse as parse_update
from bot.clock import system_clock
from bot.log import set_up
from bot.municipality import load

_LOOK = 0.01  # seconds
_SETTLED = 1.0  # seconds: what a start looks through once, and then every minute, it has looked through by then
_STRIDE = 7919  # a prime: it passes by everybody once, in no order that the database has them in


def service(url: str, clock: Callable[[], datetime] = system_clock) -> Ombudet:
    """The service without channels: whatever is written to the outbox stays there."""
    return build(
        database_url=url, secret_key=urlsafe_b64decode(KEY + "="), town=load("botkyrka"), channels={},
        clock=clock, random=SystemRandom(), public_url="https://ombud.example",
    )  # fmt: skip


async def take_in(app: Ombudet, channel: str, said: Iterable[Said]) -> None:
    """Everything that is said, so many at the same time."""
    waiting: Iterator[Said] = iter(said)

    async def one_after_another() -> None:
        for one in waiting:
            await app.receive(parse_form(one.form()) if channel == "sms" else parse_update(one.update()))

    await asyncio.gather(*(one_after_another() for _ in range(CONNECTIONS)))


async def through(url: str) -> None:
    """Until nothing waits, asked by a connection of our own."""
    other = _beside(url)
    waits = text("SELECT 1 FROM inbound WHERE state = 'waiting' LIMIT 1")
    with other.connect() as connection:
        while connection.execute(waits).first():
            connection.rollback()
            await asyncio.sleep(_LOOK)
    other.dispose()


def _beside(url: str) -> Engine:
    parsed = make_url(url)
    return create_engine(
        parsed if parsed.get_backend_name() == "sqlite" else parsed.set(drivername="postgresql+psycopg")
    )


def _clear(url: str) -> None:
    """What earlier measurements left, with no channel to send it, is in nobody's way: it has gone out, and what was
    said is ten minutes ago."""
    other = _beside(url)
    with other.begin() as connection:
        connection.execute(
            text("UPDATE outbound SET state = 'sent', sealed = NULL, sent_at = created_at WHERE state = 'queued'")
        )
        connection.execute(text("UPDATE inbound SET echo = NULL WHERE echo IS NOT NULL"))
    other.dispose()


def strangers(first: int, messages: int, among: int) -> Iterator[Said]:
    """One message each from people all over a big database."""
    for count in range(first, first + messages):
        person = count * _STRIDE % among
        yield Said(person, said_before(person))


async def measure(url: str, channel: str, said: list[Said], *, first: Iterable[Said]) -> dict[str, float]:
    app = service(url)
    await app.tick()  # the weeks before its first start are a start's work, and not a message's
    async with app.running():
        await asyncio.sleep(_SETTLED)
        gc.freeze()  # as `bot.serve` does
        await take_in(app, channel, first)
        await through(url)
        begun, worked = time.monotonic(), time.process_time()
        await take_in(app, channel, said)
        await through(url)
        seconds, cpu = time.monotonic() - begun, time.process_time() - worked
    await _check(app, said)
    await app.close()
    return {"rate": len(said) / seconds, "cpu": 1e6 * cpu / len(said)}


async def _check(app: Ombudet, said: list[Said]) -> None:
    """Every message was answered, and every conversation that came to its end is a tip."""
    sent = sum(one.step == 4 for one in said)
    with app.database.engine.connect() as connection:
        done, last, tips = (
            connection.execute(text(query)).scalar_one()
            for query in (
                "SELECT count(*) FROM inbound WHERE state <> 'done'",
                "SELECT max(id) FROM outbound",
                "SELECT max(id) FROM tip",
            )
        )
    assert not done, f"{done} messages were not handled as messages"
    assert last >= len(said)
    assert (tips or 0) >= sent, f"{sent} were sent, {tips} are there"


def main(channel: str, people: int, messages: int, first: int = -1) -> None:
    """With `first`, the database is one that `bench.seeding` filled with so many people, and as many messages go before
    those that count: a service that has just started has none of the database at hand."""
    url = os.environ["DATABASE_URL"]
    set_up("INFO")
    if first < 0:
        said, before = list(going_on(people, messages)), opening(people)
    else:
        _clear(url)
        said, before = list(strangers(first + messages, messages, people)), strangers(first, messages, people)
    figures = asyncio.run(measure(url, channel, said, first=before))
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
