"""Going down and coming up: what is taken in is kept, what Telegram and Twilio hold back is fetched, once each."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.twilio_api import Fault as TwilioFault
from served import BY_SMS, OMBUD, RESIDENT, TIP, World, client, free_port, signed, sms_form, until

from storage import settings_kept

OTHER = "+46701740607"
POLLING: dict[str, Any] = {"telegram_webhook_secret": None}


# Going down and coming up


async def test_what_was_taken_in_is_handled_after_a_restart(here: World) -> None:
    """Killed between the commit and the handling: each is handled once when it comes up again."""
    async with here.doors_only(), client() as visitor:
        for number in range(20):
            form, url = sms_form(f"SM{number}", TIP, f"+467017406{10 + number}"), f"{here.url}/webhooks/twilio/sms"
            assert (await visitor.post(url, data=form, headers=signed(url, form))).status_code == 200
    assert here.states() == ["waiting"] * 20
    async with here.serve():
        await here.settled()
    async with here.serve():
        await here.settled()
    assert here.states() == ["done"] * 20
    assert here.rows("SELECT count(*) FROM tip") == [(20,)]
    assert sorted(sms.to for sms in here.twilio.sent) == [f"+467017406{10 + number}" for number in range(20)]


async def test_an_orderly_stop_finishes_what_is_in_hand(here: World) -> None:
    """What is on its way arrives and is written down as sent; nothing is left half done."""
    async with here.serve() as app:
        sms = app.channels["sms"]
        send: Callable[[Any], Any] = sms.send
        begun = asyncio.Event()

        async def slowly(message: Any) -> Any:
            begun.set()
            await asyncio.sleep(0.3)
            return await send(message)

        sms.send = slowly  # type: ignore[method-assign]
        await here.twilio.user_says(RESIDENT, TIP, f"{here.url}/webhooks/twilio/sms")
        await begun.wait()
    assert (len(here.twilio.sent), set(here.states("outbound")) <= {"sent", "delivered"}) == (1, True)


async def test_an_orderly_stop_leaves_the_rest_for_later(here: World) -> None:
    """A long queue does not keep the service from stopping, and is sent when it is up again; each once."""
    numbers = [f"+467017406{10 + number}" for number in range(40)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(here.serve(sms_rate=2))
        for number in numbers:
            await here.twilio.user_says(number, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: len(here.states("outbound")) == 40 and len(here.twilio.sent) >= 25)
        async with asyncio.timeout(4):
            await stack.aclose()
    assert 0 < len(here.twilio.sent) < 40
    async with here.serve():
        await here.settled()
    assert sorted(sms.to for sms in here.twilio.sent) == numbers


@pytest.mark.parametrize("fault", ["hang", "accept_then_hang"])
async def test_a_provider_that_hangs_does_not_keep_us(
    here: World, monkeypatch: pytest.MonkeyPatch, fault: TwilioFault
) -> None:
    """A stop ends in bounded time; what it left on its way is looked for at the next start, and arrives once."""
    monkeypatch.setattr("bot.app._LONGEST_STOP", 0.2)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(here.serve())
        here.twilio.fail_next(fault)
        await here.twilio.user_says(RESIDENT, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: here.states("outbound") == ["sending"])
        async with asyncio.timeout(3):
            await stack.aclose()
    assert here.states("outbound")[0] in ("sending", "unknown")
    here.clock.move(timedelta(minutes=2))
    async with here.serve():
        await here.settled()
    assert len(here.texted(RESIDENT)) == 1


async def test_a_stop_ends_long_polling_at_once(here: World) -> None:
    """Nobody waits 25 seconds for a poll that has nothing to bring."""
    async with asyncio.timeout(5), here.serve(**POLLING):
        await until(lambda: here.telegram.allowed)
        await here.says(OMBUD, "/hjalp")


# Long polling


async def test_an_update_is_confirmed_only_when_it_is_kept(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database can't take it Telegram keeps it; then it is taken in once."""
    monkeypatch.setattr("bot.fetching._RETRY", 0.05)
    async with here.serve(**POLLING) as app:
        await until(lambda: here.telegram.allowed)
        with app.database.engine.connect() as other, monkeypatch.context() as broken:
            other.exec_driver_sql("ALTER TABLE inbound RENAME TO elsewhere")
            other.commit()
            here.telegram.user_says(OMBUD, "/hjalp")
            await asyncio.sleep(0.3)
            assert here.telegram.pending
            broken.undo()
            other.exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbound")
            other.commit()
        await here.settled()
    assert (here.states(), len(here.said_to(OMBUD))) == (["done"], 1)


async def test_a_kill_between_commit_and_confirmation_does_it_once(here: World) -> None:
    """Telegram brings the update again after a restart, and it is known."""
    async with here.serve(**POLLING):
        await until(lambda: here.telegram.allowed)
        here.telegram.fail_next("hang", method="getUpdates")
        here.telegram.user_says(OMBUD, "/hjalp")
        await until(lambda: here.states() == ["done"] and not here.telegram._faults)
        assert here.telegram.pending
    async with here.serve(**POLLING) as app:  # and what was kept of the offset went with it
        await app.database.run(lambda work: settings_kept.put(work, "telegram_offset", "0"))
    async with here.serve(**POLLING):
        await here.settled()
        await here.says(OMBUD, "/hjalp")
    assert (here.states(), len(here.said_to(OMBUD))) == (["done", "done"], 2)


