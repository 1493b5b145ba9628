"""A digest on paper (PDF/UA-1, A4) and as a picture for a chat, typeset by typst from what `as_json` gives.

Words reach the page as data, never as markup. The same digest gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, cast

from bot.picture.glyphs import FONTS
from bot.picture.printed import alt, sheet
from bot.weekly.week import monday, shift

__all__ = ["alt", "dated", "pdf", "png", "sheet", "typeset"]
HERE = Path(__file__).parent
WIDE = 216.0  # points to the inch of a picture: 360 points become 1080 pixels


def pdf(page: dict[str, Any], at: datetime) -> bytes:
    """The page as PDF/UA-1, dated `at`."""
    return typeset("paper.typ", page, at, format="pdf", pdf_standards="ua-1")


def png(page: dict[str, Any], at: datetime) -> bytes:
    """The summary as a picture, 1080 pixels wide; `alt` says it in words."""
    return typeset("card.typ", page, at, format="png", ppi=WIDE)


def dated(week: str) -> datetime:
    """When a week's page is dated unless somebody says otherwise: the Monday after it."""
    return datetime.combine(monday(shift(week, 1)), time(), UTC)


def typeset(source: str, page: dict[str, Any], at: datetime, **how: Any) -> bytes:
    """What a *.typ of this room makes of a page's words, dated `at`. Raises ValueError."""
    import typst

    words = {"sheet": json.dumps(page, ensure_ascii=False), "year": str(at.year), "day": at.strftime("%j")}
    how |= {"root": HERE, "font_paths": [FONTS], "ignore_system_fonts": True, "timestamp": int(at.timestamp())}
    try:
        made = typst.compile(HERE / source, sys_inputs=words, **how)
    except RuntimeError as error:
        raise ValueError(f"the page could not be typeset: {error}") from None
    return cast("bytes", made[0] if isinstance(made, list) else made)
