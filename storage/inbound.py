"""The inbox's table: what has come in, once each, and what became of it. Raw bodies are sealed and are emptied in
the transaction that handles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, update

from storage.database import Work
from storage.models import inbound
from storage.rows import add_each_once
from storage.secrets import CannotUnseal

_CONTEXT = "inbound.body"
GIVE_UP = 5  # attempts, before a message is set aside for a person to look at


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is to be handled; `attempts` have failed before."""

    id: int
    sender: bytes
    body: dict[str, Any]
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that has come in. `sender` and `echo` are blind indexes: of the address, and of what was said."""

    channel: str
    external_id: str
    sender: bytes
    echo: bytes | None
    body: Mapping[str, Any]
    said_at: datetime | None = None


def accept(work: Work, arrivals: Sequence[Arrival]) -> set[tuple[str, str]]:
    """Take messages in; one that is here already (same channel and id) changes nothing. Returns those that are new,
    as (channel, external id)."""
    rows = [
        {
            "channel": a.channel,
            "external_id": a.external_id,
            "sender": a.sender,
            "echo": a.echo,
            "sealed": work.vault.seal_json(a.body, _CONTEXT),
            "said_at": a.said_at or work.now,
            "received_at": work.now,
            "due_at": work.now,
            "state": "waiting",
        }
        for a in arrivals
    ]
    return {(channel, key) for channel, key in add_each_once(work, inbound, rows, "channel", "external_id")}


_EARLIER = inbound.alias()
_NEXT = (
    select(inbound)
    .where(
        inbound.c.state == "waiting",
        inbound.c.due_at <= bindparam("now"),
        ~exists().where(
            and_(_EARLIER.c.sender == inbound.c.sender, _EARLIER.c.state == "waiting", _EARLIER.c.id < inbound.c.id)
        ),
    )
    .order_by(inbound.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=inbound)
)


def next_waiting(work: Work) -> Waiting | None:
    """The first message that may be handled now: of each sender only the oldest waiting one, so that order is
    kept. The row stays locked until the transaction ends, which is the lease: a crash gives it up."""
    while row := work.conn.execute(_NEXT, {"now": work.now}).first():
        try:
            body = work.vault.open_json(row.sealed, _CONTEXT)
        except CannotUnseal:  # nobody knows whom to apologise to; it must not hold up everybody else
            stumble(work, row.id, GIVE_UP, "CannotUnseal")
            continue
        return Waiting(row.id, row.sender, body, row.received_at, row.attempts)
    return None


def finish(work: Work, message_id: int, state: str, outcome: str) -> None:
    """Mark as handled ("done", "ignored", "repeat"), and empty the raw body."""
    work.conn.execute(
        update(inbound)
        .where(inbound.c.id == message_id)
        .values(state=state, outcome=outcome[:60], handled_at=work.now, sealed=None)
    )


def stumble(work: Work, message_id: int, attempts: int, reason: str) -> bool:
    """Handling failed: try again a little later, or set it aside, sealed body and all. True if set aside."""
    over = attempts >= GIVE_UP
    work.conn.execute(
        update(inbound)
        .where(inbound.c.id == message_id, inbound.c.state == "waiting")
        .values(
            attempts=attempts,
            outcome=reason[:60],
            due_at=work.now + timedelta(seconds=2**attempts),
            state="failed" if over else "waiting",
        )
    )
    return over


def said_before(work: Work, message_id: int, sender: bytes, echo: bytes, since: datetime) -> int:
    """How often this sender has said just this since then, before this message."""
    query = select(func.count()).where(
        inbound.c.sender == sender,
        inbound.c.echo == echo,
        inbound.c.received_at >= since,
        inbound.c.id < message_id,
    )
    return work.conn.execute(query).scalar_one()


def counts(work: Work) -> dict[tuple[str, str], int]:
    """How many by (channel, state)."""
    query = select(inbound.c.channel, inbound.c.state, func.count()).group_by(inbound.c.channel, inbound.c.state)
    return {(channel, state): number for channel, state, number in work.conn.execute(query)}


def oldest_waiting(work: Work) -> datetime | None:
    return work.conn.execute(select(func.min(inbound.c.received_at)).where(inbound.c.state == "waiting")).scalar()
