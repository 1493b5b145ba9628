"""SQLite's log is moved into the database aside, by nobody's commit."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from storage import checkpoints, settings_kept
from storage.database import Database
from storage.secrets import Vault
from storage.upgrade import upgrade


@pytest.mark.parametrize(("name", "value"), [("_EVERY", 100), ("_AT_LATEST", 0.0)])
def test_the_log_is_moved_aside(name: str, value: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many changed rows, or so long, another connection moves the log: a copy of the file alone then holds the
    rows."""
    monkeypatch.setattr(checkpoints, name, value)
    path = tmp_path / "ombud.db"
    database = Database(f"sqlite:///{path}", Vault(bytes(32)), lambda: datetime.now(UTC), Random(1))  # noqa: S311
    upgrade(database)
    for number in range(300):
        database.transact(lambda work, number=number: settings_kept.put(work, f"name {number}", "kept"))  # type: ignore[misc]
    moved = database._checkpoints
    assert moved is not None
    moved._thread.shutdown()
    alone = tmp_path / "alone.db"
    alone.write_bytes(path.read_bytes())
    with sqlite3.connect(alone) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM setting WHERE key LIKE 'name %'").fetchone()[0] >= 100
    database.close()
