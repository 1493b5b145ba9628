"""What `ombud people` and `ombud areas` print: tables to read, lists for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.app import Ombudet
from bot.municipality import AreaInfo
from bot.people.covering import areas_now
from bot.picture.shapes import Standing
from handlers.records import PATROL_LESSONS
from storage import trainings
from storage.database import Work
from storage.people import Listed


def people_rows(rows: list[Listed], work: Work) -> list[dict[str, Any]]:
    """Everyone with a role, as plain values; `trained` is null where the role has nothing to learn."""
    learnt = {"ombud": trainings.trained(work), "patrol": trainings.trained(work, PATROL_LESSONS)}
    return [
        {
            **asdict(row),
            "since": row.since.isoformat(),
            "heard_at": row.heard_at.isoformat(),
            "trained": row.id in learnt[row.role] if row.role in learnt else None,
        }
        for row in rows
    ]


def areas_rows(app: Ombudet) -> list[dict[str, Any]]:
    """Every area with how it is looked after today."""
    areas = list(app.desk.town.areas)
    with app.database.begin() as work:
        now = areas_now(app.desk, work, areas)
    return [_area(area, standing) for area, standing in zip(areas, now, strict=True)]


def _area(area: AreaInfo, now: Standing) -> dict[str, Any]:
    return {
        "area": area.slug,
        "name": area.name,
        "north": area.north,
        "landlords": list(area.landlords),
        "ombud": now.ombud,
        "vacant": now.vacant,
        "trained": now.trained,
        "silent": now.silent,
        "paused": now.paused,
        "groups": now.groups,
        "passes": now.passes,
    }


def show(rows: list[dict[str, Any]], empty: str) -> None:
    """Plain rows as a table; `empty` says what to do where there are none."""
    console = Console()
    if not rows:
        console.print(empty)
        return
    table = Table()
    for number, name in enumerate(rows[0]):  # cut off nowhere: an id or a date is there to be copied
        table.add_column(name, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(value) if isinstance(value, list) else str(value if value is not None else "")
