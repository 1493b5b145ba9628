"""Durable signed intake against a bare endpoint: how many webhooks a second are answered 200, each of them committed,
by one process with 64 connections open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bench import forms, wrk
from bench.processes import Failed, folder, free_port, python, running, until_open
from bench.results import Found, Row
from bench.service import protocol, service
from bench.sizes import Sizes
from bench.timing import in_turn

_WARM = 1.0  # seconds, not counted


def measure(sizes: Sizes) -> Found:
    with folder() as where:
        file = where / "forms"
        wrk.write(forms.tips(sizes.forms, sizes.people), file)
        sides = {name: partial(_one, name, file, sizes) for name in ("ours", "bare", "barest", "serve")}
        rates = in_turn(sides, sizes.times)
    row = Row("durable signed intake, 64 connections, against a bare Starlette endpoint",
              rates["ours"], rates["bare"], 0.5, "requests/s")  # fmt: skip
    return Found((row,), (
        f"intake: uvicorn with {protocol()}; with the workers running as well, {rates['serve']:,.0f} requests/s",
        f"intake: against a bare endpoint with the standard library's parse_qsl, {rates['barest']:,.0f} requests/s: "
        f"{rates['ours'] / rates['barest']:.2f}",
    ))  # fmt: skip


def _one(side: str, file: Path, sizes: Sizes) -> float:
    """Requests a second; ours count only if as many rows are committed."""
    port = free_port()
    with folder() as where:
        database = where / "ombud.db"
        settings = service(port, f"sqlite:///{database}", SMS_RATE="0.001")
        command = python("bot", "serve") if side == "serve" else python("bench.server", side, port, *protocol())
        with running(command, where, settings):
            until_open(port)
            warm = wrk.post(port, file, (0, sizes.forms // 4), min(_WARM, sizes.seconds))
            load = wrk.post(port, file, (sizes.forms // 4, sizes.forms), sizes.seconds)
            if side in ("ours", "serve"):
                _check(database, warm.answers + load.answers)
    return load.answers / load.seconds


def _check(database: Path, answers: int) -> None:
    with closing(sqlite3.connect(database)) as other:
        (kept,) = other.execute("SELECT count(*) FROM inbound").fetchone()
    if kept < answers:
        raise Failed(f"{answers} were answered 200, and {kept} are committed")
