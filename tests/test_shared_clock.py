"""One time for all replicas: the database server's, whatever their own clocks show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from storing import KEY, START, both, opened, url_of

from bot.app import build
from bot.clock import SharedClock, system_clock
from bot.municipality import load

MINUTE = timedelta(minutes=1)


@both
async def test_replicas_whose_clocks_differ_agree(kind: str, request: pytest.FixtureRequest) -> None:
    """A minute ahead or behind: with PostgreSQL both come to its time; SQLite has no other clock than ours."""
    shown = []
    for by in (MINUTE, -MINUTE):
        clock = SharedClock(lambda by=by: system_clock() + by)  # type: ignore[misc]
        app = build(
            database_url=url_of(kind, request),
            secret_key=KEY,
            town=load("botkyrka"),
            channels={},
            clock=clock,
            random=Random(1),  # noqa: S311 - the same at every run
            wall=clock,
        )
        async with app.running():
            shown.append((clock() - datetime.now(UTC)).total_seconds())
        await app.close()
    wanted = [0, 0] if kind == "postgres" else [60, -60]
    assert shown == pytest.approx(wanted, abs=1.0)


def test_a_slow_answer_changes_nothing() -> None:
    """Between asking and hearing lay three seconds: when the server looked is anybody's guess."""
    clock = SharedClock(lambda: START)
    clock.compare(START, START + MINUTE, START + timedelta(seconds=3))
    assert clock() == START
    clock.compare(START, START + MINUTE, START + timedelta(seconds=1))
    assert clock() == START + MINUTE - timedelta(seconds=0.5)


@both
def test_the_server_tells_its_time(kind: str, request: pytest.FixtureRequest) -> None:
    """PostgreSQL's clock is this machine's; a file has none."""
    with opened(url_of(kind, request)) as database:
        told = database.server_time()
    assert (told is None) == (kind == "sqlite")
    assert told is None or abs(told - datetime.now(UTC)) < MINUTE
