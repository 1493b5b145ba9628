"""Who wants news from which area. `broadcast`s go to these and to nobody else."""

from __future__ import annotations

from sqlalchemy import delete, or_, select

from storage.database import Work
from storage.models import news_wish, person
from storage.rows import add_once

EVERYWHERE = ""  # the area of those who want the news of the whole municipality


def wants(work: Work, area: str | None) -> list[int]:
    """The ids of those who want news from an area (a slug), those who want all of it among them; None: of everybody
    who wants any. Who has stopped hears nothing."""
    own = news_wish.c.area == area if area else news_wish.c.area != EVERYWHERE
    query = (
        select(news_wish.c.person_id)
        .join(person, person.c.id == news_wish.c.person_id)
        .where(or_(own, news_wish.c.area == EVERYWHERE), person.c.stopped_at.is_(None))
        .distinct()
    )
    return list(work.conn.execute(query.order_by(news_wish.c.person_id)).scalars())


def subscribe(work: Work, person_id: int, area: str | None) -> bool:
    """Keep that a person wants an area's news (None: the whole municipality's); False if so already."""
    return add_once(work, news_wish, {"person_id": person_id, "area": area or EVERYWHERE, "since": work.now})


def unsubscribe(work: Work, person_id: int) -> bool:
    """No more news to a person, from anywhere; False if they wanted none."""
    return work.conn.execute(delete(news_wish).where(news_wish.c.person_id == person_id)).rowcount > 0


def of_person(work: Work, person_id: int) -> list[str | None]:
    """The areas whose news a person wants; None for the whole municipality."""
    query = select(news_wish.c.area).where(news_wish.c.person_id == person_id).order_by(news_wish.c.area)
    return [area or None for area in work.conn.execute(query).scalars()]
