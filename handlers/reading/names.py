"""A municipality's own names, known in what people write on a phone: without capitals, in capitals, a little misspelt.

Only names that the municipality lists are known here, so that nobody's own name can be taken for a place's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from handlers.reading.phrases import KNOWN, bare

_WORD = re.compile(r"(?<![\w-])[^\W\d_][\w-]*")
_NEAR = 40  # characters before a name in which the landmark it follows is looked for
_IN = frozenset({"i", "in"})
_LONG = 5  # letters of a name whose genitive is no person's ("tunas gård" may be Tuna's)


class Names:
    """The names, and how they are written here. `spots` is the pattern of what a landmark may be ("centrum")."""

    def __init__(self, names: Iterable[str], spots: str) -> None:
        self._before_spot = re.compile(rf"\s+(?:{spots})\b", re.IGNORECASE)
        self._spot = re.compile(spots, re.IGNORECASE)
        self._by_initial: dict[str, list[tuple[str, ...]]] = {}
        for parts in sorted({tuple(name.split()) for name in names if name.strip()}, key=lambda one: (-len(one), one)):
            self._by_initial.setdefault(bare(parts[0])[:1], []).append(parts)

    def written(self, text: str) -> str:
        """`text` with the names of its landmarks as they are written here ("storvretens centrum" → "Storvretens
        centrum"). A name of one word counts only beside a landmark, misspelt or in the genitive only before it."""
        for word in reversed(list(_WORD.finditer(text))):
            found = self.at(text, word.start()) if _begun(word[0], self) else None
            if found:
                text = text[: word.start()] + found[0] + text[found[1] :]
        return text

    def at(self, text: str, start: int) -> tuple[str, int] | None:
        """The name that begins at `start`, as it is written here, and its end in `text`; None if there is none."""
        first = _WORD.match(text, start)
        for name in _begun(first[0], self) if first else ():
            said = _row(len(name)).match(text, start)
            parts = said[0].split() if said else []
            if said and all(map(_alike, parts, name)) and (len(name) > 1 or self._beside_spot(said, name[0])):
                here = " ".join(map(_as_here, parts, name))
                return here.upper() if len(name) == 1 and said[0].isupper() else here, said.end()
        return None

    def begun(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The names, in words, that `word` is the first of; those of most words first."""
        return tuple(name for name in self._by_initial.get(bare(word)[:1], ()) if _alike(word, name[0]))

    def _beside_spot(self, said: re.Match[str], name: str) -> bool:
        if self._before_spot.match(said.string, said.end()):
            return len(name) >= _LONG or bare(said[0]) == bare(name)
        before = _WORD.findall(said.string, max(0, said.start() - _NEAR), said.start())[-2:]
        follows = len(before) == 2 and before[1].lower() in _IN and self._spot.fullmatch(before[0])
        return bool(follows) and bare(said[0]) == bare(name)


@lru_cache(KNOWN)
def _begun(word: str, names: Names) -> tuple[tuple[str, ...], ...]:
    return names.begun(word)


@lru_cache(maxsize=8)
def _row(count: int) -> re.Pattern[str]:
    return re.compile(rf"{_WORD.pattern}(?:\s+{_WORD.pattern}){{{count - 1}}}")


def same(word: str, name: str) -> bool:
    """Whether `word` is the name, its genitive, or (five letters or more) the name with a typo; ten: with two. Both are
    bare."""
    if word in (name, name + "s"):
        return True
    allowed = (len(name) >= 5) + (len(name) >= 10)
    near = allowed and word[:1] == name[:1] and abs(len(word) - len(name)) <= allowed
    return bool(near) and OSA.distance(word, name, score_cutoff=allowed) <= allowed


@lru_cache(KNOWN)
def _alike(word: str, name: str) -> bool:
    """`same`, where dots are left out but never others than the name's: "varsta" is Vårsta, "värsta" is not."""
    low = word.casefold()
    if bare(word) in _forms(name):
        return low.isascii() or low in (name.casefold(), name.casefold() + "s")
    return same(bare(word), bare(name))


def _forms(name: str) -> tuple[str, str]:
    return bare(name), bare(name) + "s"


def _as_here(word: str, name: str) -> str:
    """The name, in the genitive if `word` is."""
    return name + "s" * (bare(word) == _forms(name)[1])
