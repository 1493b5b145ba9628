"""The real service as a process, between a provider and its people who are another."""

from __future__ import annotations

import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from bench.processes import Failed, answering, folder, free_port, python, running
from bench.service import service

_WAITS = """SELECT (SELECT count(*) FROM inbound WHERE state = 'waiting')
    + (SELECT count(*) FROM outbound WHERE state IN ('queued', 'sending', 'unknown'))"""
FAST = "100000"  # segments a second: the provider's limit is not what is measured


@dataclass(frozen=True, slots=True)
class Served:
    """`ask` the people to write; `pid` is the service's."""

    ask: Callable[[Mapping[str, float]], dict[str, float]]
    pid: int
    database: Path

    def measure(self, **what: float) -> dict[str, float]:
        """What the people saw; Failed where anything was refused or not answered."""
        found = self.ask(what)
        if found["bad"] or found["replied"] < found["asked"]:
            raise Failed(f"not all is well under load: {found}")
        return found

    def quiet(self, within: float = 120) -> None:
        """Wait until nothing waits to be handled or sent."""
        until = time.monotonic() + within
        with closing(sqlite3.connect(self.database)) as other:
            while other.execute(_WAITS).fetchone()[0]:
                if time.monotonic() > until:
                    raise Failed("what came in is not handled")
                time.sleep(0.05)


@contextmanager
def served(people: int) -> Iterator[Served]:
    """`ombud serve` on SQLite, with so many people in the middle of conversations."""
    ours, theirs = free_port(), free_port()
    with folder() as where, answering(python("bench.provider", ours, theirs), where) as ask:
        database = where / "ombud.db"
        settings = service(
            ours, f"sqlite:///{database}", TWILIO_API_URL=f"http://127.0.0.1:{theirs}", SMS_RATE=FAST, LOG_LEVEL="INFO"
        )
        with running(python("bot", "serve"), where, settings) as pid:
            until_well(ours)
            world = Served(ask, pid, database)
            world.measure(people=people, rate=1e6)
            world.quiet()
            yield world


def until_well(port: int, within: float = 30) -> None:
    """Wait until /health answers 200."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.005)
    raise Failed("the service is not well")
