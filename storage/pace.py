"""How fast a channel may send, for all replicas together: when its next message may leave stands in one row, which
whoever leases messages locks and moves on (the generic cell rate algorithm, ITU-T I.371)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from storage.database import Work
from storage.models import pace
from storage.prepared import Prepared
from storage.rows import add_once

HORIZON = timedelta(seconds=0.5)  # how far ahead turns are given out: something urgent may come meanwhile
_MOST_UNITS = 60  # more than any message has
_LONG_AGO = timedelta(days=1)
_NEXT = Prepared(select(pace.c.next_at).where(pace.c.channel == bindparam("by")).with_for_update())
_MOVE = Prepared(update(pace).where(pace.c.channel == bindparam("by")).values(next_at=bindparam("then")))


def reserve(work: Work, channel: str, units: Sequence[int], rate: float, burst: int, wall: datetime) -> list[datetime]:
    """When each of the first messages may leave (at most as many as begin within `HORIZON` of `wall`, the real time).
    A message takes its `units` at `rate` units a second; after a pause `burst` of them leave at once."""
    begin = max(_next_at(work, channel, rate, wall), wall - timedelta(seconds=(burst - 1) / rate))
    turns: list[datetime] = []
    for number in units:
        if begin > wall + HORIZON:
            break
        turns.append(max(begin, wall))
        begin += timedelta(seconds=number / rate)
    if turns:
        _MOVE.run(work, by=channel, then=begin)
    return turns


def _next_at(work: Work, channel: str, rate: float, wall: datetime) -> datetime:
    """When the channel's next message may leave. A time further ahead than any message takes is void: the clock has
    been set back."""
    found: datetime | None = _NEXT.scalar(work, by=channel)
    if found is None:
        add_once(work, pace, {"channel": channel, "next_at": wall - _LONG_AGO})
        found = _NEXT.scalar(work, by=channel) or wall
    return wall if found > wall + HORIZON + timedelta(seconds=_MOST_UNITS / rate) else found
