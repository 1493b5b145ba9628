"""On what it was measured: the machine, how long its disk takes to be sure, and the versions of what took part."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.processes import folder
from bench.results import Circumstances
from bench.service import protocol

_PACKAGES = ("sqlalchemy", "starlette", "uvicorn", "python-telegram-bot", "aiogram", "redis")
_SYNCS = 200


def look() -> Circumstances:
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Circumstances(at, _machine(), _disk(), _versions())


def _machine() -> str:
    described = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.*)", described)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {model[1] if model else platform.machine()}, load before {load:.1f}"


def _disk() -> str:
    """What durability costs here: the median of writing 4 kB and being told that it is on the disk."""
    taken = []
    with folder() as where, (where / "sync").open("wb", buffering=0) as file:
        for _ in range(_SYNCS):
            begun = time.monotonic()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            taken.append(time.monotonic() - begun)
    return f"fdatasync {1e6 * sorted(taken)[_SYNCS // 2]:,.0f} µs"


def _versions() -> str:
    named = [f"Python {platform.python_version()}", "uvicorn on " + " and ".join(protocol())]
    named += [f"{package} {_version(package)}" for package in _PACKAGES]
    return ", ".join([*named, _first_words("redis-server", "--version", 3), _first_words("wrk", "-v", 2)])


def _version(package: str) -> str:
    try:
        return version(package)
    except ModuleNotFoundError:
        return "absent"


def _first_words(program: str, option: str, words: int) -> str:
    found = shutil.which(program)
    if not found:
        return f"no {program}"
    said = subprocess.run([found, option], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return " ".join(said.split()[:words])
