"""The whole message, from taken in to state and answer committed: ours against a hand-written floor, against
python-telegram-bot with its file, and against aiogram with Redis; a thousand people in the middle of conversations."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.processes import Failed, folder, free_port, python, running, told, until_open
from bench.results import Found, Row
from bench.sizes import Sizes
from bench.timing import in_turn

_SLOW = 20  # of so many messages the file-flushing peer is given one: it takes as long


def measure(sizes: Sizes) -> Found:
    cpu: dict[str, float] = {}
    sides = {name: partial(_one, name, sizes, cpu) for name in _SIDES}
    rate = in_turn(sides, sizes.times)
    rows = (
        Row("whole message, against one sqlite3 script with two inserts and a commit per message",
            rate["ours, sms"], rate["floor"], 0.3, "messages/s"),
        Row("whole message, against python-telegram-bot with PicklePersistence flushed on each update",
            rate["ours, telegram"], rate["python-telegram-bot"], 20, "messages/s"),
        Row("whole message, against aiogram's FSM on Redis with appendfsync always",
            rate["ours, telegram"], rate["aiogram"], 2, "messages/s"),
    )  # fmt: skip
    return Found(rows, _remarks(rate, cpu))


def _remarks(rate: dict[str, float], cpu: dict[str, float]) -> tuple[str, ...]:
    spent = ", ".join(f"{name} {microseconds:,.0f}" for name, microseconds in cpu.items())
    lean = rate["python-telegram-bot, lean"]
    times = rate["ours, telegram"] / lean
    return (
        f"whole message: processor time for one, in µs: {spent}",
        f"whole message: python-telegram-bot helped to one write an update, {lean:,.0f} messages/s: {times:.1f} ×",
    )


def _one(side: str, sizes: Sizes, cpu: dict[str, float]) -> float:
    with folder() as where:
        figures = _SIDES[side](where, sizes)
    cpu[side] = figures["cpu"]
    return figures["rate"]


def run(command: list[str], where: Path, database: str = "") -> dict[str, float]:
    """A side that writes its figures as its last line."""
    figures: dict[str, float] = json.loads(told(command, where, {"DATABASE_URL": database}))
    return figures


def _ours(channel: str, where: Path, sizes: Sizes) -> dict[str, float]:
    return run(python("bench.ours", channel, sizes.people, sizes.messages), where, f"sqlite:///{where}/ombud.db")


def _floor(where: Path, sizes: Sizes) -> dict[str, float]:
    return run(python("bench.peers.floor", sizes.messages), where)


def _telegram_bot(where: Path, sizes: Sizes, how: str) -> dict[str, float]:
    messages = max(sizes.messages // _SLOW, min(sizes.messages, 10))
    return run(python("bench.peers.telegram_bot", sizes.people, messages, how), where)


def _aiogram(where: Path, sizes: Sizes) -> dict[str, float]:
    with _redis(where) as port:
        return run(python("bench.peers.aiogram_redis", port, sizes.people, sizes.messages), where)


@contextmanager
def _redis(where: Path) -> Iterator[int]:
    """Redis with every write on the disk before it is answered, and nothing else that it would do."""
    found, port = shutil.which("redis-server"), free_port()
    if not found:
        raise Failed("redis-server is not installed: `apt-get install redis-server` (`make bench` does so if it may)")
    options = {"port": port, "bind": "127.0.0.1", "dir": where, "appendonly": "yes", "appendfsync": "always"}
    given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with running([found, *given, "--save", ""], where):
        until_open(port)
        yield port


_SIDES: dict[str, Callable[[Path, Sizes], dict[str, float]]] = {
    "ours, sms": partial(_ours, "sms"),
    "floor": _floor,
    "ours, telegram": partial(_ours, "telegram"),
    "python-telegram-bot": partial(_telegram_bot, how="documented"),
    "python-telegram-bot, lean": partial(_telegram_bot, how="lean"),
    "aiogram": _aiogram,
}
