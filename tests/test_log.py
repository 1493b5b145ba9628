"""What the logs tell: ids and reasons, never what somebody wrote, a number or a token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest
import structlog
from transcript import ZONE, stage_of

from bot.log import set_up

WORDS = "Lampan är trasig vid Albyvägen 12, mörkt på kvällen"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


async def test_a_week_of_talk_leaves_no_words_or_numbers(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A tip, an answer, a prompt and a digest are logged at every level without a word of them or an address."""
    set_up("DEBUG")
    stage = await stage_of({"cast": "resident sms; ombud telegram ombud alby; manager sms manager alby"}, sqlite_url)
    await stage.say(stage.phones["resident"], WORDS)
    await stage.say(stage.phones["ombud"], "/svara ABC-DEF Hemligheten är ute")
    await stage.go_to(datetime(2026, 11, 25, 15, 0, tzinfo=ZONE))
    await stage.app.close()
    logged = capsys.readouterr().err
    events = [json.loads(line) for line in logged.splitlines()]
    assert {"handled", "sent", "slot"} <= {event["event"] for event in events}
    for secret in ("Lampan", "Albyv", "Hemligheten", "70174", "7002", 'digest": "Veckan'):
        assert secret not in logged


async def test_an_error_is_named_without_its_words(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an exception its type and its place are logged: its message may hold what somebody wrote."""
    set_up("INFO")
    stage = await stage_of({"cast": "resident sms"}, sqlite_url)
    with stage.app.database.begin() as work:
        work.conn.exec_driver_sql("DROP TABLE tip_message")
        work.conn.exec_driver_sql("DROP TABLE tip")
    await stage.say(stage.phones["resident"], WORDS)
    await stage.app.close()
    logged = capsys.readouterr().err
    assert "Lampan" not in logged
    assert "OperationalError" in logged


def test_a_library_s_warning_passes_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A library's warning says who warned and where, not what: it may hold a token or a number."""
    set_up("INFO")
    logging.getLogger("httpx").info("POST /bot123:secret/sendMessage")
    logging.getLogger("some.library").warning("could not reach +46701740605")
    logged = capsys.readouterr().err
    assert "some.library" in logged
    assert "secret" not in logged
    assert "701740605" not in logged
