"""What only one replica does at a time: one holds the lease, and one that hangs, stops or lives in another time is
overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from storing import START, another, both, opened, url_of

from storage import leases
from storage.database import Database

pytestmark = both
LASTS = timedelta(seconds=60)


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def hold(database: Database, holder: str, at: float = 0) -> bool:
    """Try to hold the lease, so many seconds after START."""
    now = START + timedelta(seconds=at)
    return database.transact(lambda work: leases.hold(work, "polling", holder, now, LASTS))


def test_one_holds_it_and_keeps_it_by_renewing(database: Database) -> None:
    """Nobody else gets it while it is renewed in time; another name is another lease."""
    assert [hold(database, "a", at) for at in (0, 50, 100)] == [True] * 3
    assert not hold(database, "b", 159)
    assert database.transact(lambda work: leases.hold(work, "reading", "b", START, LASTS))


def test_one_that_hangs_is_overtaken_and_knows_it(database: Database) -> None:
    """When the time is up another takes it, and the one that comes back has to wait."""
    assert hold(database, "a")
    assert hold(database, "b", 60)
    assert not hold(database, "a", 61)


def test_one_that_stops_gives_it_up_at_once(database: Database) -> None:
    """After a release the next one need not wait; what another holds can't be released."""
    assert hold(database, "a")
    database.transact(lambda work: leases.release(work, "polling", "b"))
    assert not hold(database, "b")
    database.transact(lambda work: leases.release(work, "polling", "a"))
    assert hold(database, "b")


def test_a_lease_from_the_future_is_void(database: Database) -> None:
    """The clock was an hour ahead when it was taken: nobody waits an hour for it."""
    assert hold(database, "a", 3600)
    assert hold(database, "b")


def test_a_minute_of_skew_takes_it_from_nobody(database: Database) -> None:
    """Just taken by a clock that is a minute ahead, it is still held."""
    assert hold(database, "a", 60)
    assert not hold(database, "b")


def test_of_many_at_once_one_gets_it(database: Database) -> None:
    """Eight ask at the same moment, each by its own connection."""
    others = [another(database) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda pair: hold(pair[1], str(pair[0])), enumerate(others)))
    for other in others:
        other.close()
    assert sorted(taken) == [False] * 7 + [True]
