"""The ombud's weekly reports and the observations in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from handlers.records import Observation, Report
from storage.database import Work
from storage.models import observation, report
from storage.rows import upsert

DETAILS = ("place_type", "how_many", "source", "state", "passed_on")  # of an observation, as they are said


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept, with whose it is."""

    id: int
    person_id: int
    report: Report
    updated_at: datetime


def put(work: Work, person_id: int, said: Report) -> None:
    """Keep the report; one that the same person has sent for the week and area is replaced."""
    keys = {"week": said.week, "area": said.area, "person_id": person_id}
    values = {
        "assessment": said.assessment,
        "sealed_comment": work.vault.seal(said.comment, "report.comment") if said.comment else None,
        "updated_at": work.now,
        "trend": said.trend,
        "landlord": said.landlord,
        "sealed_words": work.vault.seal_json(dict(said.words), "report.words") if said.words else None,
    }
    upsert(work, report, keys, values, created_at=work.now)
    key = work.conn.execute(select(report.c.id).filter_by(**keys)).scalar_one()
    work.conn.execute(delete(observation).where(observation.c.report_id == key))
    for seen in said.observations:
        work.conn.execute(
            insert(observation).values(
                report_id=key,
                category=seen.category,
                sealed_place=work.vault.seal(seen.place, "observation.place"),
                time_band=seen.when,
                tips=seen.tips,
                **{name: getattr(seen, name) for name in DETAILS},
            )
        )


def of_week(work: Work, week: str, area: str | None = None) -> list[Kept]:
    """The week's reports, of one area or of all, with their observations."""
    query = select(report).where(report.c.week == week).order_by(report.c.area, report.c.id)
    if area is not None:
        query = query.where(report.c.area == area)
    return [_kept(work, row) for row in work.conn.execute(query).all()]


def _kept(work: Work, row) -> Kept:  # type: ignore[no-untyped-def]
    seen = work.conn.execute(select(observation).where(observation.c.report_id == row.id).order_by(observation.c.id))
    observations = tuple(_seen(work, o) for o in seen)
    comment = work.vault.open(row.sealed_comment, "report.comment") if row.sealed_comment else ""
    words = work.vault.open_json(row.sealed_words, "report.words") if row.sealed_words else {}
    said = Report(
        row.week,
        row.area,
        row.assessment,
        observations,
        comment,
        row.trend,
        row.landlord,
        tuple(words.items()),
    )
    return Kept(row.id, row.person_id, said, row.updated_at)


def _seen(work: Work, row: Any) -> Observation:
    details = {name: getattr(row, name) for name in DETAILS}
    place = work.vault.open(row.sealed_place, "observation.place")
    return Observation(row.category, place, row.time_band, row.tips, **details)


def of_person(work: Work, week: str, area: str, person_id: int) -> Report | None:
    """What a person has sent for a week and an area."""
    row = work.conn.execute(select(report).filter_by(week=week, area=area, person_id=person_id)).first()
    return _kept(work, row).report if row else None


def answered(work: Work, week: str) -> set[tuple[int, str]]:
    """Who has reported the week, and for which area."""
    query = select(report.c.person_id, report.c.area).where(report.c.week == week)
    return {(person_id, area) for person_id, area in work.conn.execute(query)}


def last_assessment(work: Work, area: str, before: str, since: str = "") -> int | None:
    """The latest assessment of an area in the weeks before, `since` a week at the earliest."""
    return work.conn.execute(
        select(report.c.assessment)
        .where(report.c.area == area, report.c.week < before, report.c.week >= since)
        .order_by(report.c.week.desc(), report.c.id.desc())
        .limit(1)
    ).scalar()
