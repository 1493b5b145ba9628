"""A disk that is full, a database that another process has locked, a provider that hangs, somebody who writes without
end: nothing is acknowledged that is not kept, everybody else is served, and afterwards everything goes on by itself."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from served import BY_SMS, OMBUD, RESIDENT, TIP, World, client, until, world
from test_restart import ombud_serve
from test_trouble import impatient

REMEDY = "the test of a full disk mounts a small one: run it as root, where tmpfs may be mounted"
NUMBERS = [f"+467017406{number}" for number in range(10, 30)]
CHATS = range(7001, 7006)
LOCK = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
other.execute("ROLLBACK")
"""


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twilio's log is read all the time."""
    monkeypatch.setattr("bot.fetching._BETWEEN_LOOKS", 0.2)
    monkeypatch.setattr("bot.fetching._RETRY_LOOK", 0.2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], check=False)  # noqa: S603, S607
    if mounting.returncode != 0:
        pytest.fail(REMEDY)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)  # noqa: S603, S607


@pytest.fixture
async def cramped(small_disk: Path) -> AsyncIterator[World]:
    """The service with its database on the small disk."""
    async with world(small_disk) as made:
        yield made


def fill(here: World) -> Path:
    """Not an octet is free; what SQLite has at hand in its log is put back into the database first."""
    ballast = here.database.with_name("ballast")
    with closing(sqlite3.connect(here.database)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                continue
    return ballast


async def everybody_writes(here: World) -> None:
    url = f"{here.url}/webhooks/twilio/sms"
    for chat in CHATS:
        here.telegram.user_says(chat, "/hjalp")
    await asyncio.gather(*(here.twilio.user_says(number, TIP, url) for number in NUMBERS))


def answers(here: World) -> set[int]:
    """What Twilio was answered by the webhook."""
    return {answer for message in here.twilio.messages if message.sender in NUMBERS for answer in message.answers}


async def everybody_is_answered_once(here: World) -> None:
    """Beside the one who wrote before."""
    count = 1 + len(NUMBERS) + len(CHATS)
    await until(lambda: here.states().count("done") >= count, within=20)
    await here.settled()
    assert here.states() == ["done"] * count
    assert [len(here.texted(number)) for number in NUMBERS] == [1] * len(NUMBERS)
    assert [len(here.said_to(chat)) for chat in CHATS] == [1] * len(CHATS)


async def health(here: World) -> httpx.Response:
    async with client(here.url) as visitor:
        return await visitor.get("/health")


async def well_again(here: World) -> None:
    async with asyncio.timeout(8):
        while (await health(here)).status_code != 200:
            pass


# The disk


async def test_a_full_disk(cramped: World, often: None) -> None:
    """Nothing is acknowledged, /health says why; when there is room again every message is handled, once."""
    async with cramped.serve():
        await cramped.texts(RESIDENT, TIP)
        ballast = fill(cramped)
        await everybody_writes(cramped)
        told = await health(cramped)
        assert (told.status_code, "disk" in told.text) == (503, True)
        assert answers(cramped) == {503}
        assert cramped.states() == ["done"]
        assert cramped.telegram.pending
        ballast.unlink()
        await everybody_is_answered_once(cramped)
        await well_again(cramped)
    with closing(sqlite3.connect(cramped.database)) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_a_disk_that_fills_up_while_we_work(cramped: World, often: None) -> None:
    """It gives out in the middle of handling and sending: what was acknowledged is handled, what was not is fetched."""
    async with cramped.serve():
        await cramped.texts(RESIDENT, TIP)
        writing = asyncio.create_task(everybody_writes(cramped))
        await until(lambda: len(cramped.states()) > 3)
        ballast = fill(cramped)
        await writing
        ballast.unlink()
        await everybody_is_answered_once(cramped)


async def test_a_start_on_a_full_disk_says_so(cramped: World, tmp_path: Path) -> None:
    """`ombud serve` ends with status 1 and a line, before it has told Telegram anything."""
    async with cramped.serve():
        await cramped.texts(RESIDENT, TIP)
    cramped.telegram.calls.clear()
    fill(cramped)
    own = {"SECRET_KEY": "A" * 43, "TELEGRAM_BOT_TOKEN": cramped.telegram.token}
    own |= {"TELEGRAM_API_URL": cramped.telegram.url, "DATABASE_URL": f"sqlite:///{cramped.database}"}
    run = await ombud_serve(tmp_path, **own, PORT=str(cramped.port))
    _, err = await run.communicate()
    assert (run.returncode, err.decode().count("\n"), "disk" in err.decode()) == (1, 1, True)
    assert cramped.telegram.calls == []


# The lock


@asynccontextmanager
async def locked(database: Path) -> AsyncIterator[None]:
    """Another process is in the middle of writing, for as long as the block lasts."""
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCK, database), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert run.stdout is not None
    await run.stdout.readline()
    try:
        yield
    finally:
        await run.communicate(b"\n")


