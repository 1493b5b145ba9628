"""In and out: what comes in is committed before it is answered for; every way that sending can fail has its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError
from storing import KEY, HandClock

from bot.app import Ombudet, build
from bot.channels import Channel, ChannelName, Inbound, Limits, Outbound, Sent, Unknown
from bot.municipality import load
from storage import models
from storage.inbound import GIVE_UP

OWN, OTHER = "+46701740605", "+46701740606"


class Provider:
    """A provider of messages that does as it is told: each of `faults` happens to one attempt, in turn. What it has
    `taken` it has, whatever it said; `findable` says whether it can be asked."""

    def __init__(self, name: ChannelName = "sms", limits: Limits | None = None) -> None:
        self.name: ChannelName = name
        self.limits = limits or Limits()
        self.faults: list[Exception] = []
        self.taken: list[Outbound] = []
        self.looked: list[tuple[Outbound, float]] = []
        self.findable = self.oldest_first = False
        self.times: list[float] = []

    async def send(self, message: Outbound) -> Sent:
        self.times.append(asyncio.get_running_loop().time())
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or isinstance(fault, Unknown):
            self.taken.append(message)
        if fault is not None:
            raise fault
        return Sent(f"SM{len(self.taken)}")

    async def find(self, message: Outbound, since: float) -> list[Sent]:
        self.looked.append((message, since))
        same = [n for n, m in enumerate(self.taken, 1) if (m.address, m.text) == (message.address, message.text)]
        if not self.findable:
            return []
        return [Sent(f"SM{number}") for number in (same if self.oldest_first else reversed(same))]

    async def close(self) -> None:
        return


class Line:
    """The service with one provider, and a clock that the test moves."""

    def __init__(self, url: str, provider: Provider) -> None:
        self.provider, self.clock = provider, HandClock()
        channels: dict[str, Channel] = {provider.name: provider}
        chance = Random(1)  # noqa: S311 - the same at every run
        self.app: Ombudet = build(
            database_url=url, secret_key=KEY, town=load("botkyrka"), channels=channels, clock=self.clock, random=chance
        )
        self.count = 0

    def sms(self, text: str, sender: str = OWN) -> Inbound:
        self.count += 1
        return Inbound(self.provider.name, f"SM{self.count}", sender, text=text, language="sv")

    async def hear(self, text: str, sender: str = OWN) -> None:
        await self.app.receive(self.sms(text, sender))
        await self.app.settle()

    async def later(self, seconds: float) -> int:
        """Time passes; what is due is done. How many attempts to send that took."""
        self.clock.pass_(seconds=seconds)
        await self.app.inbox.work()
        return await self.app.outbox.work()

    async def rows(self, table: Any) -> list[Any]:
        return await self.app.database.run(lambda work: list(work.conn.execute(select(table).order_by(table.c.id))))

    async def answers(self) -> list[Any]:
        """What is or was to be said, without the notices that go to others."""
        return [row for row in await self.rows(models.outbound) if not row.purpose.startswith("unreachable")]


@pytest.fixture
async def line(sqlite_url: str) -> AsyncIterator[Line]:
    """The service by SMS."""
    made = Line(sqlite_url, Provider())
    yield made
    await made.app.close()


@pytest.fixture
async def chats(postgres_url: str) -> AsyncIterator[Line]:
    """The service by Telegram, on PostgreSQL."""
    made = Line(postgres_url, Provider("telegram"))
    yield made
    await made.app.close()


def committed(line: Line) -> list[int]:
    """A list that grows with every commit."""
    commits: list[int] = []
    event.listen(line.app.database.engine, "commit", lambda _: commits.append(1))
    return commits


# What comes in


async def test_what_comes_together_is_committed_together(line: Line) -> None:
    """What many say at once takes a few commits, and none is answered for before its own."""
    commits = committed(line)
    await asyncio.gather(*(line.app.receive(line.sms("tips", f"+467017406{n:02}")) for n in range(5, 100)))
    assert len(await line.rows(models.inbound)) == 95
    assert 1 <= len(commits) < 10
    assert line.app.inbox.arrived.is_set()


async def test_when_the_database_takes_nothing_everyone_is_told(line: Line) -> None:
    """A group that can't be committed fails for each that is in it, and what comes next is taken in again."""
    down = True

    def refuse(_: object) -> None:
        if down:
            raise ConnectionError("the disk is full")

    event.listen(line.app.database.engine, "commit", refuse)
    told = await asyncio.gather(*(line.app.receive(line.sms("hej")) for _ in range(5)), return_exceptions=True)
    assert [type(error) for error in told] == [ConnectionError] * 5
    down = False
    await line.app.receive(line.sms("hej"))
    assert len(await line.rows(models.inbound)) == 1


