"""What is committed is on the disk: the settings are read on the very connection that commits, and the calls that
make it so are counted against the commits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from machine import at_hand
from sqlalchemy import text
from sqlalchemy.engine import make_url
from storing import opened

from storage import settings_kept
from storage.database import Database, Work

COMMITS = 30
TESTS = Path(__file__).parent
_WAL_SYNCS = text("SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL database on which somebody has chosen speed before safety."""
    plain = make_url(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {plain.database} SET synchronous_commit = off")
    with opened(postgres_url) as database:
        yield database


async def test_sqlite_syncs_at_every_commit(sqlite_url: str) -> None:
    """The connection that commits has synchronous FULL (2), which in a write-ahead log is a sync a commit."""
    with opened(sqlite_url) as database:
        for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)):

            def look(work: Work, pragma: str = pragma) -> object:
                return work.conn.exec_driver_sql(f"PRAGMA {pragma}").scalar()

            assert (pragma, await database.run(look)) == (pragma, wanted)


async def test_postgres_waits_for_the_disk_at_every_commit(postgres: Database) -> None:
    """The connection that commits has synchronous_commit on, whatever the database was told; and the server syncs."""

    def look(work: Work) -> list[object]:
        settings_kept.put(work, "word", "kept")
        names = ("synchronous_commit", "fsync", "full_page_writes")
        return [work.conn.exec_driver_sql(f"SHOW {name}").scalar() for name in names]

    assert await postgres.run(look) == ["on", "on", "on"]


def test_no_commit_to_sqlite_returns_before_its_sync(tmp_path: Path, sqlite_url: str) -> None:
    """Between two commits the log has been synced, as the system sees it."""
    at_hand("strace")
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(trace)]
    run = [*watched, sys.executable, str(TESTS / "committing.py"), sqlite_url, str(COMMITS)]
    paths = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    subprocess.run(run, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": paths})  # noqa: S603
    _, *each = re.split(r"<ready>|<committed>", trace.read_text(errors="replace"))
    synced = [len(re.findall(r"f(?:data)?sync\(\d+<[^>]*ombud\.db-wal>\)", calls)) for calls in each[:COMMITS]]
    assert len(synced) == COMMITS
    assert min(synced) >= 1


def test_no_commit_to_postgres_returns_before_its_sync(postgres: Database) -> None:
    """One at a time, there are at least as many syncs of the log as commits; and fewer only for who asks for that."""
    postgres.transact(lambda work: _commit_without_waiting(work, 0))
    before = synced(postgres)
    for number in range(COMMITS):
        postgres.transact(lambda work, number=number: _commit_without_waiting(work, number))  # type: ignore[misc]
    between = synced(postgres)
    for number in range(COMMITS):
        postgres.transact(lambda work, number=number: settings_kept.put(work, "number", str(number)))  # type: ignore[misc]
    until = time.monotonic() + 5
    while synced(postgres) - between < COMMITS and time.monotonic() < until:
        time.sleep(0.1)
    assert synced(postgres) - between >= COMMITS > between - before


def _commit_without_waiting(work: Work, number: int) -> None:
    work.conn.execute(text("SET LOCAL synchronous_commit = off"))
    settings_kept.put(work, "number", str(number))


def synced(database: Database) -> int:
    """How often the server has synced its log, by its own count."""
    database.transact(lambda work: work.conn.execute(text("SELECT pg_stat_force_next_flush()")).scalar())
    with database.begin() as work:
        return int(work.conn.execute(_WAL_SYNCS).scalar_one())
