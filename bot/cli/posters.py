"""`ombud poster`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import fail, load, service


def poster(
    area: Annotated[str, typer.Option(help="The area's short name (see `ombud areas`).")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    place: Annotated[
        str, typer.Option(help="The spot where it hangs, as it is to be read: a street or a landmark.")
    ] = "",
    languages: Annotated[str, typer.Option(help="Side by side, the first one first: sv,ar.")] = "sv",
) -> None:
    """Make a poster with a QR code to hang up: A4, in several languages side by side."""
    from bot.operating.posters import NoPoster, made

    number = load().twilio_from or ""
    with service() as app:
        try:
            pdf = asyncio.run(
                made(app, area, place, [one.strip() for one in languages.split(",") if one.strip()], number)
            )
        except (NoPoster, ValueError) as error:
            fail(error)
    try:
        out.write_bytes(pdf)
    except OSError as error:
        fail(error)
    typer.echo(out)
