"""What we go and fetch: Telegram's updates by long polling, and from Twilio's log the SMS that no webhook brought.

Of several replicas one does each, by a lease. Whatever is fetched twice is taken in once.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from bot.alarms import BEATS
from bot.app import Ombudet
from bot.channels import Inbound, SendError
from bot.channels.telegram_update import parse as parse_update
from bot.commands import telegram_commands
from bot.settings import Settings
from storage import leases, settings_kept
from storage.database import Work

if TYPE_CHECKING:
    from bot.channels.sms import Sms
    from bot.channels.telegram import Telegram

log = structlog.get_logger()
_OFFSET = "telegram_offset"
_LOOKED = settings_kept.TWILIO_LOG_READ  # when, by our clock, the log was last read to its end
_REACHED = BEATS["telegram"][0]
_SEEN = "twilio_log_seen"  # the time, by Twilio's clock, of the last SMS that was found there
_LEASE = timedelta(seconds=60)  # more than a poll may take
_OTHERS_TURN = 2.0  # seconds until another replica's lease is looked at again
_RENEW = 20.0  # seconds between two renewals
_RETRY = 5.0  # seconds
_OVERLAP = timedelta(hours=1)  # an SMS may show in Twilio's log later than its time
_BETWEEN_REGISTRATIONS = 240.0  # seconds between two looks at whether Telegram's webhook is still ours
_BETWEEN_LOOKS = 600.0  # seconds
_RETRY_LOOK = 30.0  # seconds
_LONGEST_WAIT = 600.0  # seconds, whatever a provider asks
_TOGETHER = 500  # SMS that are taken in at once


class Turn:
    """Which of several replicas fetches. A process that starts again on its host and port goes on where it was."""

    def __init__(self, app: Ombudet, name: str, port: int) -> None:
        self._app, self._name = app, name
        self._holder = f"{socket.gethostname()}:{port}"[-40:]

    async def mine(self, beside: Callable[[Work], None] | None = None) -> bool:
        """Take the lease or renew it, and in the same transaction do what only its holder may."""
        return await self._app.database.run(partial(self._hold, beside))

    def _hold(self, beside: Callable[[Work], None] | None, work: Work) -> bool:
        held = leases.hold(work, self._name, self._holder, self._app.database.wall(), _LEASE)
        if held and beside is not None:
            beside(work)
        return held

    @asynccontextmanager
    async def given_up(self) -> AsyncIterator[None]:
        """At the end of the block another may have it at once."""
        try:
            yield
        finally:
            try:
                await self._app.database.run(lambda work: leases.release(work, self._name, self._holder))
            except Exception as error:
                log.warning("lease_runs_out", name=self._name, error=error)


async def telegram_updates(app: Ombudet, telegram: Telegram, settings: Settings) -> None:
    """Tell Telegram how to reach us, until it has heard; then, without a webhook, fetch for as long as we run."""
    secret = settings.telegram_webhook_secret
    url = f"{settings.public_url}/webhooks/telegram" if secret else None
    commands = telegram_commands(app.desk.voices)
    while True:
        try:
            await telegram.set_up(url, secret.get_secret_value() if secret else None, commands)
            break
        except SendError as error:
            log.warning("telegram_set_up", reason=error.reason)
            await asyncio.sleep(_RETRY)
    if url is None or secret is None:
        await Polling(app, telegram, settings.port).run()
    else:
        mind = partial(_mind_webhook, app, telegram, url, secret.get_secret_value())
        await _again_and_again("telegram_webhook", mind, _RETRY)


async def _mind_webhook(app: Ombudet, telegram: Telegram, url: str, secret: str) -> float:
    """Look whether Telegram still has our webhook, and set it again where another took it."""
    if (await telegram.registered()).url != url:
        log.error("webhook_was_another")
        await telegram.deliver_to(url, secret)
    await app.database.run(_reached)
    return _BETWEEN_REGISTRATIONS


def _reached(work: Work) -> None:
    """Telegram has just answered us."""
    settings_kept.put(work, _REACHED, work.now.isoformat())


class Polling:
    """Telegram's updates: fetch, commit, and only then confirm with the next offset."""

    def __init__(self, app: Ombudet, telegram: Telegram, port: int) -> None:
        self._app, self._telegram = app, telegram
        self._turn = Turn(app, "telegram-polling", port)
        self._offset = 0

    async def run(self) -> None:
        """Poll for as long as we run, whenever it is our turn."""
        async with self._turn.given_up():
            await _again_and_again("telegram_poll", self._while_ours, _RETRY)

    async def _while_ours(self) -> float:
        ours = await self._turn.mine(self._read)
        while ours:
            await self._poll()
            ours = await self._turn.mine(self._keep)
        return _OTHERS_TURN

    async def _poll(self) -> None:
        updates = await self._telegram.poll(self._offset)
        await asyncio.gather(*(self._app.receive(message) for message in map(_parsed, updates) if message))
        for update in updates:
            self._telegram.acknowledge_soon(update)
        self._offset = _after(updates, self._offset)

    def _read(self, work: Work) -> None:
        self._offset = int(settings_kept.get(work, _OFFSET, "0"))

    def _keep(self, work: Work) -> None:
        settings_kept.put(work, _OFFSET, str(self._offset))
        _reached(work)


