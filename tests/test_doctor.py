"""The doctor against providers as they are in `fakes`, over real HTTP and SMTP: what is wrong is a fault with its
remedy, and a look changes nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
from fakes.mail import mail_server
from served import SECRET, World, free_port
from storing import someone
from test_alarms import TO, town
from test_command import runner
from typer.testing import Result

from bot.__main__ import ombud
from bot.clock import system_clock
from bot.municipality import SHIPPED
from bot.operating.doctor import Finding, examine
from bot.operating.doctor.outside import clocks
from bot.settings import load_settings
from storage import alarms, models, people
from storage.database import Database
from storage.secrets import Vault
from storage.upgrade import upgrade

pytestmark = pytest.mark.usefixtures("environment")
Found = dict[str, Finding]


@pytest.fixture
def set_(here: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the environment as an operator would; the providers stand beside it."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name.upper(), value)

    put(
        secret_key="A" * 43,
        database_url=f"sqlite:///{here.database}",
        public_url="https://ombud.example",
        telegram_bot_token=here.telegram.token,
        telegram_api_url=here.telegram.url,
        telegram_webhook_secret=SECRET,
        twilio_account_sid=here.twilio.account_sid,
        twilio_auth_token=here.twilio.auth_token,
        twilio_from=here.twilio.number,
        twilio_api_url=here.twilio.url,
    )
    here.twilio.sms_url = "https://ombud.example/webhooks/twilio/sms"
    return put


async def found(*, fix: bool = False) -> Found:
    """What the doctor finds, by what was looked at; every fault has its remedy."""
    lines = await examine(fix=fix)
    assert all(line.remedy for line in lines if line.state == "fault")
    return {line.what: line for line in lines}


def faults(lines: Found) -> set[str]:
    return {what for what, line in lines.items() if line.state == "fault"}


@pytest.fixture
def kept(set_: Any) -> Iterator[Database]:
    """The database of those settings, up to date."""
    settings = load_settings(serving=True)
    url, vault = settings.database_url.get_secret_value(), Vault(settings.key)
    database = Database(url, vault, system_clock, SystemRandom())
    upgrade(database)
    yield database
    database.close()


async def registered(here: World) -> None:
    assert (await found(fix=True))["telegram webhook"].state == "ok"


async def test_all_is_well(here: World, set_: Any, kept: Database, tmp_path: Path) -> None:
    """Settings, providers, their webhooks, mail, database, what is due next, and who is told: each is a line."""
    with kept.begin() as work:
        people.give_role(work, someone(work).id, "admin", None)
        assert alarms.mine(work, "a service")
    async with mail_server(tmp_path, login=False) as server:
        set_(smtp_url=server.url(), mail_from="ombudet@example.se", municipality=town(tmp_path), sms_price_ore="50")
        await registered(here)
        lines = await found()
        assert server.letters == []
    assert {what: line.state for what, line in lines.items() if line.state != "ok"} == {}
    assert lines["telegram"].found == "@OmbudetBot"
    assert lines["twilio balance"].found == "41.20 USD"
    assert lines["mail"].found == "the server takes mail (in the clear)"
    assert lines["alarms"].found == f"1 admins (sms), {len(TO)} mailboxes"
    assert "telegram" in lines["clock"].found
    assert "prompt of week" in lines["next"].found
    assert "Europe/Stockholm" in lines["next"].found
    assert "0.00 kr" in lines["queues"].found
    assert lines["serve"].found.startswith("running")
    assert (here.twilio.sent, here.telegram.sent) == ([], [])


async def test_a_webhook_that_leads_elsewhere_is_fixed_on_request(here: World, set_: Any) -> None:
    """The doctor says where it leads and where it should; only --fix changes that, and nothing else."""
    here.telegram.pending[1] = {"update_id": 1}
    lines = await found()
    assert "https://ombud.example/webhooks/telegram" in lines["telegram webhook"].found
    assert "--fix" in lines["telegram webhook"].remedy
    assert here.telegram.webhook is None
    lines = await found(fix=True)
    assert lines["telegram webhook"].found.startswith("was none")
    webhook = here.telegram.webhook
    assert webhook is not None
    assert (webhook.url, webhook.secret) == ("https://ombud.example/webhooks/telegram", SECRET)
    assert (here.telegram.commands, here.telegram.dropped_updates) == ({}, 0)
    assert (await found())["telegram webhook"].found == f"{webhook.url}, 1 updates wait"


async def test_polling_wants_no_webhook(here: World, set_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is left from before keeps us from asking: a fault, and --fix takes it away."""
    await registered(here)
    monkeypatch.delenv("TELEGRAM_WEBHOOK_SECRET")
    assert "telegram webhook" in faults(await found())
    await found(fix=True)
    assert here.telegram.webhook is None
    assert (await found())["telegram webhook"].state == "ok"


@pytest.mark.parametrize(("ago", "state"), [(60, "fault"), (7200, "ok")])
async def test_what_telegram_could_not_bring_is_told(here: World, set_: Any, ago: int, state: str) -> None:
    """In Telegram's words, as long as it is recent."""
    await registered(here)
    here.telegram.last_error, here.telegram.last_error_at = "Connection refused", time.time() - ago
    line = (await found())["telegram webhook"]
    assert (line.state, "Connection refused" in line.found) == (state, state == "fault")


