"""What partners have decided to do, where, by whom and by when, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from handlers.records import Action
from storage.database import Work
from storage.models import action, tip

OPEN = ("planned", "started", "reopened")
LED_TO_IT = timedelta(days=28)  # tips of the same kind in the area, before the decision and until it is done


@dataclass(frozen=True, slots=True)
class Kept:
    """An action as it stands. `due` and `follow_up` are ISO dates or empty; `person_id` who decided on it here."""

    id: int
    person_id: int
    area: str
    category: str
    place: str
    what: str
    owner: str
    due: str
    status: str
    created_at: datetime
    done_at: datetime | None
    follow_up: str = ""


def add(work: Work, person_id: int, decided: Action) -> int:
    key: int = work.conn.execute(
        insert(action)
        .values(
            person_id=person_id,
            area=decided.area,
            category=decided.category,
            sealed_place=work.vault.seal(decided.place, "action.place"),
            sealed_what=work.vault.seal(decided.what, "action.what"),
            owner=decided.owner,
            due=decided.due,
            follow_up=decided.follow_up,
            status="planned",
            created_at=work.now,
            changed_at=work.now,
        )
        .returning(action.c.id)
    ).scalar_one()
    return key


def by_id(work: Work, key: int) -> Kept | None:
    row = work.conn.execute(select(action).where(action.c.id == key)).first()
    return _kept(work, row) if row else None


def under_way(work: Work, areas: Sequence[str]) -> list[Kept]:
    """What is decided and not done in these areas, what is due first; what has no date last."""
    query = select(action).where(action.c.area.in_(areas), action.c.status.in_(OPEN))
    rows = work.conn.execute(query.order_by(action.c.due == "", action.c.due, action.c.id))
    return [_kept(work, row) for row in rows]


def of_late(work: Work, since: datetime) -> list[Kept]:
    """What is under way anywhere, or done since, in the order in which it was decided."""
    query = select(action).where(action.c.status.in_(OPEN) | (action.c.done_at >= since), action.c.status != "dropped")
    return [_kept(work, row) for row in work.conn.execute(query.order_by(action.c.id))]


def decided(work: Work, areas: Sequence[str]) -> list[Kept]:
    """Everything that has been decided in these areas, in its order."""
    query = select(action).where(action.c.area.in_(areas)).order_by(action.c.id)
    return [_kept(work, row) for row in work.conn.execute(query)]


def told_of(work: Work, changed: datetime, done: datetime) -> list[Kept]:
    """What is open anywhere, has changed since, or is done since, in the order in which it was decided."""
    closed = (action.c.changed_at >= changed) | (and_(action.c.status == "done", action.c.done_at >= done))
    query = select(action).where(action.c.status.in_(OPEN) | closed)
    return [_kept(work, row) for row in work.conn.execute(query.order_by(action.c.id))]


def overdue(work: Work, today: str, areas: Sequence[str]) -> list[Kept]:
    """Of these, what should have been done before `today` (an ISO date)."""
    return [one for one in under_way(work, areas) if one.due and one.due < today]


def set_status(work: Work, key: int, status: str) -> bool:
    """How far it has come; False if it stands so already, or is not there."""
    values: dict[str, Any] = {"status": status, "changed_at": work.now}
    if status == "done":
        values["done_at"] = work.now
    changed = work.conn.execute(update(action).where(action.c.id == key, action.c.status != status).values(values))
    return changed.rowcount == 1


def set_days(work: Work, key: int, due: str, follow_up: str) -> bool:
    """When it is due and followed up; False if it stands so already, or is not there."""
    other = or_(action.c.due != due, action.c.follow_up != follow_up)
    values = {"due": due, "follow_up": follow_up, "changed_at": work.now}
    return work.conn.execute(update(action).where(action.c.id == key, other).values(values)).rowcount == 1


def to_follow_up(work: Work, since: str, until: str) -> list[Kept]:
    """What is to be followed up from one day to another (ISO dates, both included), unless it was dropped."""
    days = action.c.follow_up.between(since, until)
    rows = work.conn.execute(select(action).where(days, action.c.status != "dropped").order_by(action.c.id))
    return [_kept(work, row) for row in rows]


def whose_tips_led_to(work: Work, kept: Kept) -> dict[int, str]:
    """Whoever tipped of the same kind of thing in the area, with the code of their latest such tip."""
    query = select(tip.c.person_id, tip.c.code).where(
        tip.c.area == kept.area,
        tip.c.category == kept.category,
        tip.c.person_id.is_not(None),
        tip.c.created_at >= kept.created_at - LED_TO_IT,
    )
    return {person_id: code for person_id, code in work.conn.execute(query.order_by(tip.c.id))}


def _kept(work: Work, row: Any) -> Kept:
    place, what = work.vault.open(row.sealed_place, "action.place"), work.vault.open(row.sealed_what, "action.what")
    return Kept(
        row.id,
        row.person_id,
        row.area,
        row.category,
        place,
        what,
        row.owner,
        row.due,
        row.status,
        row.created_at,
        row.done_at,
        row.follow_up,
    )
