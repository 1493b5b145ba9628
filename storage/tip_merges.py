"""Tips that are about the same thing: the first of them stands, and is what is counted and settled. What was put
together can be taken apart again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from storage import tips
from storage.database import Work
from storage.models import tip
from storage.tips import Filed

ALIKE_WITHIN = timedelta(days=3)
_LOOKED_AT = 200  # open tips of a kind in an area, the latest
_DEEPEST = 50


def standing(work: Work, filed: Filed) -> Filed:
    """The tip that stands for this one: itself, unless it was merged."""
    for _ in range(_DEEPEST):
        above = tips.by_id(work, filed.merged_into) if filed.merged_into else None
        if above is None:
            return filed
        filed = above
    return filed


def merged_with(work: Work, filed: Filed) -> list[Filed]:
    """The tips that this one stands for, itself not included."""
    found: list[Filed] = []
    level = [filed.id]
    while level and len(found) < _LOOKED_AT:
        rows = work.conn.execute(select(tip).where(tip.c.merged_into.in_(level)).order_by(tip.c.id)).all()
        found += [tips.read(work, row) for row in rows]
        level = [row.id for row in rows]
    return found


def of_same_kind(work: Work, filed: Filed) -> list[Filed]:
    """Open tips of the area and category within three days of this one, that nothing else stands for."""
    rows = work.conn.execute(
        select(tip)
        .where(
            tip.c.area == filed.area if filed.area else tip.c.area.is_(None),
            tip.c.category == filed.category,
            tip.c.status.in_(tips.OPEN),
            tip.c.merged_into.is_(None),
            tip.c.id != filed.id,
            tip.c.created_at >= filed.created_at - ALIKE_WITHIN,
            tip.c.created_at <= filed.created_at + ALIKE_WITHIN,
        )
        .order_by(tip.c.id.desc())
        .limit(_LOOKED_AT)
    )
    return [tips.read(work, row) for row in rows]


def merge(work: Work, one: Filed, other: Filed, person_id: int) -> Filed | None:
    """Two tips are about the same thing: the earlier stands. Returns the tip that stands; None if either has been
    merged or settled meanwhile."""
    kept, gone = sorted((one, other), key=lambda filed: filed.id)
    locked = select(tip.c.id, tip.c.merged_into, tip.c.status).where(tip.c.id.in_([kept.id, gone.id]))
    rows = work.conn.execute(locked.order_by(tip.c.id).with_for_update()).all()
    if len(rows) != 2 or any(row.merged_into or row.status not in tips.OPEN for row in rows):
        return None
    work.conn.execute(update(tip).where(tip.c.id == gone.id).values(merged_into=kept.id))
    tips.note(work, gone.id, "merged", person_id, kept.id)
    return kept


def unmerge(work: Work, filed: Filed, person_id: int) -> bool:
    """A tip stands for itself again, as what the one that stood for it is by now. False if it did already."""
    if filed.merged_into is None:
        return False
    above = standing(work, filed)
    freed = update(tip).where(tip.c.id == filed.id, tip.c.merged_into == filed.merged_into)
    if work.conn.execute(freed.values(merged_into=None, status=above.status)).rowcount != 1:
        return False
    tips.note(work, filed.id, "unmerged", person_id, filed.merged_into)
    return True
