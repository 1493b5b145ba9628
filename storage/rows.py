"""Insert-or-ignore and insert-or-update, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps by dialect.

A statement is built once and kept: building it costs more than running it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Work


@cache
def _insert(dialect: str, table: Table) -> Any:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    return module.insert(table)


@cache
def _once(dialect: str, table: Table) -> Any:
    (key,) = table.primary_key.columns
    return _insert(dialect, table).on_conflict_do_nothing().returning(key)


@cache
def _upsert(dialect: str, table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    new = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def add_once(work: Work, table: Table, values: dict[str, Any]) -> Any:
    """Insert a row unless one of its unique keys is taken; returns its primary key, or None if it stood there
    already."""
    return work.conn.execute(_once(work.conn.dialect.name, table), values).scalar()


def add_each_once(work: Work, table: Table, rows: list[dict[str, Any]], *told: str) -> list[tuple[Any, ...]]:
    """The same for many rows at once; returns the columns that are to be `told` of those that are new."""
    if not rows:
        return []
    statement = _insert(work.conn.dialect.name, table).on_conflict_do_nothing()
    new = work.conn.execute(statement.returning(*(table.c[name] for name in told)) if told else statement, rows)
    return [tuple(row) for row in new] if told else []


def upsert(work: Work, table: Table, keys: dict[str, Any], values: dict[str, Any], **at_first: Any) -> None:
    """Insert a row, or set `values` on the one that has these unique `keys`; what is `at_first` stays as it was."""
    statement = _upsert(work.conn.dialect.name, table, tuple(keys), tuple(values))
    work.conn.execute(statement, {**keys, **values, **at_first})
