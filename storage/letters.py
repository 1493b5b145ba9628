"""The digest by mail: which letter goes to which mailbox, and what became of it. Of a mailbox only a keyed hash is
kept; its address stands in the municipality's file. A letter's text is made when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from storage.database import Work
from storage.models import letter
from storage.outbound import UNSENT
from storage.rows import add_once

LEASE = timedelta(minutes=3)
_UNSENT = letter.c.state.in_(UNSENT)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is ours to send `until` then. `mailbox` is as `of_mailbox` gives it, `unknown` says that an earlier
    attempt may have arrived."""

    id: int
    week: str
    role: str
    area: str | None
    mailbox: bytes
    created_at: datetime
    attempts: int
    unknown: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """A letter that has not gone out; `over` if it never will."""

    week: str
    role: str
    area: str | None
    over: bool


def of_mailbox(work: Work, address: str) -> bytes:
    """By what a mailbox is known in the database."""
    return work.vault.index("mailbox", address.casefold())


def put(work: Work, week: str, role: str, area: str | None, mailbox: bytes, until: datetime) -> bool:
    """Write down that a letter is to go, by `until` at the latest; False if it stood there already."""
    values = {"week": week, "role": role, "area": area or "", "mailbox": mailbox, "state": "queued"}
    return add_once(work, letter, {**values, "created_at": work.now, "due_at": work.now, "until_at": until})


def lease(work: Work) -> Letter | None:
    """The next letter that is due, for us alone; None if there is none."""
    free = or_(letter.c.leased_until.is_(None), letter.c.leased_until < work.now)
    due = and_(_UNSENT, letter.c.due_at <= work.now, letter.c.until_at > work.now, free)
    found = select(letter).where(due).order_by(letter.c.due_at, letter.c.id).limit(1)
    row = work.conn.execute(found.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    until = work.now + LEASE
    _set(work, row.id, state="sending", leased_until=until)
    unknown = row.state != "queued"
    return Letter(
        row.id, row.week, row.role, row.area or None, row.mailbox, row.created_at, row.attempts, unknown, until
    )


def sent(work: Work, one: Letter) -> None:
    """It has arrived at the mail server, whoever holds its lease by now."""
    _set(work, one.id, state="sent", sent_at=work.now, attempts=one.attempts + 1, leased_until=None, reason="")


def again(work: Work, one: Letter, due_at: datetime, reason: str, *, unknown: bool) -> None:
    """Try later; `unknown` if it may have arrived."""
    state = "unknown" if unknown or one.unknown else "queued"
    _ours(work, one, state=state, due_at=due_at, attempts=one.attempts + 1, reason=reason[:80])


def failed(work: Work, one: Letter, reason: str) -> None:
    """It will never arrive."""
    _ours(work, one, state="failed", attempts=one.attempts + 1, reason=reason[:80])


def withdrawn(work: Work, one: Letter) -> None:
    """Nobody is to get it any more."""
    _ours(work, one, state="cancelled", reason="withdrawn")


def _set(work: Work, number: int, **values: Any) -> None:
    work.conn.execute(update(letter).where(letter.c.id == number).values(values))


def _ours(work: Work, one: Letter, **values: Any) -> None:
    """Change a letter, unless another has overtaken us."""
    mine = and_(letter.c.id == one.id, letter.c.state == "sending", letter.c.leased_until == one.until)
    work.conn.execute(update(letter).where(mine).values({**values, "leased_until": None}))


def expire(work: Work) -> list[Missing]:
    """Give up what is too late and in nobody's hands; returns what that was."""
    free = or_(letter.c.leased_until.is_(None), letter.c.leased_until < work.now)
    late = and_(_UNSENT, letter.c.until_at <= work.now, free)
    columns = (letter.c.week, letter.c.role, letter.c.area)
    gone = update(letter).where(late).values(state="failed", leased_until=None).returning(*columns)
    return [Missing(row.week, row.role, row.area or None, over=True) for row in work.conn.execute(gone)]


def missing(work: Work, since: datetime, by: datetime) -> list[Missing]:
    """The letters written between `since` and `by` that have not gone out."""
    return [Missing(row.week, row.role, row.area or None, row.state == "failed") for row in _missing(work, since, by)]


def _missing(work: Work, since: datetime, by: datetime) -> list[Any]:
    wanted: Select[Any] = select(letter.c.week, letter.c.role, letter.c.area, letter.c.state).where(
        letter.c.created_at >= since,
        or_(and_(_UNSENT, letter.c.created_at <= by), letter.c.state == "failed"),
    )
    return list(work.conn.execute(wanted.order_by(letter.c.id)))


def cancel_unsent(work: Work, reason: str) -> int:
    """What waits may have gone out since: none of it is sent; returns how many those were."""
    stopped = update(letter).where(_UNSENT).values(state="cancelled", reason=reason, leased_until=None)
    return work.conn.execute(stopped).rowcount
