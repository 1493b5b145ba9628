"""How safe residents say they feel. Within its week an answer is a person's, and can be changed; when the week is over
nothing tells any more whose it was, not even the order in which the answers came."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.database import Work
from storage.models import pulse, pulse_wish
from storage.prepared import Prepared
from storage.rows import upsert

_CONTEXT = "pulse.more"
_LINKED = Prepared(
    select(pulse)
    .where(pulse.c.week < bindparam("this_week"), pulse.c.person_id.is_not(None))
    .order_by(pulse.c.week, pulse.c.area, pulse.c.answer, pulse.c.sealed_more)
)


def put(work: Work, person_id: int, week: str, area: str | None, answer: int) -> None:
    """Keep a person's answer of the week in place of any before; what was said more about that one goes with it."""
    values = {"area": area, "answer": answer, "sealed_more": None}
    upsert(work, pulse, {"person_id": person_id, "week": week}, values)


def add_more(work: Work, person_id: int, week: str, words: str) -> None:
    """Where and when, in the person's words, already redacted. Nothing if the week's answer is theirs no more."""
    own = pulse.c.person_id == person_id, pulse.c.week == week
    work.conn.execute(update(pulse).where(*own).values(sealed_more=work.vault.seal(words, _CONTEXT)))


def area_of(work: Work, person_id: int) -> str | None:
    """The area that a person's answer of this week is kept under."""
    return work.conn.execute(select(pulse.c.area).where(pulse.c.person_id == person_id).limit(1)).scalar()


def counted(work: Work, week: str, area: str) -> Counter[int]:
    """How many gave each answer (1 to 5) in an area."""
    where = pulse.c.week == week, pulse.c.area == area
    rows = work.conn.execute(select(pulse.c.answer, func.count()).where(*where).group_by(pulse.c.answer))
    return Counter({answer: number for answer, number in rows})


def of_week(work: Work, week: str) -> dict[str | None, Counter[int]]:
    """How many gave each answer, by area; None for those of no area."""
    query = select(pulse.c.area, pulse.c.answer, func.count()).where(pulse.c.week == week)
    found: dict[str | None, Counter[int]] = {}
    for area, answer, number in work.conn.execute(query.group_by(pulse.c.area, pulse.c.answer)):
        found.setdefault(area, Counter())[answer] = number
    return found


def unlink(work: Work, this_week: str) -> int:
    """Take the person out of every answer of the weeks before `this_week`; returns of how many. The rows are written
    anew in the order of what they say, so that their numbers tell nothing of who came first."""
    rows = _LINKED.all(work, this_week=this_week)
    if not rows:
        return 0
    work.conn.execute(delete(pulse).where(pulse.c.id.in_([row.id for row in rows])))
    anew = [{"week": r.week, "area": r.area, "answer": r.answer, "sealed_more": r.sealed_more} for r in rows]
    work.conn.execute(insert(pulse), anew)
    return len(rows)


# Who wants to be asked


def wish(work: Work, person_id: int) -> bool | None:
    """Whether a person wants to be asked once a month; None if they have not said."""
    return work.conn.execute(select(pulse_wish.c.wants).where(pulse_wish.c.person_id == person_id)).scalar()


def wishes(work: Work, person_id: int, month: str, *, wants: bool) -> None:
    """Keep what a person wants. Who has just answered is not asked again in the same `month` (2026-12)."""
    upsert(work, pulse_wish, {"person_id": person_id}, {"wants": wants}, asked=month)


def no_more(work: Work, person_id: int) -> None:
    """Who wants no messages at all wants no question either, also when they start again."""
    work.conn.execute(update(pulse_wish).where(pulse_wish.c.person_id == person_id).values(wants=False))


def to_ask(work: Work, month: str) -> list[int]:
    """Who said yes and has not been asked in the month."""
    where = pulse_wish.c.wants, pulse_wish.c.asked < month
    return list(
        work.conn.execute(select(pulse_wish.c.person_id).where(*where).order_by(pulse_wish.c.person_id)).scalars()
    )


def asked(work: Work, person_id: int, month: str) -> bool:
    """Mark that a person has been asked in the month; False if they had been already."""
    where = pulse_wish.c.person_id == person_id, pulse_wish.c.asked < month
    return work.conn.execute(update(pulse_wish).where(*where).values(asked=month)).rowcount == 1
