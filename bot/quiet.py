"""When nobody is to be nudged: at night, and on holidays and their eves. Words of danger and answers go at any time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendars import holidays_of
from bot.week import WeekPlan

FROM, UNTIL = 21, 8  # hours on the wall clock
NUDGING = ("prompt", "nudge", "feedback")  # the week's slots that are said to people who have not asked


def quiet(now: datetime, plan: WeekPlan) -> bool:
    """Whether it is a quiet hour or a holiday in the municipality. `now` is aware."""
    local = now.astimezone(ZoneInfo(plan.timezone))
    return not UNTIL <= local.hour < FROM or local.date() in holidays_of(plan.country, local.year)
