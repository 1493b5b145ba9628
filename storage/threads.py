"""What ombud ask partners, and what they are answered. Words are sealed, and emptied some time after their thread was
closed; `waiting_since` is from when the partner owes an answer, and `chased` how far it has been reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, bindparam, func, insert, literal, literal_column, or_, select, update

from handlers.records import Owner, Partner, ThreadSide
from storage import applications, tips
from storage.codes import receipt_code
from storage.database import Work
from storage.models import Moment, thread, thread_word
from storage.prepared import Prepared

KEPT_AFTER_CLOSING = timedelta(days=30)
_CONTEXT = "thread_word.text"
_OPEN = thread.c.state != "closed"
_WAITING = Prepared(
    select(thread)
    .where(thread.c.waiting_since.is_not(None), thread.c.chased < bindparam("all"))
    .order_by(thread.c.waiting_since, thread.c.id)
)
_FALL_ASLEEP = Prepared(
    update(thread)
    .where(thread.c.state == "answered", thread.c.moved_at <= bindparam("since"))
    .values(state="closed", moved_at=bindparam("now"))
)
_OLD = select(thread.c.id).where(thread.c.state == "closed", thread.c.moved_at <= bindparam("since"))
_FORGET_WORDS = Prepared(
    update(thread_word)
    .where(thread_word.c.sealed.is_not(None), thread_word.c.thread_id.in_(_OLD))
    .values(sealed=literal_column("NULL"))
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A thread about an area, which `person_id` began. `owner` is on whose side it stands since: the area's ombud, or
    the coordinator. `state` is "asked" (the partner owes an answer), "answered" or "closed"."""

    id: int
    code: str
    person_id: int
    owner: Owner
    area: str
    partner: Partner
    state: str
    created_at: datetime
    waiting_since: datetime | None
    chased: int

    @property
    def is_open(self) -> bool:
        return self.state != "closed"


@dataclass(frozen=True, slots=True)
class Count:
    """What an area asked in a week and was answered in it, and what still waits at its end."""

    asked: int = 0
    answered: int = 0
    waiting: int = 0


def add(work: Work, person_id: int, owner: Owner, area: str, partner: Partner) -> Kept:
    """Begin a thread, under a code that nothing else has; its first words are said with `say`."""
    code = receipt_code(work.random)
    while by_code(work, code) or tips.by_code(work, code) or applications.by_code(work, code):
        code = receipt_code(work.random)
    values = {"code": code, "person_id": person_id, "owner": owner, "area": area, "partner": partner}
    times = {"created_at": work.now, "moved_at": work.now}
    query = insert(thread).values(**values, **times, state="asked").returning(*thread.c)
    return _kept(work.conn.execute(query).one())


def _kept(row: Any) -> Kept:
    return Kept(
        row.id,
        row.code,
        row.person_id,
        cast("Owner", row.owner),
        row.area,
        cast("Partner", row.partner),
        row.state,
        row.created_at,
        row.waiting_since,
        row.chased,
    )


def get(work: Work, key: int) -> Kept:
    """The thread. KeyError if there is none."""
    row = work.conn.execute(select(thread).where(thread.c.id == key)).first()
    if row is None:
        raise KeyError(f"thread {key}")
    return _kept(row)


def by_code(work: Work, code: str) -> Kept | None:
    row = work.conn.execute(select(thread).where(thread.c.code == code)).first()
    return _kept(row) if row else None


def open_ones(work: Work) -> list[Kept]:
    """All that is not closed."""
    return [_kept(row) for row in work.conn.execute(select(thread).where(_OPEN).order_by(thread.c.id))]


def open_of(work: Work, person_id: int, area: str) -> list[Kept]:
    """What a person has begun about an area, stands on the ombud's side, and is not closed."""
    mine = thread.c.person_id == person_id, thread.c.area == area, thread.c.owner == "ombud", _OPEN
    return [_kept(row) for row in work.conn.execute(select(thread).where(*mine).order_by(thread.c.id))]


