"""Who is who: persons, their addresses (sealed, found by blind index) and their roles. No names, ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from handlers.records import Role
from storage.database import Work
from storage.models import address, person, role


@dataclass(frozen=True, slots=True)
class Holding:
    """A role a person holds, for one `area` (a slug) or for the whole municipality (None)."""

    role: Role
    area: str | None
    since: datetime | None = field(default=None, compare=False)

    def held(self, by: datetime | None) -> bool:
        """Whether it was held already then."""
        return by is None or self.since is None or self.since <= by


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we talk with. `channel`, `address_id` and `address` are where they were last heard from."""

    id: int
    language: str
    noticed: bool
    stopped: str
    channel: Any
    address_id: int
    address: str
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
        role.c.role,
        role.c.area,
        role.c.since,
    )
    .join(address, address.c.person_id == person.c.id)
    .outerjoin(role, and_(role.c.person_id == person.c.id, role.c.until.is_(None)))
    .order_by(person.c.id, address.c.heard_at.desc(), address.c.id, role.c.id)
)
_AT_ADDRESS = _EVERYONE.where(address.c.lookup == bindparam("lookup"))
_BY_ID = _EVERYONE.where(person.c.id == bindparam("person_id"))


def lookup(work: Work, channel: str, value: str) -> bytes:
    """The blind index by which an address of a channel is found."""
    return work.vault.index("address", f"{channel}:{value}")


def meet(work: Work, channel: str, value: str, language: str) -> Person:
    """The person at this address, who is new if never heard from; `language` is what a new one is spoken to in."""
    index = lookup(work, channel, value)
    found = _read(work, _AT_ADDRESS, lookup=index)
    if not found:
        _introduce(work, channel, value, language)
        found = _read(work, _AT_ADDRESS, lookup=index)
    else:
        heard = update(address).where(address.c.id == found[0].address_id).values(heard_at=work.now)
        work.conn.execute(heard)
    return found[0]


def _introduce(work: Work, channel: str, value: str, language: str) -> None:
    key = work.conn.execute(
        insert(person).values(language=language, created_at=work.now).returning(person.c.id)
    ).scalar_one()
    work.conn.execute(
        insert(address).values(
            person_id=key,
            channel=channel,
            sealed=work.vault.seal(value, "address"),
            lookup=lookup(work, channel, value),
            created_at=work.now,
            heard_at=work.now,
        )
    )


def get(work: Work, person_id: int) -> Person:
    """The person, at the address last heard from. KeyError if there is none."""
    found = _read(work, _BY_ID, person_id=person_id)
    if not found:
        raise KeyError(f"person {person_id}")
    return found[0]


def holders(work: Work, wanted: Role, area: str | None, by: datetime | None = None) -> list[Person]:
    """Who holds a role now: for `area` or for the whole municipality; with `by`, who held it then already."""
    where = [role.c.role == wanted, role.c.until.is_(None)]
    if by is not None:
        where.append(role.c.since <= by)
    if area is not None:
        where.append(or_(role.c.area == area, role.c.area.is_(None)))
    return _read(work, _EVERYONE.where(person.c.id.in_(select(role.c.person_id).where(*where))))


def _read(work: Work, query: Any, **values: Any) -> list[Person]:
    rows = work.conn.execute(query, values).all()
    return [_person(work, list(own)) for _, own in groupby(rows, key=attrgetter("id"))]


def _person(work: Work, rows: Sequence[Any]) -> Person:
    first = rows[0]
    held = tuple(Holding(r.role, r.area, r.since) for r in rows if r.role and r.address_id == first.address_id)
    stopped = first.stopped_reason if first.stopped_at else ""
    where = work.vault.open(first.sealed, "address")
    return Person(
        first.id,
        first.language,
        first.noticed_at is not None,
        stopped,
        first.channel,
        first.address_id,
        where,
        held,
    )


def speak(work: Work, person_id: int, language: str) -> None:
    work.conn.execute(update(person).where(person.c.id == person_id).values(language=language))


def noticed(work: Work, person_id: int) -> None:
    """The person has been told who reads this and what happens to it (GDPR, article 13)."""
    work.conn.execute(update(person).where(person.c.id == person_id).values(noticed_at=work.now))


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
