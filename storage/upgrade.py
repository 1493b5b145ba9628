"""The database is brought to the code's revision at start, under a lock: of several replicas, one does it. An
up-to-date database is seen to be so without Alembic, whose import costs 10 MB and a tenth of a second."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage import settings_kept
from storage.database import Database, Work

_LOCK = 0x6F6D6275  # 'ombu': the advisory lock's number in PostgreSQL
_MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


class WrongKey(Exception):
    """The database was written with another SECRET_KEY."""


def head() -> str:
    """The revision that the code expects: the one that no other follows."""
    files = [dict(_REVISION.findall(path.read_text("utf-8"))) for path in (_MIGRATIONS / "versions").glob("*.py")]
    (last,) = {str(file["revision"]) for file in files} - {file.get("down_revision") for file in files}
    return last


def current(database: Database) -> str:
    """The revision that the database has; empty for an empty database."""
    with database.begin() as work:
        return revision_of(work.conn)


def revision_of(conn: Connection) -> str:
    """What Alembic keeps in its own table, of one line."""
    if not inspect(conn).has_table("alembic_version"):
        return ""
    return str(conn.scalar(text("SELECT version_num FROM alembic_version")) or "")


def upgrade(database: Database) -> None:
    """Bring the database to `head()`. Raises WrongKey if another key wrote it, before anything is read."""
    with database.begin() as work:
        if not database.is_sqlite:  # SQLite's BEGIN IMMEDIATE is its lock
            work.conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if revision_of(work.conn) != head():
            migrate(work)
        key_id = work.vault.key_id.hex()
        if settings_kept.get(work, "key_id", key_id) != key_id:
            raise WrongKey("SECRET_KEY is not the one this database was written with: restore that key")
        settings_kept.put(work, "key_id", key_id)


def migrate(work: Work) -> None:
    """Run what is missing, in the transaction at hand."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = work.conn
    command.upgrade(config, "head")
