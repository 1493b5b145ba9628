"""A digest on paper (PDF/UA-1, A4) and as a picture for a chat, typeset by typst from what `as_json` gives.

Words reach the page as data, never as markup, and a character that no bundled font has is replaced before typesetting,
so that any approved text can be printed. The same digest gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, cast

from bot.picture.render import TIMES, foot
from bot.week import monday, shift
from handlers.categories import label
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_, verbatim

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
UNKNOWN = "\N{WHITE SQUARE}"
WIDE = 216.0  # points to the inch of a picture: 360 points become 1080 pixels

Say = Callable[[Text], str]
Places = Mapping[str, tuple[float, float]]


def sheet(plain: dict[str, Any], places: Places, town: str, language: str, say: Say) -> dict[str, Any]:
    """What stands on the page, all of it words in one language. `plain` is a digest as `as_json` gives it; `places`
    are the areas' latitudes and longitudes."""
    covers = plain["role"] == "association"
    areas = [_area(n, area, say, covers=covers) for n, area in enumerate(plain["areas"], 1)]
    week = say(_("The week in brief, week {week}", week=plain["week"][-2:]))
    said: dict[str, Any] = {
        "lang": language,
        "town": town,
        "title": week,
        "days": f"{monday(plain['week'])} – {_sunday(plain['week'])}",
        "count": "" if covers else _reported(plain, say),
        "areas": areas,
        "map": [{**areas[n], **spot} for n, spot in _map(plain, places)],
        "map_title": say(_("Map of the areas")),
        "seen_title": say(_("What the ombud have seen")),
        "foot": "" if covers else say(foot(plain["min_cell"])),
    }
    said["map_alt"] = f"{said['map_title']}. " + ". ".join(f"{a['number']} {a['name']}: {a['state']}" for a in areas)
    return cast("dict[str, Any]", _printable(said))


def alt(page: dict[str, Any]) -> str:
    """The picture in words, for who cannot see it."""
    told = [f"{a['name']}: {a['state']}{', ' if a['tips'] else ''}{a['tips']}." for a in page["areas"]]
    return " ".join((f"{page['town']}. {page['title']}.", *told))


def pdf(page: dict[str, Any], at: datetime) -> bytes:
    """The page as PDF/UA-1, dated `at`."""
    return _typeset("paper.typ", page, at, format="pdf", pdf_standards="ua-1")


def png(page: dict[str, Any], at: datetime) -> bytes:
    """The summary as a picture, 1080 pixels wide; `alt` says it in words."""
    return _typeset("card.typ", page, at, format="png", ppi=WIDE)


def dated(week: str) -> datetime:
    """When a week's page is dated unless somebody says otherwise: the Monday after it."""
    return datetime.combine(monday(shift(week, 1)), time(), UTC)


def _typeset(source: str, page: dict[str, Any], at: datetime, **how: Any) -> bytes:
    import typst

    words = {"sheet": json.dumps(page, ensure_ascii=False), "year": str(at.year), "day": at.strftime("%j")}
    how |= {"root": HERE, "font_paths": [FONTS], "ignore_system_fonts": True, "timestamp": int(at.timestamp())}
    try:
        made = typst.compile(HERE / source, sys_inputs=words, **how)
    except RuntimeError as error:
        raise ValueError(f"the page could not be typeset: {error}") from None
    return cast("bytes", made[0] if isinstance(made, list) else made)


def _area(number: int, area: dict[str, Any], say: Say, *, covers: bool) -> dict[str, Any]:
    level = min(area["assessments"], default=0)
    tips = area.get("tips")
    told = _("not shown") if tips is None else verbatim(str(tips))
    return {
        "number": number,
        "name": area["name"],
        "vacant": area["vacant"],
        "level": level,
        "state": say(_covered(area) if covers else _state(area)),
        "tips": "" if covers else say(_("Tips from residents: {tips}", tips=told)),
        "seen": [_seen(one, say) for one in area.get("observations", ())],
    }


def _covered(area: dict[str, Any]) -> Text:
    return _("vacant") if area["vacant"] else _("has an ombud")


def _state(area: dict[str, Any]) -> Text:
    if area["assessments"]:
        return lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(area["assessments"]))), separator=" / ")
    if area["vacant"]:
        return _("vacant")
    return _("the ombud is on a pause") if area.get("paused") else _("the report is missing")


def _seen(one: dict[str, str], say: Say) -> str:
    parts = [label(one["category"]), verbatim(one["place"]) if one["place"] else None, TIMES.get(one["when"])]
    return say(lines(*parts, separator=", "))


def _reported(plain: dict[str, Any], say: Say) -> str:
    number = sum(bool(area["assessments"]) for area in plain["areas"])
    return say(n_("{count} area has reported.", "{count} areas have reported.", number))


def _sunday(week: str) -> str:
    year, number, _day = monday(week).isocalendar()
    return datetime.fromisocalendar(year, number, 7).date().isoformat()


def _map(plain: dict[str, Any], places: Places) -> list[tuple[int, dict[str, float]]]:
    """Where each area stands on the map, 0 to 1 from the left and from the top."""
    known = [(n, *places[area["area"]]) for n, area in enumerate(plain["areas"]) if area["area"] in places]
    if len(known) < 2:
        return []
    north, south = max(lat for _n, lat, _lon in known), min(lat for _n, lat, _lon in known)
    east, west = max(lon for _n, _lat, lon in known), min(lon for _n, _lat, lon in known)
    tall, wide = (north - south) or 1.0, (east - west) or 1.0
    return [(n, {"x": round((lon - west) / wide, 4), "y": round((north - lat) / tall, 4)}) for n, lat, lon in known]


@cache
def _glyphs() -> tuple[frozenset[int], ...]:
    """What each bundled font has."""
    from fontTools.ttLib import TTFont

    found = []
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found.append(frozenset(font.getBestCmap()))
    return tuple(found)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return typesettable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value


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
