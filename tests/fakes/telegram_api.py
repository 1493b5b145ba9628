"""A Telegram for tests and benches: a real HTTP server that speaks the Bot API and enforces its documented limits.

    async with telegram_api() as api:
        channel = Telegram(api.token, api_url=api.url)
        api.user_says(7001, "hej")
        ...
        assert api.sent[-1].text == "Hej!"

It is strict where the documentation is vague, so that what passes here passes there. It holds none of our own code.
Rules: https://core.telegram.org/bots/api and https://core.telegram.org/bots/faq."""

from __future__ import annotations

import asyncio
import html
import itertools
import math
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import telegram_photo as photo
from .serving import cut, serving
from .telegram_http import Json, Refused, parameters

TOKEN = "7000:synthetic-token"
BOT = {"id": 7000, "is_bot": True, "first_name": "Ombudet", "username": "OmbudetBot"}
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Updates that come only if `allowed_updates` names them."""
WEBHOOK_CONNECTIONS = 40
"""At once, unless max_connections says otherwise."""
JITTER = 0.05
"""Seconds by which two messages that left a second apart may arrive closer."""

Keyboard = tuple[tuple[tuple[str, str], ...], ...]
Cut = Literal["hang", "drop", "drop_after", "garbage"]


class SentMessage(NamedTuple):
    """A message of the bot's as it was sent. `keyboard` is rows of (label, callback data); of a reply keyboard, the
    second is "request_location" or empty. Under a photo, `text` is the caption."""

    chat: int
    text: str
    keyboard: Keyboard
    message_id: int


class Taken(NamedTuple):
    """How a sendMessage that was carried out came: by which port of ours, when (monotonic), and whether our answer
    was one that its sender could read."""

    port: int
    at: float
    answered: bool


@dataclass(frozen=True)
class Rules:
    """The limits in force, in seconds and messages; None lifts `per_second`, and 0 an interval."""

    per_second: int | None = 30
    chat_interval: float = 1.0
    webhook_interval: float = 1.0
    query_seconds: float = 60.0
    redeliver_after: float = 0.05


@dataclass
class Fault:
    """Something to go wrong at the next `times` calls (of `method`, or of any)."""

    what: int | Cut
    method: str = ""
    times: int = 1
    parameters: Mapping[str, int] = field(default_factory=dict)
    description: str = ""
    body: str = ""

    def refusal(self) -> Response:
        status = int(self.what)
        if self.body:
            return Response(self.body, status, media_type="text/html")
        description = self.description or HTTPStatus(status).phrase
        return Refused(status, description, **self.parameters).response()


@dataclass
class Webhook:
    url: str
    secret: str


@asynccontextmanager
async def telegram_api(
    token: str = TOKEN, *, rules: Rules | None = None, chats: Iterable[int] = (7001, 7002), port: int = 0
) -> AsyncIterator[TelegramApi]:
    """A Bot API for one bot, which the people of `chats` have already started; a fixed `port` lets it come back where
    it was."""
    api = TelegramApi(token, rules or Rules(), set(chats))
    timeout, limits = httpx.Timeout(30, pool=None), httpx.Limits(max_connections=WEBHOOK_CONNECTIONS)
    client = httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False)
    async with client, serving(api.app(), port) as url:
        api.connect(url, client)
        try:
            yield api
        finally:
            await api.disconnect()


@dataclass
class TelegramApi:
    """What Telegram knows and may be asked in a test. `calls` has every accepted request, `refused` every other."""

    token: str
    rules: Rules
    chats: set[int]
    blocked: set[int] = field(default_factory=set)
    sent: list[SentMessage] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    refused: list[tuple[str, int, str]] = field(default_factory=list)
    deliveries: list[tuple[int, int]] = field(default_factory=list)
    """(update id, HTTP status) of each attempt to reach the webhook; 0 if it could not be reached."""
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    photos: dict[int, bytes] = field(default_factory=dict)
    """What came above a text, by the message's id."""
    taken: dict[int, Taken] = field(default_factory=dict)
    """How each message of the bot's came, by its id."""
    pending: dict[int, Json] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    allowed: list[str] = field(default_factory=list)
    webhook: Webhook | None = None
    webhook_set_at: float = -math.inf
    dropped_updates: int = 0
    last_error: str = ""
    last_error_at: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self._update_ids = itertools.count(900_001)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(1)
        self._queries: dict[str, float] = {}
        self._fixed: set[int] = set()
        self._faults: list[Fault] = []
        self._times: deque[float] = deque()
        self._chat_times: dict[int, float] = {}
        self._lanes: dict[int, deque[int]] = {}
        self._carriers: dict[int, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._mended = asyncio.Event()
        self._poller = object()

    # What a test does

    @property
    def url(self) -> str:
        return self._url

    def fail_next(self, what: int | Cut, *, method: str = "", **how: Any) -> None:
        """Make the next call go wrong: an HTTP status, "hang" (no answer), "drop" (cut off before anything is done),
        "drop_after" (done, then cut off) or "garbage" (done, then an answer that is not JSON). `how`: see `Fault`,
        such as parameters={"retry_after": 7}."""
        self._faults.append(Fault(what, method.lower(), **how))

    def mend(self) -> None:
        """Nothing more goes wrong; whoever hangs is cut off."""
        self._faults.clear()
        self._mended.set()
        self._mended = asyncio.Event()

    def put(self, update: Mapping[str, Any]) -> int:
        """Queue an update as it is given; it gets the next id. Returns that, or 0 if it was not asked for."""
        kind = next(iter(update), "")
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return 0
        number = next(self._update_ids)
        self.pending[number] = {"update_id": number, **update}
        chat = _chat_of(update)
        self._lanes.setdefault(chat, deque()).append(number)
        self._wake([chat])
        return number

    def user_sends(self, chat: int, *, language: str = "sv", kind: str = "message", **content: Any) -> int:
        """A message of any content (`sticker={…}`, `reply_to_message={…}`), or an edit of one."""
        self.chats.add(chat)
        message = {**self._message(chat, _person(chat, language)), **content}
        self.messages[chat, message["message_id"]] = message
        return self.put({kind: message})

    def user_says(self, chat: int, text: str, *, language: str = "sv", **content: Any) -> int:
        return self.user_sends(chat, language=language, text=text, **content)

    def user_shares(self, chat: int, latitude: float, longitude: float, *, language: str = "sv") -> int:
        at = {"latitude": latitude, "longitude": longitude}
        return self.user_sends(chat, language=language, location=at)

    def user_taps(self, chat: int, data: str, message_id: int, *, language: str = "sv") -> int:
        """A tap on a button of an earlier message; one that is gone comes as an inaccessible message."""
        number = str(next(self._query_ids))
        self._queries[number] = time.monotonic()
        gone = {"message_id": message_id, "chat": _private(chat), "date": 0}
        carrier = self.messages.get((chat, message_id), gone)
        tap = {"id": number, "from": _person(chat, language), "chat_instance": "1", "data": data}
        return self.put({"callback_query": {**tap, "message": dict(carrier)}})

    def user_blocks(self, chat: int, *, again_open: bool = False) -> int:
        """The person blocks the bot, or takes that back."""
        (self.blocked.discard if again_open else self.blocked.add)(chat)
        before, after = ("kicked", "member") if again_open else ("member", "kicked")
        change = {"chat": _private(chat), "from": _person(chat, "sv"), "date": int(time.time())}
        change["old_chat_member"] = {"user": BOT, "status": before, "until_date": 0}
        change["new_chat_member"] = {"user": BOT, "status": after, "until_date": 0}
        return self.put({"my_chat_member": change})

    async def delivered(self, within: float = 10.0) -> None:
        """Wait until every update has been confirmed, or has been taken by the webhook."""
        await self._until(lambda: not self.pending, within)

    async def has_sent(self, count: int, within: float = 10.0) -> list[SentMessage]:
        """Wait until the bot has sent `count` messages in all."""
        await self._until(lambda: len(self.sent) >= count, within)
        return self.sent

    # The server

    def app(self) -> Starlette:
        """The Bot API as an application; it may be served on several ports, which `taken` tells apart."""
        return Starlette(routes=[Route("/bot{token}/{method}", self.answer, methods=["GET", "POST"])])

    def connect(self, url: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client

    async def disconnect(self) -> None:
        self._closing.set()
        self.mend()
        self._announce()
        carriers = list(self._carriers.values())
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)

    async def answer(self, request: Request) -> Response:
        """One call of a method; method names are case-insensitive."""
        name = request.path_params["method"].lower()
        try:
            return await self._answer(request, name, self._method(request, name))
        except Refused as refusal:
            self.refused.append((name, refusal.status, refusal.description))
            return refusal.response()

    def _method(self, request: Request, name: str) -> Method:
        if request.path_params["token"] != self.token:
            raise Refused(401, "Unauthorized")
        if name not in METHODS:
            raise Refused(404, "Not Found")
        return METHODS[name]

    async def _answer(self, request: Request, name: str, method: Method) -> Response:
        given = await parameters(request)
        fault = self._fault(name)
        if fault is not None and isinstance(fault.what, int):
            return fault.refusal()
        if fault is not None and fault.what in ("hang", "drop"):
            return await self._leave(request, fault)
        result = await method(self, given)
        if name in ("sendmessage", "sendphoto"):
            port: int = request.scope["server"][1]
            self.taken[result["message_id"]] = Taken(port, time.monotonic(), fault is None)
        self.calls.append((name, given))
        self._announce()
        if fault is not None:
            return await self._leave(request, fault)
        return JSONResponse({"ok": True, "result": result})

    async def _leave(self, request: Request, fault: Fault) -> Response:
        """Answer with silence, a cut connection, or what is no answer."""
        if fault.what == "hang":
            await self._mended.wait()
        if fault.what != "garbage":
            cut(request)
        return Response("<html>not JSON</html>")

    def _fault(self, method: str) -> Fault | None:
        fault = next((f for f in self._faults if f.method in ("", method)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
        return fault

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _until(self, holds: Callable[[], bool], within: float) -> None:
        async with asyncio.timeout(within):
            while not holds():
                await self._changed.wait()

    # Delivery to the bot

    def _wake(self, chats: Iterable[int]) -> None:
        """Tell whoever polls; with a webhook, see that these chats have a carrier."""
        self._announce()
        for chat in chats if self.webhook else ():
            if chat not in self._carriers:
                self._carriers[chat] = asyncio.create_task(self._carry(chat))

    async def _carry(self, chat: int) -> None:
        """Bring one chat's updates to the webhook, in order and each until it is taken."""
        lane = self._lanes[chat]
        while lane and self.webhook:
            update = self.pending.get(lane[0])
            if update is not None and not await self._post(self.webhook, update):
                await asyncio.sleep(self.rules.redeliver_after)
                continue
            self.pending.pop(lane.popleft(), None)
            self._announce()
        self._carriers.pop(chat, None)
        if not lane:
            self._lanes.pop(chat, None)

    async def _post(self, webhook: Webhook, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        status = 0
        with suppress(httpx.HTTPError):
            status = (await self._client.post(webhook.url, json=update, headers=headers)).status_code
        self.deliveries.append((update["update_id"], status))
        return 200 <= status < 300

    async def _get_updates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        mine = self._poller = object()
        self._confirm(int(given.get("offset", 0)))
        self.allowed = given.get("allowed_updates", self.allowed)
        self._announce()
        with suppress(TimeoutError):
            await self._until(
                lambda: bool(self.pending) or self._poller is not mine or self._closing.is_set(),
                float(given.get("timeout", 0)),
            )
        if self._poller is not mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        limit = min(max(int(given.get("limit", 100)), 1), 100)
        return list(itertools.islice(self.pending.values(), limit))

    def _confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one counts from the end."""
        numbers = list(self.pending)
        for number in numbers[:offset] if offset < 0 else [n for n in numbers if n < offset]:
            del self.pending[number]

    async def _set_webhook(self, given: Json) -> bool:
        now = time.monotonic()
        if now - self.webhook_set_at < self.rules.webhook_interval:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        url, secret = given.get("url", ""), given.get("secret_token", "")
        if not url:
            return await self._delete_webhook(given)
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname != "127.0.0.1":
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self._drop(given)
        self.allowed = given.get("allowed_updates", self.allowed)
        self.webhook, self.webhook_set_at = Webhook(url, secret), now
        self._wake(self._lanes)
        return True

    async def _delete_webhook(self, given: Json) -> bool:
        self._drop(given)
        self.webhook = None
        return True

    def _drop(self, given: Json) -> None:
        if str(given.get("drop_pending_updates", False)).lower() == "true":
            self.dropped_updates += len(self.pending)
            self.pending.clear()

    async def _get_webhook_info(self, _: Json) -> Json:
        url = self.webhook.url if self.webhook else ""
        info: Json = {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if self.last_error:
            info |= {"last_error_message": self.last_error, "last_error_date": int(self.last_error_at)}
        return {**info, "allowed_updates": self.allowed} if self.allowed else info

    # Messages of the bot

    async def _send_message(self, given: Json) -> Json:
        return self._sent(given, _text(given))

    async def _send_photo(self, given: Json) -> Json:
        return self._sent(given, photo.caption(given), photo.checked(given))

    def _sent(self, given: Json, text: str, octets: bytes = b"") -> Json:
        chat = self._chat(given)
        markup = given.get("reply_markup")
        keyboard = _keyboard(markup)
        self._pace(chat)
        content = photo.content(text, octets) if octets else {"text": text}
        message = {**self._message(chat, BOT), **content}
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup:
            self._fixed.add(message["message_id"])
        self.messages[chat, message["message_id"]] = message
        self.sent.append(SentMessage(chat, text, keyboard, message["message_id"]))
        if octets:
            self.photos[message["message_id"]] = octets
        return message

    async def _edit_message_text(self, given: Json) -> Json:
        message = self._editable(given)
        return _changed(message, text=_text(given), markup=given.get("reply_markup"))

    async def _edit_message_reply_markup(self, given: Json) -> Json:
        message = self._editable(given)
        return _changed(message, text=message["text"], markup=given.get("reply_markup"))

    def _editable(self, given: Json) -> Json:
        chat = self._chat(given)
        _keyboard(given.get("reply_markup"))
        message = self.messages.get((chat, int(given.get("message_id", 0))))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message["from"] != BOT or message["message_id"] in self._fixed:
            raise Refused(400, "Bad Request: message can't be edited")
        return message

    async def _send_chat_action(self, given: Json) -> bool:
        self._chat(given)
        if given.get("action") not in ("typing", "upload_photo", "upload_document", "find_location"):
            raise Refused(400, "Bad Request: wrong parameter action in request")
        return True

    async def _answer_callback_query(self, given: Json) -> bool:
        asked = self._queries.pop(str(given.get("callback_query_id", "")), -math.inf)
        if time.monotonic() - asked > self.rules.query_seconds:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        return True

    def _chat(self, given: Json) -> int:
        with suppress(ValueError):
            chat = int(given.get("chat_id", ""))
            if chat in self.blocked:
                raise Refused(403, "Forbidden: bot was blocked by the user")
            if chat in self.chats:
                return chat
        raise Refused(400, "Bad Request: chat not found")

    def _pace(self, chat: int) -> None:
        """The limits on messages, over a sliding second and since the chat's last; what is refused does not count."""
        now = time.monotonic()
        while self._times and now - self._times[0] >= 1.0:
            self._times.popleft()
        wait = self.rules.chat_interval - JITTER - (now - self._chat_times.get(chat, -math.inf))
        if self.rules.per_second is not None and len(self._times) >= self.rules.per_second:
            wait = max(wait, 1.0 - (now - self._times[0]))
        if wait > 0:
            seconds = math.ceil(wait)
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._times.append(now)
        self._chat_times[chat] = now

    def _message(self, chat: int, author: Json) -> Json:
        return {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": _private(chat),
            "from": author,
        }

    # About the bot itself

    async def _get_me(self, _: Json) -> Json:
        return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False}

    async def _set_my_commands(self, given: Json) -> bool:
        commands = given.get("commands", [])
        if len(commands) > 100:
            raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_language(given)] = commands
        return True

    async def _get_my_commands(self, given: Json) -> list[Json]:
        return self.commands.get(_language(given), [])


def _language(given: Json) -> str:
    language = str(given.get("language_code", ""))
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise Refused(400, "Bad Request: invalid language code specified")
    return language


def _text(given: Json) -> str:
    """The text after entities parsing, trimmed as Telegram does: 1 to 4096 characters."""
    text = str(given.get("text", ""))
    if given.get("parse_mode") == "HTML":
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    elif given.get("parse_mode"):
        raise Refused(400, "Bad Request: unsupported parse_mode")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.strip()) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return text.strip()


def _keyboard(markup: Json | None) -> Keyboard:
    if not markup:
        return ()
    if "inline_keyboard" not in markup:
        return tuple(tuple(_reply_button(button) for button in row) for row in markup.get("keyboard", []))
    return tuple(tuple(_inline_button(button) for button in row) for row in markup["inline_keyboard"])


def _inline_button(button: Json) -> tuple[str, str]:
    callback = button.get("callback_data", "")
    if not button.get("text"):
        raise Refused(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed")
    if not 1 <= len(callback.encode()) <= 64:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return button["text"], callback


def _reply_button(button: Json | str) -> tuple[str, str]:
    if isinstance(button, str):
        return button, ""
    return button["text"], "request_location" if button.get("request_location") else ""


def _changed(message: Json, *, text: str, markup: Json | None) -> Json:
    """Edit a message: its keyboard goes unless it is given again."""
    if message["text"] == text and message.get("reply_markup") == (markup or None):
        raise Refused(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
            "same as a current content and reply markup of the message",
        )
    message.update(text=text, edit_date=int(time.time()))
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    return message


def _private(chat: int) -> Json:
    return {"id": chat, "type": "private", "first_name": "Test"}


def _person(chat: int, language: str) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Test", "language_code": language}


def _chat_of(update: Mapping[str, Any]) -> int:
    """Whose update it is: Telegram keeps the order within a chat, and delivers different chats side by side."""
    body: Json = next(iter(update.values()), {})
    return int(body.get("message", body).get("chat", {}).get("id", 0))


Method = Callable[[TelegramApi, Json], Awaitable[Any]]
METHODS: dict[str, Method] = {
    name.replace("_", ""): getattr(TelegramApi, f"_{name}")
    for name in (
        *("get_me", "get_updates", "set_webhook", "delete_webhook", "get_webhook_info", "send_message", "send_photo"),
        *("edit_message_text", "edit_message_reply_markup", "answer_callback_query", "send_chat_action"),
        *("set_my_commands", "get_my_commands"),
    )
}
