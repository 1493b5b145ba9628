"""What the doctor finds in the database: its schema, its clock, what waits or is stuck, what is due next, and who is
told when something ails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import SystemRandom

from sqlalchemy.engine import make_url

from bot.alarms import SKEWED, Limits, found_in, in_words
from bot.app import Ombudet
from bot.clock import system_clock
from bot.municipality import MunicipalityError
from bot.operating.doctor.finding import Finding
from bot.operating.restore import lately
from bot.serve import limits_of, mail_of, service
from bot.settings import Settings
from bot.vitals import Vitals, fault_of
from bot.weekly.week import iso_week, shift, slots
from handlers.alarms import FAULTS
from storage import alarms
from storage.database import Database, Refused, Work
from storage.secrets import CannotUnseal, Vault
from storage.upgrade import Unknown, current, head, is_known

_LITTLE = 100_000_000  # octets free, at which somebody should look
_WEEKS_ON = 6  # how far ahead the next prompt is looked for


async def database(settings: Settings) -> list[Finding]:
    """The schema, and on an up-to-date one all the rest. A look changes nothing, so an old schema stays."""
    have, want = revisions(settings)
    if not is_known(have):
        return [Finding("database", "fault", f"revision {have}, this version wants {want}", str(Unknown(have)))]
    if have != want:
        found = f"revision {have}, this version wants {want}" if have else "empty"
        remedy = "`ombud serve` brings it up to date at start, or `ombud db upgrade`"
        return [Finding("database", "note", found, remedy)]
    app = service(settings)
    try:
        looked = await app.database.run(lambda work: list(_within(app, work, settings)))
    finally:
        await app.close()
    return [Finding("database", "ok", f"revision {have}"), *_room(settings), *looked]


def _room(settings: Settings) -> Iterator[Finding]:
    """Whether there is room beside a database in a file."""
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database:
        free = shutil.disk_usage(Path(url.database).absolute().parent).free
        if free < _LITTLE:
            yield Finding("disk", "fault", f"{free / 1e6:.0f} MB free", FAULTS["disk-full"][1].msgid)


def _within(app: Ombudet, work: Work, settings: Settings) -> Iterator[Finding]:
    look = app.watch.look(work)
    if look.skew is not None and abs(look.skew) > SKEWED:
        yield Finding("database's clock", "fault", f"{look.skew:.0f} s ahead of this machine's", "synchronise both")
    yield from _restored(work)
    yield _serving(app, work)
    yield _waiting(look, settings)
    yield from _ailing(app, work, look, settings)
    yield _due_next(app, work.now)
    yield _told(app, work, settings)


def _restored(work: Work) -> Iterator[Finding]:
    """For some days after a restore, which time is missing."""
    if when := lately(work):
        yield Finding("restored", "note", when, "what came by Telegram between the two is gone: ask for it again")


def _serving(app: Ombudet, work: Work) -> Finding:
    """Whether `ombud serve` has looked at its alarms in the last minutes."""
    seen = alarms.minded_at(work)
    if seen is not None and work.now - seen < 2 * alarms.TERM:
        return Finding("serve", "ok", f"running, looked about at {seen.astimezone(app.desk.zone):%H:%M}")
    found = f"not since {seen.astimezone(app.desk.zone):%Y-%m-%d %H:%M}" if seen else "not yet on this database"
    return Finding("serve", "note", f"not running: {found}", "start it: `ombud serve`")


def _waiting(look: Vitals, settings: Settings) -> Finding:
    unsent = sum(queue.count for queue in look.unsent.values())
    cost = f" ({look.segments * settings.sms_price_ore / 100:.2f} kr)" if settings.sms_price_ore else ""
    found = f"{look.unhandled.count} to handle, {unsent} to send, {look.set_aside.count} set aside"
    return Finding("queues", "ok", f"{found}; {look.segments} SMS segments this month{cost}")


def _ailing(app: Ombudet, work: Work, look: Vitals, settings: Settings) -> Iterator[Finding]:
    """What is an alarm now, or has been told and is not over; and whom a late message is for."""
    now = found_in(look, Limits(sms_cap=limits_of(settings).sms_cap))
    keys = dict.fromkeys([*now, *(one.key for one in alarms.open_now(work))])
    if not keys:
        yield Finding("queues and week", "ok", "nothing overdue")
    for key in keys:
        what, remedy = in_words(app.desk.voices, key)
        whom = [str(late) for late in look.late if key == f"late:{late.job}:{late.week}"]
        yield Finding("queues and week", "fault", " ".join([what, ", ".join(whom)]).strip(), remedy)


def _due_next(app: Ombudet, now: datetime) -> Finding:
    """The next prompt and the next digest, on the town's wall clock."""
    plan, zone = app.desk.town.week, app.desk.zone
    this = iso_week(now.astimezone(zone).date())
    every = [slot for n in range(-1, _WEEKS_ON) for slot in slots(shift(this, n), plan)]
    found = []
    for job in ("prompt", "digest"):
        slot = next((slot for slot in every if slot.job == job and slot.due is not None and slot.due > now), None)
        if slot is not None and slot.due is not None:
            why = f" ({slot.reason})" if slot.reason else ""
            found.append(f"{job} of week {slot.week[-2:]} {slot.due.astimezone(zone):%a %Y-%m-%d %H:%M}{why}")
    return Finding("next", "ok", f"{', '.join(found)} ({plan.timezone}, now {now.astimezone(zone):%a %H:%M})")


def _told(app: Ombudet, work: Work, settings: Settings) -> Finding:
    """Whether anybody hears of an alarm, and by a second path."""
    try:
        admins = alarms.admins(work, "")
    except CannotUnseal as error:
        fault = fault_of(error)
        return Finding("alarms", "fault", fault.words, fault.remedy)
    channels = sorted({person.channel for person in admins})
    mailed = app.desk.town.alarm_mail if mail_of(settings, app.desk.town) else ()
    found = f"{len(admins)} admins ({', '.join(channels) or 'none'}), {len(mailed)} mailboxes"
    if not admins and not mailed:
        return Finding(
            "alarms", "fault", f"{found}: nobody is told", "`ombud invite --role admin`, or mail (see above)"
        )
    if mailed or len(channels) > 1:
        return Finding("alarms", "ok", found)
    return Finding("alarms", "note", found, "give alarms a second path: an admin on another channel, or mail")


def remedy(error: Exception) -> str:
    """What to do about it. The words of a database's own errors are left out: they may hold its password."""
    if isinstance(error, (MunicipalityError, Refused)):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    fault = fault_of(error)
    if fault.code == "other":
        return f"the database can't be used ({type(error).__name__}): check DATABASE_URL, and that it is up"
    return f"{fault.words} {fault.remedy}"


def revisions(settings: Settings) -> tuple[str, str]:
    """The database's revision and this version's."""
    url = settings.database_url.get_secret_value()
    found = Database(url, Vault(settings.key), system_clock, SystemRandom())
    try:
        return current(found), head()
    finally:
        found.close()
