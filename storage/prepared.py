"""Statements that are compiled once for each database and then handed to the driver as they are.

What is written is SQLAlchemy's Core, one text for SQLite and PostgreSQL. Executing it through a `Connection` costs ten
times what the database itself takes; the hot path goes around that, and around nothing else: values are converted by
the same types, and every failure is SQLAlchemy's own `DBAPIError`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError

from storage.database import Work


class Prepared:
    """A statement; its `bindparam`s, or for an insert its `columns`, are the values each use gives by name.

    `build` makes it for a dialect's name, where SQLite and PostgreSQL are spelt by different modules.
    """

    def __init__(self, build: ClauseElement | Callable[[str], ClauseElement], columns: Sequence[str] = ()) -> None:
        self._build = build
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}

    def all(self, work: Work, **values: Any) -> list[Any]:
        """Every row, as a named tuple."""
        compiled = self._for(work.conn.dialect)
        return compiled.rows(_execute(work.conn, compiled, compiled.given(values)))

    def first(self, work: Work, **values: Any) -> Any:
        """The first row, or None."""
        rows = self.all(work, **values)
        return rows[0] if rows else None

    def scalar(self, work: Work, **values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.all(work, **values)
        return rows[0][0] if rows else None

    def run(self, work: Work, **values: Any) -> int:
        """Change rows; returns how many."""
        compiled = self._for(work.conn.dialect)
        changed: int = _execute(work.conn, compiled, compiled.given(values)).rowcount
        return changed

    def each(self, work: Work, many: Iterable[dict[str, Any]]) -> int:
        """Change rows for each of `many` values; returns how many in all. Not by psycopg's `executemany`: it pipelines,
        and PostgreSQL then never ends a transaction that stands idle, so that who hangs is not overtaken."""
        compiled = self._for(work.conn.dialect)
        given = [compiled.given(values) for values in many]
        if work.conn.dialect.name != "sqlite":
            return sum(_execute(work.conn, compiled, one).rowcount for one in given)
        changed: int = _execute(work.conn, compiled, given, many=True).rowcount if given else 0
        return changed

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            built = self._build if isinstance(self._build, ClauseElement) else self._build(dialect.name)
            found = self._compiled[dialect.name] = _compile(built, dialect, self._columns)
        return found


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`order` is the driver's positional parameters, or None where it takes them by name; `fixed` are values that the
    statement holds itself; `inward` and `outward` (by column) convert values where a type asks for it."""

    sql: str
    order: tuple[tuple[str, Callable[[Any], Any] | None], ...] | None
    fixed: dict[str, Any]
    inward: dict[str, Callable[[Any], Any]]
    outward: tuple[tuple[int, Callable[[Any], Any]], ...]
    row: Any

    def given(self, values: dict[str, Any]) -> Any:
        if self.fixed:
            values = {**self.fixed, **values}
        if self.order is not None:
            return [convert(values[name]) if convert else values[name] for name, convert in self.order]
        return {name: self.inward[name](value) if name in self.inward else value for name, value in values.items()}

    def rows(self, cursor: Any) -> list[Any]:
        return [self.row(self._converted(found)) for found in cursor.fetchall()]

    def _converted(self, found: Sequence[Any]) -> Sequence[Any]:
        values = list(found)
        for place, convert in self.outward:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values


def _compile(statement: ClauseElement, dialect: Dialect, columns: list[str] | None) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns, compile_kwargs={"render_postcompile": True})
    results = compiled._result_columns
    converts = [entry.type._cached_result_processor(dialect, None) for entry in results]
    inward = dict(compiled._bind_processors)
    fixed = {name: bind.effective_value for bind, name in compiled.bind_names.items() if not bind.required}
    if columns:
        fixed = {name: value for name, value in fixed.items() if name not in columns}
    row: Any = namedtuple("Row", [entry.keyname for entry in results], rename=True)  # type: ignore[misc]
    return _Compiled(
        compiled.string,
        tuple((name, inward.get(name)) for name in compiled.positiontup) if compiled.positional else None,
        fixed,
        inward,
        tuple((place, convert) for place, convert in enumerate(converts) if convert),
        row._make,
    )


def _execute(conn: Connection, compiled: _Compiled, parameters: Any, *, many: bool = False) -> Any:
    driver: Any = conn.connection.dbapi_connection
    cursor = driver.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(compiled.sql, parameters)
    except conn.dialect.loaded_dbapi.Error as error:
        raise _named(conn, compiled, error, driver, cursor) from error
    return cursor


def _named(conn: Connection, compiled: _Compiled, error: Any, driver: Any, cursor: Any) -> BaseException:
    """The driver's error as SQLAlchemy's, without the values; a connection that is gone is not used again."""
    gone = conn.dialect.is_disconnect(error, driver, cursor)
    if gone:
        conn.invalidate(error)
    named: BaseException = DBAPIError.instance(
        compiled.sql,
        None,
        error,
        conn.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=conn.dialect,
    )
    return named
