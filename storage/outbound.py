"""The outbox's table: what is to be said, to whom, how urgently, and how far it has come.

`purpose` is unique: whatever runs twice says a thing once. A row is leased while it is being sent; a lease that
runs out leaves the row "unknown", to be looked for before it is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, tuple_, update

from storage.database import Work
from storage.models import address, outbound
from storage.rows import add_once
from storage.secrets import CannotUnseal

_CONTEXT = "outbound.body"
UNSENT = ("queued", "sending", "unknown")
LEASE = timedelta(seconds=60)


class Priority(IntEnum):
    """What goes first: safety before receipts and answers, those before what others say, before the week."""

    SAFETY = 0
    REPLY = 1
    RELAY = 2
    WEEK = 3
    BROADCAST = 4
    TIDY = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be put in the outbox. `asks` if it carries a question's keyboard, `about` a tip's code."""

    purpose: str
    person_id: int
    address_id: int
    channel: str
    priority: Priority
    body: dict[str, Any]
    units: int = 1
    asks: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Leased:
    """A row to be sent now. `unknown` says that an earlier attempt may have gone out; `tip` is the code of the tip that
    it passes on, if it does; `kind` the first word of its purpose."""

    id: int
    person_id: int
    channel: Any
    address_id: int
    address: str
    body: dict[str, Any]
    units: int
    attempts: int
    created_at: datetime
    unknown: bool
    tip: str
    kind: str = ""


def put(work: Work, draft: Draft) -> bool:
    """Queue a message; False if its purpose has been served already."""
    values = {
        "purpose": draft.purpose,
        "person_id": draft.person_id,
        "address_id": draft.address_id,
        "channel": draft.channel,
        "priority": int(draft.priority),
        "sealed": work.vault.seal_json(draft.body, _CONTEXT),
        "units": draft.units,
        "asks": draft.asks,
        "about": draft.about,
        "state": "queued",
        "created_at": work.now,
        "due_at": work.now,
    }
    return add_once(work, outbound, values) is not None


def lease(work: Work, channel: str, limit: int, busy: Sequence[int] = ()) -> list[Leased]:
    """Up to `limit` messages of a channel to send now, most urgent first: of each address only its first unsent
    one, so that nobody reads an answer before the question. Addresses in `busy` are passed over."""
    earlier = outbound.alias()
    behind = tuple_(earlier.c.priority, earlier.c.id) < tuple_(outbound.c.priority, outbound.c.id)
    held_back = exists().where(and_(earlier.c.address_id == outbound.c.address_id, earlier.c.state.in_(UNSENT), behind))
    free = or_(outbound.c.leased_until.is_(None), outbound.c.leased_until < work.now)
    query = (
        select(outbound, address.c.sealed.label("where_to"))
        .join(address, address.c.id == outbound.c.address_id)
        .where(
            outbound.c.channel == channel,
            outbound.c.state.in_(UNSENT),
            outbound.c.due_at <= work.now,
            outbound.c.address_id.not_in(busy),
            free,
            ~held_back,
        )
        .order_by(outbound.c.priority, outbound.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbound)
    )
    rows = work.conn.execute(query).all()
    if rows:
        held = update(outbound).where(outbound.c.id.in_([row.id for row in rows]))
        work.conn.execute(held.values(state="sending", leased_until=work.now + LEASE))
    return [leased for row in rows if (leased := _readable(work, row))]


def _readable(work: Work, row: Any) -> Leased | None:
    """The row; one that can't be unsealed has failed, and holds up nobody else's."""
    try:
        return _leased(work, row)
    except CannotUnseal:
        mark(work, row.id, "failed", reason="CannotUnseal")
        return None


def _leased(work: Work, row: Any) -> Leased:
    return Leased(
        row.id,
        row.person_id,
        row.channel,
        row.address_id,
        work.vault.open(row.where_to, "address"),
        work.vault.open_json(row.sealed, _CONTEXT),
        row.units,
        row.attempts,
        row.created_at,
        row.state in ("sending", "unknown"),
        row.about if row.purpose.startswith("tip:") else "",
        row.purpose.partition(":")[0],
    )


def mark(work: Work, message_id: int, state: str, **values: Any) -> None:
    """Set the state and free the lease; what was said is forgotten once it is certain."""
    if state == "sent":
        values = {"sent_at": work.now, "sealed": None, **values}
    elif state in ("failed", "cancelled"):
        values = {"sealed": None, **values}
    work.conn.execute(
        update(outbound).where(outbound.c.id == message_id).values(state=state, leased_until=None, **values)
    )


