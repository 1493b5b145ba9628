"""Finding phrases in a free message in seven languages, whatever its spelling: the ground under the emergency gate,
the categories, the places and the times.

A table of phrases is plain text that a native speaker can extend: phrases are separated by commas, words by
spaces; `a/b` is either word, `a*` any word that begins so. Up to two other words may stand between two words of
a phrase. A word of five letters or more is found with one typo after its first letter (or its first two swapped),
of ten or more with two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.distance import OSA

GAP = 2
_ONE_TYPO, _TWO_TYPOS, _LONGEST = 5, 10, 30
NOTHING: frozenset[str] = frozenset()
KNOWN = 8192  # words whose entries may be remembered: single words, never who wrote them or beside which others

Element: TypeAlias = "frozenset[str]"
Phrase: TypeAlias = "tuple[Element, ...]"

_SILENT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u06ea-\u06ed\u08d3-\u08ff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\xad'’‘`´ʼʻ]"
)
_ALIKE = str.maketrans(
    {"ı": "i", "ø": "o", "æ": "a", "đ": "d", "ł": "l", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه", "ہ": "ه"}
    | {chr(start + digit): str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}
)
_APOSTROPHES = dict.fromkeys(map(ord, "'`"))  # of what is silent, what ASCII has
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[^\W_]+")
_ARTICLE = re.compile("(?:[وفبكل]?ال|لل)(?=.{3})")


def bare(text: str) -> str:
    """`text` in lower case without accents, apostrophes, Arabic vowels or stretched letters ('HJÄÄÄLP' → 'hjalp').

    Letters that are confused (ı and i, ة and ه, Persian and Arabic digits) become one. Punctuation stays.
    """
    if text.isascii():
        return _STRETCHED.sub(r"\1", text.lower().translate(_APOSTROPHES))
    low = text.translate(_LATIN) if max(text) < _BEYOND_LATIN else _plain(text)
    return _STRETCHED.sub(r"\1", low)


def _plain(text: str) -> str:
    low = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return _SILENT.sub("", low).translate(_ALIKE)


_BEYOND_LATIN = "\u0180"
_LATIN = {code: _plain(chr(code)) for code in range(ord(_BEYOND_LATIN))}


def words(text: str, low: str | None = None) -> list[str]:
    """The bare words of `text` in order; Arabic words without their article. `low` is the bare text, where it is at
    hand."""
    found = _WORD.findall(bare(text) if low is None else low)
    return found if text.isascii() else [_ARTICLE.sub("", word, count=1) if word > "ء" else word for word in found]


def parse(table: str) -> Iterator[Phrase]:
    """The phrases of a table, in its order."""
    for phrase in table.replace("\n", ",").split(","):
        elements = tuple(map(_element, phrase.split()))
        if elements:
            yield elements


@lru_cache(KNOWN)  # many phrases share their words, and then the sets of them
def _element(element: str) -> Element:
    return frozenset(_entries(element))


def _entries(element: str) -> Iterator[str]:
    for entry in element.split("/"):
        yield words(entry)[0] + ("*" if entry.endswith("*") else "")


class Vocabulary:
    """Every word of some phrases, found in a message with its typos.

    `ordinary` are words that lie one typo from a word of the phrases and are never taken for it. A word with one
    typo shares a spelling-less-one-letter with what was meant, so it is looked up and not searched for. Where
    `strict`, one letter stands for another in a word under ten letters only if a finger could slip between them
    on the keyboard: "vägen" is no "vapen".
    """

    def __init__(self, phrases: Iterable[Phrase], ordinary: str = "", *, strict: bool = False) -> None:
        self._strict = strict
        entries = {entry for phrase in phrases for element in phrase for entry in element}
        self._whole = frozenset(entry for entry in entries if not entry.endswith("*"))
        self._starts = frozenset(entry[:-1] for entry in entries if entry.endswith("*"))
        self._ordinary = frozenset(words(ordinary))
        self._lengths = sorted({len(start) for start in self._starts})
        self._shorter: dict[str, str] = {}  # words with blanks between: ten thousand lists would be a megabyte
        self._long: dict[tuple[str, int], list[str]] = {}
        self._headed: dict[str, list[str]] = {}
        self._index()

    def _index(self) -> None:
        for word in sorted(word for word in self._whole if len(word) >= _ONE_TYPO):
            for spelling in _spellings(word):
                before = self._shorter.get(spelling)
                self._shorter[spelling] = f"{before} {word}" if before else word
            if len(word) >= _TWO_TYPOS:
                for length in range(len(word) - 2, len(word) + 3):
                    self._long.setdefault((word[0], length), []).append(word)
        for start in sorted(start for start in self._starts if len(start) >= 7):
            self._headed.setdefault(start[:3], []).append(start)

    def entries(self, word: str) -> frozenset[str]:
        """The entries that `word` stands for: the word itself and its beginnings, else those a typo away."""
        found = {word} if word in self._whole else set()
        found.update(word[:n] + "*" for n in self._lengths if word[:n] in self._starts)
        if word[0] in "وفبل" and word[1:] in self._whole:
            found.add(word[1:])
        if not found and len(word) >= _ONE_TYPO - 1 and word not in self._ordinary:
            found.update(self._misspelt(word))
        return frozenset(found) if found else NOTHING

    def _misspelt(self, word: str) -> Iterator[str]:
        for spelling in _spellings(word) if len(word) <= _LONGEST else ():
            for entry in self._shorter.get(spelling, "").split():
                if entry[0] in word[:2] and word[0] in entry[:2] and self._one_typo(word, entry):
                    yield entry
        for entry in self._long.get((word[0], len(word)), ()):
            if OSA.distance(word, entry, score_cutoff=2) <= 2:
                yield entry
        for start in self._headed.get(word[:3], ()):
            if any(OSA.distance(word[: len(start) + cut], start) <= 1 for cut in (-1, 0, 1)):
                yield start + "*"

    def _one_typo(self, word: str, entry: str) -> bool:
        short = self._strict and len(word) == len(entry) < _TWO_TYPOS
        return OSA.distance(word, entry) <= 1 and not (short and _far_apart(word, entry))


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {key: (row, column + row / 2) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}


def _far_apart(word: str, entry: str) -> bool:
    """Whether the one letter in which two words differ is that of a key far from the other's; two swapped are not."""
    differing = [(a, b) for a, b in zip(word, entry, strict=True) if a != b]
    return len(differing) == 1 and not _neighbours(*differing[0])


