"""The inbox's table: what has come in, once each, and what became of it. Raw bodies are sealed and are emptied in
the transaction that handles them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, update

from handlers.value import value
from storage.database import Work
from storage.models import inbound
from storage.prepared import Prepared
from storage.rows import add_once
from storage.secrets import CannotUnseal

_CONTEXT = "inbound.body"
ECHO = timedelta(minutes=10)  # for so long it is known what somebody has said, and not a minute more
GIVE_UP = 5  # attempts, before a message is set aside for a person to look at
_LONGEST_WAIT = timedelta(minutes=1)  # more than the longest wait between two attempts


@value
class Waiting:
    """A message that is to be handled; `attempts` have failed before."""

    id: int
    sender: bytes
    body: dict[str, Any]
    received_at: datetime
    attempts: int


@value
class Arrival:
    """A message that has come in. `sender` and `echo` are blind indexes: of the address, and of what was said."""

    channel: str
    external_id: str
    sender: bytes
    echo: bytes | None
    body: Mapping[str, Any]
    said_at: datetime | None = None


def accept(work: Work, arrivals: Sequence[Arrival]) -> list[bool]:
    """Take messages in; one that is here already (same channel and id) changes nothing. Which of them were new."""
    return [add_once(work, inbound, _row(work, arrival)) for arrival in arrivals]


def _row(work: Work, arrival: Arrival) -> dict[str, Any]:
    return {
        "channel": arrival.channel,
        "external_id": arrival.external_id,
        "sender": arrival.sender,
        "echo": arrival.echo,
        "sealed": work.vault.seal_json(arrival.body, _CONTEXT),
        "said_at": arrival.said_at or work.now,
        "received_at": work.now,
        "due_at": work.now,
        "state": "waiting",
    }


_WAITS: Any = literal_column("'waiting'")  # spelt out: with a parameter no database uses the index of what waits


def _first_after(sender: Any) -> Any:
    """The oldest waiting message of the first sender after `sender`: one step in the index of what waits."""
    row = inbound.alias()
    return (
        select(row.c.id)
        .where(row.c.state == _WAITS, row.c.sender > sender)
        .order_by(row.c.sender, row.c.said_at, row.c.id)
        .limit(1)
        .scalar_subquery()
    )


_READ = ("id", "sender", "sealed", "received_at", "due_at", "attempts")


def _heads() -> Select[Any]:
    """Of so many senders in turn, each one's oldest waiting message, however many more they have."""
    heads = select(_first_after(bindparam("after")).label("id"), literal_column("1").label("n")).cte(recursive=True)
    before = inbound.alias()
    onward = select(_first_after(before.c.sender), heads.c.n + literal_column("1"))
    onward = onward.join_from(heads, before, before.c.id == heads.c.id).where(heads.c.n < bindparam("most"))
    heads = heads.union_all(onward)
    found = (
        select(*(inbound.c[name] for name in _READ))
        .join(heads, heads.c.id == inbound.c.id)
        .where(inbound.c.state == _WAITS)
    )
    return found.order_by(inbound.c.sender)


