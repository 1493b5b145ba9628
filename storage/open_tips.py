"""The tips that are open, by area (None: of those whose area nobody could tell)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from storage.database import Work
from storage.models import tip, tip_event, tip_message
from storage.tip_talk import MOVED
from storage.tips import OPEN, SETTLED, Filed, read

_MOST = 200  # tips looked through for what waits for an answer


def count(work: Work, areas: Sequence[str | None]) -> int:
    """How many are open in these areas; of those about the same thing the one that stands."""
    query = select(func.count()).select_from(tip).where(*_standing(areas))
    return work.conn.execute(query).scalar_one()


def page(work: Work, areas: Sequence[str | None], most: int, after: int) -> list[Filed]:
    """So many of them `after` so many, the latest first."""
    query = select(tip).where(*_standing(areas)).order_by(tip.c.id.desc()).offset(after).limit(most)
    return [read(work, row) for row in work.conn.execute(query).all()]


def _standing(areas: Sequence[str | None]) -> tuple[ColumnElement[bool], ...]:
    return _in(areas), tip.c.status.in_(OPEN), tip.c.merged_into.is_(None)


def _in(areas: Sequence[str | None]) -> ColumnElement[bool]:
    known = tip.c.area.in_([area for area in areas if area])
    return known | tip.c.area.is_(None) if None in areas else known


def waiting(work: Work, areas: Sequence[str | None], since: datetime) -> list[Filed]:
    """Open tips of these areas (None: of unknown area) in which the tipster had the last word since then, the latest
    first."""
    query = select(tip).where(_in(areas), tip.c.status.in_(OPEN)).order_by(tip.c.id.desc()).limit(_MOST)
    found = []
    for row in work.conn.execute(query).all():
        side, at = _last_word(work, row)
        if side == "resident" and at >= since:
            found.append((at, read(work, row)))
    return [filed for _, filed in sorted(found, key=lambda pair: (pair[0], pair[1].id), reverse=True)]


def settled_by(work: Work, person_id: int, since: datetime) -> list[Filed]:
    """What this person has settled since then and is settled still, the latest first, among the latest that happened to
    any tip."""
    lately = select(tip_event).order_by(tip_event.c.id.desc()).limit(_MOST).subquery()
    theirs = lately.c.person_id == person_id, lately.c.what.in_(SETTLED), lately.c.at >= since
    query = select(tip).join(lately, lately.c.tip_id == tip.c.id).where(*theirs, tip.c.status.in_(SETTLED))
    found = work.conn.execute(query.order_by(lately.c.id.desc())).all()
    return [read(work, row) for row in {row.id: row for row in found}.values()]


def _last_word(work: Work, row: Any) -> tuple[str, datetime]:
    query = select(tip_message.c.side, tip_message.c.created_at).where(
        tip_message.c.tip_id == row.id, tip_message.c.side != MOVED
    )
    last = work.conn.execute(query.order_by(tip_message.c.id.desc()).limit(1)).first()
    return (last.side, last.created_at) if last else ("resident", row.created_at)
