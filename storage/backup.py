"""Every row of the database as a stream that either kind of database gives and takes: a backup is one in a file, a
move to another database is one without. Sealed columns stay sealed. Tables are read off the database itself, so that
one of an older revision can be copied too. Why it is so: docs/decisions/0010-backup-is-a-copy-of-rows.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    NullPool,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from storage import settings_kept
from storage.database import Database, Refused, Work
from storage.upgrade import require_ours, revision_of

BATCH = 1000  # rows that are in memory at a time
# What belongs to running processes, to the schema itself, or to who is logged in just now.
FLEETING = ("alembic_version", "lease", "pace", "login_link", "web_session", "move_code")


class NotEmpty(Refused):
    """There is something in the database that is to be filled."""


class InUse(Refused):
    """A service, or anybody else, has the database open."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table in the stream: its columns in order, which of them (by position) hold octets, and how many rows."""

    name: str
    columns: tuple[str, ...]
    octets: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a stream holds, said beforehand. `key_id` is of the SECRET_KEY that sealed it."""

    revision: str
    key_id: str
    municipality: str
    made_at: datetime
    tables: tuple[Shape, ...]

    @property
    def rows(self) -> int:
        return sum(shape.rows for shape in self.tables)


Batch = tuple[Shape, list[Sequence[Any]]]


# Out


@contextmanager
def snapshot(database: Database) -> Iterator[Work]:
    """The database as it is now, however long one looks; nobody is kept from writing meanwhile."""
    now = database.clock()
    with _reading(database) as conn, conn.begin():
        _be_patient(conn)
        yield Work(conn, database.vault, now, database.random)


def _reading(database: Database) -> Connection:
    if database.is_sqlite:
        return _own_engine(database, "BEGIN", "PRAGMA query_only=ON").connect()
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return database.engine.connect().execution_options(**options)


@contextmanager
def alone(database: Database) -> Iterator[Work]:
    """The database to ourselves, for a transaction. Raises InUse while anybody else has it open."""
    with _locked_is_in_use(), _to_ourselves(database) as conn, conn.begin():
        _be_patient(conn)
        _nobody_else(conn)
        yield Work(conn, database.vault, database.clock(), database.random)


def _to_ourselves(database: Database) -> Connection:
    """SQLite leaves write-ahead mode only where one connection has the database; the next service sets it again."""
    database.engine.dispose()
    if database.is_sqlite:
        ours = ("PRAGMA busy_timeout=500", "PRAGMA journal_mode=DELETE", "PRAGMA foreign_keys=ON")
        return _own_engine(database, "BEGIN EXCLUSIVE", *ours).connect()
    return database.engine.connect()


def _own_engine(database: Database, begin: str, *pragmas: str) -> Engine:
    """A way into a SQLite database that begins otherwise than `Database` does, which takes the right to write."""

    def opened(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    engine = create_engine(database.engine.url, poolclass=NullPool)
    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql(begin))
    return engine


_IN_USE = "the database is in use: stop `ombud serve`, and whatever else has it open, first"
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)


@contextmanager
def _locked_is_in_use() -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        if "database is locked" in str(error):
            raise InUse(_IN_USE) from None
        raise


def _be_patient(conn: Connection) -> None:
    """PostgreSQL is to wait for us, however long the other end takes to write."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _nobody_else(conn: Connection) -> None:
    """Raises InUse. In PostgreSQL every table is locked against writing: a service that starts meanwhile waits."""
    if conn.dialect.name == "sqlite":
        others = conn.execute(text("PRAGMA journal_mode")).scalar_one() != "delete"  # somebody came and changed it back
    else:
        others = bool(conn.execute(_OTHERS).scalar_one())
    if others:
        raise InUse(_IN_USE)
    if conn.dialect.name == "postgresql" and (here := tables(conn)):
        conn.execute(text("LOCK TABLE " + ", ".join(table.name for table in here) + " IN SHARE MODE"))


def tables(conn: Connection) -> list[Table]:
    """The tables that are copied, as they are in this database, each after those it refers to."""
    found = MetaData()
    found.reflect(conn)
    return [table for table in found.sorted_tables if table.name not in FLEETING]


def describe(work: Work, municipality: str) -> Manifest:
    """What a copy of this database holds. Raises Refused where that is nothing, or is not ours to copy."""
    revision = revision_of(work.conn)
    if not revision:
        raise Refused("the database is empty: check DATABASE_URL")
    require_ours(work)
    shapes = tuple(_shape(work.conn, table) for table in tables(work.conn))
    return Manifest(revision, work.vault.key_id.hex(), municipality, work.now, shapes)


def _shape(conn: Connection, table: Table) -> Shape:
    rows = conn.execute(select(func.count()).select_from(table)).scalar_one()
    octets = tuple(at for at, column in enumerate(table.columns) if isinstance(column.type, LargeBinary))
    return Shape(table.name, tuple(column.name for column in table.columns), octets, rows)


def read(work: Work, manifest: Manifest) -> Iterator[Batch]:
    """Every row, some at a time, each table in the order of its primary key."""
    here = {table.name: table for table in tables(work.conn)}
    for shape in manifest.tables:
        table = here[shape.name]
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
        for rows in work.conn.execute(query).partitions():
            yield shape, [tuple(row) for row in rows]


# In


def require_empty(work: Work) -> None:
    """Raises NotEmpty if there are tables, of ours or of others."""
    if inspect(work.conn).get_table_names():
        raise NotEmpty(
            "the database has tables already, and only an empty one is filled: "
            "name a new one in the database's URL (a new file, or after `createdb`)"
        )


def fill(work: Work, batches: Iterable[Batch]) -> dict[str, int]:
    """Put the rows into tables that are there and empty, of the same revision; returns how many by table."""
    here = {table.name: table for table in tables(work.conn)}
    filled: dict[str, int] = {}
    for shape, rows in batches:
        named = [dict(zip(shape.columns, row, strict=True)) for row in rows]
        work.conn.execute(insert(here[shape.name]), named)
        filled[shape.name] = filled.get(shape.name, 0) + len(rows)
    if work.conn.dialect.name == "postgresql":
        _count_on(work.conn, here.values())
    return filled


def _count_on(conn: Connection, filled: Iterable[Table]) -> None:
    """PostgreSQL numbers rows by sequences, which know nothing of rows that brought their numbers."""
    for table in filled:
        if "id" in table.columns:
            last = f"(SELECT max(id) FROM {table.name})"  # noqa: S608 - a name of ours
            conn.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last}) WHERE {last} > 0"))


def set_aside(work: Work) -> None:
    """Mark a database that was copied to another: from now on no service starts on it (`storage.upgrade`)."""
    settings_kept.put(work, settings_kept.MOVED, work.now.isoformat(timespec="seconds"))
