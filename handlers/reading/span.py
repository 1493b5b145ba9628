"""From when till when, as people write it in Swedish and English: "v29-31", "3 veckor", "till 5 januari".

ISO weeks and lengths are a few patterns; days are read by `dateparser`, which is imported when a day is first to be
read, for it is large. Whatever was read is read back before it holds.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

Span = tuple[date, date]  # first and last day, both included

LONGEST = 366  # days
_DAY = timedelta(days=1)
_WEEKS = re.compile(
    r"(?:v|w|vecka|veckorna|veckor|week|weeks)\.? ?(\d{1,2})(?: ?(?:-|till|to|och|and) ?(?:v|w)?\.? ?(\d{1,2}))?"
)
_LENGTH = re.compile(
    r"(?:i |for )?(\w+) (dag|dagar|day|days|vecka|veckor|week|weeks|månad|månader|month|months)(?: framåt)?"
)
_NUMBERS = "noll en två tre fyra fem sex sju åtta", "zero one two three four five six seven eight"
_COUNTED = {word: n for words in _NUMBERS for n, word in enumerate(words.split())} | {"ett": 1, "a": 1}
_UNTIL = re.compile(r"(?:till och med|till|t o m|tom|t\.o\.m\.|until|till|to|through) (.+)")
_BETWEEN = re.compile(r"(?:från och med |från |from )?(.+?)(?: (?:till och med|till|until|to) | ?- ?)(.+)")
_BEFORE = re.compile(r"^(?:(?:på|nu|on|this) )?(?:den |the )?")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?: ?(?:-|till|to) ?(\d{4}-\d{2}-\d{2}))?")


def read_span(words: str, today: date) -> Span | None:
    """The days that are meant, none of them before `today`; None where that can't be told, or is over a year."""
    said = " ".join(words.lower().replace("–", "-").replace("—", "-").strip(" .!").split())
    found = _iso(said) or _weeks(said, today) or _length(said, today) or _days(said, today)
    if found is None:
        return None
    first, last = max(found[0], today), found[1]
    return (first, last) if first <= last <= today + LONGEST * _DAY else None


def _iso(said: str) -> Span | None:
    match = _ISO.fullmatch(said)
    if not match:
        return None
    try:
        return date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        return None


def _weeks(said: str, today: date) -> Span | None:
    match = _WEEKS.fullmatch(said)
    if said in ("nästa vecka", "next week"):
        monday = today + (7 - today.weekday()) * _DAY
        return monday, monday + 6 * _DAY
    if not match:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    year = today.isocalendar().year
    for begins in (year - 1, year, year + 1):  # the first such weeks that are not over
        try:
            span = date.fromisocalendar(begins, first, 1), date.fromisocalendar(begins + (last < first), last, 7)
        except ValueError:
            continue
        if span[1] >= today:
            return span
    return None


def _length(said: str, today: date) -> Span | None:
    match = _LENGTH.fullmatch(said)
    count = _COUNTED.get(match[1], int(match[1]) if match[1].isdecimal() else 0) if match else 0
    if not match or not 0 < count <= LONGEST:
        return None
    days = 1 if match[2].startswith("da") else 7 if match[2].startswith(("v", "w")) else 30
    return today, today + (count * days - 1) * _DAY


def _days(said: str, today: date) -> Span | None:
    if until := _UNTIL.fullmatch(said):
        last = _day(until[1], today)
        return (today, last) if last else None
    if between := _BETWEEN.fullmatch(said):
        bare = between[1].isdecimal()  # "13-20 juli"
        first = _day(f"{between[1]} {between[2].split()[-1]}" if bare else between[1], today)
        last = _day(between[2], first or today)
        return (first, last) if first and last else None
    only = _day(said, today)
    return (only, only) if only else None


def _day(said: str, today: date) -> date | None:
    """The first such day from `today` on."""
    import dateparser

    if not re.search(r"\d", said) and len(said) < 4:
        return None
    read = dateparser.parse(
        _BEFORE.sub("", said),
        languages=["sv", "en"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time(12)),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": False,
        },
    )
    return read.date() if read else None
