"""What ombud asked partners in a week, as numbers: whether questions are answered is for those who see to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.desk import Desk
from bot.picture.shapes import Questions
from bot.weekly.week import monday
from handlers.text import Text, _
from storage import threads
from storage.database import Work


def of_week(desk: Desk, work: Work, week: str, area: str) -> Questions:
    """An area's numbers of an ISO week, Monday to Sunday in the municipality."""
    first = monday(week)
    begins, ends = (datetime.combine(day, time(), desk.zone) for day in (first, first + timedelta(days=7)))
    counted = threads.count(work, area, begins, ends)
    return Questions(counted.asked, counted.answered, counted.waiting)


def together(areas: Iterable[Questions]) -> Questions:
    """The areas that are shown, added up."""
    shown = list(areas)
    return Questions(
        sum(one.asked for one in shown), sum(one.answered for one in shown), sum(one.waiting for one in shown)
    )


def in_words(shown: Questions | None) -> Text | None:
    """The numbers in a line; nothing where nothing was asked and nothing waits."""
    if shown is None or shown == Questions():
        return None
    return _(
        "Questions to partners: {asked} asked, {answered} answered, {waiting} waiting.",
        asked=shown.asked,
        answered=shown.answered,
        waiting=shown.waiting,
    )