async def test_update_ids_may_begin_again(here: World) -> None:
    """After a week of silence Telegram counts on from anywhere; a lower id is confirmed like any other."""
    async with here.serve(**POLLING) as app:
        await app.database.run(lambda work: settings_kept.put(work, "telegram_offset", "2000000"))
    here.telegram.allowed = []
    async with here.serve(**POLLING):
        await until(lambda: here.telegram.allowed)  # by a poll from that offset
        number = here.telegram.user_says(OMBUD, "/hjalp")
        await here.settled()
        await here.says(OMBUD, "/hjalp")
        assert number < 2_000_000
    assert here.states() == ["done", "done"]
    assert here.rows("SELECT value FROM setting WHERE key = 'telegram_offset'") == [(str(number + 2),)]


# What Twilio could not bring


async def test_sms_of_a_day_down_are_taken_in_at_the_start(here: World) -> None:
    """Twilio tries twice and then keeps it to itself: its log is read at every start, and each SMS counts once."""
    async with here.serve():
        await here.texts(RESIDENT, TIP)
    for number, hours in ((BY_SMS, 1), (OTHER, 20)):
        here.clock.move(timedelta(hours=hours))
        await here.twilio.user_says(number, TIP, f"{here.url}/webhooks/twilio/sms")
    here.clock.move(timedelta(hours=3))
    async with here.serve():
        await until(lambda: len(here.states()) == 3)
        await here.settled()
    assert here.states() == ["done"] * 3
    assert [len(here.texted(number)) for number in (RESIDENT, BY_SMS, OTHER)] == [1, 1, 1]


async def test_a_log_that_cannot_be_read_is_read_later(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost by Twilio's being down when we come up."""
    monkeypatch.setattr("bot.fetching._RETRY_LOOK", 0.05)
    async with here.serve():
        await here.texts(RESIDENT, TIP)
    await here.twilio.user_says(BY_SMS, TIP, "")
    here.twilio.fail_next(500, times=2)
    async with here.serve():
        await until(lambda: len(here.states()) == 2)
        await here.settled()
    assert len(here.texted(BY_SMS)) == 1


# The command


async def ombud_serve(folder: Path, **environment: str) -> asyncio.subprocess.Process:
    """The command itself, in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_wrong_settings_are_all_named_at_once(tmp_path: Path) -> None:
    """`ombud serve` ends with status 1 and says every fault in one line, without a secret."""
    wrong = {
        "SECRET_KEY": "hemlig-nyckel",
        "PUBLIC_URL": "ftp://ombud.example",
        "PORT": "0",
        "TELEGRAM_BOT_TOKEN": "hemlig-token",
        "TWILIO_AUTH_TOKEN": "hemlig",
        "SMS_RATE": "0",
    }
    run = await ombud_serve(tmp_path, **wrong)
    out, err = await run.communicate()
    named = re.findall(r"[:;] ([A-Z_]+): ", err.decode())
    assert (run.returncode, out, err.decode().count("\n")) == (1, b"", 1)
    assert sorted(named) == sorted([*wrong.keys() - {"TWILIO_AUTH_TOKEN"}, "TWILIO_ACCOUNT_SID", "TWILIO_FROM"])
    assert "hemlig" not in err.decode()


async def test_a_taken_port_is_said_before_anything_begins(here: World, tmp_path: Path) -> None:
    """A second service on the same port says so in a line, and has told Telegram nothing."""
    own = {"SECRET_KEY": "A" * 43, "TELEGRAM_BOT_TOKEN": here.telegram.token, "TELEGRAM_API_URL": here.telegram.url}
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = await ombud_serve(tmp_path, **own, PORT=str(other.getsockname()[1]))
        _, err = await run.communicate()
    assert (run.returncode, err.decode().count("\n"), b"in use" in err) == (1, 1, True)
    assert here.telegram.calls == []


async def test_the_command_serves_until_it_is_told_to_stop(here: World, tmp_path: Path) -> None:
    """The real process answers by Telegram, and ends at SIGTERM, however often it is told, with status 0, everything
    done and nobody's words in the log."""
    own = {"SECRET_KEY": "A" * 43, "TELEGRAM_BOT_TOKEN": here.telegram.token, "TELEGRAM_API_URL": here.telegram.url}
    port = str(free_port())
    run = await ombud_serve(tmp_path, **own, PORT=port, DATABASE_URL=f"sqlite:///{here.database}", LOG_LEVEL="DEBUG")
    here.telegram.user_says(OMBUD, "/hjalp hemligt")
    await here.telegram.has_sent(1)
    async with client(f"http://127.0.0.1:{port}") as visitor:
        assert (await visitor.get("/health")).json()["status"] == "ok"
    run.send_signal(signal.SIGTERM)
    run.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        _, err = await run.communicate()
    assert (run.returncode, here.states(), here.states("outbound")) == (0, ["done"], ["sent"])
    assert not re.search(rf"hemligt|{here.telegram.token}|\b{OMBUD}\b", err.decode())
