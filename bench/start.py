"""How soon a service that is started can take messages in: from its launch until /health answers."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from bench.processes import folder, free_port, python, running
from bench.results import Found, Row
from bench.service import service
from bench.serving import until_well
from bench.sizes import Sizes


def measure(sizes: Sizes) -> Found:
    with folder() as where:
        first = _seconds(where)
        again = median(_seconds(where) for _ in range(sizes.starts))
    row = Row("start of `ombud serve`, until /health answers", again, None, 2, "s", "lower")
    return Found((row,), (f"start: on a database that is to be made first, {first:.2f} s",))


def _seconds(where: Path) -> float:
    port = free_port()
    begun = time.monotonic()
    with running(python("bot", "serve"), where, service(port, f"sqlite:///{where}/ombud.db")):
        until_well(port)
        return time.monotonic() - begun
