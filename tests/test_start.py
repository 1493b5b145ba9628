"""A start brings in only what it uses: that is most of its time, and most of the memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import free_port

ROOT = Path(__file__).parent.parent
KEY = "A" * 43
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "7000:synthetic-token"}
SMS = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "f" * 32,
    "TWILIO_FROM": "+46701740699",
    "PUBLIC_URL": "https://ombud.example",
}
SERVED = """
from bot.serve import application
from bot.settings import load_settings
application(load_settings(serving=True))
"""


COLLECTING = """
import gc, uvicorn
uvicorn.Server.run = lambda *_: print(gc.isenabled(), gc.get_freeze_count() > 100_000)
from bot.__main__ import ombud
ombud(["serve"], standalone_mode=False)
"""


def imported(code: str, folder: Path, **environment: str) -> set[str]:
    """The packages that a Python of its own has imported after running `code` there."""
    report = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    return set(said(f"{code}\n{report}", folder, **environment).splitlines()[-1].split())


def said(code: str, folder: Path, **environment: str) -> str:
    """What a Python of its own prints."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_service_draws_nothing(tmp_path: Path) -> None:
    """What structlog and httpx would draw with is not imported, and can be where it is wanted: by a listing."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/ombud.db", "SECRET_KEY": KEY, **SMS, **TELEGRAM}
    said(COLLECTING, tmp_path, **settings)  # makes the database, for which Alembic brings more
    seen = imported(COLLECTING, tmp_path, **settings)
    assert {"structlog", "httpx"} <= seen
    assert not seen & {"rich", "pygments", "charset_normalizer", "chardet"}
    assert "rich" in imported(f"{COLLECTING}\nimport rich.console", tmp_path, **settings)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """The command is there at once: the database and the providers come with the command that needs them."""
    found = imported("import bot.__main__", tmp_path)
    assert not found & {"sqlalchemy", "alembic", "telegram", "twilio", "httpx", "starlette", "pydantic", "structlog"}


@pytest.mark.parametrize(
    ("on", "there", "absent"),
    [
        (TELEGRAM, {"telegram"}, {"twilio", "requests", "aiohttp"}),
        (SMS, {"twilio"}, {"telegram", "aiohttp", "httpx"}),
        (TELEGRAM | SMS, {"telegram", "twilio"}, {"aiohttp"}),
    ],
    ids=["telegram", "sms", "both"],
)
def test_a_channel_that_is_off_costs_nothing(
    tmp_path: Path, on: dict[str, str], there: set[str], absent: set[str]
) -> None:
    """`ombud serve` imports the library of the channels that are on, and one HTTP client for both."""
    found = imported(SERVED, tmp_path, SECRET_KEY=KEY, **on)
    assert (found & there, found & absent) == (there, set())


def test_an_up_to_date_database_is_opened_without_alembic(tmp_path: Path) -> None:
    """The first start brings the migrations' tool with it; the next, which finds all as it should be, does not."""
    first, second = (imported(SERVED, tmp_path, SECRET_KEY=KEY, **TELEGRAM) for _ in range(2))
    assert ("alembic" in first, second & {"alembic", "mako"}) == (True, set())


def test_garbage_is_collected_while_serving(tmp_path: Path) -> None:
    """The start makes none and is not searched for it, then or later; what comes after it is."""
    assert said(COLLECTING, tmp_path, SECRET_KEY=KEY, PORT=str(free_port()), **TELEGRAM) == "True True\n"
