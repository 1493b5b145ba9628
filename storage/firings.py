"""What of the week has happened: one row for each job, ISO week and recipient, written beside its message."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from storage.database import Work
from storage.models import firing
from storage.rows import add_once


def record(
    work: Work,
    job: str,
    week: str,
    recipient: str,
    due_at: datetime | None,
    state: str = "fired",
    reason: str = "",
) -> bool:
    """Record a firing ("fired"), or a slot that was "missed" or "dropped". False if it stood there already."""
    values = {
        "job": job,
        "week": week,
        "recipient": recipient,
        "due_at": due_at,
        "at": work.now,
        "state": state,
        "reason": reason,
    }
    return add_once(work, firing, values) is not None


ALL = "*"  # the recipient of a slot that is over: everyone it concerned has been seen to


def of_weeks(work: Work, weeks: Collection[str]) -> set[tuple[str, str, str]]:
    """What is recorded of some weeks, as (job, week, recipient)."""
    query = select(firing.c.job, firing.c.week, firing.c.recipient).where(firing.c.week.in_(weeks))
    return {(job, week, recipient) for job, week, recipient in work.conn.execute(query)}
