"""The `ombud` command. Each command imports what it needs when it runs, so that --help is there at once."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import areas, database, exporting, people, posters
from bot.cli.running import (
    Format,
    Listing,
    Printed,
    Printing,
    RoleName,
    absent,
    fail,
    load,
    named_faults,
    print_json,
    service,
)

ombud = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The trygghetsombud's open line: tips, weekly reports and digests, by Telegram and SMS.",
)


@ombud.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 8080,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Try everything: phones side by side and a clock that can be moved. No credentials, no network."""
    import socket

    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            fail(f"port {port} is taken: try --port {port + 1}")
    from bot.log import set_up
    from bot.simulation.demo import demo as run_demo

    set_up("ERROR")
    typer.echo(f"The demo is at http://127.0.0.1:{port}/demo (Ctrl-C ends it)")
    run_demo(port, open_browser=browser)


@ombud.command()
def serve() -> None:
    """Run the service: webhooks or long polling, delivery, the week."""
    gc.disable()  # what a start makes stays: to look for garbage in it is a tenth of the time; `run` turns it on again
    with absent("rich", "pygments"):  # it draws with them what a service shows nobody: 8 MB
        import structlog  # noqa: F401
    settings = load()
    if not (settings.telegram_on or settings.sms_on):
        fail("no channel is on: set TELEGRAM_BOT_TOKEN or TWILIO_ACCOUNT_SID (see .env.example), or try `ombud demo`")
    if settings.telegram_on:
        with absent("rich", "pygments"):
            import httpx  # noqa: F401
    if settings.sms_on:
        with absent("charset_normalizer", "chardet"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # twilio imports it, and asks by httpcore here: no encodings to guess, 3 MB
            import requests  # noqa: F401
    from bot.serve import serve as run

    with named_faults():
        run(settings)


@ombud.command()
def simulate(
    out: Annotated[Path, typer.Option(help="The folder for the digests.")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks.")] = 2,
    seed: Annotated[int, typer.Option(help="The same seed gives the same weeks, to the byte.")] = 1,
) -> None:
    """Play a municipality's weeks on a simulated clock; the transcript goes to standard output."""
    from rich.console import Console

    from bot.log import set_up
    from bot.municipality import load
    from bot.simulation.weeks import simulate as play

    set_up("ERROR")
    with named_faults():
        out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="ombudet-simulate-") as folder, console.status("…") as status:
        url = f"sqlite:///{folder}/simulate.db"
        lines = asyncio.run(play(weeks, seed, out, load("botkyrka"), url, lambda week: status.update(f"Week {week}")))
    typer.echo("\n".join(lines))
    console.print(f"{len(lines)} lines; the digests are in {out}")


ombud.command()(people.invite)


@ombud.command()
def summary(
    week: Annotated[str, typer.Option(help="The ISO week it is about, like 2026-W47.")],
    to: Annotated[RoleName, typer.Option(help="As the holder of this role gets it.")],
    area: Annotated[str | None, typer.Option(help="The area's short name.")] = None,
    form: Printing = Printed.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write it to a file.")] = None,
) -> None:
    """The digest of a week, as that recipient gets it."""
    from bot.operating.summary import Unanswerable, on_paper
    from bot.operating.summary import summary as summarise

    with service() as app, named_faults():
        try:
            text, plain = summarise(app, week, to.value, area)
        except Unanswerable as error:
            fail(error)
        if form in (Printed.PDF, Printed.PNG):
            made = on_paper(app, plain, form.value)
        else:
            said = json.dumps(plain, ensure_ascii=False, indent=2) if form is Printed.JSON else text
            made = f"{said}\n".encode()
        out.write_bytes(made) if out else typer.echo(made, nl=False)


ombud.add_typer(people.people, name="people")
ombud.add_typer(areas.areas, name="areas")


@ombud.command()
def keygen() -> None:
    """A fresh SECRET_KEY. Keep it apart from the database: without it nothing in there can be read."""
    from bot.settings import keygen as fresh

    typer.echo(fresh())


ombud.add_typer(database.db, name="db")
ombud.command()(database.backup)
ombud.command()(database.restore)
ombud.command()(posters.poster)
ombud.command()(exporting.export)


@ombud.command()
def doctor(
    form: Format = Listing.TEXT,
    fix: Annotated[bool, typer.Option("--fix", help="Set Telegram's webhook to PUBLIC_URL, and nothing else.")] = False,
) -> None:
    """Look everything over; each line that is not well says what to do. Exit status 1 if any."""
    from bot.log import set_up
    from bot.operating.doctor import examine, show

    set_up("CRITICAL")
    found = asyncio.run(examine(fix=fix))
    print_json([line.as_json() for line in found]) if form is Listing.JSON else show(found)
    if any(line.state == "fault" for line in found):
        raise typer.Exit(1)


def main() -> None:
    """Entry point; an interrupted command says nothing more."""
    try:
        ombud()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
