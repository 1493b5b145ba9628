"""The `ombud` command when something is wrong: one line that says what to do; and the simulation, to the byte."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_command import fault, printed, run, runner

from bot.__main__ import main, ombud
from bot.settings import keygen

pytestmark = pytest.mark.usefixtures("environment")
OMBUD = (sys.executable, "-m", "bot")


def findings(status: int) -> dict[str, dict[str, Any]]:
    """What the doctor finds, by what was looked at."""
    import json

    result = runner.invoke(ombud, ("doctor", "--format", "json"))
    assert result.exit_code == status
    found = json.loads(result.stdout)
    assert all(set(line) == {"what", "state", "found", "remedy"} for line in found)
    assert all(line["remedy"] for line in found if line["state"] == "fault")
    return {line["what"]: line for line in found}


def test_the_doctor_of_a_service_without_channels() -> None:
    """Settings, municipality and database are well; that no channel is on, and that nobody is told of an alarm, are
    faults with their remedies. An empty database is left empty by the look."""
    assert findings(1)["database"]["found"] == findings(1)["database"]["found"] == "empty"
    run("db", "upgrade")
    found = findings(1)
    assert {what: line["state"] for what, line in found.items()} == {
        "settings": "ok",
        "municipality": "ok",
        "channels": "fault",
        "clock": "ok",
        "mail": "note",
        "database": "ok",
        "serve": "note",
        "queues": "ok",
        "queues and week": "ok",
        "next": "ok",
        "alarms": "fault",
    }
    said = runner.invoke(ombud, ("doctor",))
    assert said.exit_code == 1
    assert "TELEGRAM_BOT_TOKEN" in said.stdout


def test_the_doctor_names_every_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line for each variable that can't be used."""
    monkeypatch.setenv("PORT", "none")
    monkeypatch.setenv("SECRET_KEY", "short")
    assert {line["found"] for line in findings(1).values()} <= {"PORT", "SECRET_KEY"}


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("DATABASE_URL", "sqlite:////nowhere/ombud.db", "database"),
        ("DATABASE_URL", "postgresql://nobody:hunter2@127.0.0.1:1/ombud", "database"),
        ("DATABASE_URL", "postgresql://host:port/ombud", "settings"),
        ("DATABASE_URL", "sqlite://", "settings"),
        ("DATABASE_URL", "sqlite+nothing:///ombud.db", "database"),
        ("MUNICIPALITY", "atlantis", "municipality"),
    ],
)
def test_what_the_operator_can_mend_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, what: str
) -> None:
    """A database or a file that can't be used is a fault in one line, without a traceback or a password."""
    monkeypatch.setenv(name, value)
    for words in (("people",), ("areas",), ("invite", "--role", "police"), ("db", "upgrade")):
        assert "hunter2" not in fault(*words)
    if name == "DATABASE_URL":
        fault("db", "current")
    assert findings(1)[what]["state"] == "fault"


def test_a_database_that_fails_in_the_middle_is_one_line(environment: Path) -> None:
    """So is what goes wrong only when something is written."""
    run("db", "upgrade")
    with closing(sqlite3.connect(environment / "ombud.db")) as other:
        other.execute("DROP TABLE invitation")
    assert "Traceback" not in fault("invite", "--role", "police")


def test_another_key_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that another key wrote is not opened, and the line says which key is wanted."""
    run("db", "upgrade")
    monkeypatch.setenv("SECRET_KEY", keygen())
    assert "SECRET_KEY" in fault("people")
    assert "SECRET_KEY" in findings(1)["database"]["remedy"]


def test_several_wrong_settings_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault is named, in a line; without a key nothing is done."""
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("PORT", "none")
    line = fault("people")
    assert "SECRET_KEY:" in line
    assert "PORT:" in line


def test_serve_without_a_channel_names_the_demo() -> None:
    """There is nothing to serve: the line says what to set, and that there is a demo."""
    assert "ombud demo" in fault("serve")


def test_a_port_that_is_taken() -> None:
    """The demo says which port is taken, and another one to try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port + 1) in fault("demo", "--port", str(port), "--no-browser")


def test_the_command_line_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ombud` ends with the command's status, and says nothing more when it is interrupted."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["ombud", "keygen"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    monkeypatch.setattr("bot.__main__.ombud", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130


@pytest.mark.no_cover  # weeks of everything, which takes twice as long when each line is noted
def test_the_same_seed_gives_the_same_weeks_to_the_byte(environment: Path) -> None:
    """Transcript and digests are the same for a seed in two processes at once; another seed gives other weeks."""

    def words(weeks: str, seed: str, folder: str) -> list[str]:
        return ["simulate", "--weeks", weeks, "--seed", seed, "--out", str(environment / folder)]

    def beside(*command: str) -> subprocess.Popen[str]:
        return subprocess.Popen([*OMBUD, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603

    def digests(folder: str) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in sorted((environment / folder).iterdir())}

    again, other = beside(*words("2", "1", "again")), beside(*words("1", "2", "other"))
    first = run(*words("2", "1", "first")).stdout
    assert (again.communicate()[0], digests("again")) == (first, digests("first"))
    assert {name[:8] for name in digests("first")} >= {"2026-W46", "2026-W47"}
    assert all(digests("first").values())
    lines = other.communicate()[0].splitlines()
    assert lines != first.splitlines()[: len(lines)]


def test_a_folder_that_cannot_be_made() -> None:
    """The simulation says so before it plays."""
    assert "/proc/nowhere" in fault("simulate", "--out", "/proc/nowhere")


def test_nothing_is_printed_but_what_was_asked_for() -> None:
    """What is meant for programs is all there is on standard output, and standard error is empty."""
    assert run("areas", "--format", "json").stderr == ""
    assert printed("areas")
