"""Alarms: each is told once, by a way that does not ail; what is over is over, and what comes back is told again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from fakes.mail import MailServer, mail_server
from served import RESIDENT, TIP, World
from sqlalchemy import event, select, update
from storing import START, another, both, clock_of, opened, someone, url_of

from bot.alarms import BEATS, Alarms, Limits, away, found_in, raise_once
from bot.app import Ombudet
from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import SHIPPED, load
from bot.vitals import Intake, Vitals, Watch
from bot.weekly.schedule import Late, Schedule
from handlers import alarms as said
from storage import alarms, models, people
from storage.database import Database, Work
from storage.vitals import Queue

ADMIN_BY_CHAT, ADMIN_BY_SMS = 7050, "+46701740650"
TO = ("drift@example.se", "jour@example.se")
KEYS = (
    *(
        "unhandled",
        "set-aside:2026-11-19",
        "telegram",
        "twilio-log",
        "key",
        "clock",
        "coordinator:2026-11-19",
        "sms-cap:2026-11",
    ),
    *("late:prompt:2026-W47", "late:digest:2026-W47", "unsent:sms", "unsent:telegram", "undelivered:sms"),
    *(f"database:{code}" for code in said.FAULTS),
    "coordinator:2026-11-19",
    away("telegram", START, START + timedelta(days=2)),
)
VOICES = Voices()


def town(folder: Path) -> str:
    """A municipality that has people to mail to; the path of its file."""
    file = folder / "town.toml"
    written = SHIPPED.joinpath("botkyrka.toml").read_text("utf-8")
    file.write_text(written.replace("mail = []", f"mail = {list(TO)!r}".replace("'", '"')), "utf-8")
    return str(file)


@asynccontextmanager
async def watched(here: World, folder: Path, **settings: Any) -> AsyncIterator[tuple[Ombudet, MailServer]]:
    """The service with a mail server beside it, and an admin on each channel."""
    async with mail_server(folder) as server:
        mail = {"smtp_url": server.url(), "mail_from": "ombudet@example.se", "municipality": town(folder)}
        async with here.serve(**{**mail, **settings}) as app:
            await here.joins("admin", None, ADMIN_BY_CHAT)
            await here.joins("admin", None, ADMIN_BY_SMS)
            here.forget()
            yield app, server


async def minutes(here: World, count: int) -> None:
    """Time passes, a look a minute; providers are as near as ever."""
    for _ in range(count):
        here.clock.move(timedelta(minutes=1))
        here.app.database.transact(reached)
        await looked(here)


async def looked(here: World) -> None:
    assert here.app.alarms is not None
    await here.app.alarms.tick()
    here.app.outbox.look()
    await here.settled()


def reached(work: Work) -> None:
    from storage import settings_kept

    for name, _ in BEATS.values():
        settings_kept.put(work, name, work.now.isoformat())


def set_aside(here: World, count: int = 1) -> None:
    """Messages that could not be handled."""
    with here.app.database.begin() as work:
        for number in range(count):
            moments = dict.fromkeys(("said_at", "received_at", "due_at"), work.now)
            values = {
                "channel": "sms",
                "external_id": f"SMx{number}",
                "sender": bytes(32),
                "state": "failed",
                **moments,
            }
            work.conn.execute(models.inbound.insert().values(**values))


def mended(here: World) -> None:
    with here.app.database.begin() as work:
        work.conn.execute(update(models.inbound).where(models.inbound.c.state == "failed").values(state="done"))


def heard(here: World) -> tuple[list[str], list[str]]:
    """What the admins got, in the chat and by SMS."""
    return [m.text for m in here.said_to(ADMIN_BY_CHAT)], [s.body for s in here.texted(ADMIN_BY_SMS)]


async def test_an_alarm_is_told_once_by_every_way(here: World, tmp_path: Path) -> None:
    """To each admin on their own channel, to the mailboxes, and in the log: once, however long it lasts."""
    with structlog.testing.capture_logs() as log:
        async with watched(here, tmp_path) as (_, server):
            await looked(here)
            set_aside(here)
            await minutes(here, 4)
            (chat,), (sms,) = heard(here)
    assert "lagt åt sidan" in chat
    assert "stumbled" in chat
    assert sms == "Larm. Ett meddelande kunde inte behandlas och är lagt åt sidan. Se: ombud doctor"
    (letter,) = server.letters
    assert server.recipients == [list(TO)]
    assert letter["Subject"] == "Larm från ombudets linje i Botkyrka"
    assert "lagt åt sidan" in letter.get_content()
    (line,) = [entry for entry in log if entry["event"] == "alarm"]
    assert (line["log_level"], line["key"], bool(line["remedy"])) == ("error", "set-aside:2026-11-19", True)
    assert here.rows("SELECT count(*) FROM alarm WHERE told_at IS NOT NULL AND over_at IS NULL") == [(1,)]


async def test_what_comes_back_is_told_again(here: World, tmp_path: Path) -> None:
    """An alarm that is over is closed; the next time is another occurrence."""
    async with watched(here, tmp_path) as (_, server):
        for _ in range(2):
            set_aside(here)
            await minutes(here, 2)
            mended(here)
            await minutes(here, 1)
            with here.app.database.begin() as work:
                work.conn.execute(models.inbound.delete().where(models.inbound.c.external_id.like("SMx%")))
    assert len(server.letters) == 2
    assert here.rows("SELECT count(*) FROM alarm WHERE over_at IS NOT NULL") == [(2,)]


async def test_the_ailing_channel_carries_no_alarm(here: World, tmp_path: Path) -> None:
    """That SMS do not go out is told in the chat and by mail; who has nothing but SMS is not written to by SMS."""
    async with watched(here, tmp_path) as (_, server):
        await looked(here)
        here.twilio.fail_next(500, times=50)
        await here.texts(RESIDENT, TIP)
        await minutes(here, 13)
        chat, sms = heard(here)
        assert here.rows("SELECT count(*) FROM outbound WHERE purpose LIKE 'alarm:%'") == [(1,)]
    assert (len(chat), sms) == (1, [])
    assert "SMS" in chat[0]
    assert len(server.letters) == 1


async def test_an_admin_is_told_at_another_address_of_theirs(here: World, tmp_path: Path) -> None:
    """Whoever has both is told by the one that does not ail, though heard from last on the other."""
    async with watched(here, tmp_path) as (app, _):
        with app.database.begin() as work:
            by_sms = people.meet(work, "sms", ADMIN_BY_SMS, "sv")
            by_chat = people.meet(work, "telegram", str(ADMIN_BY_CHAT), "sv")
            own = update(models.address).where(models.address.c.id == by_chat.address_id)
            work.conn.execute(own.values(person_id=by_sms.id))
            work.conn.execute(models.role.delete().where(models.role.c.person_id == by_chat.id))
            assert [p.channel for p in alarms.admins(work, "telegram")] == ["sms"]
            assert [p.channel for p in alarms.admins(work, "sms")] == ["telegram"]


async def test_a_mail_that_fails_is_tried_until_it_is_taken(here: World, tmp_path: Path) -> None:
    """Each minute, while everybody else has been told once already."""
    async with watched(here, tmp_path) as (_, server):
        server.refuse = "451 later"
        set_aside(here)
        await minutes(here, 3)
        assert server.letters == []
        assert here.rows("SELECT count(*) FROM alarm WHERE told_at IS NULL") == [(1,)]
        server.refuse = ""
        await minutes(here, 2)
        chat, sms = heard(here)
    assert (len(server.letters), len(chat), len(sms)) == (1, 1, 1)


async def test_a_service_without_mail_or_admins_says_it_in_the_log(here: World) -> None:
    """Nobody to write to is no reason to be silent."""
    with structlog.testing.capture_logs() as log:
        async with here.serve():
            set_aside(here)
            await minutes(here, 2)
    assert [entry["key"] for entry in log if entry["event"] == "alarm"] == ["set-aside:2026-11-19"]


async def test_a_database_that_fails_is_told_of_without_it(here: World, tmp_path: Path) -> None:
    """By mail and log, once for as long as it lasts; and again the next time."""
    shut = {"query_only": "OFF"}

    def sets(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA query_only={shut['query_only']}")

    async with watched(here, tmp_path) as (app, server):
        event.listen(app.database.engine, "checkout", sets)
        for _ in range(2):
            shut["query_only"] = "ON"
            for _ in range(3):
                await app.alarms.tick()  # type: ignore[union-attr]
            assert app.intake.fault is not None
            shut["query_only"] = "OFF"
            await looked(here)
            assert app.intake.fault is None
    assert [letter.get_content().splitlines()[2] for letter in server.letters] == ["Databasen kan bara läsas."] * 2


async def test_a_service_that_was_away_is_told_of_once(here: World, tmp_path: Path) -> None:
    """What has happened is told at the next look, shown for a day, and never told again."""
    key = away("telegram", START - timedelta(days=2), START)
    async with watched(here, tmp_path) as (app, server):
        assert app.database.transact(lambda work: raise_once(work, key))
        await minutes(here, 2)
        assert not app.database.transact(lambda work: raise_once(work, key))
        assert len(app.database.transact(alarms.open_now)) == 1
        here.clock.move(timedelta(days=1))
        await minutes(here, 1)
        assert app.database.transact(alarms.open_now) == []
        assert not app.database.transact(lambda work: raise_once(work, key))
        ((chat,), _) = heard(here)
    assert "2026-11-17 11:00 UTC" not in chat
    assert f"{START - timedelta(days=2):%Y-%m-%d %H:%M} UTC" in chat
    assert len(server.letters) == 1


async def test_a_provider_out_of_reach_is_an_alarm_only_after_its_time(here: World, tmp_path: Path) -> None:
    """Telegram after ten minutes, Twilio's log after an hour; not in the minutes after a start or a sleep."""
    async with watched(here, tmp_path) as (app, _):

        def open_keys() -> list[str]:
            return [one.key for one in app.database.transact(alarms.open_now)]

        async def alone(count: int) -> None:
            for _ in range(count):
                here.clock.move(timedelta(minutes=1))
                await looked(here)

        await minutes(here, 1)
        await alone(9)
        assert open_keys() == []
        await alone(2)
        assert open_keys() == ["telegram"]
        await alone(50)
        assert open_keys() == ["telegram", "twilio-log"]
        await minutes(here, 1)
        assert open_keys() == []
        here.clock.move(timedelta(days=7))
        await looked(here)
        assert open_keys() == []


