"""`ombud serve`: the service over the real providers. Which channels are on follows from the settings."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING, cast

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.alarms import BEATS, Limits
from bot.app import Ombudet, build
from bot.channels import Channel, SendError
from bot.channels.telegram_update import parse as parse_update
from bot.clock import SharedClock
from bot.commands import telegram_commands
from bot.mail import Mail
from bot.municipality import Municipality, load
from bot.settings import Settings
from bot.web.doors import telegram_door, twilio_doors
from bot.web.health import health_routes
from bot.web.site import public_pages, site
from storage import settings_kept
from storage.database import Work

if TYPE_CHECKING:
    from bot.channels.sms import Sms
    from bot.channels.telegram import Telegram

log = structlog.get_logger()
_OFFSET = "telegram_offset"
_RETRY = 5.0  # seconds
_LOOKED = BEATS["twilio-log"][0]
_REACHED = BEATS["telegram"][0]
_BETWEEN_REGISTRATIONS = 240.0  # seconds between two looks at whether Telegram's webhook is still ours
_OVERLAP = timedelta(hours=1)  # an SMS may show in Twilio's log later than its time
_BETWEEN_LOOKS = 600.0  # seconds
_RETRY_LOOK = 30.0  # seconds


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The channels whose credentials are set. A provider's library is imported only where its channel is on."""
    channels: dict[str, Channel] = {}
    if settings.telegram_on:
        from bot.channels.telegram import Telegram

        token = settings.telegram_bot_token
        assert token is not None  # noqa: S101
        channels["telegram"] = Telegram(token.get_secret_value(), api_url=settings.telegram_api_url)
    if settings.sms_on:
        from bot.channels.sms import Sms

        assert settings.twilio_auth_token is not None  # noqa: S101
        channels["sms"] = Sms(
            str(settings.twilio_account_sid),
            settings.twilio_auth_token.get_secret_value(),
            str(settings.twilio_from),
            api_url=settings.twilio_api_url,
            status_url=f"{settings.public_url}/webhooks/twilio/status",
            rate=settings.sms_rate,
            countries=settings.sms_countries,
        )
    return channels


def service(settings: Settings, clock: Callable[[], datetime] | None = None) -> Ombudet:
    """The service as the settings want it, on an up-to-date database. Without a `clock`, by the one that all replicas
    share."""
    wall = clock if isinstance(clock, SharedClock) else SharedClock()
    town = load(settings.municipality)
    return build(
        database_url=settings.database_url.get_secret_value(),
        secret_key=settings.key,
        town=town,
        channels=channels_of(settings),
        clock=clock or wall,
        random=SystemRandom(),
        public_url=settings.public_url or "",
        wall=wall,
        limits=limits_of(settings),
        mail=mail_of(settings, town),
    )


def limits_of(settings: Settings) -> Limits:
    """What is watched, by what is on."""
    on = {"telegram": settings.telegram_on, "twilio-log": settings.sms_on}
    return Limits(tuple(name for name in on if on[name]), settings.sms_monthly_cap)


def mail_of(settings: Settings, town: Municipality) -> Mail | None:
    """The way of alarms that needs no database, if there is a mail server and somebody to write to."""
    if settings.smtp_url is None or not settings.mail_from or not town.alarm_mail:
        return None
    return Mail(settings.smtp_url.get_secret_value(), settings.mail_from)


def application(settings: Settings, clock: Callable[[], datetime] | None = None) -> Starlette:
    """The web application of `ombud serve`: doors, health, public pages, and the workers behind them. The service is
    at `application.state.ombudet`."""
    app = service(settings, clock)
    telegram = cast("Telegram | None", app.channels.get("telegram"))
    sms = cast("Sms | None", app.channels.get("sms"))
    routes: list[BaseRoute] = []  # the doors first: they are knocked on most
    if telegram and settings.telegram_webhook_secret:
        routes.append(telegram_door(app, telegram, settings.telegram_webhook_secret.get_secret_value()))
    if settings.sms_on and settings.twilio_auth_token:
        token = settings.twilio_auth_token.get_secret_value()
        routes += twilio_doors(app, token, settings.public_url or "")
    routes += [*health_routes(app, settings.sms_price_ore), *public_pages(app.desk)]

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_telegram(app, telegram, settings))] if telegram else []
        tasks += [asyncio.create_task(_missed(app, sms))] if sms else []
        try:
            async with app.running():
                yield
                await _stop(tasks)
                app.outbox.finish()
        finally:
            await _stop(tasks)
            await app.close()

    served = site(routes, running)
    served.state.ombudet = app
    return served


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _telegram(app: Ombudet, telegram: Telegram, settings: Settings) -> None:
    """Tell Telegram how to reach us, until it has heard; then, without a webhook, fetch for as long as we run."""
    secret = settings.telegram_webhook_secret
    url = f"{settings.public_url}/webhooks/telegram" if secret else None
    while True:
        try:
            await telegram.set_up(
                url, secret.get_secret_value() if secret else None, telegram_commands(app.desk.voices)
            )
            break
        except SendError as error:
            log.warning("telegram_set_up", reason=error.reason)
            await asyncio.sleep(_RETRY)
    if url is None:
        await _poll(app, telegram)
    else:
        await _mind_webhook(app, telegram, url, secret.get_secret_value() if secret else "")


