"""A country's holidays, by the `holidays` library, in a process of its own.

The library holds the calendars of 250 countries in memory, 17 MB of it, and one of them is asked for, once. Run as a
script: country, first and last year; prints ``{ISO date: name in English}``, and ends with 3 for an unknown country.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache

_YEARS = 50  # asked for together
_UNKNOWN = 3


class UnknownCountry(Exception):
    """No calendar is known for this code."""


def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """A year's public holidays and the eves that are treated as such, by date, named in English.

    Plain Sundays are not among them: a slot that an operator puts on a Sunday stays there.
    """
    return _years(country, year - year % _YEARS).get(year, {})


@cache
def _years(country: str, first: int) -> Mapping[int, Mapping[date, str]]:
    command = [sys.executable, "-I", __file__, country, str(first), str(first + _YEARS - 1)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == _UNKNOWN:
        raise UnknownCountry(country)
    if done.returncode:
        raise RuntimeError(f"the holidays of {country} can't be read: {done.stderr[-300:]}")
    by_year: dict[int, dict[date, str]] = {}
    for day, name in json.loads(done.stdout).items():
        by_year.setdefault(int(day[:4]), {})[date.fromisoformat(day)] = name
    return by_year


def _print(country: str, first: int, last: int) -> None:
    import holidays

    known = holidays.country_holidays(country).supported_categories
    wanted = tuple(kind for kind in ("public", "de_facto") if kind in known)
    years = range(first, last + 1)
    found = holidays.country_holidays(country, years=years, categories=wanted, language="en_US")
    sys.stdout.write(json.dumps({day.isoformat(): name for day, name in found.items()}))


if __name__ == "__main__":
    try:
        _print(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except NotImplementedError:
        sys.exit(_UNKNOWN)
