"""Statements that go straight to the driver: the same values, the same errors, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from storing import both, opened, url_of

from storage.database import Database, Work, passing
from storage.models import outbound, person, setting
from storage.prepared import Prepared

THEN = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC)
ADD = Prepared(insert(person).returning(person.c.id), ("language", "created_at"))
OF = Prepared(select(person.c.language, person.c.created_at).where(person.c.id == bindparam("key")))
KEEP = Prepared(insert(setting), ("key", "value"))


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


@both
def test_values_go_in_and_come_out_as_their_types_say(database: Database) -> None:
    """A point in time is one again, to the microsecond; rows have the names of their columns."""
    with database.begin() as work:
        key = ADD.scalar(work, language="sv", created_at=THEN)
        row = OF.first(work, key=key)
        assert (row.language, row.created_at) == ("sv", THEN)
        assert OF.first(work, key=key + 1) is OF.scalar(work, key=key + 1) is None
        asks = Prepared(select(func.count(), outbound.c.asks).group_by(outbound.c.asks))
        assert asks.all(work) == []


@both
def test_it_is_part_of_the_transaction(database: Database) -> None:
    """What was done is undone with it."""

    def fail(work: Work) -> None:
        KEEP.run(work, key="a", value="1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.transact(fail)
    with database.begin() as work:
        assert work.conn.execute(select(func.count()).select_from(setting).where(setting.c.key == "a")).scalar() == 0


@both
def test_many_rows_in_one_go(database: Database) -> None:
    """Each of them is there, and how many a change concerned is told."""
    change = Prepared(update(setting).where(setting.c.key.startswith("x")).values(value=bindparam("new")))
    with database.begin() as work:
        KEEP.each(work, [{"key": f"x{number}", "value": "old"} for number in range(7)])
        assert change.run(work, new="new") == 7


@both
def test_a_refusal_is_sqlalchemys_own_and_tells_no_values(database: Database) -> None:
    """A key that is taken raises IntegrityError, without what was to be kept in its words."""

    def keep(work: Work) -> None:
        KEEP.run(work, key="b", value="hemligt")

    database.transact(keep)
    with pytest.raises(IntegrityError) as refused:
        database.transact(keep)
    assert "hemligt" not in str(refused.value)
    assert not passing(refused.value)


@pytest.mark.parametrize("kind", ["postgres"])
def test_a_connection_that_is_gone_is_another_try(database: Database) -> None:
    """The server hangs up in the middle: the error says so, the job runs again on a new connection."""
    tries = []

    def job(work: Work) -> None:
        tries.append(work.conn.scalar(text("SELECT pg_backend_pid()")))
        if len(tries) == 1:
            with database.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": tries[0]})
        KEEP.run(work, key="c", value="1")

    database.transact(job)
    assert len(tries) == 2
