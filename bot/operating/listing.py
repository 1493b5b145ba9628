"""What `ombud people` and `ombud areas` print: tables to read, lists for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.app import Ombudet
from storage import people
from storage.people import Listed


def people_rows(rows: list[Listed]) -> list[dict[str, Any]]:
    """Everyone with a role, as plain values."""
    return [{**asdict(row), "since": row.since.isoformat(), "heard_at": row.heard_at.isoformat()} for row in rows]


def areas_rows(app: Ombudet) -> list[dict[str, Any]]:
    """Every area with how many ombud it has."""
    with app.database.begin() as work:
        counted = {area.slug: len(people.holders(work, "ombud", area.slug)) for area in app.desk.town.areas}
    return [
        {
            "area": area.slug,
            "name": area.name,
            "north": area.north,
            "landlords": list(area.landlords),
            "ombud": counted[area.slug],
            "vacant": counted[area.slug] == 0,
        }
        for area in app.desk.town.areas
    ]


def show(rows: list[dict[str, Any]], empty: str) -> None:
    """Plain rows as a table; `empty` says what to do where there are none."""
    console = Console()
    if not rows:
        console.print(empty)
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(value) if isinstance(value, list) else str(value if value is not None else "")
