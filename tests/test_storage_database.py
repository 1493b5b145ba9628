"""A transaction that the database wants tried again is tried again; every other error is told at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError
from storing import another, both, opened, someone, url_of

from storage import models, settings_kept
from storage.database import Database, Work


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


@pytest.mark.parametrize("kind", ["postgres"])
def test_of_two_that_lock_each_other_out_both_get_through(database: Database) -> None:
    """PostgreSQL ends one of two transactions in a deadlock; it is run again."""
    together, tried = Barrier(2), []
    with database.begin() as work:
        ids = [someone(work, 5).id, someone(work, 6).id]

    def change(order: list[int]) -> None:
        first: list[int] = []

        def job(work: Work) -> None:
            tried.append(1)
            for person in order:
                work.conn.execute(update(models.person).where(models.person.c.id == person).values(language="en"))
                if person == order[0] and not first:
                    first.append(person)
                    together.wait(30)

        database.transact(job)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(change, (ids, ids[::-1])))
    assert len(tried) == 3
    with database.begin() as work:
        assert set(work.conn.execute(select(models.person.c.language)).scalars()) == {"en"}


@both
def test_one_writer_waits_for_another(database: Database) -> None:
    """Who writes what somebody else is writing waits for them, and then has the last word."""
    other, begun = another(database), Event()

    def slowly(work: Work) -> None:
        settings_kept.put(work, "word", "first")
        begun.set()
        time.sleep(0.1)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(database.transact, slowly)
        begun.wait(5)
        other.transact(lambda work: settings_kept.put(work, "word", "last"))
        first.result()
    with database.begin() as work:
        assert settings_kept.get(work, "word") == "last"
        assert settings_kept.get(work, "none", "nothing") == "nothing"
    other.close()


@both
def test_any_other_error_is_told_at_once(database: Database) -> None:
    """What would fail again is not tried again."""
    tried = []

    def wrong(work: Work) -> None:
        tried.append(1)
        work.conn.execute(text("SELECT nonsense FROM nowhere"))

    with pytest.raises(DBAPIError):
        database.transact(wrong)
    assert len(tried) == 1


@both
async def test_what_is_asked_for_together_is_one_commit(database: Database) -> None:
    """Forty jobs at once are the first one and the rest; each gets its own answer."""
    begun: list[object] = []
    event.listen(database.engine, "begin", begun.append)
    told = await asyncio.gather(*(database.together(partial(_kept, f"name {n}", n)) for n in range(40)))
    assert told == list(range(40))
    assert len(begun) <= 2
    assert await database.run(lambda work: settings_kept.get(work, "name 39")) == "39"


@both
async def test_who_fails_keeps_nobody_else_from_theirs(database: Database) -> None:
    """Where one of a group fails, the others are written all the same, and its error is its own; so is a cancelling."""

    def fail(_: Work) -> int:
        raise ValueError("no")

    jobs: list[Callable[[Work], int]] = [
        partial(_kept, "one", 1),
        fail,
        partial(_kept, "two", 2),
        partial(_kept, "three", 3),
    ]
    asked = [asyncio.create_task(database.together(job)) for job in jobs]
    await asyncio.sleep(0)
    asked[3].cancel()
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert [told[0], str(told[1]), told[2], type(told[3])] == [1, "no", 2, asyncio.CancelledError]
    assert await database.run(lambda work: settings_kept.get(work, "two")) == "2"
    with pytest.raises(ValueError, match="no"):
        await database.together(fail)


def _kept(name: str, number: int, work: Work) -> int:
    settings_kept.put(work, name, str(number))
    return number