@lru_cache(maxsize=1024)
def _neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return one not in _KEYS and other not in _KEYS
    (row, column), (other_row, other_column) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def _spellings(word: str) -> set[str]:
    """`word`, and `word` less each one of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


class Phrases:
    """A compiled table: finds which of its phrases a message holds, and where."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_entry: dict[str, list[tuple[Element, ...]]] = {}
        for phrase in phrases:
            for entry in phrase[0]:
                self._by_entry.setdefault(entry, []).append(phrase[1:])

    @property
    def firsts(self) -> frozenset[str]:
        """The entries with which a phrase may begin."""
        return frozenset(self._by_entry)

    def find(self, message: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
        """Spans `(first word, after the last word)` of the phrases found in a message of vocabulary entries."""
        for place, entries in enumerate(message):
            for entry in entries or ():
                for rest in self._by_entry.get(entry, ()):
                    end = _follow(message, place + 1, rest)
                    if end:
                        yield place, end


def _follow(message: Sequence[frozenset[str]], place: int, rest: tuple[Element, ...]) -> int:
    """The end of the phrase whose remaining elements are looked for from `place` on; 0 if they are not there."""
    for element in rest:
        for ahead in range(place, min(place + GAP + 1, len(message))):
            if not element.isdisjoint(message[ahead]):
                place = ahead + 1
                break
        else:
            return 0
    return place
