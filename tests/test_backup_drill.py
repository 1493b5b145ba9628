"""The drill: a backup under traffic, the database lost, a restore, and on with it. Nothing that was sent is sent again,
and nothing that can be had again is missing. And the move to another database, where nothing is lost at all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from typing import TypeVar

import psycopg
import pytest
from served import OMBUD, TIP, World, until
from storing import both, empty_url_of, url_of

from bot.operating.backup import back_up, move
from bot.operating.restore import Restored, as_text, restore
from storage.backup import InUse, NotEmpty
from storage.database import Database
from storage.secrets import Vault
from storage.upgrade import Moved

T = TypeVar("T")
POLICE, COORDINATOR = 7002, 7003
NUMBERS = [f"+467017406{number}" for number in range(20, 60)]
PROMPT = datetime(2026, 11, 23, 16, tzinfo=UTC)  # Monday 17:00 in Botkyrka
DIGEST = datetime(2026, 11, 25, 14, tzinfo=UTC)
FEEDBACK = datetime(2026, 11, 27, 14, tzinfo=UTC)
NEXT_PROMPT = datetime(2026, 11, 30, 16, tzinfo=UTC)
Said = Counter[tuple[object, str]]


def silent(_done: int, _rows: int) -> None:
    """Nobody looks."""


@contextmanager
def database(here: World, url: str) -> Iterator[Database]:
    """A database as a command opens it, at the world's time."""
    found = Database(url, Vault(here.settings().key), here.clock, SystemRandom())
    try:
        yield found
    finally:
        found.close()


def lose(url: str) -> None:
    """The database is gone, whatever lay beside it too."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return
    path = Path(url.removeprefix("sqlite:///"))
    for lost in path.parent.glob(f"{path.name}*"):
        lost.unlink()


def said(here: World) -> Said:
    """Everything that has reached anybody, to whom."""
    by_sms: Said = Counter((sms.to, sms.body) for sms in here.twilio.sent)
    return by_sms + Counter((message.chat, message.text) for message in here.telegram.sent)


async def text_in(here: World, number: str, url: str = "/webhooks/twilio/sms") -> None:
    await here.twilio.user_says(number, TIP, f"{here.url}{url}" if url else "")


async def under_traffic(here: World, job: Callable[[], T], numbers: list[str]) -> T:
    """Do it while SMS come in, before, during and after."""
    for number in numbers[:5]:
        await text_in(here, number)
    doing = asyncio.create_task(asyncio.to_thread(job))
    for number in numbers[5:]:
        await text_in(here, number)
    return await doing


async def week_passes(here: World, moment: datetime) -> None:
    """The clock moves on, and the week does what is due; twice, as it does every minute."""
    here.clock.move_to(moment)
    for _ in range(2):
        await here.app.schedule.tick()
        await here.settled()


async def half_a_week(here: World) -> None:
    """Everyone joins, tips come in, the ombud reports, and the digest goes out."""
    await here.joins("ombud", "alby", OMBUD)
    await here.joins("police", None, POLICE)
    await here.joins("coordinator", None, COORDINATOR)
    await here.texts(NUMBERS[0], TIP)
    await week_passes(here, PROMPT)
    for key in ("right", "2", "yes"):
        await here.taps(OMBUD, key)
    await week_passes(here, DIGEST)
    assert any("47" in message.text for message in here.said_to(POLICE))


async def the_day_it_is_lost(here: World, file: Path) -> None:
    """A backup while the outbox is full and SMS come in; afterwards all goes on, Friday too."""
    url = str(here.overrides["database_url"])
    here.twilio.retry_after = 60
    here.twilio.fail_next(429)  # what is to be said waits for a minute, the backup's included
    with database(here, url) as source:
        await under_traffic(here, lambda: back_up(source, "botkyrka", file, silent), NUMBERS[1:25])
    here.clock.move(timedelta(minutes=2))
    await here.settled()
    for number in NUMBERS[25:30]:
        here.clock.move(timedelta(hours=5))
        await text_in(here, number)
        await here.settled()
    await week_passes(here, FEEDBACK)


@pytest.mark.parametrize(
    ("kind", "to"), [("sqlite", "sqlite"), ("sqlite", "postgres"), ("postgres", "sqlite")], ids=lambda kind: str(kind)
)
async def test_the_drill(here: World, kind: str, to: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Nothing that was sent is sent again; each SMS that the backup did not know is a tip again, once; the next week
    begins as ever."""
    here.overrides["database_url"] = url = url_of(kind, request)
    async with here.serve():
        await half_a_week(here)
        await the_day_it_is_lost(here, tmp_path / "a.backup")
    await text_in(here, NUMBERS[30], "")  # while it is down
    before = said(here)
    lose(url)
    here.overrides["database_url"] = empty_url_of(to, request) if kind != to else f"sqlite:///{tmp_path / 'new.db'}"
    here.clock.move(timedelta(hours=3))
    done = put_back(here, tmp_path / "a.backup")
    unknown = still_to_handle(here, NUMBERS[:31])

    async with here.serve():
        await log_is_read(here)
        again = said(here) - before
        await week_passes(here, NEXT_PROMPT)
    assert not (again.keys() & before.keys())
    assert Counter(whom for whom, _ in again if isinstance(whom, str)) == Counter(unknown)
    assert_who_heard(here, again, len(unknown))
    assert here.rows("SELECT count(*), count(DISTINCT person_id) FROM tip") == [(31, 31)]
    assert set(here.states()) == {"done"}
    asked = [text for whom, text in (said(here) - before - again).elements() if whom == OMBUD]
    assert (len(asked), "vecka 48" in asked[0]) == (1, True)
    assert_it_was_said(here, done)


