"""Whether two tips are of the same place, as people write places."""

from __future__ import annotations

import re

from handlers.dialogue import fold
from handlers.reading.place import kilometres
from handlers.records import Place

NEAR_KM = 0.15
_AT = re.compile(r"^(?:vid|på|i|at|near|by)\s+", re.IGNORECASE)


def same_words(one: str, other: str) -> bool:
    """Whether two places in words are one: alike but for case, accents, punctuation and a first "vid" or "at"."""
    return bool(one) and _bare(one) == _bare(other)


def _bare(words: str) -> str:
    return fold(_AT.sub("", words.strip()))


def same_place(one: Place, other: Place) -> bool:
    """Whether two places are one: the same words, or positions at most 150 m apart along the Earth."""
    if one.at and other.at:
        return kilometres(one.at, other.at) <= NEAR_KM
    return same_words(one.text, other.text)
