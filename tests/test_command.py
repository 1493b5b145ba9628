"""The `ombud` command: help at once, what it prints for people and for programs, and one line for each fault."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import ombud
from bot.cli.running import RoleName
from handlers.records import ROLES

SLOW = ("sqlalchemy", "telegram", "twilio", "alembic", "starlette", "pydantic")
COMMANDS = (
    *("demo", "serve", "simulate", "invite", "summary", "people", "areas", "keygen", "doctor"),
    *(
        "db",
        "db upgrade",
        "db current",
        "db copy",
        "areas place",
        "people move",
        "poster",
        "backup",
        "restore",
        "export",
    ),
)
runner = CliRunner()
pytestmark = pytest.mark.usefixtures("environment")


def run(*words: str) -> Result:
    """The command, which must have gone well."""
    result = runner.invoke(ombud, words)
    assert result.exit_code == 0, result.output
    return result


def fault(*words: str) -> str:
    """What the command says on standard error, in one line, when it can't do as it is told."""
    result = runner.invoke(ombud, words)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("ombud: ")
    return line


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, at the project's root."""
    root = Path(__file__).parent.parent
    return subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True, cwd=root)  # noqa: S603


def printed(*words: str) -> Any:
    """What the command prints for programs."""
    return json.loads(run(*words, "--format", "json").stdout)


def test_help_imports_nothing_slow() -> None:
    """Neither the database nor a provider's library is loaded to say how the command is used."""
    code = f"""
import sys
from bot.__main__ import main
sys.argv = ["ombud", "--help"]
try:
    main()
finally:
    print(*sorted(set(sys.modules) & set({SLOW!r})), file=sys.stderr)
"""
    assert python("-c", code).stderr.strip() == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    """Each has --help with a sentence of its own."""
    said = run(*command.split(), "--help").stdout
    assert "Usage:" in said
    assert len(said.splitlines()[3].strip()) > 15


def test_every_role_can_be_invited() -> None:
    """The roles of the command are those of the product."""
    assert tuple(role.value for role in RoleName) == ROLES


def test_a_key_is_fresh_and_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two keys differ, and each can be used."""
    keys = {run("keygen").stdout.strip() for _ in range(2)}
    assert len(keys) == 2
    for key in keys:
        monkeypatch.setenv("SECRET_KEY", key)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{key[:4].replace('/', '_')}.db")
        run("people")


def test_an_invitation_for_programs_and_for_people() -> None:
    """{code, link, sms, expires} in JSON; the SMS holds the code; the text shows the same."""
    made = printed("invite", "--role", "ombud", "--area", "alby")
    assert list(made) == ["code", "link", "sms", "expires"]
    assert (made["code"] in made["sms"], made["link"]) == (True, "")
    left = datetime.fromisoformat(made["expires"]) - datetime.now(UTC)
    assert 6.9 < left.total_seconds() / 86400 <= 7
    assert "Code:" in run("invite", "--role", "police").stdout


def test_an_invitation_can_be_taken_back_once() -> None:
    """An unused invitation is taken back; a second time there is none."""
    code = printed("invite", "--role", "coordinator")["code"]
    run("invite", "--revoke", code)
    assert "unused" in fault("invite", "--revoke", code)


def test_an_invitation_needs_a_real_area() -> None:
    """An area that is none, or none where the role has one, is a fault that names the areas."""
    for words in (("--role", "ombud"), ("--role", "manager", "--area", "stockholm")):
        assert "hallunda-norsborg" in fault("invite", *words)


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("invite",),
        ("invite", "--role", "king"),
        ("invite", "--role", "ombud", "--revoke", "AAAA-AAAA-AAAA"),
        ("simulate",),
        ("simulate", "--weeks", "0", "--out", "x"),
        ("summary", "--to", "police"),
        ("people", "--format", "xml"),
        ("demo", "--port", "0"),
        ("areas", "place"),
        ("db",),
    ],
)
def test_what_is_used_wrongly_ends_with_two(words: tuple[str, ...]) -> None:
    """A usage error is status 2, and says something on standard error."""
    result = runner.invoke(ombud, words)
    assert result.exit_code == 2
    assert result.stderr or words == ("db",)


def test_the_areas_and_who_looks_after_them() -> None:
    """Every area once, each vacant in the beginning; the table has the same names."""
    areas = printed("areas")
    of_today = {"ombud", "vacant", "trained", "silent", "paused", "groups", "passes"}
    assert {"area", "name", "north", "landlords", *of_today} == set(areas[0])
    assert all(area["vacant"] and area["ombud"] == 0 for area in areas)
    assert len({area["area"] for area in areas}) == len(areas) > 3
    assert "alby" in run("areas").stdout


def test_a_poster_s_place_gets_a_code() -> None:
    """Eight letters for a spot in an area that there is."""
    assert len(run("areas", "place", "--area", "alby", "--place", "Albyvägen 12").stdout.strip()) == 8
    assert "stockholm" in fault("areas", "place", "--area", "stockholm", "--place", "x")


def test_who_holds_which_role(environment: Path) -> None:
    """Nobody at first; then ids and roles, and neither number nor name."""
    from random import Random

    from bot.clock import system_clock
    from bot.settings import load_settings
    from storage import people
    from storage.database import Database
    from storage.secrets import Vault

    assert printed("people") == []
    assert "invite" in run("people").stdout
    key = load_settings(serving=True).key
    database = Database(f"sqlite:///{environment / 'ombud.db'}", Vault(key), system_clock, Random(1))  # noqa: S311
    with database.begin() as work:
        person = people.meet(work, "sms", "+46701740605", "sv")
        people.give_role(work, person.id, "ombud", "alby")
    database.close()
    (row,) = printed("people")
    assert (row["id"], row["role"], row["area"], row["channel"]) == (person.id, "ombud", "alby", "sms")
    for said in (json.dumps(row), run("people").stdout):
        assert "46701740605" not in said


def test_the_schema_is_brought_up_to_date() -> None:
    """`db current` tells what there is and what is wanted; `db upgrade` brings it there, and again changes nothing."""
    assert run("db", "current").stdout.startswith("empty (")
    first = run("db", "upgrade").stdout
    assert run("db", "upgrade").stdout == first
    assert "empty" not in run("db", "current").stdout


def test_a_digest_on_demand(environment: Path) -> None:
    """As text, as JSON, or into a file; for a role that gets one, of a week and an area that there are."""
    words = ("summary", "--week", "2026-W47", "--to", "manager", "--area", "alby")
    text = run(*words).stdout
    assert "47" in text
    assert isinstance(printed(*words), dict)
    run(*words, "--out", str(environment / "digest.txt"))
    assert (environment / "digest.txt").read_text(encoding="utf-8") == text
    for form, start in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        run(*words, "--format", form, "--out", str(environment / f"digest.{form}"))
        assert (environment / f"digest.{form}").read_bytes().startswith(start)
    assert "54" in fault("summary", "--week", "2026-W54", "--to", "police")
    assert "ombud" in fault("summary", "--week", "2026-W47", "--to", "ombud")
    assert "stockholm" in fault("summary", "--week", "2026-W47", "--to", "police", "--area", "stockholm")
    assert "/nowhere" in fault(*words, "--out", "/nowhere/digest.txt")


def test_an_export(environment: Path) -> None:
    """To standard output or into a file of one's own; what it held is said beside it, and a fault in one line."""
    shown = runner.invoke(ombud, ("export", "actions"))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("\ufeffaction;decided_on;")
    assert shown.stderr == "actions: 0 records.\n"
    file = environment / "picture.json"
    assert "0 records" in runner.invoke(ombud, ("export", "picture", "--format", "json", "--out", str(file))).stderr
    assert json.loads(file.read_text(encoding="utf-8")) == []
    assert "54" in fault("export", "tips", "--from", "2026-W54")
    assert "/nowhere" in fault("export", "tips", "--out", "/nowhere/tips.csv")
    assert runner.invoke(ombud, ("export", "people")).exit_code == 2


