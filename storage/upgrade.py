"""The database is brought to the code's revision at start, under a lock: of several replicas, one does it. An
up-to-date database is seen to be so without Alembic, whose import costs 10 MB and a tenth of a second."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage import settings_kept
from storage.database import Database, Refused, Work

_LOCK = 0x6F6D6275  # 'ombu': the advisory lock's number in PostgreSQL
_MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


class WrongKey(Refused):
    """The database was written with another SECRET_KEY."""


class Moved(Refused):
    """The database was copied to another, where the service goes on."""


class Unknown(Refused):
    """The revision is none of this version's."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"revision {revision} is of another version of Ombudet, probably a later one: use that version"
        )


def _revisions() -> dict[str, str | None]:
    """Every revision of the code's, with the one it follows."""
    files = [dict(_REVISION.findall(path.read_text("utf-8"))) for path in (_MIGRATIONS / "versions").glob("*.py")]
    return {str(file["revision"]): file.get("down_revision") for file in files}


def head() -> str:
    """The revision that the code expects: the one that no other follows."""
    known = _revisions()
    (last,) = known.keys() - known.values()
    return last


def is_known(revision: str) -> bool:
    """Whether a database's revision is one of this version's, or it has none yet."""
    return not revision or revision in _revisions()


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
    """Bring the database to `head()`. Raises WrongKey if another key wrote it, before anything is read, Moved if it was
    copied to another, and Unknown if a later version has been at it."""
    with database.begin() as work:
        lock(work)
        if revision_of(work.conn) != head():
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
    """Bring the schema forward to a revision, in the transaction at hand. Raises Unknown where it, or the one that the
    database has, is not ours."""
    from alembic import command
    from alembic.config import Config

    for wanted in (revision, revision_of(work.conn)):
        if wanted != "head" and not is_known(wanted):
            raise Unknown(wanted)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = work.conn
    command.upgrade(config, revision)
