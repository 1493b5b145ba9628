"""When in the day something happens, read from a free message in Swedish or English.

The situation picture needs a band of the day, not a minute: which band is all this tells, and nothing if unsure.
"""

from __future__ import annotations

import re

from handlers.reading.phrases import Phrases, Vocabulary, bare, parse, words

BANDS = {"morning": (6, 10), "day": (10, 17), "evening": (17, 22), "night": (22, 6)}

_WORDS = {
    "morning": "morgonen, morgnar, morgnarna, i morse, på morgonen, mornarna, tidig morgon, förmiddagsrusning,"
    " in the morning, mornings, every morning, this morning, early morning",
    "day": "dagtid, på dagen, mitt på dagen, på dagarna, förmiddag, förmiddagen, förmiddagarna, eftermiddag,"
    " eftermiddagen, eftermiddagarna, lunch, lunchtid, lunchen, efter skolan, daytime, during the day, midday,"
    " noon, afternoon, afternoons, lunchtime, after school",
    "evening": "kväll, kvällen, kvällar, kvällarna, ikväll, kvällstid, sena kvällar, skymningen,"
    " evening, evenings, tonight, dusk",
    "night": "natt, natten, nätter, nätterna, inatt, nattetid, nattid, midnatt, sent på natten,"
    " night, nights, midnight, nighttime, overnight",
}
_PHRASES = {band: tuple(parse(table)) for band, table in _WORDS.items()}
_TABLES = {band: Phrases(phrases) for band, phrases in _PHRASES.items()}
_VOCABULARY = Vocabulary((phrase for phrases in _PHRASES.values() for phrase in phrases), "might right light")

_HOUR = r"([01]?\d|2[0-4])"
_CLOCK = re.compile(
    rf"(?<![\d.:-])(?:(?:kl|klockan|at|around|vid)\.?\s*{_HOUR}(?:[.:]?([0-5]\d))?(?![\d-])"
    rf"|{_HOUR}[.:]([0-5]\d)(?![\d.:-]))\s*(am|pm|a\.m|p\.m)?"
    r"|(?<![\d.:-])(1[0-2]|[1-9])\s*(am|pm)\b"
)


def time_band(text: str) -> str:
    """The band of the day that `text` names: "morning" (06-10), "day" (10-17), "evening" (17-22), "night"
    (22-06), or "" where it names none or several. A clock time counts before words. Never raises."""
    hours = [_hour(found) for found in _CLOCK.finditer(bare(text))]
    if hours:
        return band_of(hours[0])
    message = [_VOCABULARY.entries(word) for word in words(text)]
    bands = [band for band, table in _TABLES.items() if any(table.find(message))]
    return bands[0] if len(bands) == 1 else ""


def _hour(found: re.Match[str]) -> int:
    hour = int(found[1] or found[3] or found[6]) % 24
    half = (found[5] or found[7] or "")[:1]
    if half and hour <= 12:
        return hour % 12 + (12 if half == "p" else 0)
    return hour


def band_of(hour: int) -> str:
    """The band of the day that an hour (0 to 23) is in."""
    return next((band for band, (start, end) in BANDS.items() if start <= hour < end), "night")