# Several services


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def minder(database: Database) -> Alarms:
    """A service's alarms, on its own connections."""
    desk = Desk(load("botkyrka"), VOICES)
    watch = Watch(Schedule(database, desk), desk.zone)
    return Alarms(database, desk, watch, Intake(), Limits(), None)


def admin(work: Work) -> None:
    people.give_role(work, someone(work).id, "admin", None)


def failed(work: Work) -> None:
    moments = dict.fromkeys(("said_at", "received_at", "due_at"), work.now)
    values = {"channel": "sms", "external_id": "1", "sender": bytes(32), "state": "failed", **moments}
    work.conn.execute(models.inbound.insert().values(**values))


@both
async def test_of_several_services_one_tells(database: Database) -> None:
    """Three that look at once tell once; when the one that minded is gone, another does."""
    import asyncio

    database.transact(admin)
    database.transact(failed)
    others = [another(database) for _ in range(2)]
    minders = [minder(each) for each in (database, *others)]
    with structlog.testing.capture_logs() as log:
        for _ in range(3):
            await asyncio.gather(*(each.tick() for each in minders))
    told = [entry for entry in log if entry["event"] == "alarm"]
    written = database.transact(lambda work: work.conn.execute(select(models.outbound.c.purpose)).scalars().all())
    assert (len(told), len(written)) == (1, 1)
    database.transact(lambda work: work.conn.execute(models.inbound.delete()))
    clock_of(database).pass_(minutes=5)
    await minders[2].tick()
    assert database.transact(alarms.open_now) == []
    for each in others:
        each.close()


