"""How much slower a message is when the database is big: a hundred thousand open conversations and a million tips,
against a database with nobody in it but those who speak. Each message comes from somebody else, and each measurement
begins on a database of its own: what those before it left waiting, with no channel to send it, is in nobody's way."""

from __future__ import annotations

from functools import partial
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
    seeded = {"big": (sizes.conversations, sizes.tips), "empty": (speak, 0)}
    like = {name: _seeded(where, databases.new(), *size) for name, size in seeded.items()}

    def rate(name: str) -> float:
        url = databases.new(like[name])
        people, _ = seeded[name]
        figures = run(python("bench.ours", "sms", people, sizes.messages, "strangers"), where, url)
        databases.drop(url)
        return figures["rate"]

    sides = {name: partial(rate, name) for name in seeded}
    rates = in_turn(sides, 2 * sizes.times + 1)  # the two are close, and a machine drifts
    what = f"{sizes.conversations:,} open conversations and {sizes.tips:,} tips against an empty database, {kind}"
    return Found((Row(f"whole message with {what}", rates["big"], rates["empty"], 0.9, "messages/s"),))


def _seeded(where: Path, url: str, people: int, tips: int) -> str:
    told(python("bench.seeding", people, tips), where, {"DATABASE_URL": url})
    return url
