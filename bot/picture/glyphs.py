"""Which characters the bundled fonts can show. PDF/UA-1 refuses a glyph without a font, so what none of them has is
replaced before it is typeset, and any approved text can be printed."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
UNKNOWN = "\N{WHITE SQUARE}"


def printable(value: Any) -> Any:
    """Plain values with every string in them typesettable."""
    if isinstance(value, str):
        return typesettable(value)
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def typesettable(words: str) -> str:
    """`words` with a square for what no font has; marks stay where one font has them and what they stand on."""
    kept = ""
    fonts: list[frozenset[int]] = []
    for character in unicodedata.normalize("NFC", words):
        kind = unicodedata.category(character)
        if character.isspace():
            kept, fonts = kept + " ", []
        elif kind[0] == "M":
            both = [font for font in fonts if ord(character) in font]
            kept, fonts = (kept + character, both) if both else (kept, fonts)
        elif kind[0] != "C" or kind == "Cn":
            fonts = [font for font in _glyphs() if ord(character) in font]
            kept += character if fonts else UNKNOWN
    return kept


def direction(words: str) -> str:
    """Which way a text runs, "ltr" or "rtl", by its first letter (UAX 9, P2)."""
    strong = (unicodedata.bidirectional(character) for character in words)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


@cache
def _glyphs() -> tuple[frozenset[int], ...]:
    """What each bundled font has."""
    from fontTools.ttLib import TTFont

    found = []
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found.append(frozenset(font.getBestCmap()))
    return tuple(found)