async def test_wrong_credentials_are_faults(here: World, set_: Any) -> None:
    """Each provider's by itself; no token or password is said."""
    set_(telegram_bot_token="7000:hunter2", twilio_auth_token="hunter2")
    lines = await found()
    assert {"telegram", "twilio", "twilio balance", "twilio number"} <= faults(lines)
    assert "hunter2" not in json.dumps([line.as_json() for line in lines.values()])


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("twilio", {"status": "suspended"}),
        ("twilio balance", {"balance": "-0.40"}),
        ("twilio number", {"number": "+46701740698"}),
        ("twilio webhook", {"sms_url": "https://ombud.example/webhooks/twilio/sms/"}),
        ("twilio webhook", {"sms_url": ""}),
        ("twilio webhook", {"sms_method": "GET"}),
        ("twilio webhook", {"sms_application_sid": "AP" + "0" * 32}),
    ],
)
async def test_what_is_wrong_at_twilio(here: World, set_: Any, what: str, change: dict[str, str]) -> None:
    """The account, its money, the number, and where Twilio brings what is written to it, to the letter."""
    await registered(here)
    for name, value in change.items():
        assert hasattr(here.twilio, name)
        setattr(here.twilio, name, value)
    lines = await found()
    assert faults(lines) - {"alarms"} == {what}


async def test_mailboxes_without_a_mail_server_are_a_fault(here: World, set_: Any, tmp_path: Path) -> None:
    """Whoever is to get the digest by mail would wait in vain."""
    file = tmp_path / "with-mailboxes.toml"
    shipped = (SHIPPED / "botkyrka.toml").read_text("utf-8")
    file.write_text(f'{shipped}\n[[recipients]]\nrole = "coordinator"\nmail = ["trygghet@example.se"]\n', "utf-8")
    set_(municipality=str(file))
    line = (await found())["mail"]
    assert (line.state, line.remedy.startswith("set SMTP_URL and MAIL_FROM")) == ("fault", True)


async def test_mail_is_looked_at(here: World, set_: Any, tmp_path: Path) -> None:
    """A refused login and a server that is not there are faults; mailboxes that nobody named are a note."""
    assert (await found())["mail"].state == "note"
    async with mail_server(tmp_path, login=True) as server:
        set_(smtp_url=server.url("larm:wrong@"), mail_from="ombudet@example.se")
        assert (await found())["mail"].found == "login_refused"
    async with mail_server(tmp_path) as server:
        set_(smtp_url=server.url())
        assert "nobody is to get alarms" in (await found())["mail"].found
    set_(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert (await found())["mail"].state == "fault"


async def test_what_is_stuck_is_told(here: World, set_: Any, kept: Database) -> None:
    """What waits too long, what is set aside, and alarms that are not over; that `serve` does not run is a note."""
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with kept.begin() as work:
        moments = dict.fromkeys(("said_at", "received_at", "due_at"), long_ago)
        for number, state in enumerate(("waiting", "failed")):
            row = {"channel": "sms", "external_id": str(number), "sender": bytes(32), "state": state, **moments}
            work.conn.execute(models.inbound.insert().values(**row))
        alarms.begin(work, "telegram")
    lines = [line for line in await examine() if line.what == "queues and week"]
    assert [line.state for line in lines] == ["fault"] * 3
    assert ["handled" in line.found or "Telegram" in line.found for line in lines] == [True] * 3
    later = await found()
    assert later["queues"].found.startswith("1 to handle, 0 to send, 1 set aside")
    assert later["serve"].state == "note"


async def test_nobody_to_tell_is_a_fault(here: World, set_: Any, kept: Database) -> None:
    """Without an admin and without mail an alarm is only a line in the log; with one path it is a note."""
    assert "alarms" in faults(await found())
    with kept.begin() as work:
        people.give_role(work, someone(work).id, "admin", None)
    assert (await found())["alarms"].state == "note"


@pytest.mark.parametrize(("skew", "state"), [(3.0, "ok"), (-300.0, "fault"), (300.0, "fault"), (None, "ok")])
def test_the_clock_is_compared_with_the_providers(skew: float | None, state: str) -> None:
    """More than two minutes from anybody's who has just answered is a fault."""

    class Answered:
        def __init__(self, skew: float | None) -> None:
            self.skew = skew

    line = clocks({"telegram": Answered(skew), "sms": Answered(0.5)})  # type: ignore[dict-item]
    assert line.state == state
    assert bool(line.remedy) == (state == "fault")


async def test_the_command_says_the_same(here: World, set_: Any) -> None:
    """JSON for programs; exit status 1 while there is a fault; --fix is said in --help."""

    async def doctor(*words: str) -> Result:
        return await asyncio.to_thread(runner.invoke, ombud, ("doctor", *words))

    looked = await doctor("--format", "json")
    lines = {line["what"]: line for line in json.loads(looked.stdout)}
    assert (looked.exit_code, lines["telegram webhook"]["state"]) == (1, "fault")
    assert "was none" in (await doctor("--fix")).stdout
    assert "--fix" in (await doctor("--help")).stdout


async def test_little_room_and_a_later_schema_are_faults(
    set_: Any, kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is nearly full is told of before it is; a database of a later version is not to be started on."""
    monkeypatch.setattr("bot.operating.doctor.within._LITTLE", 10**18)
    room = (await found())["disk"]
    assert (room.state, "MB free" in room.found) == ("fault", True)
    with kept.begin() as work:
        work.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    later = (await found())["database"]
    assert (later.state, "use that version" in later.remedy) == ("fault", True)
