"""Reports that were begun and not sent: they wait beside whatever else their ombud talks about, sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.database import Work
from storage.models import report_draft
from storage.prepared import Prepared
from storage.rows import upsert

LASTS = timedelta(days=14)  # the rest of the week, and the next if it is carried into that
_CONTEXT = "report.draft"
_FORGET_OLD = Prepared(delete(report_draft).where(report_draft.c.updated_at < bindparam("since")))


def keep(work: Work, person_id: int, week: str, area: str, state: dict[str, Any]) -> None:
    """Keep a report as far as it has come, as the dialogue's own JSON."""
    values = {"sealed": work.vault.seal_json(state, _CONTEXT), "updated_at": work.now}
    upsert(work, report_draft, {"week": week, "area": area, "person_id": person_id}, values)


def load(work: Work, person_id: int, week: str, area: str) -> dict[str, Any] | None:
    query = select(report_draft.c.sealed).filter_by(week=week, area=area, person_id=person_id)
    sealed = work.conn.execute(query).scalar()
    return work.vault.open_json(sealed, _CONTEXT) if sealed else None


def of_week(work: Work, week: str, area: str) -> list[tuple[int, dict[str, Any]]]:
    """Whose drafts of an area's week there are, and how far each has come."""
    query = select(report_draft).filter_by(week=week, area=area).order_by(report_draft.c.id)
    return [(row.person_id, work.vault.open_json(row.sealed, _CONTEXT)) for row in work.conn.execute(query)]


def drop(work: Work, person_id: int, week: str, area: str) -> None:
    work.conn.execute(delete(report_draft).filter_by(week=week, area=area, person_id=person_id))


def forget_old(work: Work) -> None:
    _FORGET_OLD.run(work, since=work.now - LASTS)
