"""What is counted and measured, and that looking costs the same however much lies behind; the faults of a database, in
plain words."""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
from served import RESIDENT, TIP, World, client, sms_form, text, until
from sqlalchemy import event, insert
from sqlalchemy.exc import OperationalError
from storing import START, both, clock_of, opened, url_of

from bot import counters
from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.vitals import Intake, Watch, _Month, fault_of
from bot.web import health
from bot.weekly.schedule import Schedule
from storage import firings, inbound, models, vitals
from storage.database import Database, Work
from storage.rows import add_once
from storage.secrets import CannotUnseal

BEFORE = START - timedelta(days=1)
QUERIES: dict[str, Any] = {
    "waiting": vitals.WAITING_QUERY,
    "unsent": vitals.UNSENT_QUERY,
    "set aside": vitals.SET_ASIDE_QUERY,
    "undelivered": vitals.undelivered_query(BEFORE),
    "unreadable, in": vitals.unreadable_queries(BEFORE)[0],
    "unreadable, out": vitals.unreadable_queries(BEFORE)[1],
    "not there": vitals.not_there_query(("prompt", "digest"), BEFORE, START),
    "last fired": vitals.last_fired_query("digest"),
    "segments": vitals.segments_query(BEFORE, START),
    "old echoes": inbound.old_echoes(BEFORE, 100),
}


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def lived_in(database: Database, rows: int, from_: int = 0) -> None:
    """A service that has handled and sent so many messages, a month ago and before."""
    with database.begin() as work:
        add_once(work, models.person, {"id": 1, "language": "sv", "created_at": START})
        place = {"id": 1, "person_id": 1, "channel": "sms", "sealed": b"", "lookup": bytes(32)}
        add_once(work, models.address, {**place, "created_at": START, "heard_at": START})
    for at in range(from_, rows, 10_000):
        with database.begin() as work:
            numbers = range(at, min(rows, at + 10_000))
            work.conn.execute(insert(models.inbound), [came(number) for number in numbers])
            work.conn.execute(insert(models.outbound), [went(number) for number in numbers])
            work.conn.execute(insert(models.firing), [fired(number) for number in numbers if number % 10 == 0])


def came(number: int, state: str = "done") -> dict[str, Any]:
    at = START - timedelta(days=31, minutes=number)
    moments = {"said_at": at, "received_at": at, "due_at": at}
    return {"channel": "sms", "external_id": str(number), "sender": bytes(32), "state": state, **moments}


def went(number: int, state: str = "sent", *, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    at = at or START - timedelta(days=31, minutes=number)
    fixed = {"person_id": 1, "address_id": 1, "channel": "sms", "priority": 1, "units": 2}
    times = {"created_at": at, "due_at": at, "sent_at": at if state == "sent" else None}
    return {"purpose": f"reply:{number}", "state": state, "reason": "", **fixed, **times, **more}


def fired(number: int) -> dict[str, Any]:
    week = f"{2026 - number // 520_000}-W{number // 10_000 % 52 + 1:02}"
    return {"job": "feedback", "week": week, "recipient": str(number), "at": START, "state": "fired"}


@both
@pytest.mark.parametrize("name", QUERIES)
def test_no_look_reads_a_whole_table(database: Database, name: str, kind: str) -> None:
    """Each question is answered by an index of what it asks for: the database's own plan says so."""
    lived_in(database, 2000)
    with database.begin() as work:
        if kind == "postgres":
            work.conn.exec_driver_sql("ANALYZE")
            work.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = explained(work, QUERIES[name], "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN ")
    small = r"ix_(inbound_waiting|inbound_failed|inbound_echo|outbound_unsent|outbound_failed|outbound_sent_at)"
    whole = re.compile(rf"SCAN (inbound|outbound|firing)\b(?! USING (COVERING )?INDEX {small})|Seq Scan on ")
    assert not [line for line in plan if whole.search(line)], plan


def explained(work: Work, query: Any, explain: str) -> list[str]:
    """The plan of the statement as it is really sent, values bound and all."""
    seen: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(work.conn, "before_cursor_execute", note)
    work.conn.execute(query).all()
    event.remove(work.conn, "before_cursor_execute", note)
    ((statement, values),) = seen
    return [str(row[-1]) for row in work.conn.exec_driver_sql(explain + statement, values)]


def test_a_look_takes_as_many_steps_with_much_behind_as_with_little(sqlite_url: str) -> None:
    """What health and metrics ask costs the same when ten times as much has been handled and sent: counted in steps of
    the database, not timed."""

    def steps(work: Work) -> int:
        taken = [0]

        def step() -> None:
            taken[0] += 1

        work.conn.connection.driver_connection.set_progress_handler(step, 1)  # type: ignore[union-attr]
        Watch(schedule, schedule._desk.zone).look(work)
        work.conn.connection.driver_connection.set_progress_handler(None, 0)  # type: ignore[union-attr]
        return taken[0]

    with opened(sqlite_url) as database:
        schedule = Schedule(database, Desk(load("botkyrka"), Voices()))
        lived_in(database, 2000)
        few = database.transact(steps)
        lived_in(database, 20_000, 2000)
        assert database.transact(steps) < 1.2 * few


@both
def test_the_month_is_the_town_s_and_costs_what_the_price_says(database: Database) -> None:
    """Segments count from midnight on the first, on the town's wall clock; what failed to leave costs nothing."""
    month = _Month(ZoneInfo("Europe/Stockholm"))
    first = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)  # midnight in Sweden
    lived_in(database, 0)
    with database.begin() as work:
        for number, at in enumerate((first - timedelta(seconds=1), first, START - timedelta(hours=1), START)):
            work.conn.execute(insert(models.outbound).values(**went(number, at=at)))
        work.conn.execute(insert(models.outbound).values(**went(9, "failed", at=START)))
        assert month.segments(work) == month.segments(work) == 6
    clock_of(database).pass_(minutes=1)
    with database.begin() as work:
        work.conn.execute(insert(models.outbound).values(**went(10, at=work.now)))
        assert month.segments(work) == _Month(ZoneInfo("Europe/Stockholm")).segments(work) == 8
    clock_of(database).pass_(days=30)
    with database.begin() as work:
        assert month.segments(work) == 0