async def test_a_request_that_is_given_up_disturbs_no_other(line: Line) -> None:
    """One of a group is cancelled while it waits; the rest are committed, and so is it."""
    first, second = (asyncio.create_task(line.app.receive(line.sms("hej", n))) for n in (OWN, OTHER))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert len(await line.rows(models.inbound)) == 2


async def test_any_message_is_taken_in(line: Line) -> None:
    """Half a surrogate pair, nothing, a very long id: it is committed, and everybody else in the group too."""
    odd = [Inbound("sms", "x" * 200, OWN, text="\ud83d"), Inbound("sms", "é", "\udcff", text="\x00"), line.sms("hej")]
    await asyncio.gather(*(line.app.receive(message) for message in odd))
    await line.app.settle()
    assert [row.state for row in await line.rows(models.inbound)] == ["done"] * 3


async def test_what_cannot_be_handled_is_tried_again_then_set_aside_with_an_apology(line: Line) -> None:
    """A conversation that can't be read is an error, not a new person: five attempts, an apology, and no loss."""
    await line.hear("/sprak")
    garble = update(models.conversation).values(sealed=b"garbage")
    await line.app.database.run(lambda work: work.conn.execute(garble).rowcount)
    before = len(line.provider.taken)
    await line.hear("1")
    await line.hear("Lampan är trasig vid Krögarvägen 8", OTHER)
    assert len(line.provider.taken) == before + 1
    for attempt in range(1, GIVE_UP):
        (_, waiting, _) = await line.rows(models.inbound)
        assert (waiting.state, waiting.attempts, waiting.outcome) == ("waiting", attempt, "CannotUnseal")
        await line.later(2**attempt)
    (_, aside, other) = await line.rows(models.inbound)
    assert (aside.state, aside.attempts, aside.sealed is None, other.state) == ("failed", GIVE_UP, False, "done")
    assert [m.address for m in line.provider.taken[before:]] == [OTHER, OWN]
    assert (await line.rows(models.outbound))[-1].purpose == f"trouble:{aside.id}"
    await line.later(3600)
    assert len(line.provider.taken) == before + 2


async def test_one_whose_body_cannot_be_read_holds_up_nobody(line: Line) -> None:
    """A row whose octets have been changed is set aside; the next one is handled."""
    await line.app.receive(line.sms("hej"))
    garble = update(models.inbound).values(sealed=b"garbage")
    await line.app.database.run(lambda work: work.conn.execute(garble).rowcount)
    await line.hear("hej", OTHER)
    assert [row.state for row in await line.rows(models.inbound)] == ["failed", "done"]
    assert [message.address for message in line.provider.taken] == [OTHER]


@pytest.mark.parametrize(
    "data", ["go:poster:\x00", "go:join:\x00", "go:nothing:x", "go:about:x", "go:", "1:", ":::", "x"]
)
async def test_a_forged_tap_holds_up_nobody(chats: Line, data: str) -> None:
    """Whatever a forged client sends as a button, the next person is heard (PostgreSQL refuses some of it)."""
    await chats.app.receive(Inbound("telegram", "forged", "7001", "button", button=data, message_id="1"))
    await chats.app.receive(chats.sms("hej", "7002"))
    for _ in range(GIVE_UP):
        await chats.later(60)
    assert [row.state in ("done", "failed") for row in await chats.rows(models.inbound)] == [True, True]
    assert "7002" in [message.address for message in chats.provider.taken]


async def test_a_message_that_the_database_refuses_holds_up_nobody(chats: Line) -> None:
    """An error of the database that is this message's own is tried again and set aside like any other."""
    drop = text("DROP TABLE place")
    await chats.app.database.run(lambda work: work.conn.execute(drop).rowcount)
    await chats.app.receive(chats.sms("/start ABCDEFGH", "7001"))
    await chats.app.receive(chats.sms("hej", "7002"))
    with suppress(DBAPIError):  # as `bot.app` does: a second later it looks again
        await chats.app.inbox.work()
    with suppress(DBAPIError):
        await chats.later(60)
    assert [message.address for message in chats.provider.taken] == ["7002"]
