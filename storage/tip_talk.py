"""What is said back and forth about tips, as it is read again. It is kept by `storage.tips.say`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from storage.database import Work
from storage.models import tip, tip_message
from storage.prepared import Prepared
from storage.tips import Filed

MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side ("ombud" or "resident") said about a tip."""

    id: int
    side: str
    person_id: int
    text: str
    at: datetime


_TALK = Prepared(
    select(tip_message)
    .where(tip_message.c.tip_id == bindparam("about"), tip_message.c.side != bindparam("moved"))
    .order_by(tip_message.c.id)
)
_OF_THEIRS = (
    select(tip_message, tip.c.code)
    .join(tip, tip.c.id == tip_message.c.tip_id)
    .where(tip.c.person_id == bindparam("whose"), tip_message.c.created_at >= bindparam("since"))
    .order_by(tip_message.c.id.desc())
    .limit(literal_column("1"))
)
_LAST_SAID = Prepared(
    _OF_THEIRS.where(tip_message.c.person_id == bindparam("whose"), tip_message.c.side == bindparam("side"))
)
_LAST_OF_ALL = Prepared(_OF_THEIRS.where(tip_message.c.side != bindparam("moved")))


def talk(work: Work, filed: Filed) -> list[Said]:
    """What has been said about a tip, in order; without words that turned out to be about something else."""
    return [_said(work, row) for row in _TALK.all(work, about=filed.id, moved=MOVED)]


def _said(work: Work, row: Any) -> Said:
    words = work.vault.open(row.sealed, "tip_message.text") if row.sealed else ""
    return Said(row.id, row.side, row.person_id, words, row.created_at)


def last_said(work: Work, person_id: int, since: datetime) -> tuple[Said, str] | None:
    """What a tipster said last about a tip of theirs, and that tip's code."""
    row = _LAST_SAID.first(work, whose=person_id, since=since, side="resident")
    return (_said(work, row), row.code) if row else None


def move(work: Work, said: Said) -> bool:
    """These words were about something else: they are no longer part of the tip's talk. False if they were not."""
    query = update(tip_message).where(tip_message.c.id == said.id, tip_message.c.side != MOVED).values(side=MOVED)
    return work.conn.execute(query).rowcount == 1


def heard(work: Work, person_id: int, since: datetime) -> tuple[Said, str] | None:
    """What an ombud said last about a tip of this person's, if that is unanswered, and the tip's code."""
    row = _LAST_OF_ALL.first(work, whose=person_id, since=since, moved=MOVED)
    return (_said(work, row), row.code) if row and row.side == "ombud" else None