@both
def test_the_last_prompt_is_the_last_that_went_to_somebody(database: Database) -> None:
    """A slot that was missed or dropped was no prompt, and another job is another."""
    with database.begin() as work:
        assert vitals.last_fired(work, "prompt") is None
        firings.record(work, "prompt", "2026-W46", "ombud-alby-1", START)
        firings.record(work, "prompt", "2026-W46", firings.ALL, START, "done")
        firings.record(work, "digest", "2026-W47", "police-all-1", START)
    clock_of(database).pass_(days=7)
    with database.begin() as work:
        firings.record(work, "prompt", "2026-W47", "ombud-alby-1", START, "missed", "too late")
        assert vitals.last_fired(work, "prompt") == START


# What a process counts


def counted(name: str, **labels: str) -> float:
    return counters.REGISTRY.get_sample_value(f"ombudet_{name}", labels) or 0.0


async def test_what_happens_is_counted_by_channel_and_kind(here: World) -> None:
    """Taken in, handled, sent, each once however often it is brought; and how long that took."""

    def now() -> list[float]:
        return [
            counted("received_total", channel="sms", kind="text"),
            counted("handled_total", channel="sms", kind="text", outcome="done"),
            counted("sent_total", channel="sms", kind="reply"),
            counted("units_sent_total", channel="sms"),
            counted("handling_seconds_count", channel="sms"),
            counted("sending_seconds_count", channel="sms"),
        ]

    before = now()
    async with here.serve(), client(here.url) as web:
        for _ in range(3):
            assert await text(web, sms_form("SM1", TIP)) == 200
        await here.settled()
        said = (await web.get("/metrics")).text
    assert [after - was for after, was in zip(now(), before, strict=True)] == [1] * 6
    assert "ombudet_handling_seconds_bucket" in said


async def test_what_fails_is_counted_with_its_reason(here: World) -> None:
    """A refusal by the provider, and a message that did not arrive after all."""
    refused = {"channel": "sms", "kind": "reply", "reason": "country"}
    lost = {"channel": "sms", "kind": "undelivered", "reason": "twilio-30005"}
    before = counted("failed_total", **refused), counted("failed_total", **lost)
    here.twilio.undeliverable[RESIDENT] = 30005
    async with here.serve():
        await here.texts("+4570101010", TIP)
        await here.texts(RESIDENT, TIP)
        await until(lambda: here.states("outbound") == ["failed", "failed"])
    assert (counted("failed_total", **refused), counted("failed_total", **lost)) == (before[0] + 1, before[1] + 1)


