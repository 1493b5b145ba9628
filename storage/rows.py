"""Insert-or-ignore and insert-or-update, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps by dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Work


def _insert(work: Work, table: Table) -> Any:
    dialect: Any = sqlite if work.conn.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def add_once(work: Work, table: Table, values: dict[str, Any]) -> Any:
    """Insert a row unless one of its unique keys is taken; returns its primary key, or None if it stood there
    already."""
    (key,) = table.primary_key.columns
    statement = _insert(work, table).values(**values).on_conflict_do_nothing().returning(key)
    return work.conn.execute(statement).scalar()


def add_each_once(work: Work, table: Table, rows: list[dict[str, Any]]) -> None:
    """The same for many rows at once, without their ids."""
    if rows:
        work.conn.execute(_insert(work, table).on_conflict_do_nothing(), rows)


def upsert(work: Work, table: Table, keys: dict[str, Any], values: dict[str, Any], **at_first: Any) -> None:
    """Insert a row, or set `values` on the one that has these unique `keys`; what is `at_first` stays as it was."""
    statement = _insert(work, table).values(**keys, **values, **at_first)
    work.conn.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=values))
