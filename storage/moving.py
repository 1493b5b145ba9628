"""Somebody changes telephone: the code that joins the old one with the new. Of the code only the blind index and the
sealed words are kept, one for each person, for ten minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from storage.codes import moving_code
from storage.database import Work
from storage.models import move_code
from storage.rows import upsert

LASTS = timedelta(minutes=10)
_CONTEXT = "move.code"


@dataclass(frozen=True, slots=True)
class Move:
    """Who moves. `asked_by` is who asked for it: they themselves, a coordinator, or the operator (None)."""

    person_id: int
    asked_by: int | None


def issue(work: Work, person_id: int, asked_by: int | None) -> str:
    """The code that moves a person to the telephone it is sent from: the one already told if it holds, else a fresh
    one, after which an earlier one is worth nothing."""
    row = work.conn.execute(select(move_code).where(move_code.c.person_id == person_id)).first()
    if row is not None and row.expires_at > work.now and row.asked_by == asked_by:
        return work.vault.open(row.sealed, _CONTEXT)
    code = moving_code(work.random)
    values = {
        "asked_by": asked_by,
        "lookup": _lookup(work, code),
        "sealed": work.vault.seal(code, _CONTEXT),
        "expires_at": work.now + LASTS,
    }
    upsert(work, move_code, {"person_id": person_id}, values)
    return code


def _lookup(work: Work, code: str) -> bytes:
    return work.vault.index("move", code.upper().replace("-", ""))


def find(work: Work, code: str) -> Move | None:
    """Whom the code moves, while it holds."""
    where = move_code.c.lookup == _lookup(work, code), move_code.c.expires_at > work.now
    row = work.conn.execute(select(move_code).where(*where)).first()
    return Move(row.person_id, row.asked_by) if row else None


def spend(work: Work, found: Move) -> bool:
    """Use it up; False if somebody else was first."""
    return work.conn.execute(delete(move_code).where(move_code.c.person_id == found.person_id)).rowcount == 1


def withdraw(work: Work, person_id: int) -> None:
    """A code that was told for this person is worth nothing any more."""
    work.conn.execute(delete(move_code).where(move_code.c.person_id == person_id))
