"""The commands that keep the database: its schema, a backup of it, a move to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import load, named_faults, progress, service

if TYPE_CHECKING:
    from storage.database import Database

db = typer.Typer(no_args_is_help=True, help="The database: its schema, and a move to another.")


@contextmanager
def _database(settings: Any, url: str = "") -> Iterator[Database]:
    """The database that the settings name, or the one at `url`, as it is: its schema is not touched."""
    from random import SystemRandom

    from bot.clock import system_clock
    from storage.database import Database
    from storage.secrets import Vault

    with named_faults():
        found = Database(
            url or settings.database_url.get_secret_value(), Vault(settings.key), system_clock, SystemRandom()
        )
        try:
            yield found
        finally:
            found.close()


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's schema (serve does so at start)."""
    from storage.upgrade import current

    with service() as app:
        typer.echo(f"The database is at revision {current(app.database)}.")


@db.command("current")
def current() -> None:
    """The schema's revision, and the one this version wants."""
    from bot.operating.doctor import revisions

    settings = load()
    with named_faults():
        have, want = revisions(settings)
    typer.echo(f"{have or 'empty'} (this version wants {want})")


@db.command("copy")
def copy(
    url: Annotated[str, typer.Argument(help="The empty database, as in DATABASE_URL: sqlite:///… or postgresql://…")],
) -> None:
    """Copy the database into another, empty one, while the service is stopped; unsent messages wait there."""
    settings = load()
    with named_faults():
        from bot.municipality import load as town_at
        from bot.operating.backup import move

        town = town_at(settings.municipality)
    with _database(settings) as source, _database(settings, url) as target, progress("Copying") as told:
        done = move(source, target, town.slug, told)
    typer.echo(
        f"Copied {done.rows} rows. Now set DATABASE_URL to the new database; the old one is not served any more."
    )


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, like ombud-2026-11-25.backup.")],
    force: Annotated[bool, typer.Option(help="Replace the file if it is there already.")] = False,
) -> None:
    """Write the whole database to a file, also while the service serves; sealed as it is, with SECRET_KEY."""
    settings = load()
    with named_faults():
        from bot.municipality import load as town_at
        from bot.operating.backup import back_up

        town = town_at(settings.municipality)
    with _database(settings) as database, progress("Backing up") as told:
        manifest, size = back_up(database, town.slug, file, told, force=force)
    typer.echo(f"{file}: {manifest.rows} rows, {size / 1e6:.1f} MB, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `ombud backup` wrote.")]) -> None:
    """Put a backup into an empty database, and say what can't be known of the time since it was made."""
    settings = load()
    with named_faults():
        from bot.desk import Desk
        from bot.i18n import Voices
        from bot.municipality import load as town_at
        from bot.operating.restore import as_text
        from bot.operating.restore import restore as put_back

        desk = Desk(town_at(settings.municipality), Voices(), settings.public_url or "")
    with _database(settings) as database, progress("Restoring") as told:
        done = put_back(database, desk, file, told)
    typer.echo(as_text(desk, done))
