"""Passes of the neighbourhood patrol: the crew by their codes, what they saw, and how the pass ended. Of what they
wrote, only category, place, time and to whom it was passed on are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from handlers.records import Observation
from storage.database import Work
from storage.models import patrol, patrol_member, patrol_observation, release, role
from storage.prepared import Prepared
from storage.rows import add_once

ROLES = ("patrol", "ombud", "coordinator", "admin")
_PLACE, _CLOSED = "patrol.place", "release.patrols"


@dataclass(frozen=True, slots=True)
class Kept:
    """A pass. `confirmed` is whether the second has said to be in the car; `ending` is "" while it is open, then
    "reported", or "unreported" where it was closed because nobody had ended it."""

    id: int
    week: str
    first_id: int
    second_id: int | None
    confirmed: bool
    areas: tuple[str, ...]
    briefed: bool
    started_at: datetime
    ended_at: datetime | None
    ending: str
    km: int | None


# Who may go out, by code


def number_of(work: Work, person_id: int) -> int:
    """The number in a person's crew code; whoever has none gets the next."""
    while True:
        found = work.conn.execute(select(patrol_member.c.number).filter_by(person_id=person_id)).scalar()
        if found is not None:
            return int(found)
        last = work.conn.execute(select(func.max(patrol_member.c.number))).scalar() or 0
        add_once(work, patrol_member, {"person_id": person_id, "number": last + 1, "created_at": work.now})


def numbers(work: Work) -> dict[int, int]:
    """Whose each number is, of those who may go on a pass now."""
    held = select(role.c.person_id).where(role.c.role.in_(ROLES), role.c.until.is_(None))
    query = select(patrol_member.c.number, patrol_member.c.person_id).where(patrol_member.c.person_id.in_(held))
    return {number: person_id for number, person_id in work.conn.execute(query.order_by(patrol_member.c.number))}


def any_members(work: Work) -> bool:
    """Whether there is a patrol at all."""
    return work.conn.execute(select(patrol_member.c.person_id).limit(1)).first() is not None


# Passes


def begin(work: Work, week: str, first_id: int, second_id: int | None, areas: Sequence[str], *, briefed: bool) -> Kept:
    """Open a pass in `week` (ISO), now."""
    values = {"first_id": first_id, "second_id": second_id, "areas": " ".join(areas), "briefed": briefed}
    query = insert(patrol).values(week=week, **values, confirmed=False, started_at=work.now, ending="")
    key = work.conn.execute(query.returning(patrol.c.id)).scalar_one()
    return get(work, key)


def get(work: Work, key: int) -> Kept:
    """The pass. KeyError if there is none."""
    row = work.conn.execute(select(patrol).where(patrol.c.id == key)).first()
    if row is None:
        raise KeyError(f"pass {key}")
    return _kept(row)


def _kept(row: Any) -> Kept:
    return Kept(
        row.id,
        row.week,
        row.first_id,
        row.second_id,
        row.confirmed,
        tuple(row.areas.split()),
        row.briefed,
        row.started_at,
        row.ended_at,
        row.ending,
        row.km,
    )


def _of(person_id: int) -> Any:
    return or_(patrol.c.first_id == person_id, (patrol.c.second_id == person_id) & patrol.c.confirmed)


def open_of(work: Work, person_id: int) -> Kept | None:
    """The open pass that a person is on: their own, or one that they have said to be in the car of."""
    row = work.conn.execute(select(patrol).where(patrol.c.ending == "", _of(person_id)).limit(1)).first()
    return _kept(row) if row else None


def asking(work: Work, person_id: int) -> Kept | None:
    """The open pass that a person was named for, and has not answered about."""
    where = patrol.c.ending == "", patrol.c.second_id == person_id, patrol.c.confirmed.is_(False)
    row = work.conn.execute(select(patrol).where(*where).order_by(patrol.c.id.desc()).limit(1)).first()
    return _kept(row) if row else None


