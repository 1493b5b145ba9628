"""A database of either kind, brought up to date, with a clock and a chance that the test decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import people
from storage.database import Database, Work
from storage.models import inbound
from storage.people import Person
from storage.secrets import Vault
from storage.upgrade import upgrade

KEY = bytes(range(32))
START = datetime(2026, 11, 19, 12, tzinfo=UTC)
both = pytest.mark.parametrize("kind", ["sqlite", "postgres"])


class HandClock:
    """A clock that stands where it is put, earlier too."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **by: float) -> None:
        self.now += timedelta(**by)


class Repeating(Random):
    """Chance that gives the first thing it gave once again, before it goes on."""

    _again: Any = None

    def choices(self, *args: Any, **kwargs: Any) -> Any:
        """Every second call gives what the call before gave."""
        again, self._again = self._again, None
        if again is None:
            self._again = again = super().choices(*args, **kwargs)
        return again


def url_of(kind: str, request: pytest.FixtureRequest) -> str:
    """A database of the kind with nothing in its tables."""
    url: str = request.getfixturevalue(f"{kind}_url")
    return url


def empty_url_of(kind: str, request: pytest.FixtureRequest) -> str:
    """A database of the kind without any tables."""
    url: str = request.getfixturevalue(f"empty_{kind}_url")
    return url


def another(database: Database, key: bytes = KEY) -> Database:
    """A second service on the same database: its own connections, the same clock."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Database(url, Vault(key), database.clock, database.random)


@contextmanager
def opened(url: str, random: Random | None = None) -> Iterator[Database]:
    """The database at `url`, up to date, with a `HandClock`."""
    database = Database(url, Vault(KEY), HandClock(), random or Random(1))  # noqa: S311 - codes that are the same at every run
    try:
        upgrade(database)
        yield database
    finally:
        database.close()


def clock_of(database: Database) -> HandClock:
    assert isinstance(database.clock, HandClock)
    return database.clock


def someone(work: Work, number: int = 5) -> Person:
    """A person with a number that is reserved for fiction."""
    return people.meet(work, "sms", f"+467017406{number:02}", "sv")


def states(work: Work) -> dict[tuple[str, str], int]:
    """How many messages have come in, by channel and state."""
    query = select(inbound.c.channel, inbound.c.state, func.count()).group_by(inbound.c.channel, inbound.c.state)
    return {(channel, state): number for channel, state, number in work.conn.execute(query)}
