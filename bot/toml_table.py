"""One table of a TOML file, read key by key: every fault is collected with its key and what to write instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

FILLED = r"\S.*"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
URL = r"https://[^\s/]+\.[^\s/]+(/\S*)?"
PHONE = r"\+?[0-9][0-9 -]{2,}"


class TomlTable:
    """Reads one table of the file; what is wrong goes into `faults`, and a harmless value is read instead."""

    def __init__(self, values: Mapping[str, object], at: str = "", faults: list[str] | None = None) -> None:
        self.values, self._at = values, at
        self.faults: list[str] = [] if faults is None else faults
        self._asked: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self._at}{key}: {what}")

    def _read(self, key: str, kind: type[T], what: str, fits: Callable[[T], bool]) -> T | None:
        """The value where it is there and fits, else None; `what` says how to write it."""
        self._asked.add(key)
        value = self.values.get(key)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) and fits(value):
            return value
        if value is not None:
            self.fault(key, f"{value!r} won't do; write {what}")
        return None

    def text(self, key: str, pattern: str = FILLED, what: str = "a text", default: str | None = None) -> str:
        if default is None and self.values.get(key) is None:
            self.fault(key, f"is missing; write {what}")
        found = self._read(key, str, what, lambda text: text == default or fully(pattern, text))
        return found if found is not None else default or ""

    def texts(self, key: str, pattern: str = FILLED, what: str = "texts") -> tuple[str, ...]:
        what = f"a list of {what}, each in quotes"
        found = self._read(key, list, what, lambda texts: all(fully(pattern, each) for each in texts))
        self.unique(key, "entry", found or [])
        return tuple(found or ())

    def whole(self, key: str, least: int, default: int) -> int:
        found = self._read(key, int, f"a whole number from {least} up", lambda number: number >= least)
        return default if found is None else found

    def flag(self, key: str) -> bool:
        return self._read(key, bool, "true or false, without quotes", lambda _: True) or False

    def position(self, key: str) -> tuple[float, float] | None:
        what = "[latitude, longitude] in degrees, like [59.2394, 17.8456]"
        found = self._read(key, list, what, _is_position)
        return (float(found[0]), float(found[1])) if found else None

    def table(self, key: str) -> TomlTable:
        found = self._read(key, dict, f"it as a table, under [{key}]", lambda _: True)
        return TomlTable(found or {}, f"{self._at}{key}.", self.faults)

    def tables(self, key: str) -> list[TomlTable]:
        what = f"each under its own [[{key}]]"
        found = self._read(key, list, what, lambda rows: all(isinstance(row, dict) for row in rows)) or []
        return [
            TomlTable(row, f"{self._at}{key}[{row.get('slug', n)}].", self.faults) for n, row in enumerate(found, 1)
        ]

    def unique(self, key: str, what: str, values: Sequence[str]) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                self.fault(key, f"{value!r} is there {times} times; each {what} may be there once")

    def known(self, key: str, slugs: Sequence[str], those: Sequence[str], among: str = "landlords") -> None:
        for slug in slugs:
            if slug not in those:
                self.fault(key, f"{slug!r} is not among the [[{among}]]: {', '.join(those) or 'none'}")

    def done(self) -> None:
        """Names the keys that nobody asked for."""
        for key in sorted(self.values.keys() - self._asked):
            near = get_close_matches(key, self._asked, 1)
            self.fault(key, f"is not a key here; {f'did you mean {near[0]}?' if near else 'take it away'}")


def fully(pattern: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_position(value: list[object]) -> bool:
    match value:
        case [bool(), _] | [_, bool()]:
            return False
        case [int() | float() as lat, int() | float() as lon]:
            return abs(lat) <= 90 and abs(lon) <= 180
    return False
