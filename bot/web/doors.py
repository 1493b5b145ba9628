"""The webhooks: what the providers may bring, and how it is told that it is they. Everything is refused that is too
large, malformed or forged, before anything is stored; 200 means that the message is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import Ombudet
from bot.channels import Inbound
from bot.channels.sms_forms import parse as parse_sms
from bot.channels.sms_forms import parse_status
from bot.channels.telegram_update import parse as parse_update
from bot.web.site import HEADERS

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

log = structlog.get_logger()
LARGEST = 1 << 20  # octets in a request
PATIENCE = 6.0  # seconds for a request's body, and again for its commit: Twilio tries twice in 15
_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Door:
    """A webhook, POST alone, as a bare application."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(Request(scope, receive)) if scope["method"] == "POST" else _only_post()
        except HTTPException as refusal:
            response = PlainTextResponse(refusal.detail, refusal.status_code, HEADERS)
        await response(scope, receive, send)


def _only_post() -> Response:
    return PlainTextResponse("Method Not Allowed", 405, {**HEADERS, "Allow": "POST"})


class Doors:
    """The webhooks, by path, before all that a page goes through: they are knocked on most. A plain ASGI middleware."""

    def __init__(self, app: ASGIApp, doors: Mapping[str, Door]) -> None:
        self._app, self._doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"]) if scope["type"] == "http" else None
        await (door or self._app)(scope, receive, send)


def telegram_door(app: Ombudet, telegram: Telegram, secret: str) -> dict[str, Door]:
    """POST /webhooks/telegram; the secret token is compared in constant time."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            raise HTTPException(401)
        update = _json(await body_of(request))
        message = _parsed(parse_update, update)
        await _take_in(app, message)
        telegram.acknowledge_soon(update)
        return Response(status_code=200)

    return {"/webhooks/telegram": Door(receive)}


def twilio_doors(app: Ombudet, auth_token: str, public_url: str) -> dict[str, Door]:
    """POST /webhooks/twilio/sms and …/status; the signature covers the public address, not the one we hear."""
    from bot.channels.sms_signed import signed

    async def form(request: Request) -> dict[str, str]:
        if "x-twilio-signature" not in request.headers:
            raise HTTPException(403)
        pairs = _form(await body_of(request))
        url = public_url + request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if not signed(url, pairs, request.headers.get("x-twilio-signature", ""), auth_token):
            raise HTTPException(403)
        return dict(pairs)

    async def sms(request: Request) -> Response:
        await _take_in(app, _parsed(parse_sms, await form(request)))
        return Response(_TWIML, media_type="text/xml")

    async def status(request: Request) -> Response:
        told = _parsed(parse_status, await form(request))
        if told is not None:
            await app.outbox.settled(told.channel)
            await _or_503(app.delivery(told))
        return Response(_TWIML, media_type="text/xml")

    return {"/webhooks/twilio/sms": Door(sms), "/webhooks/twilio/status": Door(status)}


async def body_of(request: Request) -> bytes:
    """The body, no more of it read than is allowed; 413 beyond. 400 if it breaks off, 408 if it does not end."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LARGEST:
        raise HTTPException(413)
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    except TimeoutError:
        raise HTTPException(408) from None
    return bytes(body)


def _json(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(update, dict):
        raise HTTPException(400)
    return update


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=200
        )
    except ValueError:
        raise HTTPException(400) from None


def _parsed(parse: Callable[[Any], Any], brought: Any) -> Any:
    try:
        return parse(brought)
    except ValueError:
        raise HTTPException(400) from None


async def _take_in(app: Ombudet, message: Inbound) -> None:
    await _or_503(app.receive(message))


async def _or_503(taking: Awaitable[None]) -> None:
    """If the database can't take it, or not in time, the provider is told to come again."""
    try:
        async with asyncio.timeout(PATIENCE):
            await taking
    except Exception as error:
        log.error("not_taken_in", error=error)
        raise HTTPException(503) from None
