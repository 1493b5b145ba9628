"""When an ombud pauses, from one day to another (both included), and who steps in. A pause that is ended early keeps
the days that it lasted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.database import Work
from storage.models import pause
from storage.prepared import Prepared

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """`answer` is what the deputy said: "asked" (nothing yet), "yes" or "no"; "" where nobody was asked."""

    id: int
    person_id: int
    first: date
    last: date
    deputy_id: int | None = None
    answer: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


_ON = Prepared(
    select(pause)
    .where(pause.c.last >= bindparam("day"), pause.c.first <= bindparam("day"), pause.c.first <= pause.c.last)
    .order_by(pause.c.id)
)


def add(work: Work, person_id: int, first: date, last: date, deputy_id: int | None) -> Kept:
    """Keep a pause; `deputy_id` is who has been asked to step in, if anybody."""
    answer = "asked" if deputy_id else ""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    query = insert(pause).values(person_id=person_id, **days, deputy_id=deputy_id, answer=answer, created_at=work.now)
    key = work.conn.execute(query.returning(pause.c.id)).scalar_one()
    return Kept(key, person_id, first, last, deputy_id, answer)


def get(work: Work, key: int) -> Kept:
    """The pause. KeyError if there is none."""
    row = work.conn.execute(select(pause).where(pause.c.id == key)).first()
    if row is None:
        raise KeyError(f"pause {key}")
    return _kept(row)


def _kept(row: Any) -> Kept:
    first, last = date.fromisoformat(row.first), date.fromisoformat(row.last)
    return Kept(row.id, row.person_id, first, last, row.deputy_id, row.answer)


def answered(work: Work, key: int, answer: str) -> None:
    """What the deputy said."""
    work.conn.execute(update(pause).where(pause.c.id == key).values(answer=answer))


def end(work: Work, kept: Kept, today: date) -> None:
    """From `today` on the pause holds no more."""
    last = min(kept.last, today - _DAY).isoformat()
    work.conn.execute(update(pause).where(pause.c.id == kept.id).values(last=last))


def on(work: Work, day: date) -> list[Kept]:
    """The pauses that hold on a day, the latest last."""
    return [_kept(row) for row in _ON.all(work, day=day.isoformat())]


def standing(work: Work, person_id: int, today: date) -> list[Kept]:
    """A person's pauses that hold or are to come."""
    query = select(pause).where(pause.c.person_id == person_id, pause.c.last >= today.isoformat())
    return [_kept(row) for row in work.conn.execute(query.order_by(pause.c.id)) if row.first <= row.last]


def stepped_in(work: Work, deputy_id: int, today: date) -> list[Kept]:
    """The pauses that hold or are to come for which this person steps in, or has been asked to."""
    query = select(pause).where(
        pause.c.deputy_id == deputy_id, pause.c.answer.in_(("yes", "asked")), pause.c.last >= today.isoformat()
    )
    return [_kept(row) for row in work.conn.execute(query.order_by(pause.c.id)) if row.first <= row.last]


def asking(work: Work, deputy_id: int, today: date) -> Kept | None:
    """The latest pause for which this person was asked to step in and has not said yes or no."""
    query = select(pause).where(
        pause.c.deputy_id == deputy_id, pause.c.answer == "asked", pause.c.last >= today.isoformat()
    )
    row = work.conn.execute(query.order_by(pause.c.id.desc()).limit(1)).first()
    return _kept(row) if row else None
