"""`ombud doctor`: one screen on whether the service can do its work; each line that is not well has its remedy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import SendError
from bot.channels.sms import Sms
from bot.channels.telegram import Telegram
from bot.municipality import MunicipalityError, load
from bot.operating.restore import lately
from bot.serve import channels_of, service
from bot.settings import Settings, SettingsError, load_settings
from bot.web.health import vitals
from storage.database import Database, Work
from storage.secrets import Vault
from storage.upgrade import Refused, current, head

Weight = Literal["ok", "note", "fault"]
_MARKS = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "fault": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `what` was looked at, how it `state`s, what was `found`, and the `remedy` where one is needed."""

    what: str
    state: Weight
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def examine() -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    try:
        settings = load_settings(serving=True)
    except SettingsError as error:
        return [Finding("settings", "fault", fault.partition(":")[0], fault) for fault in error.faults]
    return [Finding("settings", "ok", "complete"), *[finding async for finding in _beyond(settings)]]


async def _beyond(settings: Settings) -> AsyncIterator[Finding]:
    yield _municipality(settings)
    yield _channels(settings)
    for channel in channels_of(settings).values():
        yield await _provider(channel)
        await channel.close()
    try:
        for finding in await _database(settings):
            yield finding
    except (MunicipalityError, Refused, SQLAlchemyError, OSError, ImportError, ValueError) as error:
        yield Finding("database", "fault", type(error).__name__, remedy(error))


async def _database(settings: Settings) -> list[Finding]:
    """The schema, and on an up-to-date one the queues and the week. A look changes nothing, so an old schema stays."""
    have, want = revisions(settings)
    if have != want:
        found = f"revision {have}, this version wants {want}" if have else "empty"
        return [
            Finding("database", "note", found, "`ombud serve` brings it up to date at start, or `ombud db upgrade`")
        ]
    app = service(settings)
    try:
        queues = await app.database.run(lambda work: [*_restored(work), *_queues(vitals(app, work))])
    finally:
        await app.close()
    return [Finding("database", "ok", f"revision {have}"), *queues]


def _restored(work: Work) -> list[Finding]:
    """For some days after a restore, which time is missing."""
    if not (when := lately(work)):
        return []
    remedy = "what came by Telegram between the two is gone: ask for it again"
    return [Finding("restored", "note", when, remedy)]


def remedy(error: Exception) -> str:
    """What to do about it. The words of a database's own errors are left out: they may hold its password."""
    if isinstance(error, (MunicipalityError, Refused)):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return f"the database can't be used ({type(error).__name__}): check DATABASE_URL, and that it is up"


def _municipality(settings: Settings) -> Finding:
    try:
        town = load(settings.municipality)
    except MunicipalityError as error:
        return Finding("municipality", "fault", settings.municipality, str(error))
    return Finding("municipality", "ok", f"{town.name}, {len(town.areas)} areas, {town.timezone}")


def _channels(settings: Settings) -> Finding:
    on = sorted(channels_of(settings))
    if not on:
        return Finding("channels", "fault", "none is on", "set TELEGRAM_BOT_TOKEN or TWILIO_ACCOUNT_SID")
    return Finding("channels", "ok", " and ".join(on))


async def _provider(channel: object) -> Finding:
    name = "telegram" if isinstance(channel, Telegram) else "twilio"
    try:
        if isinstance(channel, Telegram):
            return Finding(name, "ok", f"@{(await channel.me())['username']}")
        if isinstance(channel, Sms):
            account = await channel.account()
            return Finding(name, "ok", ", ".join(f"{key} {value}" for key, value in account.items()))
    except SendError as error:
        return Finding(name, "fault", error.reason, "check the credentials and that the provider can be reached")
    return Finding(name, "note", "not looked at")


def _queues(found: dict[str, Any]) -> list[Finding]:
    if found["status"] == "ok":
        return [Finding("queues and week", "ok", "nothing overdue")]
    return [Finding("queues and week", "fault", alarm, "is `ombud serve` running?") for alarm in found["alarms"]]


def revisions(settings: Settings) -> tuple[str, str]:
    """The database's revision and this version's."""
    from random import SystemRandom

    from bot.clock import system_clock

    url = settings.database_url.get_secret_value()
    database = Database(url, Vault(settings.key), system_clock, SystemRandom())
    try:
        return current(database), head()
    finally:
        database.close()


def show(found: list[Finding]) -> None:
    """The findings for a person to read."""
    console = Console()
    for line in found:
        remedy = f"\n    → {escape(line.remedy)}" if line.remedy else ""
        console.print(f"{_MARKS[line.state]} {line.what}: {escape(line.found)}{remedy}")
