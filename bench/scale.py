"""How much slower a message is when the database is big: a hundred thousand open conversations and a million tips,
against a database with nobody in it but those who speak. Each message comes from somebody else."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from bench.databases import Databases, SQLite, postgresql
from bench.message import run
from bench.processes import folder, python, told
from bench.results import Found, Row, together
from bench.sizes import Sizes
from bench.timing import in_turn


def measure(sizes: Sizes) -> Found:
    with folder() as where:
        found = [_against_empty("SQLite", where, SQLite(where), sizes)]
        with postgresql() as databases:
            found.append(_against_empty("PostgreSQL", where, databases, sizes))
    return together(found)


def _against_empty(kind: str, where: Path, databases: Databases, sizes: Sizes) -> Found:
    speak = 2 * sizes.messages  # in one measurement: as many before those that count
    big, firsts = _seeded(where, databases.new(), sizes.conversations, sizes.tips), count(0, speak)

    def in_big() -> float:
        return _rate(where, big, sizes.conversations, sizes, next(firsts))

    def in_empty() -> float:
        return _rate(where, _seeded(where, databases.new(), speak, 0), speak, sizes, 0)

    rates = in_turn({"big": in_big, "empty": in_empty}, 2 * sizes.times + 1)  # the two are close, and a machine drifts
    what = f"{sizes.conversations:,} open conversations and {sizes.tips:,} tips against an empty database, {kind}"
    return Found((Row(f"whole message with {what}", rates["big"], rates["empty"], 0.9, "messages/s"),))


def _seeded(where: Path, url: str, people: int, tips: int) -> str:
    told(python("bench.seeding", people, tips), where, {"DATABASE_URL": url})
    return url


def _rate(where: Path, url: str, people: int, sizes: Sizes, first: int) -> float:
    return run(python("bench.ours", "sms", people, sizes.messages, first), where, url)["rate"]
