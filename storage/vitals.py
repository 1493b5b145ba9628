"""How the queues and the week stand, asked so that it costs the same with a million rows behind: each question is
answered from an index that holds only what waits, what failed, or a stretch of time.

The states are written into the statements, not bound to them: only then can a database see which index it may use."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal_column, or_, select, union_all

from storage import settings_kept
from storage.database import Work
from storage.models import firing, inbound, outbound
from storage.outbound import Priority

WAITING = inbound.c.state == literal_column("'waiting'")
SET_ASIDE = inbound.c.state == literal_column("'failed'")
UNSENT = outbound.c.state.in_([literal_column(f"'{state}'") for state in ("queued", "sending", "unknown")])
FAILED = outbound.c.state == literal_column("'failed'")
_PROBE, _LARGE = "probe", 16_384  # octets: more than one page of either database
LEFT = outbound.c.sent_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Queue:
    """So many messages, and since when the `oldest` of them (of what is set aside: until when the newest)."""

    count: int = 0
    oldest: datetime | None = None


def waiting(work: Work) -> Queue:
    """What has come in and is not handled."""
    row = work.conn.execute(WAITING_QUERY).one()
    return Queue(row[0], row[1])


def unsent(work: Work) -> dict[str, Queue]:
    """What is written and has not gone out, by channel; without what goes to many at once, which may take its time."""
    return {channel: Queue(count, oldest) for channel, count, oldest in work.conn.execute(UNSENT_QUERY)}


def set_aside(work: Work) -> Queue:
    """What could not be handled; its moment is the newest one's."""
    row = work.conn.execute(SET_ASIDE_QUERY).one()
    return Queue(row[0], row[1])


WAITING_QUERY = select(func.count(), func.min(inbound.c.received_at)).where(WAITING)
UNSENT_QUERY = (
    select(outbound.c.channel, func.count(), func.min(outbound.c.created_at))
    .where(UNSENT, outbound.c.priority < literal_column(str(int(Priority.BROADCAST))))
    .group_by(outbound.c.channel)
)
SET_ASIDE_QUERY = select(func.count(), func.max(inbound.c.due_at)).where(SET_ASIDE)


def undelivered(work: Work, since: datetime) -> dict[str, int]:
    """How many messages written since then have failed for good, by channel."""
    return dict(Counter(work.conn.execute(undelivered_query(since)).scalars()))


def undelivered_query(since: datetime) -> Any:
    """Counted here: asked to group by channel, SQLite goes through every message by another index."""
    return select(outbound.c.channel).where(FAILED, outbound.c.created_at >= since)


def unreadable(work: Work, since: datetime) -> bool:
    """Whether anything since then could not be read with this key."""
    return any(work.conn.execute(query).first() for query in unreadable_queries(since))


def unreadable_queries(since: datetime) -> tuple[Any, ...]:
    came = select(inbound.c.id).where(SET_ASIDE, inbound.c.outcome == "CannotUnseal", inbound.c.due_at >= since)
    went = select(outbound.c.id).where(FAILED, outbound.c.reason == "CannotUnseal", outbound.c.created_at >= since)
    return came.limit(1), went.limit(1)


def not_there(work: Work, purposes: Sequence[str], since: datetime, by: datetime) -> list[tuple[str, str]]:
    """Messages of these purposes ("digest", …), written between `since` and `by`, that have not gone out, as
    (purpose, channel)."""
    found = work.conn.execute(not_there_query(purposes, since, by))
    return [(purpose, channel) for _, purpose, channel in sorted(map(tuple, found))]


def not_there_query(purposes: Sequence[str], since: datetime, by: datetime) -> Any:
    """One half for each of the two indexes by the time of writing."""
    meant = or_(*(outbound.c.purpose.startswith(f"{purpose}:") for purpose in purposes))
    halves = [
        select(outbound.c.id, outbound.c.purpose, outbound.c.channel).where(
            state, outbound.c.created_at.between(since, by), meant
        )
        for state in (UNSENT, FAILED)
    ]
    return union_all(*halves)


def last_fired(work: Work, job: str) -> datetime | None:
    """When a job of the week last happened, for anyone."""
    return work.conn.execute(last_fired_query(job)).scalar()


def last_fired_query(job: str) -> Any:
    fired: ColumnElement[bool] = and_(firing.c.job == job, firing.c.state == literal_column("'fired'"))
    latest = select(firing.c.week).where(fired).order_by(firing.c.week.desc()).limit(1).scalar_subquery()
    return select(func.max(firing.c.at)).where(fired, firing.c.week == latest)


def segments(work: Work, since: datetime, until: datetime) -> int:
    """How many SMS segments have left from `since` to before `until`."""
    return int(work.conn.execute(segments_query(since, until)).scalar_one())


def segments_query(since: datetime, until: datetime) -> Any:
    return select(func.coalesce(func.sum(outbound.c.units), 0)).where(
        LEFT, outbound.c.channel == "sms", outbound.c.sent_at >= since, outbound.c.sent_at < until
    )


def probe(work: Work) -> None:
    """Write as much as a message in a transaction, and leave of it only when that was: whoever can do this can take
    messages in."""
    moments = dict.fromkeys(("said_at", "received_at", "due_at"), work.now)
    large = {"sealed": os.urandom(_LARGE), "sender": bytes(32), "state": "done"}
    work.conn.execute(insert(inbound).values(channel=_PROBE, external_id=os.urandom(8).hex(), **large, **moments))
    work.conn.execute(delete(inbound).where(inbound.c.channel == _PROBE))
    settings_kept.put(work, "written", work.now.isoformat())
