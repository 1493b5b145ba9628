"""`ombud doctor`: one screen on whether the service can do its work; each line that is not well has its remedy. A look
changes nothing, and sends nothing to anybody; `--fix` sets Telegram's webhook and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel
from bot.municipality import Municipality, MunicipalityError, load
from bot.operating.doctor.finding import Finding, show
from bot.operating.doctor.outside import clocks, mail, telegram, twilio
from bot.operating.doctor.within import database, remedy, revisions
from bot.serve import channels_of
from bot.settings import Settings, SettingsError, load_settings
from storage.database import Refused

__all__ = ["Finding", "examine", "remedy", "revisions", "show"]


async def examine(*, fix: bool = False) -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    try:
        settings = load_settings(serving=True)
    except SettingsError as error:
        return [Finding("settings", "fault", fault.partition(":")[0], fault) for fault in error.faults]
    return [Finding("settings", "ok", "complete"), *[finding async for finding in _beyond(settings, fix)]]


async def _beyond(settings: Settings, fix: bool) -> AsyncIterator[Finding]:
    town, finding = _municipality(settings)
    yield finding
    channels = channels_of(settings)
    yield _channels(channels)
    for finding in await _asked(channels, settings, fix):
        yield finding
    yield await mail(settings, town)
    try:
        for finding in await database(settings):
            yield finding
    except (MunicipalityError, Refused, SQLAlchemyError, OSError, ImportError, ValueError) as error:
        yield Finding("database", "fault", type(error).__name__, remedy(error))


async def _asked(channels: dict[str, Channel], settings: Settings, fix: bool) -> list[Finding]:
    """What the providers say, and what time it is there."""
    found: list[Finding] = []
    try:
        for name, channel in channels.items():
            look = telegram(channel, settings, fix=fix) if name == "telegram" else twilio(channel, settings)
            found += [finding async for finding in look]
    finally:
        found.append(clocks(channels))
        for channel in channels.values():
            await channel.close()
    return found


def _municipality(settings: Settings) -> tuple[Municipality | None, Finding]:
    try:
        town = load(settings.municipality)
    except MunicipalityError as error:
        return None, Finding("municipality", "fault", settings.municipality, str(error))
    return town, Finding("municipality", "ok", f"{town.name}, {len(town.areas)} areas, {town.timezone}")


def _channels(channels: dict[str, Channel]) -> Finding:
    if not channels:
        return Finding("channels", "fault", "none is on", "set TELEGRAM_BOT_TOKEN or TWILIO_ACCOUNT_SID")
    return Finding("channels", "ok", " and ".join(sorted(channels)))
