"""Durable signed intake against a bare endpoint: how many webhooks a second are answered 200, each of them committed,
by one process with 64 connections open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bench import forms, wrk
from bench.processes import Failed, cpu_seconds, folder, free_port, python, running, until_open
from bench.results import Found, Row
from bench.service import protocol, service
from bench.sizes import Sizes
from bench.timing import in_turn

_WARM = 1.0  # seconds, not counted


def measure(sizes: Sizes) -> Found:
    cpu: dict[str, float] = {}
    with folder() as where:
        file = where / "forms"
        wrk.write(forms.tips(sizes.forms, sizes.people), file)
        rate = in_turn({side: partial(_one, side, file, sizes, cpu) for side in ("ours", "bare")}, sizes.times)
        rate |= {side: _one(side, file, sizes, cpu) for side in ("barest", "serve")}
    spent = ", ".join(f"{side} {cpu[side]:,.0f}" for side in ("ours", "bare", "barest"))
    row = Row(
        "durable signed intake, 64 connections, against a bare Starlette endpoint",
        rate["ours"],
        rate["bare"],
        0.5,
        "requests/s",
    )
    return Found(
        (row,),
        (
            f"intake: uvicorn on {' and '.join(protocol())}; with the workers running as well, {rate['serve']:,.0f} /s",
            f"intake: a bare endpoint with parse_qsl instead of Starlette's parser, {rate['barest']:,.0f} /s",
            f"intake: processor time for a request, in µs: {spent}",
        ),
    )


def _one(side: str, file: Path, sizes: Sizes, cpu: dict[str, float]) -> float:
    """Requests a second; ours count only if as many rows are committed."""
    port = free_port()
    with folder() as where:
        database = where / "ombud.db"
        command = python("bot", "serve") if side == "serve" else python("bench.server", side, port, *protocol())
        with running(command, where, service(port, f"sqlite:///{database}")) as pid:
            until_open(port)
            warm = wrk.post(port, file, (0, sizes.forms // 4), min(_WARM, sizes.seconds))
            worked = cpu_seconds(pid)
            load = wrk.post(port, file, (sizes.forms // 4, sizes.forms), sizes.seconds)
            cpu[side] = 1e6 * (cpu_seconds(pid) - worked) / load.answers
            if side in ("ours", "serve"):
                _check(database, warm.answers + load.answers)
    return load.answers / load.seconds


def _check(database: Path, answers: int) -> None:
    with closing(sqlite3.connect(database)) as other:
        (kept,) = other.execute("SELECT count(*) FROM inbound").fetchone()
    if kept < answers:
        raise Failed(f"{answers} were answered 200, and {kept} are committed")
