"""Roles come only from here: invitations that expire, are used once, and can be taken back. Only a code's blind
index is kept, so the database reveals no invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import insert, select, update

from handlers.records import Role
from storage.codes import invitation_code
from storage.database import Work
from storage.models import invitation

LASTS = timedelta(days=7)
Refusal = Literal["unknown", "expired", "used", "revoked"]


@dataclass(frozen=True, slots=True)
class Invitation:
    id: int
    role: Role
    area: str | None
    expires_at: datetime


def issue(work: Work, wanted: Role, area: str | None, lasts: timedelta = LASTS) -> tuple[str, Invitation]:
    """A fresh code, which is told this once, and what it is for."""
    code = invitation_code(work.random)
    key = work.conn.execute(
        insert(invitation)
        .values(
            lookup=_lookup(work, code),
            role=wanted,
            area=area,
            created_at=work.now,
            expires_at=work.now + lasts,
        )
        .returning(invitation.c.id)
    ).scalar_one()
    return code, Invitation(key, wanted, area, work.now + lasts)


def _lookup(work: Work, code: str) -> bytes:
    return work.vault.index("invitation", code.upper().replace("-", ""))


def find(work: Work, code: str) -> Invitation | Refusal:
    """What the code is good for, or why it is good for nothing."""
    row = work.conn.execute(select(invitation).where(invitation.c.lookup == _lookup(work, code))).first()
    if row is None:
        return "unknown"
    if row.revoked_at:
        return "revoked"
    if row.used_at:
        return "used"
    if row.expires_at <= work.now:
        return "expired"
    return Invitation(row.id, cast("Role", row.role), row.area, row.expires_at)


def spend(work: Work, found: Invitation, person_id: int) -> bool:
    """Use it up; False if somebody else was first."""
    spent = work.conn.execute(
        update(invitation)
        .where(invitation.c.id == found.id, invitation.c.used_at.is_(None), invitation.c.revoked_at.is_(None))
        .values(used_at=work.now, used_by=person_id)
    )
    return spent.rowcount == 1


def revoke(work: Work, code: str) -> bool:
    """Take an unused invitation back; False if there is none to take back."""
    revoked = work.conn.execute(
        update(invitation)
        .where(
            invitation.c.lookup == _lookup(work, code),
            invitation.c.used_at.is_(None),
            invitation.c.revoked_at.is_(None),
        )
        .values(revoked_at=work.now)
    )
    return revoked.rowcount == 1
