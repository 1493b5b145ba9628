"""What a bench comes to: rows of figures, as `bench/results.json`, as a table on the screen and as one in the docs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

Better = Literal["higher", "lower"]
FILE = Path(__file__).parent / "results.json"
DOCS = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. With a `reference` measured beside ours, `target` is about their `ratio` (ours over the reference's);
    without one it is about ours, in `unit`."""

    name: str
    ours: float
    reference: float | None
    target: float
    unit: str
    better: Better = "higher"

    @property
    def ratio(self) -> float | None:
        return None if self.reference is None else self.ours / self.reference

    @property
    def met(self) -> bool:
        figure = self.ours if self.ratio is None else self.ratio
        return figure >= self.target if self.better == "higher" else figure <= self.target

    @property
    def aim(self) -> str:
        """The target in words."""
        unit = f" {self.unit}" if self.reference is None else " ×"
        return f"{'≥' if self.better == 'higher' else '≤'} {self.target:g}{unit}"

    def as_json(self) -> dict[str, object]:
        values = {"name": self.name, "ours": _short(self.ours), "reference": _short(self.reference)}
        return {**values, "ratio": _short(self.ratio), "target": self.target, "unit": self.unit}

    def cells(self) -> tuple[str, ...]:
        figures = (_said(self.ours), _said(self.reference), _said(self.ratio))
        return (self.name, self.unit, *figures, self.aim, "✓" if self.met else "✗")


@dataclass(frozen=True, slots=True)
class Found:
    """What a family of rows came to, with remarks that are worth knowing and have no target."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, where and on what it was measured."""

    at: str
    machine: str
    disk: str
    versions: str


def together(found: Iterable[Found]) -> Found:
    all_found = list(found)
    rows = tuple(row for one in all_found for row in one.rows)
    return Found(rows, tuple(remark for one in all_found for remark in one.remarks))


HEADS = ("what", "unit", "ours", "reference", "ratio", "target", "")


def show(found: Found, where: Circumstances) -> None:
    """The table, for a person."""
    table = Table(title="Speed and memory", caption=f"{where.at} · {where.machine}\n{where.disk}\n{where.versions}")
    for head in HEADS:
        table.add_column(head, justify="right" if head in ("ours", "reference", "ratio") else "left")
    for row in found.rows:
        table.add_row(*row.cells())
    console = Console(width=None if Console().is_terminal else 140)
    console.print(table)
    for remark in found.remarks:
        console.print(f"  · {remark}", highlight=False)


def keep(found: Found, where: Circumstances, file: Path = FILE) -> None:
    """Write the rows, and beside them what the docs want besides. What was not measured now stays as it was."""
    kept = {str(row["name"]): row for row in _read(file, [])} | {row.name: row.as_json() for row in found.rows}
    file.write_text(_json([*kept.values()]), encoding="utf-8")
    before = _read(_beside(file), {"table": [], "remarks": []})
    table = {cells[0]: cells for cells in (*before["table"], *(row.cells() for row in found.rows))}
    again = {_family(remark) for remark in found.remarks}
    remarks = [*(remark for remark in before["remarks"] if _family(remark) not in again), *found.remarks]
    about = {**asdict(where), "table": [*table.values()], "remarks": remarks}
    _beside(file).write_text(_json(about), encoding="utf-8")


def _family(remark: str) -> str:
    return remark.partition(":")[0]


def write_docs(file: Path = FILE, docs: Path = DOCS) -> None:
    """Put the figures that were last kept between the two marks in the docs."""
    about = _read(_beside(file), None)
    lines = [f"Measured {about['at']} on {about['machine']}; {about['disk']}. {about['versions']}.", ""]
    lines += _markdown([HEADS, *about["table"]])
    lines += ["", *(f"- {remark}" for remark in about["remarks"])] if about["remarks"] else []
    text = docs.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    docs.write_text("\n".join([before + BEGIN, *lines, END]) + after, encoding="utf-8")


def _markdown(rows: Iterable[Iterable[str]]) -> list[str]:
    head, *body = [f"| {' | '.join(cells)} |" for cells in rows]
    return [head, "|---|---|--:|--:|--:|---|---|", *body]


def _beside(file: Path) -> Path:
    return file.with_name("circumstances.json")


def _read(file: Path, otherwise: Any) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else otherwise


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _short(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.4g}")


def _said(figure: float | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