def again(work: Work, message_id: int, attempts: int, due_at: datetime, reason: str, *, unknown: bool) -> None:
    """Send it later, unless it was cancelled meanwhile; `unknown` if it may have gone out already."""
    state = "unknown" if unknown else "queued"
    work.conn.execute(
        update(outbound)
        .where(outbound.c.id == message_id, outbound.c.state.in_(UNSENT))
        .values(state=state, leased_until=None, attempts=attempts, due_at=due_at, reason=reason[:80])
    )


def cancel(work: Work, person_id: int, reason: str) -> list[str]:
    """Nothing that waits for this person is sent; returns the codes of the tips that will not reach them."""
    cancelled = work.conn.execute(
        update(outbound)
        .where(outbound.c.person_id == person_id, outbound.c.state.in_(UNSENT))
        .values(state="cancelled", reason=reason[:80], sealed=None, leased_until=None)
        .returning(outbound.c.purpose, outbound.c.about)
    )
    return sorted({about for purpose, about in cancelled if purpose.startswith("tip:")})


def delivered(work: Work, channel: str, provider_id: str, status: str, reason: str) -> tuple[int, str] | None:
    """What the provider says of a message it took; returns whose it was and the code of the tip it passed on ("" for
    other messages), or None if it is not ours."""
    found = work.conn.execute(
        update(outbound)
        .where(outbound.c.channel == channel, outbound.c.provider_id == provider_id, outbound.c.provider_id != "")
        .values(state="delivered" if status == "delivered" else "failed", reason=reason[:80])
        .returning(outbound.c.person_id, outbound.c.purpose, outbound.c.about)
    ).first()
    return (found.person_id, found.about if found.purpose.startswith("tip:") else "") if found else None


def not_there(work: Work, purposes: tuple[str, ...], since: datetime, by: datetime) -> list[str]:
    """Messages of these purposes ("digest", …), written between `since` and `by`, that have not gone out."""
    query = select(outbound.c.purpose).where(
        or_(*(outbound.c.purpose.startswith(f"{purpose}:") for purpose in purposes)),
        outbound.c.created_at.between(since, by),
        outbound.c.state.in_((*UNSENT, "failed")),
    )
    return list(work.conn.execute(query.order_by(outbound.c.id)).scalars())


def failures(work: Work, since: datetime) -> int:
    """How many messages written since then have failed for good."""
    where = (outbound.c.state == "failed", outbound.c.created_at >= since)
    return work.conn.execute(select(func.count()).where(*where)).scalar_one()


def is_known(work: Work, channel: str, provider_id: str) -> bool:
    """Whether a message of ours has this id at the provider."""
    query = select(outbound.c.id).where(outbound.c.channel == channel, outbound.c.provider_id == provider_id)
    return work.conn.execute(query.limit(1)).first() is not None


def last_question(work: Work, address_id: int) -> str:
    """The provider's id of the latest message with a question's keyboard that reached this address; or empty."""
    query = (
        select(outbound.c.provider_id)
        .where(outbound.c.address_id == address_id, outbound.c.asks, outbound.c.provider_id != "")
        .order_by(outbound.c.id.desc())
        .limit(1)
    )
    return work.conn.execute(query).scalar() or ""


def about(work: Work, address_id: int, provider_id: str) -> str:
    """The code of the tip that a message of ours was about; or empty."""
    query = select(outbound.c.about).where(
        outbound.c.address_id == address_id, outbound.c.provider_id == provider_id, outbound.c.about != ""
    )
    return work.conn.execute(query).scalar() or ""


def next_due(work: Work, channel: str) -> datetime | None:
    """When the channel next has something to send."""
    return work.conn.execute(
        select(func.min(outbound.c.due_at)).where(outbound.c.channel == channel, outbound.c.state.in_(UNSENT))
    ).scalar()


def counts(work: Work) -> dict[tuple[str, str], int]:
    """How many by (channel, state)."""
    query = select(outbound.c.channel, outbound.c.state, func.count()).group_by(outbound.c.channel, outbound.c.state)
    return {(channel, state): number for channel, state, number in work.conn.execute(query)}


def oldest_unsent(work: Work) -> datetime | None:
    return work.conn.execute(select(func.min(outbound.c.created_at)).where(outbound.c.state.in_(UNSENT))).scalar()