@both
def test_one_row_is_open_for_a_key(database: Database) -> None:
    """Opening it twice opens it once; once it is over it can be opened again, unless it happens once and for all."""
    with database.begin() as work:
        assert alarms.begin(work, "unhandled")
        assert not alarms.begin(work, "unhandled")
        assert not alarms.begin_once(work, "unhandled")
        (one,) = alarms.open_now(work)
        alarms.told(work, one.id)
        alarms.end(work, one.id)
        assert not alarms.begin_once(work, "unhandled")
        assert alarms.begin(work, "unhandled")


@both
def test_a_lease_runs_out_and_a_wrong_clock_holds_nobody_up(database: Database) -> None:
    """It is the holder's until it is not renewed; one from far in the future does not count."""
    with database.begin() as work:
        assert alarms.mine(work, "a")
        assert alarms.mine(work, "a")
        assert not alarms.mine(work, "b")
    clock_of(database).pass_(seconds=alarms.TERM.total_seconds() + 1)
    with database.begin() as work:
        assert alarms.mine(work, "b")
    clock_of(database).pass_(hours=-1)
    with database.begin() as work:
        assert alarms.mine(work, "c")


# What is an alarm, and what is said


def vitals(**other: Any) -> Vitals:
    well: dict[str, Any] = {
        "now": START,
        "unhandled": Queue(),
        "unsent": {},
        "set_aside": Queue(),
        "undelivered": {},
        "late": (),
        "unreadable": False,
        "last": {},
        "segments": 0,
        "beats": {},
        "skew": None,
    }
    return Vitals(**{**well, **other})


