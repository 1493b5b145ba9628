"""A line of the doctor's: what was looked at, how it is, and the remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape

Weight = Literal["ok", "note", "fault"]
_MARKS = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "fault": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `what` was looked at, how it `state`s, what was `found`, and the `remedy` where one is needed."""

    what: str
    state: Weight
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def show(found: list[Finding]) -> None:
    """The findings for a person to read."""
    console = Console()
    for line in found:
        remedy = f"\n    → {escape(line.remedy)}" if line.remedy else ""
        console.print(f"{_MARKS[line.state]} {line.what}: {escape(line.found)}{remedy}")
