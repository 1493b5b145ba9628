"""Insert-or-ignore and insert-or-update, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps by dialect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Work
from storage.prepared import Prepared

_AT_ONCE = (16, 4, 1)  # rows in one statement, each number a statement of its own


def _insert(dialect: str, table: Table) -> Any:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    return module.insert(table)


@cache
def _once(table: Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(lambda dialect: _insert(dialect, table).on_conflict_do_nothing(), names)


@cache
def _keyed(table: Table, names: tuple[str, ...]) -> Prepared:
    (key,) = table.primary_key.columns
    return Prepared(lambda dialect: _insert(dialect, table).on_conflict_do_nothing().returning(key), names)


@cache
def _several(table: Table, number: int, names: tuple[str, ...], keys: tuple[str, ...]) -> Prepared:
    """`number` rows in one statement: a database call lets go of the interpreter, and waits to have it again."""
    values = [
        {table.c[name]: bindparam(f"{name}_{n}", type_=table.c[name].type) for name in names} for n in range(number)
    ]
    returned = [table.c[key] for key in keys]
    return Prepared(
        lambda dialect: _insert(dialect, table).values(values).on_conflict_do_nothing().returning(*returned)
    )


@cache
def _upsert(table: Table, keys: tuple[str, ...], names: tuple[str, ...], at_first: tuple[str, ...]) -> Prepared:
    def build(dialect: str) -> Any:
        statement = _insert(dialect, table)
        new = {name: statement.excluded[name] for name in names}
        return statement.on_conflict_do_update(index_elements=keys, set_=new)

    return Prepared(build, (*keys, *names, *at_first))


def add_once(work: Work, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless one of its unique keys is taken; False if it stood there already."""
    return _once(table, tuple(values)).run(work, **values) == 1


def each_once(work: Work, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """The same for many rows that have the same columns; returns how many were new."""
    return _once(table, tuple(rows[0])).each(work, rows) if rows else 0


def new_once(work: Work, table: Table, keys: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> list[bool]:
    """The same for many rows, which `keys`, unique together, tell apart: whether each of them was new."""
    new: set[tuple[Any, ...]] = set()
    for some in _shares(rows):
        given = {f"{name}_{n}": value for n, row in enumerate(some) for name, value in row.items()}
        new.update(map(tuple, _several(table, len(some), tuple(some[0]), keys).all(work, **given)))
    found = []
    for row in rows:
        key = tuple(row[name] for name in keys)
        found.append(key in new)
        new.discard(key)  # the same once more among these is not new
    return found


def _shares(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    """So many of them as one statement takes, and again."""
    while rows:
        number = next(number for number in _AT_ONCE if number <= len(rows))
        yield rows[:number]
        rows = rows[number:]


def key_once(work: Work, table: Table, values: dict[str, Any]) -> Any:
    """The same, but returns the new row's primary key, or None."""
    return _keyed(table, tuple(values)).scalar(work, **values)


def upsert(work: Work, table: Table, keys: dict[str, Any], values: dict[str, Any], **at_first: Any) -> None:
    """Insert a row, or set `values` on the one that has these unique `keys`; what is `at_first` stays as it was."""
    statement = _upsert(table, tuple(keys), tuple(values), tuple(at_first))
    statement.run(work, **keys, **values, **at_first)
