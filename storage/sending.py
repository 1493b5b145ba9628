"""What of the outbox is on its way: whose turn it is, who has it in hand, and how an attempt ended.

A row is leased while it is being sent; a lease that runs out leaves the row "unknown", to be looked for before it is
sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal_column, or_, select, update

from storage.database import Work
from storage.models import address, outbound
from storage.outbound import BODY, UNSENT, Priority, passes_on
from storage.prepared import Prepared
from storage.secrets import CannotUnseal

LEASE = timedelta(seconds=60)
MOST_REPLIES = 30  # that wait for one address
LONGEST_WAIT = timedelta(hours=1)  # nothing is put off further than that, whatever a provider asks


@dataclass(frozen=True, slots=True)
class Head:
    """The first message that waits for an address, and what it costs; `waits` if it is a copy of a broadcast, which can
    wait where nothing else does."""

    id: int
    units: int
    channel: str
    address_id: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Leased:
    """A row to be sent now, ours `until` then. `unknown` says that an earlier attempt may have gone out; `tip` is what
    it passes on, if it does (`storage.outbound.passes_on`); `kind` what it is: the first word of its purpose."""

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
    kind: str
    until: datetime


# Spelt out, as the indexes of what is unsent have it: with parameters no database would use them.
_NOT_SENT: tuple[Any, ...] = tuple(literal_column(f"'{state}'") for state in UNSENT)


def _first_after(other: Any) -> Any:
    """The first unsent message to the next address after `other`: one step in the index of what is unsent."""
    row = outbound.alias()
    return (
        select(row.c.id)
        .where(row.c.channel == bindparam("by"), row.c.state.in_(_NOT_SENT), row.c.address_id > other)
        .order_by(row.c.address_id, row.c.priority, row.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _free() -> Any:
    """Due, and in nobody's hands. Times further ahead than any we set, another replica's clock being a little ahead of
    ours, come from a clock that has been set back."""
    due = or_(outbound.c.due_at <= bindparam("now"), outbound.c.due_at > bindparam("too_far"))
    until = outbound.c.leased_until
    return and_(due, or_(until.is_(None), until < bindparam("now"), until > bindparam("too_long")))


def _heads() -> Select[Any]:
    """Of each address its first unsent message, however many more wait: the most urgent first, then whoever has not
    been written to for longest."""
    heads = select(_first_after(literal_column("0")).label("id")).cte(recursive=True)
    before = outbound.alias()
    onward = select(_first_after(before.c.address_id)).join_from(heads, before, before.c.id == heads.c.id)
    heads = heads.union_all(onward)
    written = func.coalesce(address.c.written_at, literal_column("0"))
    rested = or_(written <= bindparam("rested"), written > bindparam("too_late"))
    return (
        select(
            outbound.c.id,
            outbound.c.units,
            outbound.c.channel,
            outbound.c.address_id,
            outbound.c.broadcast_id.is_not(None),
        )
        .join(heads, heads.c.id == outbound.c.id)
        .join(address, address.c.id == outbound.c.address_id)
        .where(_free(), rested)
        .order_by(outbound.c.priority, written, outbound.c.id)
        .limit(bindparam("most"))
    )


_REPLIES = (
    outbound.c.channel == bindparam("by"),
    outbound.c.address_id == bindparam("where"),
    outbound.c.state.in_(_NOT_SENT),
    outbound.c.priority == literal_column(str(int(Priority.REPLY))),
)
_LAST_OVERTAKEN = Prepared(
    select(outbound.c.id).where(*_REPLIES).order_by(outbound.c.id.desc()).limit(1).offset(MOST_REPLIES)
)
_OVERTAKEN = Prepared(
    update(outbound)
    .where(
        *_REPLIES,
        outbound.c.id <= bindparam("last"),
        outbound.c.id != bindparam("key"),
        outbound.c.state == literal_column("'queued'"),
    )
    .values(state=literal_column("'cancelled'"), reason=literal_column("'overtaken'"), sealed=literal_column("NULL"))
)
_HEADS = Prepared(_heads())
_HOLD = Prepared(
    update(outbound)
    .where(
        outbound.c.id
        == select(outbound.c.id)
        .where(outbound.c.id == bindparam("key"), outbound.c.state.in_(_NOT_SENT), _free())
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    .values(leased_until=bindparam("until"))
    .returning(outbound)
)
_SENDING = Prepared(update(outbound).where(outbound.c.id == bindparam("key")).values(state=literal_column("'sending'")))
_WHERE_TO = Prepared(select(address.c.sealed).where(address.c.id == bindparam("key")))
_WRITTEN = Prepared(update(address).where(address.c.id == bindparam("key")).values(written_at=bindparam("wall")))
_SENT = Prepared(
    update(outbound)
    .where(outbound.c.id == bindparam("key"), outbound.c.state != "delivered")
    .values(
        state=literal_column("'sent'"),
        sent_at=bindparam("now"),
        provider_id=bindparam("given"),
        attempts=bindparam("times"),
        sealed=literal_column("NULL"),
        leased_until=literal_column("NULL"),
    )
)


def heads(work: Work, channel: str, most: int, wall: datetime, rest: timedelta = timedelta(0)) -> list[Head]:
    """What of a channel may be sent now, most urgent first: of each address only its first unsent message, so that
    nobody reads an answer before the question; of equally urgent ones to whom we wrote longest ago: nobody waits for
    somebody else's hundred. An address rests for `rest` after each message; `wall` is the real time."""
    times = {"rested": wall - rest, "too_late": wall + LEASE, **_times(work)}
    rows = _HEADS.all(work, by=channel, most=most, **times)
    return [Head(*row) for row in rows]


