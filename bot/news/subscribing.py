"""Who wants news from an area says so, and ends it with one word."""

from __future__ import annotations

from bot.desk import Desk
from handlers import application_notices as notices
from handlers.records import News
from handlers.text import Text, lines
from storage import broadcasts, news
from storage.database import Work
from storage.people import Person


def subscribe(record: News, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    news.subscribe(work, person.id, record.area)
    return (notices.news_from(desk.area_name(record.area)),)


def unsubscribe(work: Work, person: Person) -> tuple[Text, ...]:
    news.unsubscribe(work, person.id)
    broadcasts.no_more_to(work, person.id)
    return (notices.NO_NEWS,)


def which(desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The areas whose news the person gets; nothing if none."""
    areas = [desk.area_name(area) for area in news.of_person(work, person.id)]
    return (notices.news_of(lines(*areas, separator=", ")),) if areas else ()
