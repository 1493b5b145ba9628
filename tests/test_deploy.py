"""What `deploy/` says of the service is true of it, and what runs there is shut in, pinned, and holds no secret."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import cast

import pytest
from starlette.routing import Mount, Route
from test_documents import ROOT, commands, text_of

from bot import app as service
from bot.__main__ import ombud
from bot.serve import application
from bot.settings import load_settings
from bot.web.doors import Door

DEPLOY = ROOT / "deploy"
SERVICES = ("ombud.service", "ombud-backup.service")
SHUT_IN = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "MemoryDenyWriteExecute": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "User": "ombud",
}
NOT_OURS = {"PATH", "UPSTREAM", "MONITOR"}
NOT_OURS_BEGIN = ("POSTGRES_", "PIP_", "PYTHON")
REQUESTS, CLOSING = 10, 15  # seconds at a stop: for requests in hand; for the connections and the database


def unit(name: str) -> RawConfigParser:
    """A systemd unit; of an option that is given twice, the last."""
    parsed = RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(text_of("deploy", name))
    return parsed


def files() -> list[Path]:
    return sorted(path for path in DEPLOY.iterdir() if path.is_file())


def settings() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))


def paths(matcher: str) -> set[str]:
    """The paths that the Caddyfile gives a name to."""
    found = re.search(rf"^\t@{matcher}(?: \{{\n\t\t| )path (.+)$", text_of("deploy", "Caddyfile"), re.MULTILINE)
    assert found is not None
    return set(found[1].split())


# systemd


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_may_do_no_more_than_it_must(name: str) -> None:
    """Each service is shut in: no privilege, no capability, nothing to write to but its own folder."""
    options = dict(unit(name)["Service"])
    assert {key: options.get(key) for key in SHUT_IN} == SHUT_IN
    assert options["StateDirectory"].split()[0] == "ombudet"


def test_the_service_comes_up_again_and_after_what_it_needs() -> None:
    """Whatever ends it, it is started again, without end; at boot after the network and the database."""
    found = unit("ombud.service")
    assert (found["Service"]["Restart"], found["Unit"]["StartLimitIntervalSec"]) == ("always", "0")
    assert {"network-online.target", "postgresql.service"} <= set(found["Unit"]["After"].split())
    assert found["Service"]["MemoryMax"] == "400M"


def test_nobody_kills_a_service_that_is_stopping() -> None:
    """systemd and Docker wait longer than an orderly stop may take."""
    longest = REQUESTS + service._LONGEST_STOP + CLOSING
    compose = re.findall(r"^  ombud:\n.*?stop_grace_period: (\d+)s$", text_of("deploy", "compose.yaml"), re.M | re.S)
    waits = [int(unit("ombud.service")["Service"]["TimeoutStopSec"]), *map(int, compose)]
    assert (len(waits), min(waits) >= longest) == (2, True)


def test_commands_in_deploy_are_commands_of_ombud() -> None:
    """What a unit, the image and the backup call is there."""
    text = "\n".join(path.read_text("utf-8") for path in files())
    called = set(re.findall(r'bin/ombud"? ([a-z]+)', text)) | set(
        re.findall(r'^CMD \["([a-z]+)"\]', text, re.MULTILINE)
    )
    assert called == {"serve", "backup"}
    assert {f"ombud {name}" for name in called} <= set(commands(ombud, "ombud"))


def test_a_backup_runs_every_night_and_is_made_up_for() -> None:
    """The timer fires in the night of Stockholm, and at the next start if the machine was off."""
    timer = unit("ombud-backup.timer")["Timer"]
    assert re.fullmatch(r"\*-\*-\* 0[1-5]:\d\d:00 Europe/Stockholm", timer["OnCalendar"])
    assert timer["Persistent"] == "true"


def backing_up(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The nightly script, keeping three, with the command and its settings in a folder of their own."""
    for place in ("deploy", ".venv/bin", "backups"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    shutil.copy(DEPLOY / "backup.sh", folder / "deploy")
    ours = folder / ".venv/bin/ombud"
    ours.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
    ours.chmod(0o755)
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder / 'ombud.db'}"}
    line = f"{ours} db upgrade; {folder}/deploy/backup.sh {folder}/backups 3"
    return subprocess.run(  # noqa: S602
        line, check=False, shell=True, cwd=folder, env={**known, **environment}, capture_output=True, text=True
    )


def test_the_latest_backups_are_kept(tmp_path: Path) -> None:
    """After a backup the oldest beyond the number are gone, and nothing that is not a backup."""
    (tmp_path / "backups").mkdir()
    for name in (*(f"ombud-2026-11-2{day}T021500Z.backup" for day in range(5)), "notes.txt"):
        (tmp_path / "backups" / name).touch()
    run = backing_up(tmp_path, SECRET_KEY="A" * 43)
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert (run.returncode, run.stderr, left[0]) == (0, "", "notes.txt")
    assert left[1:3] == ["ombud-2026-11-23T021500Z.backup", "ombud-2026-11-24T021500Z.backup"]
    assert re.fullmatch(r"ombud-\d{4}-\d\d-\d\dT\d{6}Z\.backup", left[3])


