"""The crash test's short form: few kills, in the slots of a prompt and of a digest. `make crash` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from crash.report import as_text
from crash.run import SET_UPS, SHORT, SetUp, run


@pytest.mark.parametrize("set_up", [SET_UPS["sqlite"], SHORT], ids=["sqlite", "postgres"])
async def test_nothing_is_lost_and_nothing_done_twice(set_up: SetUp, tmp_path: Path) -> None:
    """Killed under load, with providers that fail: every message has one effect, every answer goes out, nothing weekly
    comes twice."""
    report = await run(set_up, 4, 1, tmp_path, ("prompt", "digest"))
    assert report.ledger.faults == [], as_text(report)
    assert report.kills == 4
    assert report.ledger.effects
    assert report.ledger.fired
