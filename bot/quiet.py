"""When nobody is to be nudged: at night, and on holidays and their eves. Words of danger and answers go at any time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendars import holidays_of
from bot.week import WeekPlan

FROM, UNTIL = 21, 8  # hours on the wall clock
NUDGING = ("prompt", "nudge", "feedback")  # the week's slots that are said to people who have not asked


def night(now: datetime, plan: WeekPlan) -> bool:
    """Whether it is a quiet hour in the municipality, whatever day it is. `now` is aware."""
    return not UNTIL <= now.astimezone(ZoneInfo(plan.timezone)).hour < FROM


def quiet(now: datetime, plan: WeekPlan) -> bool:
    """Whether it is a quiet hour or a holiday in the municipality. `now` is aware."""
    local = now.astimezone(ZoneInfo(plan.timezone))
    return night(now, plan) or local.date() in holidays_of(plan.country, local.year)
