"""Short codes sent to the real number, which a forged SMS cannot know: what confirms a report by SMS."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from storage.codes import digits
from storage.database import Work
from storage.models import challenge
from storage.rows import upsert

_TRIES = 5
_LASTS = timedelta(days=7)
_LOCKED = timedelta(days=1)  # how long, from when it was told, a code that was guessed at stays the only one
_CONTEXT = "challenge.code"


def issue(work: Work, person_id: int, purpose: str) -> str:
    """The code for this purpose, good for a week: the one already told if it holds, else a fresh one. After five
    wrong guesses no other is told for a day, so that guessing leads nowhere."""
    row = _row(work, person_id, purpose)
    if row is not None and (row.tries_left > 0 or _locked(work, row)):
        return work.vault.open(row.sealed, _CONTEXT)
    code = digits(work.random)
    values = {
        "sealed": work.vault.seal(code, _CONTEXT),
        "expires_at": work.now + _LASTS,
        "tries_left": _TRIES,
    }
    upsert(work, challenge, {"person_id": person_id, "purpose": purpose}, values)
    return code


def locked(work: Work, person_id: int, purpose: str) -> bool:
    """Whether the code has been guessed at too often, and no other is told yet."""
    row = _row(work, person_id, purpose)
    return row is not None and row.tries_left <= 0 and _locked(work, row)


def _locked(work: Work, row: Any) -> bool:
    return bool(work.now < row.expires_at - _LASTS + _LOCKED)


def _row(work: Work, person_id: int, purpose: str) -> Any:
    return work.conn.execute(
        select(challenge).where(
            challenge.c.person_id == person_id,
            challenge.c.purpose == purpose,
            challenge.c.expires_at > work.now,
        )
    ).first()


def check(work: Work, person_id: int, purpose: str, code: str) -> bool:
    """Whether `code` is the one told. A wrong one costs a try; after five none is right."""
    row = _row(work, person_id, purpose)
    if row is None or row.tries_left <= 0:
        return False
    if hmac.compare_digest(work.vault.open(row.sealed, _CONTEXT).encode(), code.encode()):
        return True
    work.conn.execute(update(challenge).where(challenge.c.id == row.id).values(tries_left=challenge.c.tries_left - 1))
    return False


def close(work: Work, person_id: int, purpose: str) -> None:
    """The purpose is served; the code is worth nothing any more."""
    work.conn.execute(delete(challenge).where(challenge.c.person_id == person_id, challenge.c.purpose == purpose))
