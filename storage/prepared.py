"""Statements that are compiled once for each database and then handed to the driver as they are.

What is written is SQLAlchemy's Core, one text for SQLite and PostgreSQL. Executing it through a `Connection` costs ten
times what the database itself takes; the hot path goes around that, and around nothing else: values are converted by
the same types, and every failure is SQLAlchemy's own `DBAPIError`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, LargeBinary
from sqlalchemy.exc import DBAPIError

from storage.database import Work
from storage.models import Moment


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
    """`pick` takes the driver's positional parameters out of the values, or is None where they go by name; `fixed` are
    values that the statement holds itself; `inward` (by place, or by name) and `outward` (by column) convert values
    where a type asks for it."""

    sql: str
    pick: Callable[[dict[str, Any]], Iterable[Any]] | None
    fixed: dict[str, Any]
    inward: tuple[tuple[Any, Callable[[Any], Any]], ...]
    outward: tuple[tuple[int, Callable[[Any], Any]], ...]
    row: Any

    def given(self, values: dict[str, Any]) -> Any:
        if self.fixed:
            values = {**self.fixed, **values}
        given: Any = {**values} if self.pick is None else [*self.pick(values)]
        for place, convert in self.inward:
            given[place] = convert(given[place])
        return given

    def rows(self, cursor: Any) -> list[Any]:
        found = cursor.fetchall()
        return [self.row(self._converted(one) if self.outward else one) for one in found]

    def _converted(self, found: Sequence[Any]) -> Sequence[Any]:
        values = list(found)
        for place, convert in self.outward:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values


def _compile(statement: ClauseElement, dialect: Dialect, columns: list[str] | None) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns, compile_kwargs={"render_postcompile": True})
    results = compiled._result_columns
    converts = [_outward(entry.type, dialect) for entry in results]
    kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
    inward = {name: _inward(kinds[name], convert) for name, convert in compiled._bind_processors.items()}
    fixed = {name: bind.effective_value for bind, name in compiled.bind_names.items() if not bind.required}
    if columns:
        fixed = {name: value for name, value in fixed.items() if name not in columns}
    order = compiled.positiontup if compiled.positional else None
    places = enumerate(order) if order is not None else ((name, name) for name in inward)
    row: Any = namedtuple("Row", [entry.keyname for entry in results], rename=True)  # type: ignore[misc]
    return _Compiled(
        compiled.string,
        _picking(order) if order is not None else None,
        fixed,
        tuple((place, convert) for place, name in places if (convert := inward.get(name))),
        tuple((place, convert) for place, convert in enumerate(converts) if convert),
        row._make,
    )


def _picking(names: Sequence[str]) -> Callable[[dict[str, Any]], Iterable[Any]]:
    return itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]


def _inward(kind: Any, convert: Callable[[Any], Any]) -> Callable[[Any], Any] | None:
    """SQLAlchemy's own way, but for two types: moments without a call between, octets as the drivers take them."""
    return Moment.kept if isinstance(kind, Moment) else None if isinstance(kind, LargeBinary) else convert


def _outward(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    convert: Callable[[Any], Any] | None = kind._cached_result_processor(dialect, None)
    return Moment.told if isinstance(kind, Moment) else convert


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
