"""How long an applicant may wait: who owes an answer is reminded after three days, the coordinator after six, and
before the week is over the applicant hears a word, whatever holidays and nights lie between."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk import Desk
from bot.quiet import awake_by
from bot.week import WeekPlan
from storage.applications import Kept

REMINDED, LAST_CALL, WEEK = timedelta(days=3), timedelta(days=6), timedelta(days=7)
_DAY = timedelta(days=1)


def dues(since: datetime, plan: WeekPlan) -> tuple[datetime, datetime, datetime]:
    """When who owes an answer is reminded, the coordinator called, and the applicant told. Each at an hour at which
    people may be disturbed, never later than its day; where holidays push them together, the earlier give way."""
    told = awake_by(since + WEEK, plan)
    called = awake_by(min(since + LAST_CALL, told - _DAY), plan)
    return awake_by(min(since + REMINDED, called - _DAY), plan), called, told


def until(desk: Desk, kept: Kept) -> str:
    """The day (ISO) by which the applicant hears something; empty while they don't wait."""
    if kept.waiting_since is None:
        return ""
    told = dues(kept.waiting_since, desk.town.week)[2]
    return told.astimezone(desk.zone).date().isoformat()
