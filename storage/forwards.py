"""Tips that were passed on, to whom, and what came back. Of the tip's words only those that the ombud approved are kept
here, sealed; nothing of the tipster is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import or_, select, update

from handlers.records import ForwardTo
from storage import applications, tips
from storage.codes import receipt_code
from storage.database import Work
from storage.models import forward
from storage.prepared import Prepared
from storage.rows import key_once

ANSWERS = ("received", "doing", "done", "cannot")
LIVE = ("asked", "sent", "received", "doing")
NOT_SENT = ("asked", "refused", "lapsed")
WITH_THEM = ("sent", *ANSWERS)  # they have it, and may say how it goes, also late
_CONTEXT = "forward.words"
_UNANSWERED = Prepared(
    select(forward)
    .where(or_(forward.c.state == "asked", forward.c.state == "sent"), forward.c.chased < 2)
    .order_by(forward.c.since)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A tip that `person_id` passed on. `state` is "asked" (the tipster, about the police), "refused", "lapsed" (no
    answer), "sent", or one of `ANSWERS`; `since` is from when the other side's answer is awaited; `told` how many
    answers came; `chased` how far it has been chased."""

    id: int
    code: str
    tip_id: int
    to: ForwardTo
    person_id: int
    words: str
    state: str
    since: datetime
    told: int
    chased: int


def add(work: Work, tip_id: int, to: ForwardTo, person_id: int, words: str, state: str) -> Kept | None:
    """Keep it under a code that nothing else has; None if the tip is with them, or on its way, already."""
    code = receipt_code(work.random)
    while by_code(work, code) or tips.by_code(work, code) or applications.by_code(work, code):
        code = receipt_code(work.random)
    values = {
        "code": code,
        "tip_id": tip_id,
        "whom": to,
        "person_id": person_id,
        "sealed_words": work.vault.seal(words, _CONTEXT) if words else None,
        "state": state,
        "since": work.now,
    }
    key = key_once(work, forward, values)
    return Kept(key, code, tip_id, to, person_id, words, state, work.now, 0, 0) if key is not None else None


def _kept(work: Work, row: Any) -> Kept:
    words = work.vault.open(row.sealed_words, _CONTEXT) if row.sealed_words else ""
    to = cast("ForwardTo", row.whom)
    return Kept(row.id, row.code, row.tip_id, to, row.person_id, words, row.state, row.since, row.told, row.chased)


def get(work: Work, key: int) -> Kept:
    """What was passed on. KeyError if there is no such thing."""
    row = work.conn.execute(select(forward).where(forward.c.id == key)).first()
    if row is None:
        raise KeyError(f"forward {key}")
    return _kept(work, row)


def by_code(work: Work, code: str) -> Kept | None:
    row = work.conn.execute(select(forward).where(forward.c.code == code)).first()
    return _kept(work, row) if row else None


def of_tip(work: Work, tip_id: int) -> list[Kept]:
    """Where a tip has been passed on, in order."""
    rows = work.conn.execute(select(forward).where(forward.c.tip_id == tip_id).order_by(forward.c.id))
    return [_kept(work, row) for row in rows]


_BEFORE = {"sent": ("asked", "lapsed", "refused"), "refused": ("asked", "lapsed"), "lapsed": ("asked",)}


def consent(work: Work, kept: Kept, state: str) -> bool:
    """The tipster's answer, or that none came: "sent", "refused" or "lapsed". False if it is decided; who says yes
    after all, too late or after a no, is taken at their word."""
    where = forward.c.id == kept.id, forward.c.state.in_(_BEFORE[state])
    values = {"state": state, "since": work.now, "chased": 0}
    return work.conn.execute(update(forward).where(*where).values(**values)).rowcount == 1


def answer(work: Work, kept: Kept, state: str, by: int | None) -> int:
    """What came back, `by` None where a mailbox said it; returns which answer it is, from 1, or 0 if that is what they
    said already."""
    where = forward.c.id == kept.id, forward.c.state.in_(WITH_THEM), forward.c.state != state
    query = update(forward).where(*where).values(state=state, answered_by=by, told=forward.c.told + 1)
    return work.conn.execute(query.returning(forward.c.told)).scalar() or 0


def unanswered(work: Work) -> list[Kept]:
    """Those that wait for a first answer, the tipster's or theirs, and whom something may still be done for."""
    return [_kept(work, row) for row in _UNANSWERED.all(work)]


def under_way(work: Work) -> list[Kept]:
    """Those that somebody has and has not done with, the oldest first."""
    query = select(forward).where(forward.c.state.in_(("sent", "received", "doing"))).order_by(forward.c.since)
    return [_kept(work, row) for row in work.conn.execute(query)]


def chased(work: Work, kept: Kept, stage: int) -> bool:
    """Record how far it has been chased; False if that was so already."""
    where = forward.c.id == kept.id, forward.c.chased < stage, forward.c.state == "sent"
    return work.conn.execute(update(forward).where(*where).values(chased=stage)).rowcount == 1
