"""What the tests of backups share: a small database, a backup of it, and an empty one to fill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from storing import KEY, HandClock, opened, someone

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.operating.backup import back_up
from storage import backup, outbound
from storage.database import Database
from storage.outbound import Draft, Priority
from storage.secrets import Vault

DESK = Desk(load("botkyrka"), Voices())
Rows = dict[str, list[tuple[Any, ...]]]


def silent(_done: int, _rows: int) -> None:
    """Nobody looks."""


def empty(url: str, key: bytes = KEY) -> Database:
    """A database in which there is nothing, at its own time."""
    return Database(url, Vault(key), HandClock(), Random(1))  # noqa: S311


def rows_of(database: Database) -> Rows:
    """Everything a copy holds, by table."""
    found: Rows = {}
    with backup.snapshot(database) as work:
        for shape, rows in backup.read(work, backup.describe(work, "botkyrka")):
            found.setdefault(shape.name, []).extend(tuple(row) for row in rows)
    return found


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """A small database with somebody in it."""
    with opened(f"sqlite:///{tmp_path / 'source.db'}") as database:
        with database.begin() as work:
            person = someone(work)
            draft = Draft("digest:2026-W46:police-1", person.id, person.address_id, "sms", Priority.WEEK, {"text": "x"})
            outbound.put(work, draft)
        yield database


@pytest.fixture
def file(source: Database, tmp_path: Path) -> Path:
    """A backup of it."""
    back_up(source, "botkyrka", tmp_path / "a.backup", silent)
    return tmp_path / "a.backup"
