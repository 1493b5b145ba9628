"""News that somebody writes and somebody else approves, and how far each has come on its way. Every person's copy is a
row of the outbox that names its broadcast; `reached` is the last person whose copy is written, so that whoever goes on
after a crash goes on there.

States: "waiting" (for approval), "sending", "stopping" (no more copies are written), and, ended: "sent", "stopped",
"capped" (the month's SMS are used up), "refused", "withdrawn", "expired".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, literal_column, or_, select, update

from storage.database import Work
from storage.models import address, broadcast, news_wish, outbound, person
from storage.news import EVERYWHERE
from storage.outbound import UNSENT

_CONTEXT = "broadcast.words"
UNDER_WAY = ("sending", "stopping")
_UNSENT: tuple[Any, ...] = tuple(literal_column(f"'{state}'") for state in UNSENT)


@dataclass(frozen=True, slots=True)
class Kept:
    """A broadcast: `sender` is the role it was written in, `words` are by language, `people` how many were to have it
    when it was approved, `reached` the id of the last person whose copy is written."""

    id: int
    person_id: int
    sender: str
    area: str | None
    words: Mapping[str, str]
    state: str
    created_at: datetime
    decided_by: int | None
    people: int
    reached: int


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the copies: `sent`, `failed` for good, and `waiting` (in the outbox, or on its way)."""

    sent: int
    failed: int
    waiting: int


def add(work: Work, person_id: int, sender: str, area: str | None, words: Mapping[str, str]) -> Kept:
    """Keep what somebody wrote; it waits for approval."""
    values = {"person_id": person_id, "sender": sender, "area": area, "state": "waiting", "created_at": work.now}
    sealed = work.vault.seal_json(dict(words), _CONTEXT)
    query = insert(broadcast).values(**values, sealed_words=sealed).returning(broadcast.c.id)
    return get(work, work.conn.execute(query).scalar_one())


def get(work: Work, key: int) -> Kept:
    """The broadcast. KeyError if there is none."""
    row = work.conn.execute(select(broadcast).where(broadcast.c.id == key)).first()
    if row is None:
        raise KeyError(f"broadcast {key}")
    return _kept(work, row)


def not_ended(work: Work) -> list[Kept]:
    """Those that wait for approval or are under way, oldest first."""
    query = select(broadcast).where(broadcast.c.ended_at.is_(None)).order_by(broadcast.c.id)
    return [_kept(work, row) for row in work.conn.execute(query)]


def _kept(work: Work, row: Any) -> Kept:
    words = work.vault.open_json(row.sealed_words, _CONTEXT)
    head = (row.id, row.person_id, row.sender, row.area, words, row.state)
    return Kept(*head, row.created_at, row.decided_by, row.people, row.reached)


def approve(work: Work, key: int, by: int, people: int) -> bool:
    """It is under way; False if it does not wait any more, or `by` wrote it: of two at once the first is heard."""
    values = {"state": "sending", "decided_at": work.now, "decided_by": by, "people": people}
    query = update(broadcast).where(broadcast.c.id == key, broadcast.c.state == "waiting", broadcast.c.person_id != by)
    return work.conn.execute(query.values(values)).rowcount == 1


def end_unsent(work: Work, key: int, state: str, by: int | None = None) -> bool:
    """It will not be sent: "refused", "withdrawn" or "expired"; False if it does not wait any more."""
    values = {"state": state, "ended_at": work.now, "decided_at": work.now, "decided_by": by}
    query = update(broadcast).where(broadcast.c.id == key, broadcast.c.state == "waiting")
    return work.conn.execute(query.values(values)).rowcount == 1


def stop(work: Work, key: int) -> bool:
    """No more copies are written, and of those that wait none is sent; False if it is not under way."""
    query = update(broadcast).where(broadcast.c.id == key, broadcast.c.state == "sending")
    if work.conn.execute(query.values(state="stopping")).rowcount != 1:
        return False
    _take_back(work, outbound.c.broadcast_id == key)
    return True


def stop_all(work: Work) -> None:
    """After a restore: what had not ended may have gone out since, so it goes no further, and is ended as stopped."""
    work.conn.execute(update(broadcast).where(broadcast.c.ended_at.is_(None)).values(state="stopping"))


