"""The files of an export: CSV for a Swedish Excel, JSON, and GeoJSON (RFC 7946). Text in pieces as the records come, so
that no more than a week is held at a time; and the file itself, which is whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

Row = dict[str, Any]
At = tuple[float, float]

_BOM = "\ufeff"  # by which Excel knows UTF-8
# What begins a formula, in full width too: at the beginning, or where a cell would begin if split by another separator.
_FORMULA = re.compile(r'(^|[,;\t\r\n"])(?=[\s"]*[=+\-@＝＋－＠])|^(?=[\t\r\n])')


def pieces(form: str, fields: Sequence[str], records: Iterable[Row], places: Mapping[str, At]) -> Iterator[str]:
    """The file's text, a record at a time. `places` are areas' middles as (latitude, longitude)."""
    if form == "csv":
        return _csv(fields, records)
    if form == "json":
        return _listed("[", records, "]")
    head = '{"type": "FeatureCollection", "features": ['
    return _listed(head, (_feature(record, places) for record in records), "]}")


def cell(value: Any) -> str:
    """A value as a Swedish Excel reads it: nothing for None, a comma in numbers, 1 and 0 for yes and no; and words that
    can't begin a formula, wherever a program may split them (OWASP, *CSV Injection*)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


def _csv(fields: Sequence[str], records: Iterable[Row]) -> Iterator[str]:
    yield _BOM + _line(fields)
    for record in records:
        yield _line([cell(record[name]) for name in fields])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(cells)
    return text.getvalue()


def _listed(head: str, values: Iterable[Any], tail: str) -> Iterator[str]:
    """A JSON list, a value to a line."""
    yield head
    for number, value in enumerate(values):
        yield f"{',' if number else ''}\n{json.dumps(value, ensure_ascii=False)}"
    yield f"\n{tail}\n"


def _feature(record: Row, places: Mapping[str, At]) -> dict[str, Any]:
    at = places.get(record["area"])
    where = {"type": "Point", "coordinates": [at[1], at[0]]} if at else None
    return {"type": "Feature", "geometry": where, "properties": record}


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that its owner alone may read, under its name only once it is whole and on the disk. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is not a file")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
