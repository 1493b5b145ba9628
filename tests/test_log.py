"""What the logs tell: ids and reasons, never what somebody wrote, a number or a token."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

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


def test_in_the_journal_each_line_has_its_priority() -> None:
    """`journalctl -p warning` finds what went wrong: under systemd a line begins with its level (sd-daemon(3))."""
    said = "import structlog; from bot.log import set_up; set_up('INFO'); log = structlog.get_logger()"
    reading, writing = os.pipe()
    pipe = os.fstat(writing)
    env = {**os.environ, "JOURNAL_STREAM": f"{pipe.st_dev}:{pipe.st_ino}"}
    run = [sys.executable, "-c", f"{said}; log.info('a'); log.warning('b'); log.error('c')"]
    subprocess.run(run, env=env, stderr=writing, check=True, cwd=Path(__file__).parent.parent)  # noqa: S603 - our own
    os.close(writing)
    with os.fdopen(reading) as lines:
        found = [(line[:3], json.loads(line[3:])["event"]) for line in lines]
    assert found == [("<6>", "a"), ("<4>", "b"), ("<3>", "c")]
