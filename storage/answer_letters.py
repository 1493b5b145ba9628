"""The letters by which a mailbox is asked something, a question or how it goes with what was passed on to it, each with
a link to an answer page that works once. Neither the mailbox nor the link is kept: of both there is a keyed hash. The
link is made anew from the letter's seed and our key at each attempt to send it, so that it is the same however often
that is."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, delete, or_, select, update

from storage.database import Work
from storage.letters import LEASE
from storage.models import answer_letter
from storage.outbound import UNSENT
from storage.rows import key_once

Kind = Literal["thread", "forward"]
LINK_LASTS: dict[Kind, timedelta] = {"thread": timedelta(days=14), "forward": timedelta(days=30)}
RENEWED = "new:"  # how the purpose of a letter begins that somebody wished for on the page
_REMEMBERED = timedelta(days=30)  # after its end, so that whoever follows it is told politely
_UNSENT = answer_letter.c.state.in_(UNSENT)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked about: a thread, or a tip that was passed on, by its key."""

    kind: Kind
    id: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter about a matter; `until` is to when it is ours to send, `token` what its link carries."""

    id: int
    matter: Matter
    purpose: str
    mailbox: bytes
    token: str
    created_at: datetime
    expires_at: datetime
    attempts: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that somebody follows: `state` is "open", "used" or "old"."""

    letter_id: int
    matter: Matter
    mailbox: bytes
    state: str


def put(work: Work, matter: Matter, purpose: str, mailbox: bytes) -> bool:
    """Write down that a letter is to go; False if it stood there already."""
    seed = work.random.randbytes(16)
    values = {
        f"{matter.kind}_id": matter.id,
        "purpose": purpose,
        "mailbox": mailbox,
        "seed": seed,
        "lookup": _lookup(work, _token(work, seed)),
        "created_at": work.now,
        "expires_at": work.now + LINK_LASTS[matter.kind],
        "state": "queued",
        "due_at": work.now,
    }
    return key_once(work, answer_letter, values) is not None


def _token(work: Work, seed: bytes) -> str:
    return base64.urlsafe_b64encode(work.vault.index("answer link", seed.hex())[:18]).decode()


def _lookup(work: Work, token: str) -> bytes:
    return work.vault.index("answer page", token)


def _matter(row: Any) -> Matter:
    return Matter("forward", row.forward_id) if row.thread_id is None else Matter("thread", row.thread_id)


def find(work: Work, token: str) -> Link | None:
    """Whose link it is; asking spends nothing. None if it never was one of ours."""
    row = work.conn.execute(select(answer_letter).where(answer_letter.c.lookup == _lookup(work, token))).first()
    if row is None:
        return None
    state = "used" if row.used_at else "old" if row.expires_at <= work.now else "open"
    return Link(row.id, _matter(row), row.mailbox, state)


def spend(work: Work, link: Link) -> bool:
    """Use the link up; False if somebody has, or it is too old."""
    good = (
        answer_letter.c.id == link.letter_id,
        answer_letter.c.used_at.is_(None),
        answer_letter.c.expires_at > work.now,
    )
    return work.conn.execute(update(answer_letter).where(*good).values(used_at=work.now)).rowcount == 1


# Sending


def lease(work: Work) -> Letter | None:
    """The next letter that is due, for us alone; None if there is none."""
    free = or_(answer_letter.c.leased_until.is_(None), answer_letter.c.leased_until < work.now)
    due = and_(_UNSENT, answer_letter.c.due_at <= work.now, answer_letter.c.expires_at > work.now, free)
    found = select(answer_letter).where(due).order_by(answer_letter.c.due_at, answer_letter.c.id).limit(1)
    row = work.conn.execute(found.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    until = work.now + LEASE
    changed = update(answer_letter).where(answer_letter.c.id == row.id)
    work.conn.execute(changed.values(state="sending", leased_until=until))
    return Letter(
        row.id,
        _matter(row),
        row.purpose,
        row.mailbox,
        _token(work, row.seed),
        row.created_at,
        row.expires_at,
        row.attempts,
        until,
    )


def sent(work: Work, one: Letter) -> None:
    """The mail server has it, whoever holds its lease by now."""
    values = {"state": "sent", "sent_at": work.now, "attempts": one.attempts + 1, "leased_until": None, "reason": ""}
    work.conn.execute(update(answer_letter).where(answer_letter.c.id == one.id).values(values))


def again(work: Work, one: Letter, due_at: datetime, reason: str) -> None:
    """Try later."""
    _ours(work, one, state="queued", due_at=due_at, attempts=one.attempts + 1, reason=reason[:80])


def failed(work: Work, one: Letter, reason: str) -> None:
    """It will never arrive."""
    _ours(work, one, state="failed", attempts=one.attempts + 1, reason=reason[:80])


def withdrawn(work: Work, one: Letter) -> None:
    """Nobody is to get it any more."""
    _ours(work, one, state="cancelled", reason="withdrawn")


def _ours(work: Work, one: Letter, **values: Any) -> None:
    """Change a letter, unless another has overtaken us."""
    mine = and_(
        answer_letter.c.id == one.id,
        answer_letter.c.state == "sending",
        answer_letter.c.leased_until == one.until,
    )
    work.conn.execute(update(answer_letter).where(mine).values({**values, "leased_until": None}))


def expire(work: Work) -> int:
    """Give up what is too late; returns how many letters that is. What ran out a month ago is forgotten."""
    work.conn.execute(delete(answer_letter).where(answer_letter.c.expires_at <= work.now - _REMEMBERED))
    late = and_(_UNSENT, answer_letter.c.expires_at <= work.now)
    gone = update(answer_letter).where(late).values(state="failed", leased_until=None, reason="too late")
    return work.conn.execute(gone).rowcount


def cancel_unsent(work: Work, reason: str) -> int:
    """What waits may have gone out since: none of it is sent; returns how many those were."""
    stopped = update(answer_letter).where(_UNSENT).values(state="cancelled", reason=reason, leased_until=None)
    return work.conn.execute(stopped).rowcount
