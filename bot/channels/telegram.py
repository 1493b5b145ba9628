"""Telegram: sends by the Bot API, asks it for updates and sets it up.

With `bot.channels.telegram_errors` the only module that may import python-telegram-bot, which is transport and types
here. It decides nothing, keeps nothing, and lets neither a text nor the token into a log."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.channels import ChannelName, Limits, NeverAgain, Outbound, Sent, TryLater
from bot.channels.telegram_errors import named
from bot.channels.telegram_update import parse
from bot.clock import ahead
from bot.pages import fits_under_photo

__all__ = ["ALLOWED_UPDATES", "LIMITS", "MAX_TEXT", "Registered", "Telegram", "parse"]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_TEXT = 4096
"""Characters in one message: https://core.telegram.org/bots/api#sendmessage."""

LIMITS = Limits(rate=28.8, burst=1, per_address=1, in_a_second=30)
"""Telegram allows about 30 messages a second overall and one a second in a chat
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Evenly spaced at 28.8, the
thirty-first comes 1.04 s after the first: room for one that the network delays by up to 40 ms."""

NICETY_SECONDS = 3.0
MOST_NICETIES = 8
"""How many may be under way at once: they share the connections with what is to be said."""

LONGEST_WAIT = 60.0
ATTEMPTS = 5
TOO_LARGE = "too large"
"""What an answer with status 413 says: the picture was not looked at."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ALREADY_SO = ("not modified", "to edit not found", "can't be edited", "message_id_invalid")
"""Refusals of an edit after which the message is as it should be, or gone for good."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Registered:
    """The webhook at Telegram: its address ("" for none), how many updates wait, whether those we want come (without a
    webhook the last asking counts), and what went wrong last."""

    url: str
    waiting: int
    complete: bool
    error: str = ""
    failed_at: datetime | None = None