def _parsed(update: dict[str, Any]) -> Inbound | None:
    """One that can't be read is set aside alone."""
    try:
        return parse_update(update)
    except ValueError:
        log.error("unreadable_update")
        return None


def _after(updates: list[dict[str, Any]], offset: int) -> int:
    """The offset that confirms these. It may be lower than the last: after a week of silence Telegram counts on from
    anywhere."""
    numbers = [number for update in updates if type(number := update.get("update_id")) is int]
    return numbers[-1] + 1 if numbers else offset


class TwilioLog:
    """What stands in Twilio's log and never came by the webhook: read at start and every ten minutes, from the last SMS
    seen there. `caught_up` is set when the first look is over, or is another replica's."""

    def __init__(self, app: Ombudet, sms: Sms, port: int) -> None:
        self._app, self._sms = app, sms
        self._turn = Turn(app, "twilio-log", port)
        self._next = 0.0  # by the monotonic clock
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Look for as long as we run."""
        async with self._turn.given_up():
            await _again_and_again("twilio_log", self._once, _RETRY_LOOK)

    async def _once(self) -> float:
        try:
            if not await self._turn.mine():
                self._next = 0.0
                return _OTHERS_TURN
            if time.monotonic() >= self._next:
                await self._look()
                self._next = time.monotonic() + _BETWEEN_LOOKS
            return min(_RENEW, _BETWEEN_LOOKS)
        finally:
            self.caught_up.set()

    async def _look(self) -> None:
        since = await self._app.database.run(_seen_before)
        found = await self._sms.received(since - _OVERLAP)
        for begin in range(0, len(found), _TOGETHER):
            group = found[begin : begin + _TOGETHER]
            await asyncio.gather(*(self._app.receive(message) for message in group))
            await self._app.database.run(partial(_seen, group[-1].said_at))
        await self._app.database.run(lambda work: settings_kept.put(work, _LOOKED, work.now.isoformat()))


def _seen_before(work: Work) -> datetime:
    """The time of the last SMS seen in the log. The first time it is now, and that is kept at once: what comes from
    then on is fetched, even if this look fails. A time to come was written before the clock was set back."""
    kept = settings_kept.get(work, _SEEN) or settings_kept.get(work, _LOOKED)
    if not kept:
        settings_kept.put(work, _SEEN, work.now.isoformat())
    return min(datetime.fromisoformat(kept), work.now) if kept else work.now


def _seen(said_at: str, work: Work) -> None:
    kept = settings_kept.get(work, _SEEN)
    if not kept or datetime.fromisoformat(said_at) > datetime.fromisoformat(kept):
        settings_kept.put(work, _SEEN, said_at)


async def _again_and_again(name: str, job: Callable[[], Awaitable[float]], retry: float) -> None:
    """`job` returns in how many seconds it is to be done again; what failed is done again when the provider says so,
    else after `retry` seconds."""
    while True:
        try:
            wait = await job()
        except SendError as error:
            log.warning(name, reason=error.reason)
            wait = min(getattr(error, "after", None) or retry, _LONGEST_WAIT)
        except Exception as error:
            log.error(name, error=error)
            wait = retry
        await asyncio.sleep(wait)
