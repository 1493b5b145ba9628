"""How roles end, and how an ombud who was threatened comes back. A role that ends is kept with its end and why."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select, update

from handlers.records import Role
from storage.database import Work
from storage.models import role

Why = Literal["left", "revoked", "moved", "threat", "over"]


def end(work: Work, person_id: int, held: str, area: str | None, why: Why) -> bool:
    """The person holds the role no more; False if they did not."""
    same = role.c.person_id == person_id, role.c.role == held, _in(area), role.c.until.is_(None)
    return work.conn.execute(update(role).where(*same).values(until=work.now, reason=why)).rowcount > 0


def _in(area: str | None):  # type: ignore[no-untyped-def]
    return role.c.area.is_(None) if area is None else role.c.area == area


def hidden(work: Work) -> list[tuple[int, str, str | None]]:
    """Who is withdrawn because of a threat: person, role and area."""
    query = select(role.c.person_id, role.c.role, role.c.area).where(role.c.reason == "threat")
    return [(row[0], row[1], row[2]) for row in work.conn.execute(query.order_by(role.c.id))]


def threat_over(work: Work, person_id: int, held: str, area: str | None) -> bool:
    """The withdrawal is over; False if there is none."""
    same = role.c.person_id == person_id, role.c.role == held, _in(area), role.c.reason == "threat"
    return work.conn.execute(update(role).where(*same).values(reason="over")).rowcount > 0


def number(work: Work, person_id: int, held: Role, area: str) -> int:
    """Which in the order of joining a person is, of all who ever held the role in the area; 0 if they never did."""
    first = (
        select(role.c.person_id, func.min(role.c.id).label("first"))
        .where(role.c.role == held, role.c.area == area)
        .group_by(role.c.person_id)
        .order_by("first")
    )
    order = [row.person_id for row in work.conn.execute(first)]
    return order.index(person_id) + 1 if person_id in order else 0
