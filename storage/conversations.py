"""Where each person's conversation stands: one row a person, sealed, versioned by `turn`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from handlers.value import value
from storage.database import LostRace, Work
from storage.models import conversation
from storage.prepared import Prepared
from storage.rows import add_once

_CONTEXT = "conversation.state"


@value
class Conversation:
    """`state` is the dialogue's own JSON, None when nothing is open. `turn` grows with every change."""

    person_id: int
    turn: int
    state: dict[str, Any] | None


_STANDS = (conversation.c.turn, conversation.c.sealed, conversation.c.expires_at)
_OF = Prepared(select(*_STANDS).where(conversation.c.person_id == bindparam("whose")))
_NEXT = Prepared(
    update(conversation)
    .where(conversation.c.person_id == bindparam("whose"), conversation.c.turn == bindparam("before"))
    .values({name: bindparam(f"new_{name}") for name in ("turn", "flow", "sealed", "updated_at", "expires_at")})
)


def load(work: Work, person_id: int) -> Conversation:
    """The person's conversation; one that has expired, or never began, is closed."""
    row = _OF.first(work, whose=person_id)
    if row is None:
        return Conversation(person_id, 0, None)
    over = row.sealed is None or (row.expires_at is not None and row.expires_at <= work.now)
    return Conversation(person_id, row.turn, None if over else work.vault.open_json(row.sealed, _CONTEXT))


def save(work: Work, before: Conversation, state: dict[str, Any] | None, lasts: timedelta | None) -> int:
    """Store the next state, for as long as it `lasts`; returns the new turn. Raises LostRace if `before` is old."""
    turn = before.turn + 1
    values = {
        "turn": turn,
        "flow": state["flow"] if state else "",
        "sealed": work.vault.seal_json(state, _CONTEXT) if state else None,
        "updated_at": work.now,
        "expires_at": work.now + lasts if state and lasts else None,
    }
    if not _stored(work, before, values):
        raise LostRace(f"conversation of person {before.person_id}, turn {before.turn}")
    return turn


def _stored(work: Work, before: Conversation, values: dict[str, Any]) -> bool:
    if before.turn == 0:
        return add_once(work, conversation, {"person_id": before.person_id, **values})
    new = {f"new_{name}": value for name, value in values.items()}
    return _NEXT.run(work, whose=before.person_id, before=before.turn, **new) == 1


def forget_expired(work: Work) -> None:
    """Empty the conversations whose time has run out: what was half said is not kept."""
    emptied = {"sealed": None, "flow": "", "expires_at": None, "turn": conversation.c.turn + 1}
    work.conn.execute(update(conversation).where(conversation.c.expires_at <= work.now).values(emptied))


def standing(work: Work, flows: Collection[str], since: datetime) -> tuple[list[int], bool]:
    """Whose conversation, one of `flows`, has stood still since before `since`, longest first; and whether any has run
    out of time. All are looked through, once, as an index of moments would change with every message: to be asked by
    `Database.look`."""
    still = and_(conversation.c.flow.in_(flows), conversation.c.updated_at < since)
    expired = conversation.c.expires_at <= work.now
    query = select(conversation.c.person_id, still, expired).where(or_(still, expired))
    rows = work.conn.execute(query.order_by(conversation.c.updated_at)).all()
    return [person_id for person_id, idle, _ in rows if idle], any(over for *_, over in rows)


def is_idle(work: Work, person_id: int, flows: Collection[str], since: datetime) -> bool:
    """Whether this person's has stood still."""
    whose = conversation.c.person_id == person_id
    query = select(conversation.c.turn).where(whose, conversation.c.flow.in_(flows), conversation.c.updated_at < since)
    return work.conn.execute(query).first() is not None
