"""Short codes sent to the real number, which a forged SMS cannot know: what confirms a report by SMS."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.codes import digits
from storage.database import Work
from storage.models import challenge
from storage.rows import upsert

_TRIES = 5
_CONTEXT = "challenge.code"


def issue(work: Work, person_id: int, purpose: str, expires_at: datetime) -> str:
    """The code for this purpose: the one already told if it still holds, else a fresh one."""
    row = _row(work, person_id, purpose)
    if row is not None and row.tries_left > 0:
        return work.vault.open(row.sealed, _CONTEXT)
    code = digits(work.random)
    values = {
        "sealed": work.vault.seal(code, _CONTEXT),
        "expires_at": expires_at,
        "tries_left": _TRIES,
    }
    upsert(work, challenge, {"person_id": person_id, "purpose": purpose}, values)
    return code


def _row(work: Work, person_id: int, purpose: str):  # type: ignore[no-untyped-def]
    return work.conn.execute(
        select(challenge).where(
            challenge.c.person_id == person_id,
            challenge.c.purpose == purpose,
            challenge.c.expires_at > work.now,
        )
    ).first()


def check(work: Work, person_id: int, purpose: str, code: str) -> bool:
    """Whether `code` is the one told. A wrong one costs a try; after five a new code has to be sent."""
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