def _times(work: Work) -> dict[str, datetime]:
    return {"now": work.now, "too_far": work.now + LONGEST_WAIT, "too_long": work.now + 2 * LEASE}


def hold(work: Work, found: Sequence[Head]) -> list[Leased]:
    """Lease these, as far as nobody else has meanwhile. Of an address for which very many replies wait, only the latest
    are sent: who writes two hundred messages a second is not answered two hundred times."""
    until = work.now + LEASE
    for head in found:
        _overtaken(work, head)
    rows = [_HOLD.first(work, key=head.id, until=until, **_times(work)) for head in found]
    return [leased for row in rows if row is not None and (leased := _readable(work, row))]


def _overtaken(work: Work, head: Head) -> None:
    """Cancel the replies to an address, after its first, that more than `MOST_REPLIES` later ones have overtaken."""
    last = _LAST_OVERTAKEN.scalar(work, where=head.address_id, by=head.channel)
    if last is not None:
        _OVERTAKEN.run(work, where=head.address_id, by=head.channel, last=last, key=head.id)


def lease(work: Work, channel: str, limit: int) -> list[Leased]:
    """Up to `limit` messages of a channel to send now, at no pace."""
    return hold(work, heads(work, channel, limit, work.now))


def _readable(work: Work, row: Any) -> Leased | None:
    """The row; one that can't be unsealed has failed, and holds up nobody else's."""
    try:
        leased = _leased(work, row)
    except CannotUnseal:
        failed(work, row.id, "CannotUnseal")
        return None
    _SENDING.run(work, key=row.id)
    return leased


def _leased(work: Work, row: Any) -> Leased:
    kind = row.purpose.partition(":")[0]
    return Leased(
        row.id,
        row.person_id,
        row.channel,
        row.address_id,
        work.vault.open(_WHERE_TO.scalar(work, key=row.address_id), "address"),
        work.vault.open_json(row.sealed, BODY),
        row.units,
        row.attempts,
        row.created_at,
        row.state in ("sending", "unknown"),
        passes_on(row.purpose, row.about),
        kind,
        row.leased_until,
    )


def written_to(work: Work, address_id: int, wall: datetime) -> None:
    """An attempt to write there has ended: the address rests."""
    _WRITTEN.run(work, key=address_id, wall=wall)


def sent(work: Work, message_id: int, provider_id: str, attempts: int) -> None:
    """It has gone out, whoever holds its lease by now; what was said is forgotten."""
    _SENT.run(work, key=message_id, given=provider_id, times=attempts, now=work.now)


def failed(work: Work, message_id: int, reason: str) -> None:
    """It will never go out; what was to be said is forgotten."""
    values = {"state": "failed", "reason": reason[:80], "sealed": None, "leased_until": None}
    work.conn.execute(update(outbound).where(outbound.c.id == message_id).values(values))


def again(work: Work, message_id: int, attempts: int, due_at: datetime, reason: str, *, unknown: bool) -> None:
    """Send it later, unless it was cancelled meanwhile; `unknown` if it may have gone out already."""
    state = "unknown" if unknown else "queued"
    work.conn.execute(
        update(outbound)
        .where(outbound.c.id == message_id, outbound.c.state.in_(UNSENT))
        .values(state=state, leased_until=None, attempts=attempts, due_at=due_at, reason=reason[:80])
    )


def still_ours(work: Work, row: Leased) -> bool:
    """Whether nobody has overtaken us: a lease that ran out may be another's by now."""
    query = select(outbound.c.leased_until).where(outbound.c.id == row.id, outbound.c.state == "sending")
    return work.conn.execute(query).scalar() == row.until


def in_hand(work: Work, channel: str) -> bool:
    """Whether a message of the channel is just being sent, by anybody: its id may not be written down yet."""
    query = select(outbound.c.id).where(outbound.c.channel == channel, outbound.c.state.in_(_NOT_SENT))
    return work.conn.execute(query.where(outbound.c.state == "sending").limit(1)).first() is not None