async def test_metrics_tell_of_queues_week_and_cost(here: World) -> None:
    """Ages, counts, the last prompt and digest, the month's segments and their price, open alarms."""
    async with here.serve(sms_price_ore=Decimal("52.5")), client(here.url) as web:
        await here.texts(RESIDENT, TIP)
        said = (await web.get("/metrics")).text
    gauges = dict(re.findall(r"^ombudet_(\w+) ([\d.]+)$", said, re.MULTILINE))
    assert {name: float(gauges[name]) for name in ("sms_segments_month", "sms_ore_month")} == {
        "sms_segments_month": 1,
        "sms_ore_month": 52.5,
    }
    for name in (
        "oldest_unhandled_seconds",
        "oldest_unsent_seconds",
        "unhandled",
        "set_aside",
        "week_overdue",
        "alarms",
    ):
        assert float(gauges[name]) == 0
    assert {"last_prompt_timestamp_seconds", "last_digest_timestamp_seconds"} <= set(gauges)
    assert "+4670" not in said


# What is wrong with a database


class _Postgres(psycopg.OperationalError):
    def __init__(self, sqlstate: str | None, words: str = "") -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sqlite3.OperationalError("database or disk is full"), "disk-full"),
        (sqlite3.OperationalError("disk I/O error"), "disk-error"),
        (sqlite3.OperationalError("database is locked"), "locked"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "read-only"),
        (sqlite3.OperationalError("unable to open database file"), "no-file"),
        (sqlite3.DatabaseError("database disk image is malformed"), "damaged"),
        (sqlite3.DatabaseError("file is not a database"), "damaged"),
        (_Postgres("53100"), "disk-full"),
        (_Postgres("53300"), "too-many"),
        (_Postgres("57P03"), "away"),
        (_Postgres("57P01"), "away"),
        (_Postgres("08006"), "away"),
        (_Postgres("25006"), "read-only"),
        (_Postgres("55P03"), "locked"),
        (_Postgres(None, "connection failed: connection to server failed: Connection refused"), "away"),
        (_Postgres(None, 'connection to "x" failed: FATAL:  sorry, too many clients already'), "too-many"),
        (_Postgres("42P01"), "other"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (TimeoutError(), "no-answer"),
        (CannotUnseal("x"), "key"),
    ],
)
def test_a_database_s_error_becomes_plain_words(error: Exception, code: str) -> None:
    """Which fault it is, with a remedy, wrapped by SQLAlchemy or bare; its own words are never said."""
    for seen in (error, OperationalError("INSERT hunter2", {}, error)):
        if not isinstance(seen, OperationalError) or isinstance(error, (sqlite3.Error, psycopg.Error)):
            fault = fault_of(seen)
            assert fault.code == code
            assert fault.words
            assert fault.remedy
            assert "hunter2" not in fault.words + fault.remedy


def test_a_failed_intake_is_remembered_from_its_beginning() -> None:
    """The first failure's time stays, until something could be committed."""
    intake = Intake()
    intake.failed(sqlite3.OperationalError("database is locked"), START)
    intake.failed(sqlite3.OperationalError("database or disk is full"), START + timedelta(minutes=5))
    assert (intake.fault and intake.fault.code, intake.since) == ("disk-full", START)
    intake.worked()
    assert (intake.fault, intake.since) == (None, None)


# Health


async def test_health_says_what_is_wrong_with_the_database(
    here: World, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that somebody holds is a 503 within the time a load balancer waits, and says what to do."""
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await web.get("/health")
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer.json()["fault"]["code"] == "no-answer"
    assert "locked" in answer.json()["alarms"][0]


async def test_a_full_disk_is_seen_by_a_write_until_there_is_room(here: World, web: httpx.AsyncClient) -> None:
    """Where reading works and writing does not, health is a 503 that says so; with room again all is well."""
    disk = {"pages": pages_of(here.database)}

    def limited(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={disk['pages']}")

    event.listen(here.app.database.engine, "checkout", limited)
    numbers = iter(range(1_000))  # pages that were free before are used up first
    while await text(web, sms_form(f"SM{next(numbers)}", "x" * 1400)) != 503:
        pass
    told = await web.get("/health")
    disk["pages"] = 1_000_000
    mended = await web.get("/health")
    assert await text(web, sms_form(f"SM{next(numbers)}", "x" * 1400)) == 200
    assert (told.status_code, mended.status_code) == (503, 200)
    assert told.json()["fault"]["code"] == "disk-full"
    assert "Free space" in told.json()["alarms"][0]
    assert "acknowledged" in told.json()["alarms"][0]


def pages_of(database: Any) -> int:
    with closing(sqlite3.connect(database)) as other:
        (count,) = other.execute("PRAGMA page_count").fetchone()
    return int(count)
