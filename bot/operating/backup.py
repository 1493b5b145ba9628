"""`ombud backup` while the service serves, and `ombud db copy` once it has stopped: the same rows, into a file or into
another database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from storage import backup, backup_file
from storage.backup import Batch, Manifest
from storage.database import Database
from storage.upgrade import lock, migrate

Progress = Callable[[int, int], None]  # told how many rows are done, and of how many


def back_up(
    database: Database, municipality: str, path: Path, told: Progress, *, force: bool = False
) -> tuple[Manifest, int]:
    """Write the database as it is now to a file; returns what is in it and the file's size. Raises Refused, OSError."""
    with backup.snapshot(database) as work:
        manifest = backup.describe(work, municipality)
        rows = counted(backup.read(work, manifest), manifest, told)
        size = backup_file.write(path, manifest, rows, database.vault, force=force)
    return manifest, size


def move(source: Database, target: Database, municipality: str, told: Progress) -> Manifest:
    """Copy a database that nobody has open into an empty one, whole: what waits to be sent waits there. The source is
    left as it is, but no service starts on it any more. Raises Refused."""
    with target.begin() as there:
        backup.require_empty(there)
    with backup.alone(source) as here:
        manifest = backup.describe(here, municipality)
        with target.begin() as there:
            lock(there)
            backup.require_empty(there)
            migrate(there, manifest.revision)
            backup.fill(there, counted(backup.read(here, manifest), manifest, told))
        backup.set_aside(here)
    return manifest


def counted(batches: Iterable[Batch], manifest: Manifest, told: Progress) -> Iterator[Batch]:
    """The same rows, and word of how far they have come."""
    done = 0
    for shape, rows in batches:
        yield shape, rows
        done += len(rows)
        told(done, manifest.rows)
