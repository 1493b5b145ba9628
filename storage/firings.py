"""What of the week has happened: one row for each job, ISO week and recipient, written beside its message."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from storage.database import Work
from storage.models import firing
from storage.rows import add_once, each_once


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
    values = {"job": job, "week": week, "recipient": recipient, "due_at": due_at, "at": work.now}
    return add_once(work, firing, {**values, "state": state, "reason": reason})


def missed(work: Work, job: str, week: str, recipients: Iterable[str], due_at: datetime | None) -> int:
    """Record that a slot came too late for each of them; returns for how many that did not stand there already."""
    values = {"job": job, "week": week, "due_at": due_at, "at": work.now, "state": "missed", "reason": "too late"}
    return each_once(work, firing, [{**values, "recipient": recipient} for recipient in recipients])


ALL = "*"  # the recipient of a slot that is over: everyone it concerned has been seen to


def over(work: Work, jobs: Collection[str], weeks: Collection[str]) -> set[tuple[str, str]]:
    """Which slots are over, as (job, week)."""
    query = select(firing.c.job, firing.c.week).where(
        firing.c.job.in_(jobs), firing.c.week.in_(weeks), firing.c.recipient == ALL
    )
    return {(job, week) for job, week in work.conn.execute(query)}


def seen_to(work: Work, job: str, week: str) -> set[str]:
    """Whom a slot has been recorded for."""
    query = select(firing.c.recipient).where(firing.c.job == job, firing.c.week == week)
    return set(work.conn.execute(query).scalars())


def reached(work: Work, job: str, week: str) -> set[str]:
    """For whom a slot was carried out: neither missed nor dropped."""
    query = select(firing.c.recipient).where(firing.c.job == job, firing.c.week == week, firing.c.state == "fired")
    return set(work.conn.execute(query).scalars())
