"""The ways in to the page: one-time links and the sessions they open. Of link and session only a keyed hash is kept, so
that who reads the database can open nothing."""

from __future__ import annotations

import base64
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select, update

from handlers.records import Role
from storage.database import Work
from storage.models import login_link, web_session

MAY_ENTER: tuple[Role, ...] = ("coordinator", "admin", "manager", "police", "association")
LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=8)


def issue(work: Work, person_id: int) -> str:
    """A new link's secret. It takes the place of the person's earlier ones."""
    work.conn.execute(
        delete(login_link).where(or_(login_link.c.person_id == person_id, login_link.c.expires_at <= work.now))
    )
    token = _secret(work, 16)
    kept = {"person_id": person_id, "lookup": _hash(work, "link", token), "expires_at": work.now + LINK_LASTS}
    work.conn.execute(insert(login_link).values(kept))
    return token


def holds(work: Work, token: str) -> bool:
    """Whether a link still works. Asking spends nothing."""
    found = select(login_link.c.id).where(*_unspent(work, token))
    return work.conn.execute(found).first() is not None


def spend(work: Work, token: str) -> int | None:
    """Whose link it was, once; None for a link that is wrong, used or too old."""
    spent = update(login_link).where(*_unspent(work, token)).values(used_at=work.now)
    person_id: int | None = work.conn.execute(spent.returning(login_link.c.person_id)).scalar_one_or_none()
    return person_id


def begin(work: Work, person_id: int) -> str:
    """A new session's secret."""
    work.conn.execute(delete(web_session).where(web_session.c.expires_at <= work.now))
    token = _secret(work, 32)
    kept = {"lookup": _hash(work, "session", token), "created_at": work.now, "expires_at": work.now + SESSION_LASTS}
    work.conn.execute(insert(web_session).values(person_id=person_id, **kept))
    return token


def visitor(work: Work, token: str) -> int | None:
    """Whose session it is, while it lasts."""
    found = select(web_session.c.person_id).where(
        web_session.c.lookup == _hash(work, "session", token),
        web_session.c.ended_at.is_(None),
        web_session.c.expires_at > work.now,
    )
    person_id: int | None = work.conn.execute(found).scalar_one_or_none()
    return person_id


def end(work: Work, token: str) -> None:
    """The session is over, wherever its cookie still lies."""
    mine = web_session.c.lookup == _hash(work, "session", token)
    work.conn.execute(update(web_session).where(mine, web_session.c.ended_at.is_(None)).values(ended_at=work.now))


def _unspent(work: Work, token: str):  # type: ignore[no-untyped-def]
    same = login_link.c.lookup == _hash(work, "link", token)
    return same, login_link.c.used_at.is_(None), login_link.c.expires_at > work.now


def _hash(work: Work, kind: str, token: str) -> bytes:
    return work.vault.index(f"entrance {kind}", token)


def _secret(work: Work, octets: int) -> str:
    return base64.urlsafe_b64encode(work.random.randbytes(octets)).rstrip(b"=").decode()


def close_all(work: Work, person_id: int) -> None:
    """None of the person's links opens anything any more, and none of their sessions is left."""
    work.conn.execute(delete(login_link).where(login_link.c.person_id == person_id))
    theirs = web_session.c.person_id == person_id, web_session.c.ended_at.is_(None)
    work.conn.execute(update(web_session).where(*theirs).values(ended_at=work.now))