_HEADS = Prepared(_heads())
_LOCK = Prepared(
    select(inbound.c.id)
    .where(inbound.c.id == bindparam("key"), inbound.c.state == _WAITS)
    .with_for_update(skip_locked=True)
)
_LEFT = Prepared(select(literal_column("1")).where(inbound.c.state == _WAITS).limit(literal_column("1")))
_FINISH = Prepared(
    update(inbound)
    .where(inbound.c.id == bindparam("key"))
    .values(
        state=bindparam("how"), outcome=bindparam("why"), handled_at=bindparam("now"), sealed=literal_column("NULL")
    )
)
_SAID_LAST = Prepared(
    select(inbound.c.echo)
    .where(inbound.c.sender == bindparam("whose"), inbound.c.echo.is_not(None), inbound.c.id < bindparam("key"))
    .order_by(inbound.c.id.desc())
    .limit(literal_column("1"))
)
_SAID_BEFORE = Prepared(
    select(func.count()).where(
        inbound.c.sender == bindparam("whose"),
        inbound.c.echo == bindparam("words"),
        inbound.c.received_at >= bindparam("since"),
        inbound.c.id < bindparam("key"),
    )
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that may be handled now, in the order in which they came. `last` is the sender to go on after; None
    when there is nobody further on. `rests` if somebody was passed over."""

    waiting: tuple[Waiting, ...] = ()
    last: bytes | None = None
    rests: bool = False


def take(work: Work, most: int, after: bytes = b"", passed_over: Callable[[bytes], bool] = lambda _: False) -> Batch:
    """Of at most so many senders `after` one, each one's oldest waiting message, but of those to be `passed_over` none:
    order is kept, and somebody who writes without end has one turn like everybody else. The rows stay locked until the
    transaction ends, which is the lease: a crash gives it up."""
    rows = _HEADS.all(work, most=most, after=after)
    now = [row for row in rows if not passed_over(row.sender)]
    free = [row for row in now if _is_due(work, row.due_at) and _ours(work, row.id)]
    found = [waiting for row in free if (waiting := _opened(work, row))]
    last = rows[-1].sender if len(rows) == most else None
    return Batch(tuple(sorted(found, key=attrgetter("id"))), last, len(now) < len(rows))


def is_left(work: Work) -> bool:
    """Whether anything waits to be handled, by anybody and at any time."""
    return _LEFT.first(work) is not None


def _is_due(work: Work, due_at: datetime) -> bool:
    """Its time has come, or lies so far ahead that the clock must have been set back since."""
    return due_at <= work.now or due_at > work.now + _LONGEST_WAIT


def _ours(work: Work, message_id: int) -> bool:
    """Whether no other worker has it in hand. SQLite has one writer, and that is us."""
    return work.conn.dialect.name == "sqlite" or _LOCK.scalar(work, key=message_id) is not None


def _opened(work: Work, row: Any) -> Waiting | None:
    """The message; one that can't be unsealed is set aside: nobody knows whom to apologise to, and it must not hold up
    everybody else."""
    try:
        body = work.vault.open_json(row.sealed, _CONTEXT)
    except CannotUnseal:
        stumble(work, row.id, GIVE_UP, "CannotUnseal")
        return None
    return Waiting(row.id, row.sender, body, row.received_at, row.attempts)


def finish(work: Work, handled: Iterable[tuple[int, str, str]]) -> None:
    """Mark messages as handled, each by its id, how ("done", "ignored", "repeat") and why, and empty the raw bodies."""
    _FINISH.each(work, ({"key": key, "how": how, "why": why[:60], "now": work.now} for key, how, why in handled))


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


def said_last(work: Work, message_id: int, sender: bytes) -> bytes | None:
    """What this sender said before this message, as its blind index; None if that is forgotten."""
    said: bytes | None = _SAID_LAST.scalar(work, key=message_id, whose=sender)
    return bytes(said) if said is not None else None


def said_before(work: Work, message_id: int, sender: bytes, echo: bytes, since: datetime) -> int:
    """How often this sender has said just this since then, before this message."""
    times: int = _SAID_BEFORE.scalar(work, key=message_id, whose=sender, words=echo, since=since)
    return times


def forget_echoes(work: Work, most: int) -> int:
    """Forget what was said more than `ECHO` before anything that is still to be handled, or before now; so many at
    most, and returns how many."""
    oldest = work.conn.execute(select(func.min(inbound.c.received_at)).where(inbound.c.state == _WAITS)).scalar()
    before = min(work.now, oldest or work.now) - ECHO
    old = inbound.c.id.in_(old_echoes(before, most))
    return work.conn.execute(update(inbound).where(old).values(echo=None)).rowcount


def old_echoes(before: datetime, most: int) -> Select[Any]:
    """Messages that came before then, and of which it is still known what was said."""
    return select(inbound.c.id).where(inbound.c.echo.is_not(None), inbound.c.received_at < before).limit(most)
