"""`ombud areas`: the areas, who looks after them, and codes for their posters."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.running import Format, Listing, fail, print_rows, service

areas = typer.Typer(invoke_without_command=True, help="The areas, who looks after them, and their posters' codes.")


@areas.callback()
def areas_listing(context: typer.Context, form: Format = Listing.TEXT) -> None:
    """The areas: landlords, ombud, vacant or not."""
    if context.invoked_subcommand:
        return
    from bot.operating.listing import areas_rows

    with service() as app:
        rows = areas_rows(app)
    print_rows(rows, form, "The municipality has no areas.")


@areas.command("place")
def areas_place(
    area: Annotated[str, typer.Option(help="The area's short name.")],
    place: Annotated[str, typer.Option(help="The spot, as it is to be read: a street or a landmark.")],
) -> None:
    """Make a code for a poster's QR: whoever scans it has answered where."""
    from storage import places

    with service() as app, app.database.begin() as work:
        if area not in {a.slug for a in app.desk.areas}:
            fail(f"no area {area!r}: `ombud areas` lists them")
        code = places.add(work, area, place)
    typer.echo(code)
