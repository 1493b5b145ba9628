"""LÄGE: the situation picture when somebody with a role asks for it, as it was released: the newest week, by the view
that sees most, under its picture where the channel shows one."""

from __future__ import annotations

from bot import facts
from bot.channels import Picture
from bot.desk import Desk
from bot.picture.disclosure import digest
from bot.picture.render import as_text
from bot.picture.views import View, views_of, weeks_released
from bot.visit import Outcome, Visit
from bot.weekly.week import shift
from handlers import notices
from handlers.days import day
from handlers.reading.place import find_area
from handlers.text import Text, lines, verbatim
from storage import audit, entrances, releases, reports, tips
from storage.database import Work

MAY_LOOK = entrances.MAY_ENTER


def look(visit: Visit, argument: str) -> Outcome:
    """Show it; of several areas of their own, ask which."""
    desk, work = visit.desk, visit.work
    views = views_of(visit.person.roles, [area.slug for area in desk.town.areas])
    if not visit.person.has(*MAY_LOOK) or not views:
        return visit.say(notices.NOT_FOR_YOU)
    week = _newest(desk, work)
    if week is None:
        return visit.say(_when_the_first_comes(desk, work))
    asked = find_area(argument, desk.areas) if argument else None
    if (asked and asked not in views) or (argument and not asked):
        return visit.say(notices.no_such_view(_named(desk, views)))
    if not asked and "" not in views and len(views) > 1:
        return visit.say(notices.which_view(_named(desk, views)))
    return _show(visit, week, views[asked or next(iter(sorted(views)))])


def _show(visit: Visit, week: str, view: View) -> Outcome:
    desk = visit.desk
    seen = digest(desk, visit.work, week, view.role, view.area)
    audit.note(visit.work, f"person:{visit.person.id}", "release", f"look:{week}:{view.role}:{view.area or '*'}")
    said = as_text(seen, desk.public_url)
    short = said.short or said
    more = lines(said, notices.MORE_ON_THE_WEB, separator="\n\n").sms(short) if desk.public_url else said
    return visit.say(more, picture=Picture(week, view.role, view.area, visit.person.language))


def _newest(desk: Desk, work: Work) -> str | None:
    """The latest week whose digest's time has come, and of which there is anything to tell."""
    return next((week for week in weeks_released(desk, work.now) if _is_there(work, week)), None)


def _is_there(work: Work, week: str) -> bool:
    return releases.of(work, week) is not None or bool(reports.answered(work, week) or tips.count_of_week(work, week))


def _when_the_first_comes(desk: Desk, work: Work) -> Text:
    this = facts.this_week(desk, work)
    dues = (facts.slot_of(desk, shift(this, by), "digest") for by in (-1, 0))
    due = next(due for due in dues if due > work.now).astimezone(desk.zone)
    return notices.first_picture(day(due.date().isoformat()), f"{due:%H:%M}")


def _named(desk: Desk, views: dict[str, View]) -> Text:
    return lines(*(verbatim(desk.town.area_name(slug)) for slug in views if slug), separator=", ")