def test_a_backup_that_fails_deletes_nothing(tmp_path: Path) -> None:
    """Without its key there is none: the old ones stay, and the unit fails."""
    (tmp_path / "backups").mkdir()
    for day in range(5):
        (tmp_path / "backups" / f"ombud-2026-11-2{day}T021500Z.backup").touch()
    assert backing_up(tmp_path).returncode == 1
    assert len(list((tmp_path / "backups").iterdir())) == 5


# Caddy


def test_every_route_is_open_or_shut_on_purpose(tmp_path: Path) -> None:
    """The proxy passes on what the service serves, path by path, and nothing else."""
    served = application(
        load_settings(
            serving=True,
            _env_file=None,
            database_url=f"sqlite:///{tmp_path / 'ombud.db'}",
            secret_key="A" * 43,
            public_url="https://ombud.example",
            telegram_bot_token="7000:synthetic-token",
            telegram_webhook_secret="s3cret-token",
            twilio_account_sid=f"AC{'0' * 32}",
            twilio_auth_token="f" * 32,
            twilio_from="+46701740699",
        )
    )
    served.state.ombudet.database.close()
    routes = {re.sub(r"{.+}", "*", route.path) for route in served.routes if isinstance(route, Route)}
    routes |= {f"{route.path}/*" for route in served.routes if isinstance(route, Mount)}
    doors = cast("dict[str, Door]", served.user_middleware[0].args[0])
    routes |= doors.keys()
    assert paths("public") | paths("well") | paths("figures") == routes
    assert (paths("well"), paths("figures")) == ({"/health", "/health/week"}, {"/metrics"})


def test_figures_are_for_those_who_watch() -> None:
    """/metrics is answered to the monitor's address alone, this machine unless another is given."""
    figures = text_of("deploy", "Caddyfile").partition("@figures {")[2].partition("}\n\thandle")[0]
    assert "remote_ip {$MONITOR:127.0.0.1/32}" in figures


def test_the_proxy_rewrites_nothing_and_logs_nobody() -> None:
    """Twilio's signature covers the address as it was called; headers and addresses hold secrets and people."""
    words = set(re.findall(r"^\t*([a-z_]+)\b", text_of("deploy", "Caddyfile"), re.MULTILINE))
    assert not words & {"rewrite", "uri", "handle_path", "header_up", "log_credentials"}
    assert "exclude http.log.error" in text_of("deploy", "Caddyfile")
    assert "Strict-Transport-Security" in text_of("deploy", "Caddyfile")


# Containers


def test_every_image_is_pinned() -> None:
    """An image is a version, never whatever is latest today."""
    named = re.findall(
        r"^\s*(?:image: |FROM )(\S+)", text_of("deploy", "compose.yaml") + text_of("deploy", "Dockerfile"), re.M
    )
    assert len(named) == 5
    assert [image for image in named if not re.search(r":\d+\.\d+", image)] == []


def test_the_image_is_made_of_the_lock_and_runs_as_nobody_special() -> None:
    """Its packages are checked by their hashes, its user is not root, and it is mounted read-only."""
    dockerfile, compose = text_of("deploy", "Dockerfile"), text_of("deploy", "compose.yaml")
    assert "pip install --require-hashes -r requirements.lock" in dockerfile
    assert re.findall(r"^USER (\d+)$", dockerfile, re.MULTILINE) == ["10001"]
    ours = compose.partition("\n  ombud:\n")[2].partition("\n  caddy:\n")[0]
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "replicas: 3", "/health"):
        assert line in ours


# All of it


def test_settings_in_deploy_are_settings_of_ombud() -> None:
    """What is set there for the service is in .env.example, or another program's own."""
    for path in files():
        text = path.read_text("utf-8")
        named = {a or b for a, b in re.findall(r"\$\{?([A-Z_]{3,})|^\s+([A-Z_]{3,}):", text, re.MULTILINE)}
        for line in re.findall(r"^(?:Environment=|ENV )(.+)$", text, re.MULTILINE):
            named |= set(re.findall(r"\b([A-Z_]+)=", line))
        assert {name for name in named - settings() - NOT_OURS if not name.startswith(NOT_OURS_BEGIN)} == set()


def test_no_secret_is_kept_in_deploy() -> None:
    """Secrets come from files beside it that are not under version control."""
    for path in files():
        found = re.findall(r"(?:KEY|TOKEN|SECRET|PASSWORD|SID)\w*\s*[:=]\s*(\S+)", path.read_text("utf-8"))
        assert set(found) <= {"/run/secrets/postgres_password"}, path.name
    ignored = text_of(".gitignore").splitlines()
    assert {"/deploy/secrets/", ".env"} <= set(ignored)


def test_the_guide_names_what_there_is() -> None:
    """Each command of docs/operate.md is one of `ombud`, and each name in capitals a setting."""
    guide = text_of("docs", "operate.md")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", guide, re.DOTALL))
    lines = [*blocks.splitlines(), *re.findall(r"`([^`\n]+)`", guide)]
    called = {found[1] for line in lines if (found := re.match(r"\s*(ombud (?:db |areas place)?[a-z]*)", line))}
    assert called - {"ombud "} <= set(commands(ombud, "ombud"))
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+|HOST|PORT|MUNICIPALITY)\b", guide))
    assert named
    assert named <= settings()
