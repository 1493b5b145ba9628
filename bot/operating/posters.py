"""`ombud poster`: a poster with a code of its own, in languages that have its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.app import Ombudet
from bot.channels import SendError
from bot.channels.telegram import Telegram
from bot.picture import poster
from storage import audit, places
from storage.database import Work


class NoPoster(Exception):
    """There can be no such poster; the message says what to ask for instead."""


async def made(app: Ombudet, area: str, place: str, languages: Sequence[str], number: str) -> bytes:
    """A poster as PDF. `number` is where an SMS goes, "" if that is off. Raises NoPoster."""
    desk = app.desk
    names = {one.slug: one.name for one in desk.areas}
    if area not in names:
        raise NoPoster(f"no area {area!r}: `ombud areas` lists them")
    bot = await _bot(app)
    if not bot and not number:
        raise NoPoster("a poster needs a way to write: TELEGRAM_BOT_TOKEN, or TWILIO_ACCOUNT_SID and what goes with it")
    where = ", ".join(part for part in (place, names[area]) if part)
    _check(app, number, languages)
    payload, now = await app.database.run(lambda work: _code(work, area, place if bot else ""))
    sms = poster.by_sms(number, f"Tips, {where}: ")
    way = poster.by_telegram(bot, payload, number) if bot else sms
    return poster.pdf(way, desk.town.name, where, languages, desk.voices.say, now)


def _check(app: Ombudet, number: str, languages: Sequence[str]) -> None:
    """Nothing is half translated: a language that lacks a word of the poster is refused by name."""
    voices, said = app.desk.voices, poster.texts(number).values()
    known = [code for code in app.desk.town.languages if all(voices.has(text, code) for text in said)]
    lacking = [code for code in languages if code not in known]
    if lacking or not languages:
        raise NoPoster(f"no poster in {', '.join(lacking) or 'no language'}: choose among {', '.join(known)}")


async def _bot(app: Ombudet) -> str:
    """The bot's name, which only Telegram knows; "" while Telegram is off."""
    telegram = app.channels.get("telegram")
    if not isinstance(telegram, Telegram):
        return ""
    try:
        return str((await telegram.me())["username"])
    except SendError as error:
        raise NoPoster(f"Telegram does not say what the bot is called ({error}): try again") from None


def _code(work: Work, area: str, place: str) -> tuple[str, datetime]:
    """A code for the place; without one the area itself. With it the time."""
    audit.note(work, "operator", "poster", area)
    return places.add(work, area, place) if place else area, work.now
