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
BUNDLE = "tips"  # how the purpose of several tips in one message begins
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


def passes_on(purpose: str, about: str) -> str:
    """Which tips a message brings: a tip's code, or of several in one message its purpose; "" for other messages."""
    kind = purpose.partition(":")[0]
    return about if kind == "tip" else purpose if kind == BUNDLE else ""


_PASSED_ON = ("forward:", "forward-reminder:")  # how the purposes begin of what a partner gets of a tip
_TIPS = ("tip:", f"{BUNDLE}:", *_PASSED_ON, "forward-escalated:")
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
    """Nothing that waits for this person is sent; returns what will not reach them, as `passes_on` names it."""
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
    return sorted({passes_on(purpose, about) for purpose, about in cancelled} - {""})


def cancel_for_role(work: Work, person_id: int, role: str, area: str | None, reason: str) -> None:
    """What waits for this person because of a role is not sent: the week's messages, and for who reads tips, tips; for
    who got them passed on, those."""
    begins = _TIPS if role in ("ombud", "coordinator") else _PASSED_ON if role in ("manager", "police") else ()
    tips = or_(false(), *(outbound.c.purpose.startswith(kind) for kind in begins))
    theirs = outbound.c.person_id == person_id, outbound.c.state.in_(UNSENT)
    because = or_(tips, outbound.c.purpose.endswith(f"{role}-{area or 'all'}-{person_id}", autoescape=True))
    work.conn.execute(
        update(outbound)
        .where(*theirs, because)
        .values(state="cancelled", reason=reason, sealed=None, leased_until=None)
    )


def delivered(work: Work, channel: str, provider_id: str, status: str, reason: str) -> tuple[int, str] | None:
    """What the provider says of a message it took; returns whose the address is now and what it `passes_on`, or None if
    it is not ours."""
    found = work.conn.execute(
        update(outbound)
        .where(outbound.c.channel == channel, outbound.c.provider_id == provider_id, _HAS_ID)
        .values(state="delivered" if status == "delivered" else "failed", reason=reason[:80])
        .returning(outbound.c.address_id, outbound.c.purpose, outbound.c.about)
    ).first()
    if found is None:
        return None
    whose = work.conn.execute(select(address.c.person_id).where(address.c.id == found.address_id)).scalar_one()
    return (whose, passes_on(found.purpose, found.about))


def heard_about(work: Work, code: str) -> set[int]:
    """Who has been written to about a tip or an application, or is to be."""
    where = outbound.c.about == code, outbound.c.about != literal_column("''"), outbound.c.state != "cancelled"
    return set(work.conn.execute(select(outbound.c.person_id).where(*where)).scalars())


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
_PURPOSE = Prepared(
    select(outbound.c.purpose).where(
        _HAS_ID, outbound.c.provider_id == bindparam("given"), outbound.c.address_id == bindparam("where")
    )
)


def is_known(work: Work, channel: str, provider_id: str) -> bool:
    """Whether a message of ours has this id at the provider."""
    return _KNOWN.first(work, by=channel, given=provider_id) is not None


def last_question(work: Work, address_id: int) -> str:
    """Telegram's id of the latest message with a question's keyboard to this chat; empty if it has not arrived."""
    return _LAST_QUESTION.scalar(work, where=address_id) or ""


def purpose_of(work: Work, address_id: int, provider_id: str) -> str:
    """What a message of ours was for; or empty."""
    return _PURPOSE.scalar(work, where=address_id, given=provider_id) or ""


def about(work: Work, address_id: int, provider_id: str) -> str:
    """The code of the tip that a message of ours was about; or empty."""
    return _ABOUT.scalar(work, where=address_id, given=provider_id) or ""
