"""How long an applicant may wait: who owes an answer is reminded after three days, the coordinator after six, and
before the week is over the applicant hears a word, whatever holidays and nights lie between."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk import Desk
from bot.weekly.quiet import awake_by
from bot.weekly.week import WeekPlan
from storage.applications import Kept

REMINDED, LAST_CALL, WEEK = timedelta(days=3), timedelta(days=6), timedelta(days=7)
_DAY = timedelta(days=1)


def dues(since: datetime, plan: WeekPlan) -> tuple[datetime, datetime, datetime]:
    """From when who owes an answer is reminded, the coordinator called, and the applicant told. The last two stand at
    an hour at which people may be disturbed, never later than their day; each is a day before the next. A reminder
    that falls in quiet hours comes after them."""
    told = awake_by(since + WEEK, plan)
    called = awake_by(min(since + LAST_CALL, told - _DAY), plan)
    return min(since + REMINDED, called - _DAY), called, told


def until(desk: Desk, kept: Kept) -> str:
    """The day (ISO) by which the applicant hears something; empty while they don't wait."""
    if kept.waiting_since is None:
        return ""
    told = dues(kept.waiting_since, desk.town.week)[2]
    return told.astimezone(desk.zone).date().isoformat()
