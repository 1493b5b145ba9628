"""Alarms: since when something ails, when it was told, and until when it lasted. Of each key one row is open at most,
so that an alarm is told once, however many services look; what comes back later is another row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage import leases, people
from storage.database import Work
from storage.models import address, alarm, lease
from storage.people import Person
from storage.rows import add_once

_LEASE = "alarms"
TERM = timedelta(seconds=150)  # two looks and a half


@dataclass(frozen=True, slots=True)
class Open:
    """An alarm that is not over; `told` once everyone who could be told has been."""

    id: int
    key: str
    since: datetime
    told: bool


def mine(work: Work, holder: str) -> bool:
    """Whether `holder` is the one service that minds the alarms now; it then is for `TERM`. The row is locked until
    the transaction ends."""
    return leases.hold(work, _LEASE, holder, work.now, TERM)


def minded_at(work: Work) -> datetime | None:
    """When a service last minded the alarms."""
    until = work.conn.execute(select(lease.c.until).where(lease.c.name == _LEASE)).scalar()
    return until - TERM if until is not None else None


def open_now(work: Work) -> list[Open]:
    """The alarms that are not over, oldest first."""
    query = select(alarm).where(alarm.c.over_at.is_(None)).order_by(alarm.c.id)
    return [Open(row.id, row.key, row.since, row.told_at is not None) for row in work.conn.execute(query)]


def begin(work: Work, key: str) -> bool:
    """Open an alarm that is to be told; False if it is open already."""
    return add_once(work, alarm, {"key": key[:160], "since": work.now})


def begin_once(work: Work, key: str) -> bool:
    """The same for what happens once and for all: False if it has ever been told of."""
    stands = work.conn.execute(select(alarm.c.id).where(alarm.c.key == key[:160]).limit(1)).first()
    return stands is None and begin(work, key)


def end(work: Work, alarm_id: int) -> None:
    work.conn.execute(update(alarm).where(alarm.c.id == alarm_id).values(over_at=work.now))


def told(work: Work, alarm_id: int) -> None:
    work.conn.execute(update(alarm).where(alarm.c.id == alarm_id).values(told_at=work.now))


def admins(work: Work, ailing: str) -> list[Person]:
    """Whom to tell: every admin, at an address that is not on the `ailing` channel; who has no other is left out."""
    found = [_elsewhere(work, person, ailing) for person in people.holders(work, "admin", None)]
    return [person for person in found if person is not None]


def _elsewhere(work: Work, person: Person, ailing: str) -> Person | None:
    if person.channel != ailing:
        return person
    query = select(address).where(address.c.person_id == person.id, address.c.channel != ailing)
    row = work.conn.execute(query.order_by(address.c.heard_at.desc()).limit(1)).first()
    if row is None:
        return None
    where = work.vault.open(row.sealed, "address")
    return replace(person, channel=row.channel, address_id=row.id, address=where)
