"""What is wrong with the patrol car. One open fault stands once, whoever reports it, however often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.database import Work
from storage.models import car_fault
from storage.rows import key_once

_WORDS = "car_fault.words"


@dataclass(frozen=True, slots=True)
class Kept:
    """A fault: its kind, and words where the kind does not say."""

    id: int
    kind: str
    words: str
    told_at: datetime


def report(work: Work, patrol_id: int, kind: str, words: str) -> Kept | None:
    """Keep a fault; None where the same is open already."""
    same = work.vault.index("car_fault", f"{kind}:{' '.join(words.casefold().split())}")
    values: dict[str, Any] = {"patrol_id": patrol_id, "kind": kind, "lookup": same, "told_at": work.now}
    values["sealed_words"] = work.vault.seal(words, _WORDS) if words else None
    key = key_once(work, car_fault, values)
    return Kept(key, kind, words, work.now) if key is not None else None


def standing(work: Work) -> list[Kept]:
    """The faults that nobody has said to be mended."""
    query = select(car_fault).where(car_fault.c.mended_at.is_(None)).order_by(car_fault.c.id)
    return [_kept(work, row) for row in work.conn.execute(query)]


def _kept(work: Work, row: Any) -> Kept:
    words = work.vault.open(row.sealed_words, _WORDS) if row.sealed_words else ""
    return Kept(row.id, row.kind, words, row.told_at)


def mend(work: Work, key: int) -> bool:
    """The fault is mended; False if it was already."""
    where = car_fault.c.id == key, car_fault.c.mended_at.is_(None)
    return work.conn.execute(update(car_fault).where(*where).values(mended_at=work.now)).rowcount == 1
