"""The emergency gate: which texts must be answered with "ring 112" before anything else.

When in doubt it fires: a false 112 costs one sentence, a missed one may cost a life. The words are in `danger`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.reading.danger import TONGUES, Tongue
from handlers.reading.ordinary import ORDINARY
from handlers.reading.phrases import KNOWN, NOTHING, Phrases, Vocabulary, bare, parse, words

_SHORT = 5


class _Gate:
    """One language's tables, compiled."""

    def __init__(self, tongue: Tongue) -> None:
        tables = (tongue.always, tongue.now, tongue.past, tongue.present, tongue.harmless)
        parsed = [tuple(parse(table)) for table in tables]
        self.phrases = tuple(phrase for table in parsed for phrase in table)
        self._always, self._now, self._past, self._present, self._harmless = map(Phrases, parsed)
        self._common = frozenset(words(tongue.common))
        self.firsts = self._always.firsts | self._now.firsts
        cries = "|".join(re.escape(bare(cry)) for cry in tongue.cry.split())
        self._cry = re.compile(rf"(?:^|[.!?\n¡])\W*(?:{cries})\s*!")

    def may(self, read: list[frozenset[str]], text: str) -> bool:
        """Whether there is any need to weigh a message: it cries out, or has a word with which a phrase of danger
        begins."""
        return "!" in text or not all(map(self.firsts.isdisjoint, read))

    def weigh(self, message: list[str], read: list[frozenset[str]], text: str) -> float:
        """How strongly a message speaks of danger in this language; 0: not at all.

        `read` holds the vocabulary entries of each word of `message`, `text` is the bare text. One short word
        is not heard where another language has more common words: Turkish gün is no English gun.
        """
        spans = self._spans(read)
        hits = len(spans) + (1 if "!" in text and self._cry.search(text) else 0)
        short = hits and all(end - start == 1 and len(message[start]) <= _SHORT for start, end in spans)
        if short and any(gate.spoken(message) > self.spoken(message) for gate in _GATES.values()):
            return 0
        return hits and hits + 0.5 * self.spoken(message)

    def spoken(self, message: list[str]) -> int:
        """How many of the language's commonest words a message has."""
        return sum(word in self._common for word in message)

    def _spans(self, read: list[frozenset[str]]) -> set[tuple[int, int]]:
        if not any(self._always.find(read)) and not any(self._now.find(read)):
            return set()
        for start, end in list(self._harmless.find(read)):
            read = read[:start] + [NOTHING] * (end - start) + read[end:]
        spans = set(self._always.find(read))
        if any(self._present.find(read)) or not any(self._past.find(read)):
            spans |= set(self._now.find(read))
        return spans


_GATES = {language: _Gate(tongue) for language, tongue in TONGUES.items()}
_VOCABULARY = Vocabulary(
    (phrase for gate in _GATES.values() for phrase in gate.phrases),
    " ".join([ORDINARY, *(tongue.ordinary for tongue in TONGUES.values())]),
)


_entries = lru_cache(KNOWN)(_VOCABULARY.entries)
_FIRST = frozenset().union(*(gate.firsts for gate in _GATES.values()))


def emergency(text: str) -> str | None:
    """The language ("sv", "en", "ar", "tr", "so", "es", "fi") in whose words `text` speaks of danger to life or
    of a crime going on or just happened (what 112 is for); None if in none. Never raises."""
    low = bare(text)
    message = words(text, low)
    read = [_entries(word) for word in message]
    if "!" not in low and all(map(_FIRST.isdisjoint, read)):
        return None
    weights = {name: gate.weigh(message, read, low) for name, gate in _GATES.items() if gate.may(read, low)}
    language = max(weights, key=lambda language: weights[language])
    return language if weights[language] else None
