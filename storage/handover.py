"""What goes over when somebody changes telephone. The person who moves stays the same row, so that whatever points at
them still does; the new telephone's address becomes theirs, and what had been filed under it goes along.

Every column that points at a person is named here: `ALL` is what a test holds against the tables.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, delete, exists, select, update

from storage.database import Work
from storage.models import (
    action,
    address,
    application,
    broadcast,
    challenge,
    conversation,
    forward,
    invitation,
    lesson,
    login_link,
    move_code,
    news_wish,
    outbound,
    patrol,
    patrol_member,
    pause,
    person,
    pulse,
    pulse_wish,
    quote,
    report,
    report_draft,
    role,
    thread,
    thread_word,
    tip,
    tip_event,
    tip_message,
    tip_share,
    tip_wish,
    training_offer,
    web_session,
)
from storage.outbound import UNSENT

# What the new telephone's person had becomes the mover's.
GOES: tuple[Column[Any], ...] = (
    role.c.person_id,
    invitation.c.used_by,
    tip.c.person_id,
    tip_message.c.person_id,
    action.c.person_id,
    quote.c.person_id,
    pause.c.person_id,
    pause.c.deputy_id,
    application.c.person_id,
    application.c.answered_by,
    patrol.c.first_id,
    patrol.c.second_id,
    tip_event.c.person_id,
    forward.c.person_id,
    forward.c.answered_by,
    thread.c.person_id,
    thread_word.c.person_id,
    broadcast.c.person_id,
    broadcast.c.decided_by,
)
# The same, but a person has one of each of these keys: where the mover has theirs already, that one holds.
ONE_OF: dict[Table, tuple[str, ...]] = {
    report: ("week", "area"),
    report_draft: ("week", "area"),
    pulse: ("week",),
    pulse_wish: (),
    news_wish: ("area",),
    lesson: ("lesson",),
    training_offer: (),
    patrol_member: (),
    tip_share: ("tip_id",),
    tip_wish: (),
}
# What one telephone was told or let in by opens nothing any more: of both.
ENDS: tuple[Column[Any], ...] = (
    challenge.c.person_id,
    login_link.c.person_id,
    web_session.c.person_id,
    move_code.c.person_id,
    move_code.c.asked_by,
)
# The mover's stays theirs; the new telephone's own has been closed, or changes hands with its address.
APART: tuple[Column[Any], ...] = (address.c.person_id, outbound.c.person_id, conversation.c.person_id)
ALL = frozenset({*GOES, *(table.c.person_id for table in ONE_OF), *ENDS, *APART})
_KEPT = (report,)  # of what gives way this is not thrown away: a report that was sent has been counted


def has_anything(work: Work, person_id: int) -> bool:
    """Whether there is anything of this person's that could go over."""
    theirs = (*GOES, *(table.c.person_id for table in ONE_OF))
    return any(work.conn.execute(select(exists().where(column == person_id))).scalar() for column in theirs)


def hand_over(work: Work, mover: int, other: int) -> list[int]:
    """The mover gets the addresses of `other`, and all of theirs; `other` is left with the mover's old addresses and
    nothing else. Returns the ids of the old addresses."""
    _withdraw_twice_applied(work, mover, other)
    for column in GOES:
        _repoint(work, column, mover, other)
    for table, keys in ONE_OF.items():
        _repoint_one(work, table, keys, mover, other)
    for column in ENDS:
        work.conn.execute(delete(column.table).where(column.in_((mover, other))))
    return _swap(work, mover, other)


def _repoint(work: Work, column: Column[Any], mover: int, other: int) -> None:
    work.conn.execute(update(column.table).where(column == other).values({column.name: mover}))


def _repoint_one(work: Work, table: Table, keys: tuple[str, ...], mover: int, other: int) -> None:
    theirs = table.alias()
    same = [theirs.c[key] == table.c[key] for key in keys]
    free = ~exists().where(theirs.c.person_id == mover, *same)
    work.conn.execute(update(table).where(table.c.person_id == other, free).values(person_id=mover))
    if table not in _KEPT:
        work.conn.execute(delete(table).where(table.c.person_id == other))


def _withdraw_twice_applied(work: Work, mover: int, other: int) -> None:
    """Of a kind one has one application open: the mover's own holds."""
    is_open = application.c.state.in_(("open", "talk"))
    kinds = select(application.c.kind).where(application.c.person_id == mover, is_open)
    twice = application.c.person_id == other, is_open, application.c.kind.in_(kinds)
    values = {"state": "withdrawn", "waiting_since": None, "sealed_when": None}
    work.conn.execute(update(application).where(*twice).values(**values))


def _swap(work: Work, mover: int, other: int) -> list[int]:
    """Addresses change hands. What was stopped at the old one stays so; who comes next there is owed the notice."""
    old, new = (
        list(work.conn.execute(select(address.c.id).where(address.c.person_id == each)).scalars())
        for each in (mover, other)
    )
    work.conn.execute(update(address).where(address.c.id.in_(new)).values(person_id=mover, heard_at=work.now))
    work.conn.execute(update(address).where(address.c.id.in_(old)).values(person_id=other))
    was = work.conn.execute(select(person).where(person.c.id == mover)).one()
    kept = {"language": was.language, "stopped_at": was.stopped_at, "stopped_reason": was.stopped_reason}
    work.conn.execute(update(person).where(person.c.id == other).values(**kept, noticed_at=None))
    work.conn.execute(update(person).where(person.c.id == mover).values(stopped_at=None, stopped_reason=""))
    return old


def waiting(work: Work, addresses: list[int]) -> list[Any]:
    """What waits to be sent to these addresses and is not on its way, the oldest first."""
    where = outbound.c.address_id.in_(addresses), outbound.c.state.in_(UNSENT), outbound.c.state != "sending"
    return list(work.conn.execute(select(outbound).where(*where).order_by(outbound.c.id)))


def readdress(work: Work, key: int, to: dict[str, Any] | None) -> None:
    """A message that waits goes to another address, or (None) nowhere any more."""
    gone = {"state": "cancelled", "reason": "moved", "sealed": None}
    values = gone if to is None else {**to, "state": "queued", "attempts": 0, "due_at": work.now}
    work.conn.execute(update(outbound).where(outbound.c.id == key).values(**values, leased_until=None))