@pytest.mark.parametrize("busy", [10_000, 20], ids=["longer than the door waits", "longer than SQLite waits"])
async def test_a_database_that_another_process_has_locked(
    here: World, busy: int, often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twilio and Telegram are told to come again; when the lock is gone every message is handled, once."""
    for module in ("doors", "health"):
        monkeypatch.setattr(f"bot.web.{module}.PATIENCE", 0.2)
    async with here.serve() as app:
        await here.texts(RESIDENT, TIP)
        await app.database.run(lambda work: work.conn.exec_driver_sql(f"PRAGMA busy_timeout={busy}").close())
        async with locked(here.database):
            await everybody_writes(here)
            assert (await health(here)).status_code == 503
            assert answers(here) == {503}
        await everybody_is_answered_once(here)
        await well_again(here)


# A provider


async def test_providers_that_hang_stop_nobody_else(here: World) -> None:
    """A number and a chat for which Twilio and Telegram do not answer: all others are heard and answered meanwhile."""
    async with here.serve() as app:
        impatient(app, 5)
        here.twilio.fail_next("hang")
        here.telegram.fail_next("hang", method="sendMessage")
        await here.twilio.user_says(RESIDENT, TIP, f"{here.url}/webhooks/twilio/sms")
        here.telegram.user_says(OMBUD, "/hjalp")
        await until(lambda: here.states("outbound").count("sending") == 2)
        for number in NUMBERS:
            await here.twilio.user_says(number, TIP, f"{here.url}/webhooks/twilio/sms")
        for chat in CHATS:
            here.telegram.user_says(chat + 20, "/hjalp")
        await until(lambda: len(here.twilio.sent) >= len(NUMBERS) and len(here.telegram.sent) >= len(CHATS), within=4)
        assert (here.texted(RESIDENT), here.said_to(OMBUD)) == ([], [])
        here.twilio.mend()
        here.telegram.mend()


# A flood


async def test_a_flood_of_sms_from_one_is_nobody_elses(here: World) -> None:
    """Two hundred from one number lie there before another writes, and SMS leave slowly: the other is answered among
    the first."""
    async with here.doors_only():
        for number in range(200):
            await here.twilio.user_says(RESIDENT, f"hjälp {number}", f"{here.url}/webhooks/twilio/sms")
        await here.twilio.user_says(BY_SMS, "hjälp", f"{here.url}/webhooks/twilio/sms")
    async with here.serve(sms_rate=2):
        await until(lambda: here.texted(BY_SMS))
    assert [sms.to for sms in here.twilio.sent].index(BY_SMS) < 3


async def test_a_flood_from_one_chat_is_nobody_elses(here: World) -> None:
    """The same on Telegram, with the service up: of two hundred messages at once few are answered before another's."""
    async with here.serve():
        for number in range(200):
            here.telegram.user_says(OMBUD, f"/hjalp {number}")
        await until(lambda: len(here.states()) > 20)
        here.telegram.user_says(7002, "/hjalp")
        await until(lambda: here.said_to(7002))
        assert here.states().count("waiting") + len(here.telegram.pending) > 0
