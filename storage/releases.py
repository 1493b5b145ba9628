"""What may be told of a week, as it was decided once. A release is never changed; what is closed into it neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from storage.database import Work
from storage.models import release, report, tip
from storage.rows import key_once


@dataclass(frozen=True, slots=True)
class Kept:
    """A week's release: told tip counts, and the reports as they were closed; None before the digest."""

    week: str
    cells: Any
    reports: Any | None


def of(work: Work, week: str) -> Kept | None:
    row = work.conn.execute(select(release).where(release.c.week == week)).first()
    return _kept(work, row) if row else None


def all_of_them(work: Work) -> list[Kept]:
    """Every week's release, in the weeks' order."""
    return [_kept(work, row) for row in work.conn.execute(select(release).order_by(release.c.week)).all()]


def first_week(work: Work) -> str | None:
    """The first week of which there is a tip, a report or a release."""
    found = [work.conn.execute(select(func.min(table.c.week))).scalar() for table in (tip, report, release)]
    return min(filter(None, found), default=None)


def put(work: Work, week: str, cells: Any) -> None:
    """Keep a week's told counts, unless somebody was first."""
    key_once(
        work,
        release,
        {"week": week, "made_at": work.now, "sealed_cells": work.vault.seal_json(cells, "release.cells")},
    )


def close(work: Work, week: str, reports: Any) -> None:
    """Close the week's reports into its release, unless they are."""
    work.conn.execute(
        update(release)
        .where(release.c.week == week, release.c.sealed_reports.is_(None))
        .values(sealed_reports=work.vault.seal_json(reports, "release.reports"), closed_at=work.now)
    )


def _kept(work: Work, row: Any) -> Kept:
    reports = work.vault.open_json(row.sealed_reports, "release.reports") if row.sealed_reports else None
    return Kept(row.week, work.vault.open_json(row.sealed_cells, "release.cells"), reports)