class Telegram:
    """The Bot API as a channel; see `bot.channels.Channel`.

    `api_url` is an origin (a self-hosted Bot API server, or a test's), `timeout` the seconds to wait for a
    connection and then for an answer. `skew` is by how many seconds Telegram's clock was ahead of ours at its last
    answer.
    """

    name: ChannelName = "telegram"
    limits = LIMITS

    def __init__(self, token: str, *, api_url: str = "https://api.telegram.org", timeout: float = 15.0) -> None:
        _keep_addresses_out_of_logs()
        os.environ["PTB_TIMEDELTA"] = "true"  # else each RetryAfter warns that its type will change
        self._request = _Request(
            connection_pool_size=32,
            read_timeout=timeout,
            write_timeout=timeout,
            connect_timeout=timeout,
            pool_timeout=timeout,
            httpx_kwargs={"event_hooks": {"response": [self._note_the_time]}},
        )
        self.skew: float | None = None
        origin = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{origin}/bot",
            base_file_url=f"{origin}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._niceties: set[asyncio.Task[None]] = set()

    async def _note_the_time(self, answer: httpx.Response) -> None:
        self.skew = ahead(answer.headers.get("Date", ""))

    async def send(self, message: Outbound) -> Sent:
        """Send one message, or edit an earlier one. A text over `MAX_TEXT` is refused, not split."""
        chat = _number(message.address, "not_a_private_chat")
        if len(message.text) > MAX_TEXT:
            raise NeverAgain("too_long")
        if message.edits:
            return await self._edit(chat, _number(message.edits, "not_a_message"), message)
        if not message.text.strip():
            raise NeverAgain("empty")
        photo = await message.photo() if message.photo and fits_under_photo(message.text) else b""
        with named():
            sent = await self._with_photo(chat, message, photo) if photo else None
            sent = sent or await self._bot.send_message(
                chat, message.text, reply_markup=_markup(message), link_preview_options=NO_PREVIEW
            )
        return Sent(str(sent.message_id))

    async def _with_photo(self, chat: int, message: Outbound, photo: bytes) -> Message | None:
        """The text under its picture; None where Telegram will not have the picture."""
        try:
            return await self._bot.send_photo(chat, photo, caption=message.text, reply_markup=_markup(message))
        except BadRequest:
            return None
        except NetworkError as error:
            if TOO_LARGE not in error.message.lower():
                raise
            return None

    async def _edit(self, chat: int, number: int, message: Outbound) -> Sent:
        with named(repeatable=True):
            try:
                if message.text:
                    await self._bot.edit_message_text(message.text, chat, number, link_preview_options=NO_PREVIEW)
                else:
                    await self._bot.edit_message_reply_markup(chat, number)
            except BadRequest as error:
                if not any(phrase in error.message.lower() for phrase in ALREADY_SO):
                    raise
        return Sent(message.edits)

    async def find(self, message: Outbound, since: float) -> tuple[Sent, ...]:  # noqa: ARG002
        """Always none: a bot can't ask Telegram what it has sent."""
        return ()

    async def close(self) -> None:
        """Let the niceties under way end, for they end soon, then hang up."""
        if self._niceties:
            await asyncio.wait(self._niceties)
        await self._request.shutdown()

    def acknowledge_soon(self, update: Mapping[str, Any]) -> None:
        """`acknowledge` without anybody waiting for it. In a flood it is left out: it is a nicety."""
        if len(self._niceties) < MOST_NICETIES:
            task = asyncio.create_task(self.acknowledge(update))
            self._niceties.add(task)
            task.add_done_callback(self._niceties.discard)

    async def acknowledge(self, update: Mapping[str, Any]) -> None:
        """Show the person that the update has arrived: the button stops spinning, or "typing…" appears.

        A nicety: it takes at most `NICETY_SECONDS`, and no failure of it matters (a callback query, for one,
        can be answered only for a short while).
        """
        with suppress(Exception):
            async with asyncio.timeout(NICETY_SECONDS):
                if "callback_query" in update:
                    await self._bot.answer_callback_query(update["callback_query"]["id"])
                    return
                inbound = parse(update)
                if inbound.did == "text" and inbound.answerable:
                    await self._bot.send_chat_action(inbound.sender, "typing")

    async def me(self) -> dict[str, Any]:
        """The bot's own `id` and `username`."""
        with named(repeatable=True):
            user = await self._bot.get_me()
        return {"id": user.id, "username": user.username or ""}

    async def set_up(
        self,
        webhook_url: str | None,
        secret: str | None,
        commands: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:
        """Make Telegram deliver by webhook (no address: leave updates to `poll`) and offer the commands.

        `commands` holds (name, description) by two-letter language, "" for every other language; one that
        Telegram can't know (not ISO 639-1) is passed over. Pending updates are never dropped.
        """
        await self.deliver_to(webhook_url, secret)
        for language, wanted in commands.items():
            if len(language) in (0, 2):
                await self._offer(language or None, list(wanted))

    async def registered(self) -> Registered:
        """Where Telegram brings updates now, and how that goes."""
        now = await _patiently(self._bot.get_webhook_info)
        return Registered(
            now.url,
            now.pending_update_count,
            set(now.allowed_updates) == set(ALLOWED_UPDATES),
            now.last_error_message or "",
            now.last_error_date,
        )

    async def deliver_to(self, url: str | None, secret: str | None) -> None:
        """Have updates brought there, or nowhere. Sets only what differs, as setWebhook is limited to once a second. A
        secret can't be read back, so with one the webhook is always set."""
        now = await _patiently(self._bot.get_webhook_info)
        if url is None:
            if now.url:
                await _patiently(self._bot.delete_webhook)
            return
        same = now.url == url and set(now.allowed_updates) == set(ALLOWED_UPDATES)
        if secret or not same:
            await _patiently(lambda: self._bot.set_webhook(url, allowed_updates=ALLOWED_UPDATES, secret_token=secret))

    async def _offer(self, language: str | None, wanted: list[tuple[str, str]]) -> None:
        current = await _patiently(lambda: self._bot.get_my_commands(language_code=language))
        if [(command.command, command.description) for command in current] != wanted:
            await _patiently(lambda: self._bot.set_my_commands(wanted, language_code=language))

    async def poll(self, offset: int, timeout: int = 25) -> list[dict[str, Any]]:  # noqa: ASYNC109 - Telegram's own
        """The updates from `offset` on, raw, as soon as there are any, else none after `timeout` seconds.

        Asking confirms every update before `offset`: commit first, then ask with the last `update_id` + 1.
        Raw, so that one update that the library can't read does not take its batch with it. Raises TryLater,
        never Unknown.

        Method names are case-insensitive (https://core.telegram.org/bots/api#making-requests); in this
        spelling the library has no typed method that it would insist on.
        """
        wanted = {"offset": offset, "timeout": timeout, "allowed_updates": list(ALLOWED_UPDATES)}
        wait = timeout + (self._request.read_timeout or 0)
        with named(repeatable=True):
            updates = await self._bot.do_api_request("GetUpdates", wanted, read_timeout=wait)
            return [update for update in updates if isinstance(update, dict)]


class _Request(HTTPXRequest):
    """The library's own transport, but an answer that can't be read is an error only, not also a log entry
    with the whole answer, which may hold somebody's words."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        with suppress(ValueError):
            answer = json.loads(payload)
            if isinstance(answer, dict):
                return answer
        raise TelegramError("not an answer of the Bot API")


def _keep_addresses_out_of_logs() -> None:
    """The Bot API has the token in its addresses, and these log them below warnings."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _number(identifier: str, otherwise: str) -> int:
    """Nothing is ever sent to a group or a channel: those have negative ids, or names."""
    if not (identifier.isascii() and identifier.isdigit() and len(identifier) < 20):
        raise NeverAgain(otherwise)
    return int(identifier)


def _markup(message: Outbound) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """A message carries one keyboard: where that asks for the location, other buttons answer by label. A message
    without any takes away what an earlier one left at the bottom of the screen."""
    if message.ask_location:
        ask = [KeyboardButton(message.ask_location, request_location=True)]
        others = [[KeyboardButton(button.label) for button in row] for row in message.keyboard]
        return ReplyKeyboardMarkup([ask, *others], resize_keyboard=True, one_time_keyboard=True)
    if not message.keyboard:
        return ReplyKeyboardRemove()
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.callback) for b in row] for row in message.keyboard]
    )


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Do what may be repeated; where Telegram says how long to wait, and not too long, wait and repeat."""
    left = ATTEMPTS
    while True:
        left -= 1
        try:
            with named(repeatable=True):
                return await call()
        except TryLater as error:
            if error.after is None or error.after > LONGEST_WAIT or not left:
                raise
            await asyncio.sleep(error.after)
