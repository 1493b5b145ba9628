"""The pace at which a channel sends, kept in the database for all replicas: even, with a burst after a pause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from storing import START, another, both, opened, url_of

from storage import pace
from storage.database import Database
from storage.pace import HORIZON

pytestmark = both


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def turns(database: Database, units: list[int], at: float, rate: float = 10, burst: int = 1) -> list[float]:
    """The turns, in seconds after START."""
    with database.begin() as work:
        given = pace.reserve(work, "sms", units, rate, burst, after(at))
    return [round((turn - START).total_seconds(), 3) for turn in given]


def test_turns_are_as_far_apart_as_the_pace_wants(database: Database) -> None:
    """Ten a second: a tenth of a second each, and three for a message of three units; a pause is not saved up."""
    assert turns(database, [1, 3, 1], 0) == [0, 0.1, 0.4]
    assert turns(database, [1], 0.2) == [0.5]
    assert turns(database, [1, 1], 9) == [9, 9.1]


def test_no_turn_is_given_long_beforehand(database: Database) -> None:
    """What would have to wait longer than the horizon is not leased: something urgent may come meanwhile."""
    assert len(turns(database, [1] * 30, 0)) == 1 + HORIZON.total_seconds() * 10
    assert turns(database, [1], 0) == []
    assert turns(database, [1], 0.2) == [0.6]


def test_a_burst_is_free_after_a_pause_and_not_more(database: Database) -> None:
    """Three at once, then evenly; however long the pause was."""
    assert turns(database, [1] * 5, 0, burst=3) == [0, 0, 0, 0.1, 0.2]
    assert turns(database, [1] * 5, 60, burst=3) == [60, 60, 60, 60.1, 60.2]


def test_replicas_share_the_pace(database: Database) -> None:
    """What one has taken, the other has not; neither one channel what another sends."""
    other = another(database)
    assert turns(database, [1, 1], 0) + turns(other, [1, 1], 0) == [0, 0.1, 0.2, 0.3]
    with other.begin() as work:
        assert pace.reserve(work, "telegram", [1], 10, 1, START) == [START]
    other.close()


def test_a_clock_that_was_set_back_stops_nobody(database: Database) -> None:
    """A turn an hour ahead is void; one that a long message accounts for is not."""
    turns(database, [1], 3600)
    assert turns(database, [1], 0) == [0]
    turns(database, [25], 1)
    assert turns(database, [1], 1.2) == []
