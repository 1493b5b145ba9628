"""How news gets to many: every minute so many copies are put in the outbox that it has enough to send, a batch in a
transaction. A batch that is committed is never written again, so whoever is killed goes on where they were.

Nobody is written to in quiet hours. When the month's SMS are used up it ends, and says so.
"""

from __future__ import annotations

from functools import partial

import structlog

from bot.desk import Desk
from bot.news import broadcasting
from bot.pages import Message
from bot.weekly.quiet import quiet
from handlers import broadcast_notices as notices
from storage import audit, broadcasts, people
from storage.broadcasts import Kept
from storage.database import Database, Work
from storage.outbound import Priority
from storage.secrets import CannotUnseal

log = structlog.get_logger()
BATCH = 50  # copies in a transaction: what comes in meanwhile waits for no more than that
AHEAD = 2_000  # copies that may wait in the outbox: what the fastest channel sends in a minute
_ENDS = {"sending": "sent", "stopping": "stopped"}


async def feed(desk: Desk, database: Database) -> int:
    """Do for every broadcast what is to be done now; returns how many copies were written, and how many ended."""
    if quiet(database.clock(), desk.town.week):
        return 0
    return sum([await _safely(desk, database, kept) for kept in await database.run(broadcasts.not_ended)])


async def _safely(desk: Desk, database: Database, kept: Kept) -> int:
    """What goes wrong with one holds up no other; it is tried again in a minute."""
    try:
        return await _further(desk, database, kept)
    except Exception as error:
        log.error("broadcast_failed", broadcast=kept.id, error=error)
        return 0


async def _further(desk: Desk, database: Database, kept: Kept) -> int:
    if kept.state == "waiting":
        return await database.run(partial(_expire, desk, kept.id))
    done = 0
    while written := await database.run(partial(write, desk, kept.id)):
        done += written
    return done + await database.run(partial(_end, desk, kept.id))


def _expire(desk: Desk, key: int, work: Work) -> int:
    """Nobody approved it in time."""
    kept = broadcasts.get(work, key)
    if work.now - kept.created_at < broadcasting.LASTS or not broadcasts.end_unsent(work, key, "expired"):
        return 0
    audit.note(work, "schedule", "broadcast", f"{key}:expired")
    desk.tell(work, people.get(work, kept.person_id), notices.expired(desk.area_name(kept.area)), f"expired:{key}")
    return 1


def write(desk: Desk, key: int, work: Work) -> int:
    """The next batch of copies; returns how many people it passed, 0 if none is to be written now."""
    kept, found = broadcasts.next_people(work, key, BATCH)
    if kept.state != "sending" or not found or broadcasts.counted(work, key).waiting >= AHEAD:
        return 0
    for person_id in found:
        _copy(desk, work, person_id, kept)
    broadcasts.reached(work, key, found[-1])
    return len(found)


def _copy(desk: Desk, work: Work, person_id: int, kept: Kept) -> None:
    """One person's; whose address can't be read gets none, and holds up nobody."""
    try:
        person = people.get(work, person_id)
    except CannotUnseal:
        log.warning("no_copy", broadcast=kept.id, reason="CannotUnseal")
        return
    text = broadcasting.copy_of(desk, kept.area, kept.sender, kept.words, person.language)
    message = Message(desk.voices.say(text, person.language, person.channel))
    desk.post(work, person, message, f"broadcast:{kept.id}:{person.id}", Priority.BROADCAST, broadcast=kept.id)


def _end(desk: Desk, key: int, work: Work) -> int:
    """End it if nothing of it is left to send, or if what is left may not be."""
    kept, more = broadcasts.next_people(work, key, 1)
    capped = kept.state == "sending" and _used_up(desk, work, key)
    if capped:
        broadcasts.stop(work, key)
    elif kept.state == "sending" and more:
        return 0
    if broadcasts.counted(work, key).waiting and not capped:
        return 0
    state = "capped" if capped else _ENDS[kept.state]
    if not broadcasts.end(work, key, state):
        return 0
    _tell(desk, work, kept, state)
    return 1


def _used_up(desk: Desk, work: Work, key: int) -> bool:
    """Whether not even the cheapest SMS that waits may leave this month."""
    least, left = broadcasts.cheapest_waiting(work, key), desk.costs.left(work, desk.zone)
    return bool(least) and left is not None and left < least


def _tell(desk: Desk, work: Work, kept: Kept, state: str) -> None:
    """The receipt, to who wrote it and who approved it."""
    count = broadcasts.counted(work, kept.id)
    not_ = max(0, kept.people - count.sent - count.failed - count.waiting)
    audit.note(work, "schedule", "broadcast", f"{kept.id}:{state}:{count.sent}:{count.failed}:{not_}")
    log.info("broadcast", broadcast=kept.id, state=state, sent=count.sent, failed=count.failed, not_sent=not_)
    text = notices.receipt(desk.area_name(kept.area), state, count.sent + count.waiting, count.failed, not_)
    for person_id in filter(None, (kept.person_id, kept.decided_by)):
        desk.tell(work, people.get(work, person_id), text, f"broadcast-end:{kept.id}:{person_id}")
