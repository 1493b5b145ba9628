"""The database is brought to the code's revision at start, under a lock: of several replicas, one does it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import settings_kept
from storage.database import Database

_LOCK = 0x6F6D6275  # 'ombu': the advisory lock's number in PostgreSQL


class WrongKey(Exception):
    """The database was written with another SECRET_KEY."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def head() -> str:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str:
    """The revision that the database has; empty for an empty database."""
    with database.begin() as work:
        return MigrationContext.configure(work.conn).get_current_revision() or ""


def upgrade(database: Database) -> None:
    """Bring the database to `head()`. Raises WrongKey if another key wrote it, before anything is read."""
    with database.begin() as work:
        if not database.is_sqlite:  # SQLite's BEGIN IMMEDIATE is its lock
            work.conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = work.conn
        command.upgrade(config, "head")
        key_id = work.vault.key_id.hex()
        if settings_kept.get(work, "key_id", key_id) != key_id:
            raise WrongKey("SECRET_KEY is not the one this database was written with: restore that key")
        settings_kept.put(work, "key_id", key_id)
