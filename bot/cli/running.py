"""What every command leans on: the settings, the service, plain output, and faults in one line with status 1."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from bot.app import Ombudet
    from bot.operating.backup import Progress


class RoleName(StrEnum):
    OMBUD = "ombud"
    MANAGER = "manager"
    POLICE = "police"
    COORDINATOR = "coordinator"
    ASSOCIATION = "association"
    PATROL = "patrol"
    CONTACT = "contact"
    ADMIN = "admin"


class Listing(StrEnum):
    TEXT = "text"
    JSON = "json"


class Printed(StrEnum):
    TEXT = "text"
    JSON = "json"
    PDF = "pdf"
    PNG = "png"


Format = Annotated[Listing, typer.Option("--format", help="text to read, json for programs.")]
Printing = Annotated[
    Printed, typer.Option("--format", help="text to read, json for programs, pdf for paper, png for a chat.")
]


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Meanwhile libraries can't be imported: for others, which import them on the chance that they are wanted."""
    there = {name: sys.modules.get(name) for name in names}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update({name: module for name, module in there.items() if module is not None})


def fail(message: object) -> NoReturn:
    """One line on standard error, however many faults, and exit status 1."""
    typer.echo(f"ombud: {'; '.join(filter(None, map(str.strip, str(message).splitlines())))}", err=True)
    raise typer.Exit(1)


def print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_rows(rows: list[dict[str, Any]], form: Listing, empty: str) -> None:
    from bot.operating.listing import show

    print_json(rows) if form is Listing.JSON else show(rows, empty)


def load(*, serving: bool = True) -> Any:
    """The settings, and the log set up as they want it."""
    from bot.log import set_up
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings(serving=serving)
    except SettingsError as error:
        fail(error)
    set_up(settings.log_level)
    return settings


@contextmanager
def named_faults() -> Iterator[None]:
    """What the operator can mend is one line, without a traceback: the municipality's file, the key, the database."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.municipality import MunicipalityError
    from storage.database import Refused

    try:
        yield
    except (MunicipalityError, Refused, SQLAlchemyError, OSError, ImportError, ValueError) as error:
        from bot.operating.doctor import remedy

        fail(remedy(error))


@contextmanager
def service() -> Iterator[Ombudet]:
    """The service as the settings want it, for as long as a command looks at the database or writes to it."""
    from bot.serve import service as made

    settings = load()
    with named_faults():
        app = made(settings)
    try:
        with named_faults():
            yield app
    finally:
        app.database.close()


@contextmanager
def progress(doing: str) -> Iterator[Progress]:
    """A bar on standard error, for a person; where nobody looks, nothing."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows)
