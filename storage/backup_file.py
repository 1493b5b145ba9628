"""A backup's file: gzip of JSON lines, first the manifest, then each row. Its last 100-odd octets are a gzip member of
their own with the SHA-256 of all before it and a seal under SECRET_KEY, so that a file which was cut short, changed
or made up by somebody else is refused before a row of it is read."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import struct
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from storage.backup import BATCH, Batch, Manifest, Shape
from storage.database import Refused
from storage.secrets import Vault
from storage.upgrade import WrongKey

FORMAT = 1
_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 1  # sealed octets don't shrink: what gzip saves is what base64 adds, and that it does at any level
_AT_ONCE = 1 << 20  # octets
_COMPACT = json.JSONEncoder(separators=(",", ":"))


class Damaged(Refused):
    """The file is not a backup, or not a whole one."""


# Out


def write(path: Path, manifest: Manifest, batches: Iterable[Batch], vault: Vault, *, force: bool = False) -> int:
    """Write the file under another name and give it its own when it is whole and on the disk; returns its size.
    Raises Refused if there is one by that name already, unless `force`."""
    if path.exists() and not force:
        raise Refused(f"{path} is there already: choose another name, or --force to replace it")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner alone
    try:
        with os.fdopen(handle, "w+b") as file:
            size = _pour(file, manifest, batches, vault)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
    _sync_folder(path.parent)
    return size


def _pour(file: IO[bytes], manifest: Manifest, batches: Iterable[Batch], vault: Vault) -> int:
    hashed = _Hashed(file)
    with gzip.GzipFile("", "wb", _LEVEL, fileobj=hashed, mtime=0) as packed:
        packed.write(_line(_manifest_as_json(manifest)))
        for shape, rows in batches:
            packed.write(b"".join(_line(_encoded(row, shape)) for row in rows))
    return file.write(_tail(hashed.sha256.hexdigest(), vault)) + hashed.size


class _Hashed:
    """A file to write to, whose octets are counted and digested on their way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, octets: bytes) -> int:
        self.sha256.update(octets)
        self.size += len(octets)
        return self._file.write(octets)

    def flush(self) -> None:
        self._file.flush()


def _line(value: object) -> bytes:
    return _COMPACT.encode(value).encode() + b"\n"


def _encoded(row: Iterable[Any], shape: Shape) -> list[Any]:
    values = list(row)
    for at in shape.octets:
        if values[at] is not None:
            values[at] = b64encode(values[at]).decode()
    return values


def _manifest_as_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "ombudet_backup": FORMAT,
        "revision": manifest.revision,
        "key_id": manifest.key_id,
        "municipality": manifest.municipality,
        "made_at": manifest.made_at.isoformat(),
        "tables": [
            {"name": shape.name, "columns": shape.columns, "octets": shape.octets, "rows": shape.rows}
            for shape in manifest.tables
        ],
    }


def _tail(sha256: str, vault: Vault) -> bytes:
    """The last member, the same to the octet for the same digest: stored uncompressed, and written out here because
    what zlib makes of it differs between versions."""
    said = _line({"sha256": sha256, "seal": vault.index("backup", sha256).hex()})
    length, check = struct.pack("<H", len(said)), struct.pack("<LL", zlib.crc32(said), len(said))
    mirrored = bytes(octet ^ 0xFF for octet in length)
    return _MAGIC + bytes(6) + b"\xff\x01" + length + mirrored + said + check


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# In


def open_manifest(path: Path, vault: Vault) -> Manifest:
    """The manifest of a whole backup that our key wrote. Raises Damaged, or WrongKey, or OSError."""
    sealed = _checked(path, vault)
    with gzip.open(path) as packed, _damaged(path):
        manifest = _manifest_from_json(json.loads(packed.readline()))
    if manifest.key_id != vault.key_id.hex():
        raise WrongKey(f"{path} was written with another SECRET_KEY (its id is {manifest.key_id}): restore that key")
    if not sealed:
        raise Damaged(f"{path} has been changed since it was written: use another backup")
    return manifest


def _checked(path: Path, vault: Vault) -> bool:
    """Whether our key sealed the file. Raises Damaged unless it ends with the digest of what it holds."""
    tail = _tail("0" * 64, vault)
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        if file.read(3) != _MAGIC:
            raise Damaged(f"{path} is not a backup of Ombudet")
        left = file.seek(0, os.SEEK_END) - len(tail)
        file.seek(0)
        while left > 0 and (octets := file.read(min(_AT_ONCE, left))):
            sha256.update(octets)
            left -= len(octets)
        found = file.read()
    expected = _tail(sha256.hexdigest(), vault)
    if found == expected:
        return True
    if len(found) == len(tail) and _resealed(found) == _resealed(expected):
        return False
    raise Damaged(f"{path} was cut short or has been changed: use another backup")


def _resealed(tail: bytes) -> bytes:
    """A tail without its seal and the checksum over it: a digest that is right, under whatever key."""
    before, _, after = tail.partition(b'"seal":"')
    return before + after[64:-8] + after[-4:]


def read(path: Path, manifest: Manifest) -> Iterator[Batch]:
    """Every row, some at a time, in the order in which they were written."""
    with gzip.open(path) as packed:
        packed.readline()
        for shape in manifest.tables:
            left = shape.rows
            while left > 0:
                with _damaged(path):
                    rows = [_decoded(packed.readline(), shape) for _ in range(min(BATCH, left))]
                yield shape, rows
                left -= len(rows)


def _decoded(line: bytes, shape: Shape) -> Sequence[Any]:
    values: list[Any] = json.loads(line)
    for at in shape.octets:
        if values[at] is not None:
            values[at] = b64decode(values[at])
    return values


def _manifest_from_json(said: dict[str, Any]) -> Manifest:
    if said["ombudet_backup"] > FORMAT:
        raise Refused("the backup was written by a later version of Ombudet: restore it with that version")
    shapes = (Shape(t["name"], tuple(t["columns"]), tuple(t["octets"]), t["rows"]) for t in said["tables"])
    made_at = datetime.fromisoformat(said["made_at"])
    return Manifest(said["revision"], said["key_id"], said["municipality"], made_at, tuple(shapes))


@contextmanager
def _damaged(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, EOFError, zlib.error, gzip.BadGzipFile):
        raise Damaged(f"{path} can't be read as a backup: use another") from None