async def _mind_webhook(app: Ombudet, telegram: Telegram, url: str, secret: str) -> None:
    """Look from time to time whether Telegram still has our webhook, and set it again where another took it."""
    while True:
        try:
            if (await telegram.registered()).url != url:
                log.error("webhook_was_another")
                await telegram.deliver_to(url, secret)
            await app.database.run(_reached)
            wait = _BETWEEN_REGISTRATIONS
        except SendError as error:
            log.warning("telegram_webhook", reason=error.reason)
            wait = _RETRY
        except Exception as error:
            log.error("telegram_webhook", error=error)
            wait = _RETRY
        await asyncio.sleep(wait)


def _reached(work: Work) -> None:
    """Telegram has just answered us."""
    settings_kept.put(work, _REACHED, work.now.isoformat())


def _polled(offset: str, work: Work) -> None:
    settings_kept.put(work, _OFFSET, offset)
    _reached(work)


async def _poll(app: Ombudet, telegram: Telegram) -> None:
    """Long polling: fetch, commit, and only then confirm with the next offset."""
    offset = int(await app.database.run(lambda work: settings_kept.get(work, _OFFSET, "0")))
    while True:
        try:
            for update in await telegram.poll(offset):
                offset = await _fetched(app, update, offset)
                telegram.acknowledge_soon(update)
            await app.database.run(partial(_polled, str(offset)))
        except SendError as error:
            log.warning("telegram_poll", reason=error.reason)
            await asyncio.sleep(getattr(error, "after", None) or _RETRY)
        except Exception as error:
            log.error("telegram_poll", error=error)
            await asyncio.sleep(_RETRY)


async def _fetched(app: Ombudet, update: dict[str, object], offset: int) -> int:
    """Take one update in; returns the offset that confirms it, which may be lower than the last: after a week of
    silence Telegram counts on from anywhere. One that can't be read is set aside alone."""
    try:
        message = parse_update(update)
    except ValueError:
        log.error("unreadable_update")
        return offset
    await app.receive(message)
    return int(message.external_id) + 1


async def _missed(app: Ombudet, sms: Sms) -> None:
    """Take in what stands in Twilio's log and never came by the webhook: at start, and then every ten minutes. Each
    SMS is taken in once, so looking too far back does no harm."""
    while True:
        now = app.database.clock()
        try:
            kept = await app.database.run(_looked_before)
            for message in await sms.received(kept - _OVERLAP):
                await app.receive(message)
            looked = now.isoformat()
            await app.database.run(lambda work, looked=looked: settings_kept.put(work, _LOOKED, looked))  # type: ignore[misc]
            wait = _BETWEEN_LOOKS
        except SendError as error:
            log.warning("twilio_log", reason=error.reason)
            wait = _RETRY_LOOK
        except Exception as error:
            log.error("twilio_log", error=error)
            wait = _RETRY_LOOK
        await asyncio.sleep(wait)


def _looked_before(work: Work) -> datetime:
    """Until when Twilio's log has been read. The first time it is kept at once: what comes from then on is fetched,
    even if this reading fails, or the service ends in the middle of it."""
    kept = settings_kept.get(work, _LOOKED)
    if not kept:
        settings_kept.put(work, _LOOKED, work.now.isoformat())
    return datetime.fromisoformat(kept) if kept else work.now


def serve(settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
    """Serve until told to stop. Where it can't listen, nothing is begun, and SystemExit says so in a line."""
    signal.signal(signal.SIGTERM, _told_to_stop)
    with _listening(settings.host, settings.port) as door:
        config = uvicorn.Config(
            application(settings, clock),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        gc.freeze()  # what the start made is here to stay: walking through it again takes 0.1 s each time
        gc.enable()
        uvicorn.Server(config).run([door])


def _told_to_stop(*_: object) -> None:
    """An orderly end is exit status 0. While the server runs it has a handler of its own, and calls this one when
    everything is done."""
    raise SystemExit(0)


def _listening(host: str, port: int) -> socket.socket:
    """It says that it is TCP, or asyncio leaves Nagle's delay on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise SystemExit(f"ombud: can't listen on {host} port {port} ({error.strerror}): set HOST and PORT") from None
    return door
