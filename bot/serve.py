"""`ombud serve`: the service over the real providers. Which channels are on follows from the settings."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from random import SystemRandom
from typing import TYPE_CHECKING, cast

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.alarms import Limits
from bot.app import Ombudet, build
from bot.channels import Channel
from bot.clock import SharedClock
from bot.costs import Costs
from bot.fetching import TwilioLog, telegram_updates
from bot.mail import Mail
from bot.municipality import Municipality, load
from bot.settings import Settings
from bot.web.answer import answer_routes
from bot.web.doors import Door, Doors, telegram_door, twilio_doors
from bot.web.entrance import entrance_routes
from bot.web.health import health_routes
from bot.web.picture import Picture
from bot.web.site import public_pages, site

if TYPE_CHECKING:
    from bot.channels.sms import Sms
    from bot.channels.telegram import Telegram


_M_ARENA_MAX, _ARENAS = -8, 2  # mallopt(3)
_TURN = 0.0005  # seconds a thread may hold the interpreter; with the usual 5 ms, drawing a page holds up what goes out


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
        costs=Costs(settings.sms_price_ore, settings.sms_monthly_cap),
    )


def limits_of(settings: Settings) -> Limits:
    """What is watched, by what is on."""
    on = {"telegram": settings.telegram_on, "twilio-log": settings.sms_on}
    return Limits(tuple(name for name in on if on[name]), settings.sms_monthly_cap)


def mail_of(settings: Settings, town: Municipality) -> Mail | None:
    """The way of alarms that needs no database, and of the digest, if there is a mail server and somebody to write
    to."""
    if settings.smtp_url is None or not settings.mail_from or not (town.alarm_mail or town.recipients):
        return None
    return Mail(settings.smtp_url.get_secret_value(), settings.mail_from)


def application(settings: Settings, clock: Callable[[], datetime] | None = None) -> Starlette:
    """The web application of `ombud serve`: doors, health, public pages, and the workers behind them. The service is
    at `application.state.ombudet`."""
    app = service(settings, clock)
    telegram = cast("Telegram | None", app.channels.get("telegram"))
    sms = cast("Sms | None", app.channels.get("sms"))
    doors: dict[str, Door] = {}
    if telegram and settings.telegram_webhook_secret:
        doors |= telegram_door(app, telegram, settings.telegram_webhook_secret.get_secret_value())
    if settings.sms_on and settings.twilio_auth_token:
        token = settings.twilio_auth_token.get_secret_value()
        doors |= twilio_doors(app, token, settings.public_url or "")
    picture = Picture(app.desk, app.database, settings.map_tiles_url or "")
    routes: list[BaseRoute] = [*health_routes(app, settings.sms_price_ore), *picture.routes]
    routes += [*entrance_routes(app.desk, app.database), *answer_routes(app.desk, app.database)]
    routes += public_pages(app.desk)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        missed = TwilioLog(app, sms, settings.port) if sms else None
        tasks = [asyncio.create_task(missed.run())] if missed else []
        tasks += [asyncio.create_task(telegram_updates(app, telegram, settings))] if telegram else []
        tasks += [asyncio.create_task(picture.warm())]
        try:
            async with app.running(missed.caught_up if missed else None):
                yield
                await _stop(tasks)
                app.outbox.finish()
        finally:
            await _stop(tasks)
            await app.close()

    served = site(routes, running, [Middleware(Doors, doors)])
    served.state.ombudet = app
    return served


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def serve(settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
    """Serve until told to stop. Where it can't listen, nothing is begun, and SystemExit says so in a line."""
    _share_arenas()
    signal.signal(signal.SIGTERM, _told_to_stop)
    with _listening(settings.host, settings.port) as door:
        config = uvicorn.Config(
            application(settings, clock),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        sys.setswitchinterval(_TURN)
        gc.freeze()  # what the start made is here to stay: walking through it again takes 0.1 s each time
        gc.enable()
        uvicorn.Server(config).run([door])


def _share_arenas() -> None:
    """By itself glibc gives each thread a heap of its own, and what one has freed no other can use."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, _ARENAS)


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
