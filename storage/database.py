"""The one door to the database: SQLite or PostgreSQL, the same code, a transaction at a time.

SQLAlchemy's synchronous Core runs in worker threads: one for SQLite, which has one writer anyway, several for
PostgreSQL. A `Work` is one transaction with what storing needs beside it: the vault, the time, and chance.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from storage.checkpoints import Checkpoints
from storage.secrets import Vault
from storage.together import Together

T = TypeVar("T")
_ATTEMPTS = 5
_PASSING = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available


class LostRace(Exception):
    """Somebody else changed the row since it was read: load it again and retry."""


class Refused(Exception):
    """It is not done, and the operator can mend why: the message, in one line, says what to do."""


class LogLeftBehind(Refused):
    """SQLite's log is there and its database is not: opening the database would delete the log, and all that only the
    log holds."""


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction. `now` is its time (aware, UTC); `random` gives codes: `SystemRandom` except in simulation."""

    conn: Connection
    vault: Vault
    now: datetime
    random: Random


class Database:
    """`url` as in DATABASE_URL, LogLeftBehind if opening it would cost what a log holds; `clock` tells the time of each
    transaction, `wall` the real time, by which providers count: the same but where time is simulated."""

    def __init__(
        self,
        url: str,
        vault: Vault,
        clock: Callable[[], datetime],
        random: Random,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.vault = vault
        self.clock = clock
        self.wall = wall
        self.random = random
        self.engine = _engine(url)
        _require_whole(self.engine)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reading = _reading(self.engine)
        self._checkpoints = Checkpoints(self.engine) if self.is_sqlite and self.engine.url.database else None
        self._together = Together(self.run)
        self.workers = 1 if self.is_sqlite else 2  # how many transactions that handle messages make sense side by side

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1 if self.is_sqlite else 8, thread_name_prefix="database")

    @cached_property
    def _readers(self) -> ThreadPoolExecutor:
        return (
            ThreadPoolExecutor(1, thread_name_prefix="reading") if self._reading is not self.engine else self._threads
        )

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """One transaction in this thread: committed at the end, rolled back if anything is raised."""
        with self.engine.begin() as conn:
            yield Work(conn, self.vault, self.clock(), self.random)

    def transact(self, job: Callable[[Work], T]) -> T:
        """Run `job` in a transaction, again if it lost a race or the database asks for another try."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.begin() as work:
                    return job(work)
            except LostRace:
                if attempt == _ATTEMPTS:
                    raise
            except DBAPIError as error:
                if attempt == _ATTEMPTS or not passing(error):
                    raise
        raise AssertionError("unreachable")  # pragma: no cover

    async def run(self, job: Callable[[Work], T]) -> T:
        """`transact` in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.transact, job)

    async def together(self, job: Callable[[Work], T]) -> T:
        """`run`, in one transaction with what else is asked for so meanwhile; where one fails, each in its own."""
        return await self._together.run(job)

    async def look(self, job: Callable[[Work], T]) -> T:
        """Run `job`, which only reads and may read much, beside those who write: they wait for nothing, and what they
        have at hand in their cache stays there."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, job)

    def _look(self, job: Callable[[Work], T]) -> T:
        with self._reading.connect() as conn:
            return job(Work(conn, self.vault, self.clock(), self.random))

    def server_time(self) -> datetime | None:
        """What the database server's clock shows; None where the database has no clock of its own."""
        with self.engine.connect() as conn:
            return server_time(conn)

    async def aside(self, job: Callable[[], T]) -> T:
        """Something else that asks the database, in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    def close(self) -> None:
        for threads in ("_readers", "_threads"):
            if threads in self.__dict__:
                getattr(self, threads).shutdown()
        if self._checkpoints:
            self._checkpoints.close()
        self.engine.dispose()


def server_time(conn: Connection) -> datetime | None:
    """The same, asked over a connection in hand."""
    if conn.dialect.name == "sqlite":
        return None
    shown: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return shown.astimezone(UTC)


def passing(error: DBAPIError) -> bool:
    """Whether the database asks for another try, or is away: nothing that the statement itself is to blame for."""
    if error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and "database is locked" in str(error.orig):
        return True
    return getattr(error.orig, "sqlstate", None) in _PASSING


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 10, "check_same_thread": False})
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=15s -c lock_timeout=10s"
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 5},
    )


def _require_whole(engine: Engine) -> None:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if path and not Path(path).exists() and (log := Path(f"{path}-wal")).exists() and log.stat().st_size:
        raise LogLeftBehind(
            f"{log} is there without its database, and may hold all of it: move the two back beside each other, or "
            "the log away too"
        )


def _reading(engine: Engine) -> Engine:
    """For SQLite in a file, connections that can only read, made for one use so that they keep no memory; each with
    its own small cache."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return engine
    reading = create_engine(engine.url, poolclass=NullPool, connect_args={"timeout": 10, "check_same_thread": False})
    event.listen(reading, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    return reading


def _tune_sqlite(connection: Any, _record: Any) -> None:
    """Durable at every commit, and transactions begun by us alone (PEP 249's implicit ones split DDL). The cache is 20
    MB. The log is moved into the file by `storage.checkpoints`, and here only where that can't keep up, at 160 MB."""
    connection.isolation_level = None
    tuning = ("cache_size=-20000", "wal_autocheckpoint=40000")
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", *tuning):
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection, time.monotonic() + 10)


def _write_ahead(connection: Any, until: float) -> None:
    """Changing to WAL is the one thing that SQLite does not itself wait for, when several open a new database."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
