"""`ombud backup`, `restore` and `db copy` as an operator types them: what they print, and one line for each fault."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from test_command import fault, printed, run
from test_command_faults import findings

from bot.settings import keygen

pytestmark = pytest.mark.usefixtures("environment")
ROOT = Path(__file__).parent.parent


@pytest.fixture
def backed_up(environment: Path) -> Path:
    """A backup of a database with an invitation in it."""
    run("invite", "--role", "police")
    run("backup", "a.backup")
    return environment / "a.backup"


def elsewhere(monkeypatch: pytest.MonkeyPatch, name: str = "new.db") -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{name}")


def test_out_and_in_again(backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The closing line has rows and size; the report says what to do next; the rows are there."""
    said = run("backup", "b.backup")
    assert re.search(r"^b\.backup: \d+ rows, 0\.0 MB, as of 20", said.stdout)
    assert said.stderr == ""  # where nobody looks, no progress is shown
    elsewhere(monkeypatch)
    report = run("restore", "b.backup")
    assert "Nothing was waiting to be sent." in report.stdout
    assert "ombud serve" in report.stdout.splitlines()[-1]
    assert report.stderr == ""
    assert run("db", "current").stdout.startswith("0")


def test_the_doctor_tells_of_a_restore(backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For some days it names the two times between which something may be missing."""
    elsewhere(monkeypatch)
    run("restore", str(backed_up))
    assert "from a backup of" in findings(1)["restored"]["found"]


def test_a_log_whose_database_was_moved_away_is_not_lost(backed_up: Path) -> None:
    """SQLite deletes a log that has no database, and all that came last may stand in it: nothing is opened then."""
    log = backed_up.with_name("ombud.db-wal")
    backed_up.with_name("ombud.db").rename(backed_up.with_name("broken.db"))
    log.write_bytes(b"what came last")
    for words in (("restore", str(backed_up)), ("people",), ("db", "current")):
        assert "ombud.db-wal is there without its database" in fault(*words)
    assert log.read_bytes() == b"what came last"
    log.unlink()
    assert "Restored" in run("restore", str(backed_up)).stdout


def test_what_is_wrong_is_one_line(backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there, or is not, or not whole, a database that is not empty, another key: each says what to do,
    and nothing is written."""
    assert "--force" in fault("backup", str(backed_up))
    assert "empty" in fault("restore", str(backed_up))
    assert "/nowhere" in fault("backup", "/nowhere/a.backup")
    assert "nothing.backup" in fault("restore", "nothing.backup")
    elsewhere(monkeypatch)
    assert "empty" in fault("backup", "b.backup")
    whole = backed_up.read_bytes()
    for octets in (whole[:-9], whole[:40] + b"x" + whole[41:]):
        backed_up.write_bytes(octets)
        assert "another backup" in fault("restore", str(backed_up))
    backed_up.write_text("{}")
    assert "not a backup" in fault("restore", str(backed_up))
    backed_up.write_bytes(whole)
    monkeypatch.setenv("SECRET_KEY", keygen())
    assert "another SECRET_KEY" in fault("restore", str(backed_up))
    assert run("db", "current").stdout.startswith("empty")


def test_a_move_by_command(backed_up: Path, empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To PostgreSQL and back to a new file; what was left is not served again, and says where things went."""
    assert "DATABASE_URL" in run("db", "copy", empty_postgres_url).stdout
    assert "copied to another" in fault("people")
    assert "copied to another" in fault("backup", "b.backup")
    monkeypatch.setenv("DATABASE_URL", empty_postgres_url)
    assert printed("people") == []
    assert "empty" in fault("db", "copy", empty_postgres_url)
    run("db", "copy", "sqlite:///back.db")
    elsewhere(monkeypatch, "back.db")
    assert printed("people") == []


def test_a_target_that_cannot_be_reached_keeps_its_password(backed_up: Path) -> None:
    """The line says what to check, and the source is served as before."""
    assert "hunter2" not in fault("db", "copy", "postgresql://nobody:hunter2@127.0.0.1:1/ombud")
    assert printed("people") == []


def test_a_database_that_somebody_has_open_is_not_moved(backed_up: Path, empty_postgres_url: str) -> None:
    """The line says to stop the service, and nothing has been put into the target."""
    import sqlite3

    with sqlite3.connect("ombud.db") as open_elsewhere:
        open_elsewhere.execute("SELECT count(*) FROM person").fetchall()
        assert "stop `ombud serve`" in fault("db", "copy", empty_postgres_url)
    open_elsewhere.close()
    with psycopg.connect(empty_postgres_url) as other:
        assert other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_restore_that_is_killed_can_be_begun_again(
    backed_up: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGKILL while it is at it leaves an empty database."""
    elsewhere(monkeypatch)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = (sys.executable, "-m", "bot", "restore", str(backed_up))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as killed:  # noqa: S603
        while killed.poll() is None and not (environment / "new.db-wal").exists():
            time.sleep(0.001)
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    assert run("db", "current").stdout.startswith("empty")
    run("restore", str(backed_up))
    assert "empty" in fault("restore", str(backed_up))
