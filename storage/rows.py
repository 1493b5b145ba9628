"""Insert-or-ignore and insert-or-update, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps by dialect."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Work
from storage.prepared import Prepared


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


def key_once(work: Work, table: Table, values: dict[str, Any]) -> Any:
    """The same, but returns the new row's primary key, or None."""
    return _keyed(table, tuple(values)).scalar(work, **values)


def upsert(work: Work, table: Table, keys: dict[str, Any], values: dict[str, Any], **at_first: Any) -> None:
    """Insert a row, or set `values` on the one that has these unique `keys`; what is `at_first` stays as it was."""
    statement = _upsert(table, tuple(keys), tuple(values), tuple(at_first))
    statement.run(work, **keys, **values, **at_first)
