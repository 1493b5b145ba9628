"""Who is who: persons, their addresses (sealed, found by blind index) and their roles. No names, ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from handlers.records import Role
from handlers.value import value
from storage.database import Work
from storage.models import address, person, role
from storage.prepared import Prepared
from storage.secrets import Vault


@value
class Holding:
    """A role a person holds, for one `area` (a slug) or for the whole municipality (None)."""

    role: Role
    area: str | None
    since: datetime | None = field(default=None, compare=False)

    def held(self, by: datetime | None) -> bool:
        """Whether it was held already then."""
        return by is None or self.since is None or self.since <= by


@value
class Person:
    """Somebody we talk with. `channel`, `address_id` and `address` are where they were last heard from, `heard_at`
    when: to the minute of who has a role and may use several, to the hour of others, whose row then seldom changes."""

    id: int
    language: str
    noticed: bool
    stopped: str
    channel: Any
    address_id: int
    address: str
    heard_at: datetime
    roles: tuple[Holding, ...] = ()

    def has(self, *roles: str) -> bool:
        return any(holding.role in roles for holding in self.roles)


_EVERYONE = (
    select(
        person.c.id,
        person.c.language,
        person.c.noticed_at,
        person.c.stopped_at,
        person.c.stopped_reason,
        address.c.channel,
        address.c.id.label("address_id"),
        address.c.sealed,
        address.c.heard_at,
        role.c.role,
        role.c.area,
        role.c.since,
    )
    .join(address, address.c.person_id == person.c.id)
    .outerjoin(role, and_(role.c.person_id == person.c.id, role.c.until.is_(None)))
    .order_by(person.c.id, address.c.heard_at.desc(), address.c.id, role.c.id)
)
_AT_ADDRESS = Prepared(_EVERYONE.where(address.c.lookup == bindparam("lookup")))
_BY_ID = Prepared(_EVERYONE.where(person.c.id == bindparam("person_id")))
_HELD = role.c.role == bindparam("wanted"), role.c.until.is_(None), role.c.since <= bindparam("by")
_HOLDERS = Prepared(_EVERYONE.where(person.c.id.in_(select(role.c.person_id).where(*_HELD))))
_HERE = or_(role.c.area == bindparam("here"), role.c.area.is_(None))
_HOLDERS_HERE = Prepared(_EVERYONE.where(person.c.id.in_(select(role.c.person_id).where(*_HELD, _HERE))))
_HEARD = Prepared(update(address).where(address.c.id == bindparam("where")).values(heard_at=bindparam("now")))
_NOTICED = Prepared(update(person).where(person.c.id == bindparam("whose")).values(noticed_at=bindparam("now")))
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_NEW_PERSON = Prepared(insert(person).returning(person.c.id), ("language", "created_at"))
_NEW_ADDRESS = Prepared(insert(address), ("person_id", "channel", "sealed", "lookup", "created_at", "heard_at"))


def lookup(vault: Vault, channel: str, value: str) -> bytes:
    """The blind index by which an address of a channel is found."""
    return vault.index("address", f"{channel}:{value}")


def meet(work: Work, channel: str, value: str, language: str) -> Person:
    """The person at this address, who is new if never heard from; `language` is what a new one is spoken to in."""
    index = lookup(work.vault, channel, value)
    rows = _AT_ADDRESS.all(work, lookup=index)
    if not rows:
        _introduce(work, channel, value, index, language)
        rows = _AT_ADDRESS.all(work, lookup=index)
    found = _person(value, rows)
    if work.now - found.heard_at >= (_MINUTE if found.roles else _HOUR):
        _HEARD.run(work, where=found.address_id, now=work.now)
    return found


def _introduce(work: Work, channel: str, value: str, index: bytes, language: str) -> None:
    key = _NEW_PERSON.scalar(work, language=language, created_at=work.now)
    sealed = work.vault.seal(value, "address")
    _NEW_ADDRESS.run(
        work, person_id=key, channel=channel, sealed=sealed, lookup=index, created_at=work.now, heard_at=work.now
    )


def get(work: Work, person_id: int) -> Person:
    """The person, at the address last heard from. KeyError if there is none."""
    found = _read(work, _BY_ID, person_id=person_id)
    if not found:
        raise KeyError(f"person {person_id}")
    return found[0]


def holders(work: Work, wanted: Role, area: str | None, by: datetime | None = None) -> list[Person]:
    """Who holds a role now: for `area` or for the whole municipality; with `by`, who held it then already."""
    since = by or datetime.max.replace(tzinfo=UTC)
    if area is None:
        return _read(work, _HOLDERS, wanted=wanted, by=since)
    return _read(work, _HOLDERS_HERE, wanted=wanted, by=since, here=area)


def _read(work: Work, query: Prepared, **values: Any) -> list[Person]:
    rows = query.all(work, **values)
    people = (list(own) for _, own in groupby(rows, key=attrgetter("id")))
    return [_person(work.vault.open(own[0].sealed, "address"), own) for own in people]


def _person(where: str, rows: Sequence[Any]) -> Person:
    """Who is at an address, by the rows that tell of them: the address last heard from first."""
    first = rows[0]
    held = tuple(Holding(r.role, r.area, r.since) for r in rows if r.role and r.address_id == first.address_id)
    stopped = first.stopped_reason if first.stopped_at else ""
    return Person(
        first.id,
        first.language,
        first.noticed_at is not None,
        stopped,
        first.channel,
        first.address_id,
        where,
        first.heard_at,
        held,
    )


def speak(work: Work, person_id: int, language: str) -> None:
    work.conn.execute(update(person).where(person.c.id == person_id).values(language=language))


def noticed(work: Work, person_id: int) -> None:
    """The person has been told who reads this and what happens to it (GDPR, article 13)."""
    _NOTICED.run(work, whose=person_id, now=work.now)


def stop(work: Work, person_id: int, reason: str) -> None:
    """Nothing more is sent to this person until they start again."""
    work.conn.execute(update(person).where(person.c.id == person_id).values(stopped_at=work.now, stopped_reason=reason))


def start(work: Work, person_id: int) -> None:
    work.conn.execute(update(person).where(person.c.id == person_id).values(stopped_at=None, stopped_reason=""))


def give_role(work: Work, person_id: int, wanted: Role, area: str | None) -> bool:
    """Give a role; False if the person holds it already."""
    if Holding(wanted, area) in get(work, person_id).roles:
        return False
    work.conn.execute(insert(role).values(person_id=person_id, role=wanted, area=area, since=work.now))
    return True


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of `ombud people`: no address, no name."""

    id: int
    role: str
    area: str | None
    channel: str
    language: str
    since: datetime
    heard_at: datetime
    stopped: str


def listing(work: Work) -> list[Listed]:
    """Everyone who holds a role, by role and area."""
    query = (
        select(
            person.c.id,
            role.c.role,
            role.c.area,
            address.c.channel,
            person.c.language,
            role.c.since,
            address.c.heard_at,
            person.c.stopped_reason,
        )
        .join(role, role.c.person_id == person.c.id)
        .join(address, address.c.person_id == person.c.id)
        .where(role.c.until.is_(None))
        .order_by(role.c.role, role.c.area, person.c.id, address.c.heard_at.desc())
    )
    seen: dict[tuple[int, str, str | None], Listed] = {}
    for row in work.conn.execute(query):
        seen.setdefault((row[0], row[1], row[2]), Listed(*row))
    return list(seen.values())
