"""`ombud serve` as it runs, in the test's event loop: real HTTP to it and from it, Telegram and Twilio as they are in
`fakes`, and a clock that stands still until it is moved. Databases are looked into by a second connection."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
import pytest
from fakes.serving import serving
from fakes.telegram_api import Rules, SentMessage, TelegramApi, telegram_api
from fakes.twilio_api import Sms as SentSms
from fakes.twilio_api import TwilioApi, twilio_api
from fakes.twilio_webhooks import signature

from bot.app import Ombudet
from bot.channels import Limits
from bot.channels.telegram import Telegram
from bot.clock import MovableClock
from bot.operating.inviting import invite
from bot.serve import application
from bot.settings import Settings, load_settings
from handlers.records import Role

SECRET = "s3cret-token"
START = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)  # a Thursday
RESIDENT, BY_SMS = "+46701740605", "+46701740606"
OMBUD = 7001
CODE = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}\b")
TIP = "Lampan är trasig vid Albyvägen 12, mörkt på kvällen"
_QUIET = "SELECT substr(key, 7) FROM setting WHERE key LIKE 'quiet%' AND value > ?"
_DUE = """SELECT channel FROM outbound AS o WHERE state IN ('queued', 'sending', 'unknown') AND due_at <= ?
    AND NOT EXISTS (SELECT 1 FROM outbound AS earlier WHERE earlier.address_id = o.address_id AND earlier.due_at > ?
        AND earlier.state IN ('queued', 'unknown') AND (earlier.priority, earlier.id) < (o.priority, o.id))"""
LAX = Rules(per_second=None, chat_interval=0, webhook_interval=0)


@dataclass
class World:
    """The providers, the clock and the database around a service; `serve` starts it, any number of times."""

    telegram: TelegramApi
    twilio: TwilioApi
    clock: MovableClock
    database: Path
    port: int
    overrides: dict[str, Any] = field(default_factory=dict)
    app: Ombudet = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **overrides: Any) -> Settings:
        """As an operator would set them; None takes one away."""
        own: dict[str, Any] = {
            "database_url": f"sqlite:///{self.database}",
            "secret_key": "A" * 43,
            "public_url": self.url,
            "telegram_bot_token": self.telegram.token,
            "telegram_api_url": self.telegram.url,
            "telegram_webhook_secret": SECRET,
            "twilio_account_sid": self.twilio.account_sid,
            "twilio_auth_token": self.twilio.auth_token,
            "twilio_from": self.twilio.number,
            "twilio_api_url": self.twilio.url,
            "sms_rate": 1000,
        }
        return load_settings(serving=True, _env_file=None, **{**own, **self.overrides, **overrides})

    @asynccontextmanager
    async def serve(self, **overrides: Any) -> AsyncIterator[Ombudet]:
        """The service, from its start to its orderly end."""
        served = application(self.settings(**overrides), self.clock)
        self.app = served.state.ombudet
        asked = len(self.twilio.requests)
        async with served.router.lifespan_context(served), serving(served, self.port):
            await until(lambda: "sms" not in self.app.channels or len(self.twilio.requests) > asked)  # its log is read
            yield self.app

    @asynccontextmanager
    async def doors_only(self) -> AsyncIterator[Ombudet]:
        """A service whose workers never get their turn before it is gone."""
        served = application(self.settings(), self.clock)
        self.app = served.state.ombudet
        async with serving(served, self.port):
            yield self.app
        await self.app.close()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands committed in the database."""
        url = str(self.overrides.get("database_url", ""))
        if url.startswith("postgresql"):
            with psycopg.connect(url) as other_kind:
                return other_kind.execute(query.replace("%", "%%").replace("?", "%s").encode(), values).fetchall()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///") or self.database)) as other:
            return other.execute(query, values).fetchall()

    def states(self, table: str = "inbound") -> list[str]:
        return [state for (state,) in self.rows(f"SELECT state FROM {table} ORDER BY id")]  # noqa: S608

    async def settled(self) -> None:
        """Until everything that came in is handled, and everything that may go out now has gone."""
        now = (self.clock() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

        def busy() -> object:
            """Looks in the order in which things happen, or it would miss what moves on meanwhile."""
            if self.telegram.pending or self.rows("SELECT 1 FROM inbound WHERE state = 'waiting'"):
                return True
            quiet = self.rows(_QUIET, self.clock().isoformat())
            return [channel for channel in self.rows(_DUE, now, now) if channel not in quiet]

        await until(lambda: not busy())
        await self.twilio.settled()

    # The people

    def said_to(self, chat: int) -> list[SentMessage]:
        return [message for message in self.telegram.sent if message.chat == chat]

    def texted(self, number: str) -> list[SentSms]:
        return [sms for sms in self.twilio.sent if sms.to == number]

    async def says(self, chat: int, text: str) -> None:
        self.telegram.user_says(chat, text)
        await self.settled()

    async def texts(self, number: str, text: str) -> None:
        await self.twilio.user_says(number, text, f"{self.url}/webhooks/twilio/sms")
        await self.settled()

    async def taps(self, chat: int, key: str) -> int:
        """Tap the latest button that means `key`; returns the message it was on."""
        for message in reversed(self.said_to(chat)):
            for _, data in (button for row in message.keyboard for button in row):
                if data.partition(":")[2].split(":")[0] == key:
                    self.telegram.user_taps(chat, data, message.message_id)
                    await self.settled()
                    return message.message_id
        raise AssertionError(f"no button {key!r} in {self.said_to(chat)}")

    async def joins(self, role: Role, area: str | None, who: int | str) -> None:
        """Somebody takes up an invitation, as they would."""
        made = await invite(self.app, role, area)
        if isinstance(who, int):
            await self.says(who, f"/start {made['code']}")
            await self.taps(who, "yes")
        else:
            await self.texts(who, made["code"])
            await self.texts(who, "ja")

    def forget(self) -> None:
        """Begin counting messages from here."""
        self.telegram.sent.clear()
        self.twilio.messages.clear()


@asynccontextmanager
async def world(folder: Path, *, rules: Rules = LAX) -> AsyncIterator[World]:
    """What is around a service. Where Telegram is lax, so is our pace."""
    clock = MovableClock(START)
    with pytest.MonkeyPatch.context() as pace:
        if rules is LAX:
            pace.setattr(Telegram, "limits", Limits())
        async with telegram_api(rules=rules, chats=range(7001, 7100)) as telegram, twilio_api(now=clock) as twilio:
            yield World(telegram, twilio, clock, folder / "ombud.db", free_port())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def until(holds: Callable[[], object], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - most of it is seen only in the database
            await asyncio.sleep(0.01)


def client(origin: str = "") -> httpx.AsyncClient:
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading every root certificate takes 0.1 s
    return httpx.AsyncClient(trust_env=False, timeout=20, verify=bare, base_url=origin)


def update(number: int, text: str = "hej", chat: int = OMBUD) -> dict[str, Any]:
    """A private text message, as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "Test", "language_code": "sv"}
    private = {"id": chat, "type": "private", "first_name": "Test"}
    return {"update_id": number, "message": {"message_id": 1, "date": 1, "from": person, "chat": private, "text": text}}


def sms_form(sid: str, text: str = "hej", number: str = RESIDENT) -> dict[str, str]:
    return {"MessageSid": sid, "From": number, "To": "+46701740699", "Body": text, "FromCity": "", "NumMedia": "0"}


def signed(url: str, form: dict[str, str], token: str = "f" * 32) -> dict[str, str]:
    """The headers with which Twilio posts the form there."""
    return {
        "X-Twilio-Signature": signature(url, form, token),
        "Content-Type": "application/x-www-form-urlencoded",
    }


WITH_SECRET = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
TELEGRAM_DOOR, SMS_DOOR, STATUS_DOOR = "/webhooks/telegram", "/webhooks/twilio/sms", "/webhooks/twilio/status"


async def bring(web: httpx.AsyncClient, given: dict[str, Any]) -> int:
    """Post an update as Telegram does, with every character that JSON can spell."""
    return (await web.post(TELEGRAM_DOOR, content=json.dumps(given), headers=WITH_SECRET)).status_code


async def text(web: httpx.AsyncClient, form: dict[str, str], path: str = SMS_DOOR) -> int:
    """Post a form as Twilio does, signed."""
    headers = signed(f"{str(web.base_url).rstrip('/')}{path}", form)
    return (await web.post(path, content=urlencode(form), headers=headers)).status_code
