"""When nobody is to be nudged: at night, and on holidays and their eves. Words of danger and answers go at any time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.weekly.calendars import holidays_of
from bot.weekly.week import WeekPlan

FROM, UNTIL = 21, 8  # hours on the wall clock
NOON = 12
NUDGING = ("prompt", "nudge", "feedback")  # the week's slots that are said to people who have not asked


def night(now: datetime, plan: WeekPlan) -> bool:
    """Whether it is a quiet hour in the municipality, whatever day it is. `now` is aware."""
    return not UNTIL <= now.astimezone(ZoneInfo(plan.timezone)).hour < FROM


def quiet(now: datetime, plan: WeekPlan) -> bool:
    """Whether it is a quiet hour or a holiday in the municipality. `now` is aware."""
    local = now.astimezone(ZoneInfo(plan.timezone))
    return night(now, plan) or local.date() in holidays_of(plan.country, local.year)


def awake_by(moment: datetime, plan: WeekPlan) -> datetime:
    """The moment, or where it is quiet then, noon of the last day before it on which people may be disturbed: what has
    been promised by a day comes early rather than late."""
    local = moment.astimezone(ZoneInfo(plan.timezone))
    while quiet(local, plan):
        day = local if local.hour >= UNTIL and local.hour != NOON else local - timedelta(days=1)
        local = day.replace(hour=NOON, minute=0, second=0, microsecond=0)
    return local
