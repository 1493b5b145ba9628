"""Alarms: what ails is compared with what has been told already, and what is new is told once, by another path: a line
in the log, a message to every admin on a channel that does not ail, and a mail that needs no database to be sent."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.i18n import Voices
from bot.mail import CannotMail, Mail
from bot.vitals import DAY, Intake, Vitals, Watch, fault_of
from handlers import alarms as said
from storage import alarms, vitals
from storage.alarms import Open
from storage.database import Database, Work
from storage.outbound import Priority
from storage.secrets import CannotUnseal

log = structlog.get_logger()
_OF_THE_DATABASE = (SQLAlchemyError, OSError, TimeoutError)
TOO_OLD = timedelta(minutes=10)  # a queue's oldest message, before it is an alarm
SKEWED = 120.0  # seconds that two clocks may differ
_ASLEEP = timedelta(minutes=5)  # without a look: the machine was off, and what is old by now is only being caught up
_ONCE = "away"  # what happens once, and is shown for a day
_HAPPENED = (_ONCE, "coordinator")  # what happens once: it stands for a day, whether or not it is still so
BEATS = {"telegram": ("telegram_reached", TOO_OLD), "twilio-log": ("twilio_log_read", timedelta(hours=1))}
"""By alarm: under which name it is kept when the provider was last reached, and how long ago that may be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is watched beside the queues and the week: providers (keys of `BEATS`), and SMS segments a month."""

    providers: tuple[str, ...] = ()
    sms_cap: int | None = None

    @property
    def beats(self) -> tuple[str, ...]:
        return tuple(BEATS[name][0] for name in self.providers)


def found_in(look: Vitals, limits: Limits) -> dict[str, str]:
    """The alarms there are, by key, each with the channel that ails ("" for none)."""
    ill = {f"late:{late.job}:{late.week}": late.channel for late in look.late}
    if look.age(look.unhandled.oldest) > TOO_OLD.total_seconds():
        ill["unhandled"] = ""
    for channel, queue in look.unsent.items():
        if look.age(queue.oldest) > TOO_OLD.total_seconds():
            ill[f"unsent:{channel}"] = channel
    if look.set_aside.count and look.set_aside.oldest:
        ill[f"set-aside:{look.set_aside.oldest:%Y-%m-%d}"] = ""
    ill |= {f"undelivered:{channel}": "" for channel in look.undelivered}
    if look.unreadable:
        ill["key"] = ""
    if look.skew is not None and abs(look.skew) > SKEWED:
        ill["clock"] = ""
    if limits.sms_cap is not None and look.segments >= limits.sms_cap:
        ill[f"sms-cap:{look.now:%Y-%m}"] = "sms"
    return ill | {name: ailing(name) for name in limits.providers if _silent(look, name)}


def _silent(look: Vitals, name: str) -> bool:
    kept, longest = BEATS[name]
    beat = look.beats.get(kept)
    return beat is None or look.now - beat > longest


def ailing(key: str) -> str:
    """The channel that an alarm's key says ails."""
    kind, _, rest = key.partition(":")
    known = {"unsent": rest, "telegram": "telegram", "twilio-log": "sms", "sms-cap": "sms"}
    return known.get(kind, "")


def in_words(voices: Voices, key: str) -> tuple[str, str]:
    """What ails and what to do, in English, for logs and programs."""
    what, remedy = said.words(key)
    return voices.say(what, "en"), voices.say(remedy, "en")


def raise_once(work: Work, key: str) -> bool:
    """Tell of something that has happened, at the next look; False if it has been told of before. The key says what:
    see `handlers.alarms`."""
    return alarms.begin_once(work, key)


def away(channel: str, since: datetime, until: datetime) -> str:
    """The key of an outage (UTC) that was longer than a provider keeps messages for us."""
    return f"{_ONCE}:{channel}:{since:%Y%m%dT%H%M}:{until:%Y%m%dT%H%M}"


@dataclass(slots=True)
class _Told:
    """What this process has said by a path: alarms by id, or by key where there is no row."""

    logged: set[int | str] = field(default_factory=set)
    mailed: set[int | str] = field(default_factory=set)

    def forget_faults(self) -> None:
        """The database works again: the next fault is another."""
        for known in (self.logged, self.mailed):
            known -= {key for key in known if isinstance(key, str)}