OLD = START - timedelta(minutes=11)


@pytest.mark.parametrize(
    ("ill", "found"),
    [
        ({}, {}),
        ({"unhandled": Queue(1, OLD)}, {"unhandled": ""}),
        ({"unhandled": Queue(9, START - timedelta(minutes=9))}, {}),
        ({"unsent": {"sms": Queue(1, OLD), "telegram": Queue(1, START)}}, {"unsent:sms": "sms"}),
        ({"undelivered": {"telegram": 2}}, {"undelivered:telegram": ""}),
        ({"late": (Late("digest", "2026-W47", "police-all"),)}, {"late:digest:2026-W47": ""}),
        ({"late": (Late("prompt", "2026-W47", "ombud-alby", "sms"),)}, {"late:prompt:2026-W47": "sms"}),
        ({"unreadable": True}, {"key": ""}),
        ({"skew": -121.0}, {"clock": ""}),
        ({"skew": 119.0}, {}),
        ({"segments": 100}, {"sms-cap:2026-11": "sms"}),
        ({"segments": 99}, {}),
    ],
)
def test_what_is_an_alarm_and_which_channel_ails(ill: dict[str, Any], found: dict[str, str]) -> None:
    """Each kind by itself, and nothing below its limit."""
    assert found_in(vitals(**ill), Limits(sms_cap=100)) == found


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", VOICES.languages)
def test_an_alarm_is_one_segment_by_sms_and_says_what_to_do(key: str, language: str) -> None:
    """What ails, by SMS in one segment; in the chat with the remedy; in the admin's language."""
    text = said.alarm(key)
    sms = to_gsm(VOICES.say(text, language, "sms"))
    assert segments(sms).count == 1, sms
    what, remedy = (VOICES.say(each, language) for each in said.words(key))
    assert {what, remedy} <= set(VOICES.say(text, language, "telegram").splitlines())
    assert "{" not in sms + what + remedy
    if language == "sv":
        assert what != VOICES.say(said.words(key)[0], "en")


def test_a_key_from_another_version_is_said_as_it_is() -> None:
    """Nothing is swallowed because its words are missing."""
    assert "strange:thing" in VOICES.say(said.alarm("strange:thing"), "sv")