def test_a_lost_telephone_is_moved_by_a_code(environment: Path) -> None:
    """The code goes to who reads it out; the same one while it holds; of nobody there is none."""
    from bot.cli.running import service
    from storage import moving, people

    run("db", "upgrade")
    with service() as app, app.database.begin() as work:
        person = people.meet(work, "sms", "+46701740605", "sv").id
        people.give_role(work, person, "ombud", "alby")
    made = printed("people", "move", str(person))
    assert made["code"] in run("people", "move", str(person)).stdout
    with service() as app, app.database.begin() as work:
        found = moving.find(work, made["code"])
        assert found is not None
        assert (found.person_id, found.asked_by) == (person, None)
    assert "no person 99" in fault("people", "move", "99")


def test_an_ombud_who_rang_is_paused_and_stood_in_for(environment: Path) -> None:
    """The days are read as in the chat, the deputy is asked, the ombud hears of it; what can't be is one line."""
    from bot.cli.running import service
    from storage import models, people

    run("db", "upgrade")
    with service() as app, app.database.begin() as work:
        ombud, other, manager = (people.meet(work, "sms", f"+4670174060{n}", "sv").id for n in (5, 6, 7))
        people.give_role(work, ombud, "ombud", "alby")
        people.give_role(work, other, "ombud", "fittja")
        people.give_role(work, manager, "manager", "alby")
    assert "no pause" in fault("people", "deputise", str(ombud), "--deputy", str(other))
    assert "no ombud" in fault("people", "pause", str(manager), "3 weeks")
    assert "can't read the days" in fault("people", "pause", str(ombud), "soon")
    assert "no other ombud" in fault("people", "pause", str(ombud), "3 weeks", "--deputy", str(manager))
    assert "no person 99" in fault("people", "pause", str(ombud), "3 weeks", "--deputy", "99")
    assert run("people", "pause", str(ombud), "3 weeks").stdout.startswith("Paused from")
    assert run("people", "deputise", str(ombud), "--deputy", str(other)).stdout.startswith("Paused from")
    assert run("people", "pause", str(ombud), "end").stdout == "The pause has ended.\n"
    with service() as app, app.database.begin() as work:
        purposes = [row.purpose.split(":")[0] for row in work.conn.execute(models.outbound.select())]
    assert purposes.count("pause-by-operator") >= 2
    assert purposes.count("pause-ask") == 1


def test_a_role_is_laid_down_for_who_rang(environment: Path) -> None:
    """They hear that it has ended, and the coordinator that it is free."""
    from bot.cli.running import service
    from storage import models, people

    run("db", "upgrade")
    with service() as app, app.database.begin() as work:
        ombud, boss = (people.meet(work, "sms", f"+4670174060{n}", "sv").id for n in (5, 6))
        people.give_role(work, ombud, "ombud", "alby")
        people.give_role(work, boss, "coordinator", None)
    assert run("people", "leave", str(ombud), "--role", "ombud", "--area", "alby").stdout == "Done.\n"
    assert "somebody has to be coordinator" in fault("people", "leave", str(boss), "--role", "coordinator")
    with service() as app, app.database.begin() as work:
        told = {row.person_id for row in work.conn.execute(models.outbound.select())}
        assert (told, people.get(work, ombud).roles) == ({ombud, boss}, ())
    assert len(printed("people", "invite", "--role", "ombud", "--area", "alby")["code"]) == 14
