"""The webhooks from outside: what is refused and how, what is taken in and when that is said."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from served import CODE, SECRET, TIP, WITH_SECRET, World, bring, client, signed, sms_form, text, until, update
from served import SMS_DOOR as SMS
from served import STATUS_DOOR as STATUS
from served import TELEGRAM_DOOR as TELEGRAM
from sqlalchemy import event

from bot.web import doors

# Who it is


async def test_telegram_must_know_the_secret(here: World, web: httpx.AsyncClient) -> None:
    """Without the very secret an update is refused, and nothing of it is stored."""
    secrets = [b"", b"wrong", SECRET.encode() + b"x", SECRET.upper().encode(), "hemlig\xe5".encode("latin-1")]
    wrong = [{b"X-Telegram-Bot-Api-Secret-Token": secret} for secret in secrets]
    answers = [await web.post(TELEGRAM, json=update(1), headers=headers) for headers in [{}, *wrong]]
    assert ({answer.status_code for answer in answers}, here.states()) == ({401}, [])


@pytest.mark.parametrize("path", [SMS, STATUS])
async def test_twilio_must_have_signed_this(here: World, web: httpx.AsyncClient, path: str) -> None:
    """Without a signature for this address and these fields nothing is believed or stored."""
    url, form = f"{here.url}{path}", {**sms_form("SM1"), "MessageStatus": "delivered"}
    forged = [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "hemlig"},
        signed(url, form, "e" * 32),
        signed(url.replace("http:", "https:"), form),
        signed(f"{url}/", form),
        signed(url, {**form, "Body": "annat"}),
    ]
    answers = [await web.post(path, content=urlencode(form), headers=headers) for headers in forged]
    assert ({answer.status_code for answer in answers}, here.states()) == ({403}, [])
    assert (await web.post(f"{path}?x=1", content=urlencode(form), headers=signed(url, form))).status_code == 403


# What it is

NOT_UPDATES = [
    *(b"", b"{", b"[]", b"null", b'"hej"', b"7", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"update_id":' + b"9" * 5000),
    *(b'{"update_id":"7"}', b'{"update_id":true}', b'{"update_id":-7}', b'{"update_id":null}', b'{"update_id":1.5}'),
]
NOT_FORMS = [b'{"MessageSid": "SM1"}', b"MessageSid", b"Body=%FF&MessageSid=SM1", b"Body=%ED%A0%80", "Body=å".encode()]


async def test_what_is_no_update_is_malformed(here: World, web: httpx.AsyncClient) -> None:
    """JSON that is none, no object, or lacks its id is a 400, and nothing is stored."""
    answers = [await web.post(TELEGRAM, content=body, headers=WITH_SECRET) for body in NOT_UPDATES]
    assert ([answer.status_code for answer in answers], here.states()) == ([400] * len(NOT_UPDATES), [])


async def test_what_is_no_form_is_malformed(here: World, web: httpx.AsyncClient) -> None:
    """A body that is no form, or not in UTF-8, is a 400, whatever its signature; without one it is a 403."""
    headers = {"X-Twilio-Signature": "c2lnbmF0dXJl"}
    for path in (SMS, STATUS):
        answers = [await web.post(path, content=body, headers=headers) for body in NOT_FORMS]
        assert [answer.status_code for answer in answers] == [400] * len(NOT_FORMS)
        assert (await web.post(path, content=NOT_FORMS[0])).status_code == 403
    assert here.states() == []


async def test_a_signed_form_without_its_id_is_malformed(web: httpx.AsyncClient) -> None:
    """What Twilio signed but can't be told apart from the next is a 400."""
    whole = {**sms_form("SM1"), "MessageStatus": "delivered"}
    for path, lacking in ((SMS, "MessageSid"), (SMS, "From"), (STATUS, "MessageSid"), (STATUS, "MessageStatus")):
        form = {name: value for name, value in whole.items() if name != lacking}
        assert [await text(web, form, path), await text(web, {**form, lacking: ""}, path)] == [400, 400]


async def test_too_much_is_refused(here: World, web: httpx.AsyncClient) -> None:
    """Above 1 MiB is a 413, announced or not, and the next visitor is served; exactly 1 MiB is read."""
    headers = {**WITH_SECRET, "X-Twilio-Signature": "c2lnbmF0dXJl"}

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    for path in (TELEGRAM, SMS, STATUS):
        for body in (b"x" * (doors.LARGEST + 1), endless()):
            assert (await web.post(path, content=body, headers=headers)).status_code == 413
    padded = json.dumps(update(1)).encode().ljust(doors.LARGEST)
    assert (await web.post(TELEGRAM, content=padded, headers=headers)).status_code == 200
    assert len(here.states()) == 1