def last_of(work: Work, person_id: int, since: datetime) -> Kept | None:
    """The latest pass of a person that ended after `since`."""
    query = select(patrol).where(patrol.c.ended_at >= since, _of(person_id)).order_by(patrol.c.id.desc())
    row = work.conn.execute(query.limit(1)).first()
    return _kept(row) if row else None


_ENDED = patrol.c.ending == bindparam("how")
_OUT = Prepared(select(patrol).where(_ENDED).order_by(patrol.c.id))
_ENDED_SINCE = Prepared(select(patrol).where(_ENDED, patrol.c.ended_at >= bindparam("since")).order_by(patrol.c.id))


def out(work: Work) -> list[Kept]:
    """Every open pass."""
    return [_kept(row) for row in _OUT.all(work, how="")]


def unreported_since(work: Work, since: datetime) -> list[Kept]:
    """The passes that were closed since then because nobody had ended them."""
    return [_kept(row) for row in _ENDED_SINCE.all(work, how="unreported", since=since)]


def of_week(work: Work, week: str) -> list[Kept]:
    """The passes that began in a week."""
    return [_kept(row) for row in work.conn.execute(select(patrol).where(patrol.c.week == week).order_by(patrol.c.id))]


def set_second(work: Work, key: int, person_id: int | None, *, confirmed: bool) -> None:
    """Who the other in the car is, as said by the one, or `confirmed` by the other."""
    values = {"second_id": person_id, "confirmed": confirmed}
    work.conn.execute(update(patrol).where(patrol.c.id == key).values(values))


def end(work: Work, key: int, at: datetime, ending: str, km: int | None = None) -> None:
    """The pass is over."""
    work.conn.execute(update(patrol).where(patrol.c.id == key).values(ended_at=at, ending=ending, km=km))


def set_km(work: Work, key: int, km: int) -> None:
    work.conn.execute(update(patrol).where(patrol.c.id == key).values(km=km))


# What was seen


def observe(work: Work, key: int, week: str, area: str, seen: Observation) -> None:
    """Keep what was seen on a pass; `week` is the one it was seen in."""
    work.conn.execute(
        insert(patrol_observation).values(
            patrol_id=key,
            week=week,
            area=area,
            category=seen.category,
            sealed_place=work.vault.seal(seen.place, _PLACE),
            time_band=seen.when,
            passed_on=seen.passed_on,
            at=work.now,
        )
    )


def seen_in(work: Work, week: str, area: str) -> list[Observation]:
    """What patrols saw in an area in a week, as observations."""
    table = patrol_observation
    query = select(table).where(table.c.week == week, table.c.area == area).order_by(table.c.id)
    return [_seen(work, row) for row in work.conn.execute(query)]


def _seen(work: Work, row: Any) -> Observation:
    place = work.vault.open(row.sealed_place, _PLACE)
    return Observation(row.category, place, row.time_band, source="patrol", passed_on=row.passed_on)


def count_seen(work: Work, key: int) -> int:
    """How many things were seen on a pass."""
    query = select(func.count()).select_from(patrol_observation).where(patrol_observation.c.patrol_id == key)
    return int(work.conn.execute(query).scalar_one())


def take_back(work: Work, key: int) -> bool:
    """Take out what was last seen on a pass; False if there is nothing."""
    last = select(func.max(patrol_observation.c.id)).where(patrol_observation.c.patrol_id == key).scalar_subquery()
    return work.conn.execute(delete(patrol_observation).where(patrol_observation.c.id == last)).rowcount == 1


# What was told of a week


def closed(work: Work, week: str) -> Any | None:
    """A week's passes as they were closed into its release, {} without a patrol; None where they were not."""
    sealed = work.conn.execute(select(release.c.sealed_patrols).where(release.c.week == week)).scalar()
    return work.vault.open_json(sealed, _CLOSED) if sealed else None


def close(work: Work, week: str, plain: Any) -> None:
    """Close a week's passes into its release, where there is one, unless they are."""
    where = release.c.week == week, release.c.sealed_patrols.is_(None)
    work.conn.execute(update(release).where(*where).values(sealed_patrols=work.vault.seal_json(plain, _CLOSED)))
