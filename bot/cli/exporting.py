"""The command that writes what partners may see to a file for another program."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import fail, named_faults, progress, service


class KindName(StrEnum):
    TIPS = "tips"
    REPORTS = "reports"
    ACTIONS = "actions"
    PICTURE = "picture"


class FormName(StrEnum):
    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


def export(
    kind: Annotated[KindName, typer.Argument(help="What: tips are counts, never single ones; reports observations.")],
    form: Annotated[
        FormName, typer.Option("--format", help="csv for a spreadsheet, json for programs, geojson for a map.")
    ] = FormName.CSV,
    first: Annotated[str | None, typer.Option("--from", help="The first ISO week, like 2026-W40.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last ISO week.")] = None,
    area: Annotated[str | None, typer.Option(help="Of this area only: its short name.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write it to a file, which only you can read.")] = None,
) -> None:
    """Weeks whose digests are out, as they were released, for a spreadsheet, a map or Embrace (docs/exports.md)."""
    from bot.operating.export import Asked, NotOut, weeks_out, whole
    from bot.operating.export import export as write

    asked = Asked(kind.value, form.value, first, last, area)
    with service() as app, named_faults():
        try:
            weeks = weeks_out(app, asked)
        except NotOut as error:
            fail(error)
        target = whole(out) if out else nullcontext(typer.get_binary_stream("stdout"))
        with target as file, progress("Exporting") as told:
            done = write(app, asked, weeks, file, told)
    span = f", weeks {done.weeks[0]} to {done.weeks[-1]}" if done.weeks else ""
    typer.echo(f"{out or kind.value}: {done.records} records{span}.", err=True)
