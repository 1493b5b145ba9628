"""The week's digests to everybody who gets one, and the page, with a million tips over two years: against the same week
with eight weeks behind it, and in themselves."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

from bench.databases import Databases, SQLite, postgresql
from bench.processes import folder, free_port, python, told
from bench.results import Found, Row, together
from bench.seeding import WEEKS
from bench.service import service
from bench.sizes import Sizes

_FEW = 8  # weeks


def measure(sizes: Sizes) -> Found:
    with folder() as where:
        found = [_of(sizes, "SQLite", where, SQLite(where))]
        with postgresql() as databases:
            found.append(_of(sizes, "PostgreSQL", where, databases))
    return together(found)


def _of(sizes: Sizes, kind: str, where: Path, databases: Databases) -> Found:
    many = _filled(where, databases.new(), sizes.people, sizes.tips, WEEKS)
    few = _filled(where, databases.new(), sizes.people, sizes.tips * _FEW // WEEKS, _FEW)
    seconds = _asked(where, many, "digests", few)
    views = [_asked(where, many, "page") for _ in range(sizes.starts)]
    page, worked = (median(view[name] for view in views) for name in ("ms", "cpu"))
    what = f"with {sizes.tips:,} tips over two years, {kind}"
    return Found(
        (
            Row(
                f"all digests of a week {what}, against eight weeks", seconds["many"], seconds["few"], 1.2, "s", "lower"
            ),
            Row(f"all digests of a week {what}", seconds["many"], None, 5, "s", "lower"),
            Row(f"first view of the page {what}", page, None, 100, "ms", "lower"),
        ),
        (f"page, {kind}: of its first view our processor time is {worked:.0f} ms",),
    )


def _filled(where: Path, url: str, people: int, tips: int, weeks: int) -> str:
    """A database with so many tips, the partners, and all but the latest week's digest behind them."""
    told(python("bench.seeding", people, tips, weeks), where, {"DATABASE_URL": url})
    _asked(where, url, "prepare")
    return url


def _asked(where: Path, url: str, *what: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(told(python("bench.partners", *what), where, service(free_port(), url)))
    return found
