"""What each person has learnt, and when: a row a lesson. And to whom the training was offered, so that whoever has not
finished is reminded, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from handlers.records import LESSONS
from storage.database import Work
from storage.models import lesson, training_offer
from storage.rows import add_once, upsert


def passed(work: Work, person_id: int, name: str) -> bool:
    """Keep that a lesson is learnt; False if it was already."""
    return add_once(work, lesson, {"person_id": person_id, "lesson": name, "done_at": work.now})


def done(work: Work, person_id: int) -> set[str]:
    """The lessons that a person has learnt."""
    return set(work.conn.execute(select(lesson.c.lesson).where(lesson.c.person_id == person_id)).scalars())


def finished(work: Work, lessons: Sequence[str] = LESSONS) -> dict[int, datetime]:
    """When each person who has learnt all of `lessons` had; by person's id."""
    query = (
        select(lesson.c.person_id, func.max(lesson.c.done_at, type_=lesson.c.done_at.type))
        .where(lesson.c.lesson.in_(lessons))
        .group_by(lesson.c.person_id)
        .having(func.count() == len(lessons))
    )
    return {person_id: at for person_id, at in work.conn.execute(query)}


def trained(work: Work, lessons: Sequence[str] = LESSONS) -> set[int]:
    """Who has learnt all of `lessons`: an ombud's, unless others are given."""
    return set(finished(work, lessons))


def offered(work: Work, person_id: int) -> None:
    """The training has been offered now; an offer made before counts no more."""
    upsert(work, training_offer, {"person_id": person_id}, {"offered_at": work.now, "reminded_at": None})


def to_remind(work: Work, before: datetime) -> list[int]:
    """To whom it was offered by then, and who has not been reminded."""
    where = training_offer.c.reminded_at.is_(None), training_offer.c.offered_at <= before
    query = select(training_offer.c.person_id).where(*where).order_by(training_offer.c.person_id)
    return list(work.conn.execute(query).scalars())


def reminded(work: Work, person_id: int) -> bool:
    """Record that a person has been seen to; False if so already."""
    where = training_offer.c.person_id == person_id, training_offer.c.reminded_at.is_(None)
    return work.conn.execute(update(training_offer).where(*where).values(reminded_at=work.now)).rowcount == 1