async def log_is_read(here: World) -> None:
    """Until every SMS that Twilio knows of is here, and has been seen to."""
    known = sum(message.direction == "inbound" for message in here.twilio.messages)
    await until(lambda: here.rows("SELECT count(*) FROM inbound WHERE channel = 'sms'") == [(known,)])
    await here.settled()


def put_back(here: World, file: Path) -> Restored:
    with database(here, str(here.overrides["database_url"])) as target:
        return restore(target, here.app.desk, file, silent)


def still_to_handle(here: World, numbers: list[str]) -> list[str]:
    """Whose SMS the restored database has not handled."""
    vault = here.app.database.vault
    handled = {bytes(sender) for (sender,) in here.rows("SELECT sender FROM inbound WHERE state = 'done'")}
    return [number for number in numbers if vault.index("address", f"sms:{number}") not in handled]


def assert_who_heard(here: World, again: Said, tips: int) -> None:
    """By Telegram the ombud hears of the tips under their new codes and, a week after joining, of the training; the
    coordinator of the restore, others nothing."""
    heard = Counter(whom for whom, _ in again.elements() if isinstance(whom, int))
    assert heard == Counter({OMBUD: tips + 1, COORDINATOR: 1})
    assert sum("UTBILDNING" in text for whom, text in again.elements() if whom == OMBUD) == 1
    [(_, note)] = [(whom, text) for whom, text in again if whom == COORDINATOR]
    assert "återställd" in note


def assert_it_was_said(here: World, done: Restored) -> None:
    """The report names what was not sent and the slots that were passed by, and the audit log has the two times."""
    report = as_text(here.app.desk, done)
    assert done.unsent.kinds["reply"] > 0
    assert [(slot.job, slot.week) for slot in done.missed] == [("feedback", "2026-W47")]
    for word in ("feedback 2026-W47", "reply", "Telegram"):
        assert word in report
    [(times,)] = here.rows("SELECT object FROM audit WHERE action = 'restore'")
    assert times.split() == [done.manifest.made_at.isoformat(), done.at.isoformat()]


async def test_a_digest_that_fell_between_is_named_and_not_sent(here: World, tmp_path: Path) -> None:
    """Nobody knows whether it went out: the report says how to look at it."""
    here.overrides["database_url"] = url = f"sqlite:///{tmp_path / 'old.db'}"
    async with here.serve():
        await here.joins("police", None, POLICE)
        with database(here, url) as source:
            back_up(source, "botkyrka", tmp_path / "a.backup", silent)
    lose(url)
    here.forget()
    here.clock.move_to(DIGEST + timedelta(hours=1))
    report = as_text(here.app.desk, put_back(here, tmp_path / "a.backup"))
    assert "ombud summary --week 2026-W47" in report
    async with here.serve() as app:
        await week_passes(here, FEEDBACK)
        assert app.database.transact(app.schedule.overdue) == []
    assert here.said_to(POLICE) == []


# The move


@pytest.mark.parametrize(("kind", "to"), [("sqlite", "postgres"), ("postgres", "sqlite")])
async def test_what_waits_is_sent_from_the_new_database(
    here: World, kind: str, to: str, request: pytest.FixtureRequest
) -> None:
    """Stopped, copied, started: each message goes out once, and the old database is served no more."""
    here.overrides["database_url"] = old = url_of(kind, request)
    here.twilio.retry_after = 60
    async with here.serve():
        here.twilio.fail_next(429)
        for number in NUMBERS[:10]:
            await text_in(here, number)
        await here.settled()
    before = here.rows("SELECT id, purpose, state, due_at, sealed FROM outbound ORDER BY id")
    assert len(here.twilio.sent) < 10 == len(before)
    new = empty_url_of(to, request)
    with database(here, old) as source, database(here, new) as target:
        move(source, target, "botkyrka", silent)
        with pytest.raises(Moved, match="DATABASE_URL"):
            back_up(source, "botkyrka", Path("/nowhere/a.backup"), silent)
    with pytest.raises(Moved):
        async with here.serve():
            pass
    here.overrides["database_url"] = new
    assert [*map(list, here.rows("SELECT id, purpose, state, due_at, sealed FROM outbound ORDER BY id"))] == [
        *map(list, before)
    ]
    here.clock.move(timedelta(minutes=2))
    async with here.serve():
        await here.settled()
        await here.texts(NUMBERS[10], TIP)
    assert sorted(sms.to for sms in here.twilio.sent) == NUMBERS[:11]


@both
async def test_a_database_that_is_served_is_not_moved(
    here: World, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It would go on changing behind the copy; the service does not notice that somebody tried."""
    here.overrides["database_url"] = url = url_of(kind, request)
    new = f"sqlite:///{tmp_path / 'new.db'}"
    async with here.serve():
        await here.texts(NUMBERS[0], TIP)
        with database(here, url) as source, database(here, new) as target:
            with pytest.raises(InUse, match="stop `ombud serve`"):
                await asyncio.to_thread(move, source, target, "botkyrka", silent)
            with pytest.raises(NotEmpty):
                await asyncio.to_thread(move, source, source, "botkyrka", silent)
        await here.texts(NUMBERS[1], TIP)
    assert len(here.twilio.sent) == 2