class Alarms:
    """`tick` is called every minute. Of several services on one database one minds the alarms."""

    def __init__(
        self, database: Database, desk: Desk, watch: Watch, intake: Intake, limits: Limits, mail: Mail | None
    ) -> None:
        self._database, self._desk, self._watch, self._intake = database, desk, watch, intake
        self._limits, self._mail = limits, mail
        self._me = secrets.token_hex(8)
        self._told = _Told()
        self._looking: tuple[datetime, datetime] | None = None
        self._alone = asyncio.Lock()

    async def tick(self) -> None:
        """Compare and tell, one look at a time. What is wrong with the database itself is told without it."""
        async with self._alone:
            try:
                await self._try_again()
                untold = await self._database.run(self._compare)
            except _OF_THE_DATABASE as error:
                await self._out_of_reach(error)
            else:
                self._told.forget_faults()
                await self._tell(untold)

    async def _try_again(self) -> None:
        """After a failed intake: see whether as much can be written again."""
        if self._intake.fault is not None:
            await self._database.run(vitals.probe)
            self._intake.worked()

    async def _tell(self, untold: list[Open]) -> None:
        """Where one mail is not taken, the others need not be tried before the next look."""
        for one in untold:
            self._log(one.id, one.key, one.since)
        for one in untold:
            if not await self._mailed(one.id, one.key, one.since):
                return
            await self._database.run(lambda work, one=one: alarms.told(work, one.id))  # type: ignore[misc]

    def _compare(self, work: Work) -> list[Open]:
        """Open what is new, close what is over, write to the admins; returns what is to be told outside as well:
        nothing, if another service minds the alarms."""
        steady = self._steady_since(work.now)
        if not alarms.mine(work, self._me):
            return []
        found = found_in(self._watch.look(work), self._limits)
        stands = {one.key: one for one in alarms.open_now(work)}
        for key in found:
            if key not in stands and steady >= _patience(key):
                alarms.begin(work, key)
        for key, one in stands.items():
            if key not in found and not (key.startswith(_HAPPENED) and work.now - one.since < DAY):
                alarms.end(work, one.id)
        untold = [one for one in alarms.open_now(work) if not one.told]
        for one in untold:
            self._write(work, one, found.get(one.key) or ailing(one.key))
        return untold

    def _steady_since(self, now: datetime) -> timedelta:
        """For how long this process has looked without a gap: after one, what is old is only being caught up."""
        began, last = self._looking or (now, now)
        if not timedelta() <= now - last < _ASLEEP:
            began = now
        self._looking = began, now
        return now - began

    def _write(self, work: Work, one: Open, ails: str) -> None:
        """To every admin, once. Whose address can't be read is told by the other paths."""
        try:
            admins = alarms.admins(work, ails)
        except CannotUnseal:
            return
        for person in admins:
            self._desk.tell(work, person, said.alarm(one.key), f"alarm:{one.id}:{person.id}", Priority.REPLY)

    async def _out_of_reach(self, error: Exception) -> None:
        """The database fails: that is remembered here, and told by log and mail alone."""
        fault = fault_of(error)
        now = self._database.clock()
        self._intake.failed(error, now)
        log.error("alarms_failed", error=error)
        self._log(fault.key, fault.key, now)
        await self._mailed(fault.key, fault.key, now)

    def _log(self, known_as: int | str, key: str, since: datetime) -> None:
        if known_as not in self._told.logged:
            what, remedy = in_words(self._desk.voices, key)
            log.error("alarm", key=key, since=since.isoformat(), what=what, remedy=remedy)
            self._told.logged.add(known_as)

    async def _mailed(self, known_as: int | str, key: str, since: datetime) -> bool:
        """Once, if there is anybody to mail to; False if it is to be tried again."""
        if self._mail is None or not self._desk.town.alarm_mail or known_as in self._told.mailed:
            return True
        try:
            await self._mail.send(*self._letter(key, since))
        except CannotMail as error:
            log.warning("alarm_not_mailed", key=key, reason=error.reason)
            return False
        self._told.mailed.add(known_as)
        return True

    def _letter(self, key: str, since: datetime) -> tuple[tuple[str, ...], str, str]:
        """To whom, the subject, the body; in the town's first language."""
        town, voices = self._desk.town, self._desk.voices
        language = town.languages[0]
        since = since.astimezone(self._desk.zone)
        body = f"{since:%Y-%m-%d %H:%M}\n\n{voices.say(said.alarm(key), language)}\n\n{self._desk.public_url}\n"
        return town.alarm_mail, voices.say(said.subject(town.name), language), body


def _patience(key: str) -> timedelta:
    """How long this process must have looked before it believes an alarm: what waits, or is silent, may only have
    been waiting for us to start."""
    kind = key.partition(":")[0]
    if kind in BEATS:
        return BEATS[kind][1]
    return timedelta(minutes=2) if kind in ("unhandled", "unsent") else timedelta()
