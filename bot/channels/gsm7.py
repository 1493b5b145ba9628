"""How many SMS segments a text costs, and how to make it cost fewer.

One curly quote turns a message of 160 characters into three segments, so what we send is counted before it is
sent and typographic look-alikes are written as GSM-7 has them. Pure: knows no channel and no price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# 3GPP TS 23.038 section 6.2.1: the default alphabet (without ESC, 0x1B), and its extension table 6.2.1.1, each
# of whose characters takes two septets. TS 23.040 9.2.3.24.1: a 6-octet header leaves 153 septets or 67 units.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")

_GSM_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ´`", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u200a\u202f", " ")
    | {"…": "...", "•": "-", "·": "-"}
)

_ALIKE = frozenset(map(chr, _GSM_ALIKE))


@dataclass(frozen=True, slots=True)
class Segments:
    """The cost of a text. `units` are septets (GSM-7) or UTF-16 code units (UCS-2), as they are sent, without
    the gap left where a pair would have been split; `remaining` units are free in the last of `count` segments."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int
    remaining: int


def segments(text: str) -> Segments:
    """Count `text` as an SMS. An empty text still costs one segment. Never raises."""
    if len(text) <= 160 and BASIC.issuperset(text):
        return Segments("GSM-7", len(text), 1, 160 - len(text))
    if all(char in BASIC or char in EXTENDED for char in text):
        sizes, single, joined = [2 if char in EXTENDED else 1 for char in text], 160, 153
    else:
        sizes, single, joined = [2 if char > "\uffff" else 1 for char in text], 70, 67
        return _count("UCS-2", sizes, single, joined)
    return _count("GSM-7", sizes, single, joined)


def _count(encoding: Literal["GSM-7", "UCS-2"], sizes: Sequence[int], single: int, joined: int) -> Segments:
    units = sum(sizes)
    if units <= single:
        return Segments(encoding, units, 1, single - units)
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return Segments(encoding, units, count, joined - used)


def to_gsm(text: str) -> str:
    """`text` with quotes, dashes, ellipses, bullets and spaces that have a GSM-7 look-alike written as that;
    every other character, in any script, is left alone."""
    return text if _ALIKE.isdisjoint(text) else text.translate(_GSM_ALIKE)


def shorten(text: str, count: int) -> str:
    """`text` if it fits in `count` segments, else its beginning, cut between words where it can be, with "...".

    Raises ValueError if `count` is less than one.
    """
    if count < 1:
        raise ValueError(f"an SMS has at least one segment, not {count}")
    if segments(text).count <= count:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if segments(text[:middle] + "...").count <= count else (low, middle - 1)
    return _between_words(text, low) + "..."


def _between_words(text: str, end: int) -> str:
    """The first `end` characters of `text`, or fewer so that no word is cut; a very long word is cut all the same."""
    kept = text[:end]
    if not text[end : end + 1].isspace():
        shorter = kept[: max(kept.rfind(" "), kept.rfind("\n"), 0)]
        kept = shorter if len(shorter) >= end // 2 else kept
    return kept.rstrip(" \n\t,;:.-")