async def test_a_body_that_never_ends_or_breaks_off_harms_nobody(
    here: World, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends half a request is not waited for, and nothing of it is stored."""
    monkeypatch.setattr(doors, "PATIENCE", 0.1)
    head = f"POST {TELEGRAM} HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: 90\r\n"
    for leaves in (True, False):
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(f'{head}\r\n{{"update_id"'.encode())
        await writer.drain()
        if not leaves:
            assert b"408" in await reader.readline()
        writer.close()
    assert (await bring(web, update(1)), len(here.states())) == (200, 1)


async def test_webhooks_take_only_posts(web: httpx.AsyncClient) -> None:
    """Looking at a webhook is not using it."""
    for path in (TELEGRAM, SMS, STATUS):
        answers = [await web.request(method, path) for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")]
        assert {answer.status_code for answer in answers} == {405}
        assert {answer.headers["allow"] for answer in answers} == {"POST"}


# Taken in once, and only said so when it is


async def hammer(here: World, path: str, headers: dict[str, str], body: bytes) -> set[bytes]:
    """The same request 1,024 times over 64 connections; returns the status lines."""
    given = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": str(len(body))}.items())
    request, seen = f"POST {path} HTTP/1.1\r\nHost: x\r\n{given}\r\n".encode() + body, set()

    async def repeat() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        for _ in range(16):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            seen.add(head.split(b"\r\n")[0])
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(int(length.split(b":")[1]))
        writer.close()

    await asyncio.gather(*(repeat() for _ in range(64)))
    return seen


async def test_the_same_update_a_thousand_times_is_one(here: World, web: httpx.AsyncClient) -> None:
    """However often and however many at once: one row, one effect, one reply; and always a 200."""
    body = json.dumps(update(7, "/hjalp")).encode()
    assert await hammer(here, TELEGRAM, WITH_SECRET, body) == {b"HTTP/1.1 200 OK"}
    await here.settled()
    assert (here.states(), len(here.telegram.sent)) == (["done"], 1)


async def test_the_same_sms_a_thousand_times_is_one(here: World, web: httpx.AsyncClient) -> None:
    """A tip that comes a thousand times is one tip, with one receipt."""
    form = sms_form("SM7", TIP)
    headers, body = signed(f"{here.url}{SMS}", form), urlencode(form).encode()
    assert await hammer(here, SMS, headers, body) == {b"HTTP/1.1 200 OK"}
    await here.settled()
    assert (here.states(), here.rows("SELECT count(*) FROM tip"), len(here.twilio.sent)) == (["done"], [(1,)], 1)
    assert CODE.search(here.twilio.sent[0].body)


async def test_200_means_committed(here: World) -> None:
    """When the answer arrives, another connection sees the row, however many come together."""
    async with here.doors_only(), client(here.url) as visitor:

        async def one(number: int) -> None:
            assert await bring(visitor, update(number)) == 200
            assert here.rows("SELECT state FROM inbound WHERE external_id = ?", str(number)) == [("waiting",)]

        await asyncio.gather(*(one(number) for number in range(1, 101)))
    assert len(here.states()) == 100


async def test_a_locked_database_is_a_503_and_nothing_is_lost(
    here: World, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody else holds the database, providers are told to come again, soon; then it is taken in once."""
    monkeypatch.setattr(doors, "PATIENCE", 0.2)
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        number = here.telegram.user_says(7001, "/hjalp")
        form = sms_form("SM1", TIP)
        assert await text(web, form) == 503
        await until(lambda: (number, 503) in here.telegram.deliveries)
        assert here.states() == []
        other.execute("ROLLBACK")
    await until(lambda: not here.telegram.pending)
    assert await text(web, form) == 200
    await here.settled()
    assert (here.states(), len(here.telegram.sent), len(here.twilio.sent)) == (["done", "done"], 1, 1)


async def test_a_read_only_database_is_a_503(here: World, web: httpx.AsyncClient) -> None:
    """What can't be written is not said to be; health says so too, and all is well when it can be again."""
    engine = here.app.database.engine

    def sets(value: str) -> Any:
        return lambda connection, *_: connection.execute(f"PRAGMA query_only={value}")

    shut = sets("ON")
    event.listen(engine, "checkout", shut)
    assert [await bring(web, update(1)), await text(web, sms_form("SM1"))] == [503, 503]
    assert [(await web.get(path)).status_code for path in ("/health", "/health/week", "/metrics")] == [503] * 3
    event.remove(engine, "checkout", shut)
    event.listen(engine, "checkout", sets("OFF"))
    assert [await bring(web, update(1)), await text(web, sms_form("SM1"))] == [200, 200]
    assert (await web.get("/health")).json()["status"] == "ok"
