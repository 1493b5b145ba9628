"""Working days: Monday to Friday, without the country's holidays and the eves that are treated as such."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.weekly.calendars import holidays_of
from bot.weekly.week import WeekPlan

_SATURDAY = 5


def workdays_after(since: datetime, days: int, plan: WeekPlan) -> datetime:
    """The same time of the day, so many working days later in the municipality. `since` is aware."""
    local = since.astimezone(ZoneInfo(plan.timezone))
    while days:
        local += timedelta(days=1)
        days -= _is_workday(local, plan)
    return local


def _is_workday(day: datetime, plan: WeekPlan) -> bool:
    return day.weekday() < _SATURDAY and day.date() not in holidays_of(plan.country, day.year)