def end(work: Work, key: int, state: str) -> bool:
    """Nothing of it is on its way any more; False if somebody has ended it already."""
    query = update(broadcast).where(broadcast.c.id == key, broadcast.c.ended_at.is_(None))
    return work.conn.execute(query.values(state=state, ended_at=work.now)).rowcount == 1


def no_more_to(work: Work, person_id: int) -> None:
    """Somebody wants no news any more: what waits for them is not sent."""
    _take_back(work, and_(outbound.c.person_id == person_id, outbound.c.broadcast_id.is_not(None)))


def _take_back(work: Work, which: Any) -> None:
    """Cancel copies that nobody has in hand; one that is just being sent arrives."""
    idle = or_(outbound.c.leased_until.is_(None), outbound.c.leased_until < work.now)
    query = update(outbound).where(which, outbound.c.state.in_(_UNSENT), idle)
    work.conn.execute(query.values(state="cancelled", reason="taken back", sealed=None, leased_until=None))


# Who gets it


def _wanted(area: str | None) -> Any:
    """The wishes that a broadcast answers; one for the whole municipality (None) all of them."""
    return or_(news_wish.c.area == area, news_wish.c.area == EVERYWHERE) if area else literal_column("1") == 1


def audience(work: Work, area: str | None) -> list[tuple[str, str, int]]:
    """Who would get it now, as (channel, language, how many), each person once, where last heard from."""
    wanting = select(news_wish.c.person_id).where(_wanted(area))
    latest = (
        select(address.c.channel)
        .where(address.c.person_id == person.c.id)
        .order_by(address.c.heard_at.desc(), address.c.id)
        .limit(1)
        .scalar_subquery()
    )
    by = (latest.label("channel"), person.c.language)
    each = select(*by).where(person.c.id.in_(wanting), person.c.stopped_at.is_(None)).subquery()
    query = select(each.c.channel, each.c.language, func.count()).group_by(each.c.channel, each.c.language)
    return sorted((channel, language, number) for channel, language, number in work.conn.execute(query))


def next_people(work: Work, key: int, most: int) -> tuple[Kept, list[int]]:
    """The broadcast, and the next people whose copies are to be written, by id, at most so many; none when all are.
    Who has asked for news since it was approved gets the next one. Their wishes are locked, so that
    whoever takes one back at this moment is heard after us, and what we write is taken back with it."""
    held = work.conn.execute(select(broadcast).where(broadcast.c.id == key).with_for_update()).one()
    approved_at = held.decided_at or held.created_at
    query = (
        select(news_wish.c.person_id)
        .join(person, person.c.id == news_wish.c.person_id)
        .where(_wanted(held.area), news_wish.c.since <= approved_at, person.c.stopped_at.is_(None))
        .where(news_wish.c.person_id > held.reached)
        .order_by(news_wish.c.person_id)
        .limit(2 * most)
        .with_for_update(of=news_wish)
    )
    found = list(dict.fromkeys(work.conn.execute(query).scalars()))
    return _kept(work, held), found[:most]


def reached(work: Work, key: int, person_id: int) -> None:
    """The copies of everybody up to this person are written."""
    work.conn.execute(update(broadcast).where(broadcast.c.id == key).values(reached=person_id))


# How far it has come


def counted(work: Work, key: int) -> Count:
    """What became of its copies so far."""
    query = select(outbound.c.state, func.count()).where(outbound.c.broadcast_id == key).group_by(outbound.c.state)
    by_state = Counter({state: number for state, number in work.conn.execute(query)})
    sent, waiting = by_state["sent"] + by_state["delivered"], sum(by_state[state] for state in UNSENT)
    return Count(sent, by_state["failed"], waiting)


def cheapest_waiting(work: Work, key: int) -> int:
    """The units of the SMS copy that waits and costs least; 0 if none waits."""
    waits = outbound.c.broadcast_id == key, outbound.c.channel == "sms", outbound.c.state.in_(_UNSENT)
    return int(work.conn.execute(select(func.coalesce(func.min(outbound.c.units), 0)).where(*waits)).scalar_one())


def on_their_way(work: Work) -> int:
    """The segments of SMS that are in somebody's hands just now, and so not counted as sent yet."""
    held = outbound.c.channel == "sms", outbound.c.state == literal_column("'sending'")
    return int(work.conn.execute(select(func.coalesce(func.sum(outbound.c.units), 0)).where(*held)).scalar_one())