def say(work: Work, kept: Kept, side: ThreadSide, person_id: int | None, words: str, *, last: bool = False) -> int:
    """Keep what one side says, which moves the thread: the partner owes an answer, or has given one. A closed one is
    open again. To what is `last` no answer is owed. Returns the number of these words."""
    sealed = work.vault.seal(words, _CONTEXT)
    values = {"thread_id": kept.id, "person_id": person_id, "side": side, "sealed": sealed, "created_at": work.now}
    number: int = work.conn.execute(insert(thread_word).values(values).returning(thread_word.c.id)).scalar_one()
    if side == "partner":
        first = func.coalesce(thread.c.answered_at, literal(work.now, Moment))
        _move(work, kept, state="answered", waiting_since=None, chased=0, answered_at=first)
    elif kept.waiting_since is None and not last:
        _move(work, kept, state="asked", waiting_since=work.now, chased=0)
    else:
        _move(work, kept)
    return number


def _move(work: Work, kept: Kept, **values: Any) -> None:
    work.conn.execute(update(thread).where(thread.c.id == kept.id).values(moved_at=work.now, **values))


def last_words(work: Work, kept: Kept, side: ThreadSide) -> str:
    """What a side said last; "" if nothing, or nothing that is still kept."""
    said = thread_word.c.thread_id == kept.id, thread_word.c.side == side
    query = select(thread_word.c.sealed).where(*said).order_by(thread_word.c.id.desc()).limit(1)
    sealed = work.conn.execute(query).scalar()
    return work.vault.open(sealed, _CONTEXT) if sealed else ""


def close(work: Work, kept: Kept) -> bool:
    """Nobody owes anything any more; False if it was closed already."""
    values = {"state": "closed", "waiting_since": None, "moved_at": work.now}
    closed = update(thread).where(thread.c.id == kept.id, _OPEN).values(values)
    return work.conn.execute(closed).rowcount == 1


def pass_to_coordinator(work: Work, kept: Kept) -> None:
    """It stands on the coordinator's side from now on."""
    work.conn.execute(update(thread).where(thread.c.id == kept.id).values(owner="coordinator"))


def waiting(work: Work, below: int) -> list[Kept]:
    """Those whose partner owes an answer and has not been chased so far as `below`."""
    return [_kept(row) for row in _WAITING.all(work, all=below)]


def chased(work: Work, kept: Kept, stage: int) -> bool:
    """Record how far it has been chased; False if that was so already."""
    where = thread.c.id == kept.id, thread.c.chased < stage, thread.c.waiting_since.is_not(None)
    return work.conn.execute(update(thread).where(*where).values(chased=stage)).rowcount == 1


def fall_asleep(work: Work, since: datetime) -> int:
    """Close what was answered, and in which nobody has said more since then; returns how many those are."""
    return _FALL_ASLEEP.run(work, since=since, now=work.now)


def forget_words(work: Work) -> int:
    """Empty the words of threads that have been closed for long; returns how many."""
    return _FORGET_WORDS.run(work, since=work.now - KEPT_AFTER_CLOSING)


def count(work: Work, area: str, begins: datetime, ends: datetime) -> Count:
    """What the area asked between the two moments, was answered between them, and still waits of what was asked before
    the later one."""

    def number(*where: Any) -> int:
        query = select(func.count()).select_from(thread).where(thread.c.area == area, *where)
        return work.conn.execute(query).scalar_one()

    return Count(
        number(thread.c.created_at >= begins, thread.c.created_at < ends),
        number(thread.c.answered_at >= begins, thread.c.answered_at < ends),
        number(
            thread.c.created_at < ends,
            or_(thread.c.answered_at.is_(None), thread.c.answered_at >= ends),
            or_(_OPEN, and_(thread.c.state == "closed", thread.c.moved_at >= ends)),
        ),
    )
