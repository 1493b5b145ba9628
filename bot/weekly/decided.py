"""What partners have decided in the week, as Friday tells it: to the ombud what, to a tipster that something was."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Desk
from bot.picture import places
from handlers import action_notices
from handlers.text import Text
from storage import actions, tips
from storage.database import Work

WEEK = timedelta(days=7)
_MOST = 3  # in one message; ACTION shows them all


def in_area(desk: Desk, work: Work, area: str | None) -> list[Text]:
    """A line for each of the latest decisions of the week in the ombud's area."""
    named = dict(desk.town.organisations)
    new = [one for one in actions.under_way(work, [area or ""]) if one.created_at > work.now - WEEK]
    told = places.in_actions(desk, work, new[:_MOST])
    return [action_notices.decided(one.category, one.place, named.get(one.owner, one.owner)) for one in told]


def because_of(work: Work, code: str) -> list[Text]:
    """One line, if something is decided about what was tipped of: the kind of thing, in the area. What, partners wrote,
    and nobody has reviewed it."""
    filed = tips.by_code(work, code)
    if filed is None or not filed.area:
        return []
    alike = [one for one in actions.under_way(work, [filed.area]) if one.category == filed.category]
    return [action_notices.SOMETHING_DECIDED] if alike else []
