"""The outbox's table: what is to be said, to whom, how urgently, and what became of it. How it gets on its way stands
in `storage.sending`.

`purpose` is unique: whatever runs twice says a thing once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import and_, bindparam, false, literal_column, or_, select, update

from storage.database import Work
from storage.models import address, outbound
from storage.prepared import Prepared
from storage.rows import add_once

BODY = "outbound.body"  # what a row is sealed for
UNSENT = ("queued", "sending", "unknown")


class Priority(IntEnum):
    """What goes first: safety before receipts and answers, those before what others say, before the week; and what
    goes to many at once goes last, so that nobody waits behind it."""

    SAFETY = 0
    REPLY = 1
    RELAY = 2
    WEEK = 3
    TIDY = 5
    BROADCAST = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be put in the outbox. `asks` if it carries a question's keyboard, `about` a tip's code,
    `broadcast` if it is one person's copy of that."""

    purpose: str
    person_id: int
    address_id: int
    channel: str
    priority: Priority
    body: dict[str, Any]
    units: int = 1
    asks: bool = False
    about: str = ""
    broadcast: int | None = None


_HAS_ID = outbound.c.provider_id != literal_column("''")  # spelt out, as the index of those that have one wants it


def put(work: Work, draft: Draft) -> bool:
    """Queue a message; False if its purpose has been served already."""
    values = {
        "purpose": draft.purpose,
        "person_id": draft.person_id,
        "address_id": draft.address_id,
        "channel": draft.channel,
        "priority": int(draft.priority),
        "sealed": work.vault.seal_json(draft.body, BODY),
        "units": draft.units,
        "asks": draft.asks,
        "about": draft.about,
        "broadcast_id": draft.broadcast,
        "state": "queued",
        "created_at": work.now,
        "due_at": work.now,
    }
    return add_once(work, outbound, values)


def cancel(work: Work, person_id: int, reason: str) -> list[str]:
    """Nothing that waits for this person is sent; returns the codes of the tips that will not reach them."""
    where = and_(outbound.c.channel == address.c.channel, outbound.c.address_id == address.c.id)
    unsent = (
        select(outbound.c.id).join(address, where).where(address.c.person_id == person_id, outbound.c.state.in_(UNSENT))
    )
    cancelled = work.conn.execute(
        update(outbound)
        .where(outbound.c.id.in_(unsent))
        .values(state="cancelled", reason=reason[:80], sealed=None, leased_until=None)
        .returning(outbound.c.purpose, outbound.c.about)
    )
    return sorted({about for purpose, about in cancelled if purpose.startswith("tip:")})


def cancel_for_role(work: Work, person_id: int, role: str, area: str | None, reason: str) -> None:
    """What waits for this person because of a role is not sent: the week's messages, and for who reads tips, tips."""
    tips = outbound.c.purpose.startswith("tip:") if role in ("ombud", "coordinator") else false()
    theirs = outbound.c.person_id == person_id, outbound.c.state.in_(UNSENT)
    because = or_(tips, outbound.c.purpose.endswith(f"{role}-{area or 'all'}-{person_id}", autoescape=True))
    work.conn.execute(
        update(outbound)
        .where(*theirs, because)
        .values(state="cancelled", reason=reason, sealed=None, leased_until=None)
    )


def delivered(work: Work, channel: str, provider_id: str, status: str, reason: str) -> tuple[int, str] | None:
    """What the provider says of a message it took; returns whose it was and the code of the tip it passed on ("" for
    other messages), or None if it is not ours."""
    found = work.conn.execute(
        update(outbound)
        .where(outbound.c.channel == channel, outbound.c.provider_id == provider_id, _HAS_ID)
        .values(state="delivered" if status == "delivered" else "failed", reason=reason[:80])
        .returning(outbound.c.person_id, outbound.c.purpose, outbound.c.about)
    ).first()
    return (found.person_id, found.about if found.purpose.startswith("tip:") else "") if found else None


_KNOWN = Prepared(
    select(outbound.c.id)
    .where(_HAS_ID, outbound.c.provider_id == bindparam("given"), outbound.c.channel == bindparam("by"))
    .limit(1)
)
_LAST_QUESTION = Prepared(
    select(outbound.c.provider_id)
    .where(
        outbound.c.channel == literal_column("'telegram'"),
        outbound.c.address_id == bindparam("where"),
        outbound.c.asks,
    )
    .order_by(outbound.c.id.desc())
    .limit(1)
)
_ABOUT = Prepared(
    select(outbound.c.about).where(
        _HAS_ID, outbound.c.provider_id == bindparam("given"), outbound.c.address_id == bindparam("where")
    )
)


def is_known(work: Work, channel: str, provider_id: str) -> bool:
    """Whether a message of ours has this id at the provider."""
    return _KNOWN.first(work, by=channel, given=provider_id) is not None


def last_question(work: Work, address_id: int) -> str:
    """Telegram's id of the latest message with a question's keyboard to this chat; empty if it has not arrived."""
    return _LAST_QUESTION.scalar(work, where=address_id) or ""


def about(work: Work, address_id: int, provider_id: str) -> str:
    """The code of the tip that a message of ours was about; or empty."""
    return _ABOUT.scalar(work, where=address_id, given=provider_id) or ""
