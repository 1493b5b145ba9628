"""The database is brought to the code's revision at start, under a lock: of several replicas, one does it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import settings_kept
from storage.database import Database, Work

_LOCK = 0x6F6D6275  # 'ombu': the advisory lock's number in PostgreSQL


class Refused(Exception):
    """It is not done, and the operator can mend why: the message, in one line, says what to do."""


class WrongKey(Refused):
    """The database was written with another SECRET_KEY."""


class Moved(Refused):
    """The database was copied to another, where the service goes on."""


class Unknown(Refused):
    """The revision is none of this version's."""


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
        return revision_of(work.conn)


def revision_of(conn: Connection) -> str:
    return MigrationContext.configure(conn).get_current_revision() or ""


def upgrade(database: Database) -> None:
    """Bring the database to `head()`. Raises WrongKey if another key wrote it, before anything is read, and Moved if
    it was copied to another."""
    with database.begin() as work:
        lock(work)
        migrate(work)
        require_ours(work)
        settings_kept.put(work, "key_id", work.vault.key_id.hex())


def require_ours(work: Work) -> None:
    """Raises WrongKey if another key wrote the database, and Moved if it was copied to another."""
    key_id = work.vault.key_id.hex()
    if settings_kept.get(work, "key_id", key_id) != key_id:
        raise WrongKey("SECRET_KEY is not the one this database was written with: restore that key")
    if moved := settings_kept.get(work, settings_kept.MOVED):
        raise Moved(f"this database was copied to another at {moved}: name that one in DATABASE_URL")


def lock(work: Work) -> None:
    """Of several processes that would change the schema, one does, and the others wait."""
    if work.conn.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE is its lock
        work.conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def migrate(work: Work, revision: str = "head") -> None:
    """Bring the schema forward to a revision, in the transaction. Raises Unknown for one that is not ours."""
    config = _config()
    if revision not in ("head", *(known.revision for known in ScriptDirectory.from_config(config).walk_revisions())):
        raise Unknown(f"revision {revision} is of another version of Ombudet, probably a later one: use that version")
    config.attributes["connection"] = work.conn
    command.upgrade(config, revision)
