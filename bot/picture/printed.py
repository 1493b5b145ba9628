"""What stands on the page and in the picture: a digest's values, as `as_json` gives them, as words in one language.
Here it is chosen what is said; how it looks is for the *.typ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from bot.picture import foremost, rows
from bot.picture.atlas import laid_out
from bot.picture.glyphs import printable
from bot.picture.pulse import Pulse
from bot.picture.pulse import in_words as pulse_in_words
from bot.picture.reasons import in_words
from bot.picture.render import foot
from bot.picture.rows import Say, sentence
from bot.picture.shapes import Reason
from bot.weekly.week import monday
from handlers.days import on
from handlers.join import named
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_

Places = Mapping[str, tuple[float, float]]
MAP = {"width": 74.0, "height": 78.0}  # millimetres
ROOMY = 6  # rows, below which a page about one area is set larger
COVERAGE_MAP = {"width": 84.0, "height": 125.0}


def sheet(plain: dict[str, Any], places: Places, town: str, language: str, say: Say) -> dict[str, Any]:
    """What stands on the page, all of it words in one language. `plain` is a digest as `as_json` gives it; `places`
    are the areas' latitudes and longitudes."""
    covers = plain["role"] == "association"
    said = {**_head(plain, town, language, say), "covers": covers}
    said |= _coverage(plain, say) if covers else _picture(plain, say)
    said |= _map(plain, said["areas"], places, say, covers=covers)
    said["top"] = foremost.three(plain, said, say)
    return cast("dict[str, Any]", printable(said))


def alt(page: dict[str, Any]) -> str:
    """The picture in words, for who cannot see it."""
    told = [f"{one['head']}: {'; '.join(one['words'])}." for one in page["top"]["rows"]]
    areas = [f"{area['name']}: {area['state']}." for area in page["areas"]]
    return " ".join((f"{page['town']}. {page['title']}.", f"{page['top']['title']}:", *told, *areas))


def _head(plain: dict[str, Any], town: str, language: str, say: Say) -> dict[str, Any]:
    first = monday(plain["week"])
    name = plain["areas"][0]["name"] if len(plain["areas"]) == 1 else ""
    return {
        "lang": language,
        "town": town,
        "about": name or town,
        "title": say(_("The week in brief, week {week}", week=plain["week"][-2:])),
        "days": say(_between(first, first + timedelta(days=6))),
        "for": say(_("For: {whom}", whom=named(plain["role"], name))),
        "single": bool(name),
        "roomy": False,
        "count": "",
        "foot": "",
        "order": [],
        "tables": [],
        "seen": [],
    }


def _between(first: date, last: date) -> Text:
    until, year = on(last.isoformat()), str(last.year)
    if first.month == last.month:
        return _("{first}–{last} {year}", first=first.day, last=until, year=year)
    return _("{first} – {last} {year}", first=on(first.isoformat()), last=until, year=year)


def _coverage(plain: dict[str, Any], say: Say) -> dict[str, Any]:
    """How many ombud, what is vacant, the north first; nothing else is for the association."""
    areas = sorted(plain["areas"], key=lambda area: not area["north"])
    known = any(area["ombud"] for area in areas)
    head = [_("Area"), _("Ombud"), _("State")] if known else [_("Area"), _("State")]
    groups = [
        (_("The north"), [a for a in areas if a["north"]]),
        (_("Other areas"), [a for a in areas if not a["north"]]),
    ]
    tables = [rows.covered(title, head, group, say) for title, group in groups if group]
    held = sum(not area["vacant"] for area in areas)
    total = sum(area["ombud"] for area in areas)
    counted = n_("{count} ombud", "{count} ombud", total) if known else None
    reach = _("{held} of {all} areas have an ombud", held=held, all=len(areas))
    return {
        "areas": [rows.area(area, say, covers=True) for area in areas],
        "count": say(lines(reach, counted, separator=" · ")),
        "tables": tables,
        "foot_title": say(_("What is not shown, and why")),
        "foot": say(
            _("Where there are ombud, and nothing else: no places, no tips and no assessments are needed for it.")
        ),
        "withheld": [],
        "vacant_title": say(_("Vacant")),
        "vacant": [area["name"] for area in areas if area["vacant"]],
    }


def _picture(plain: dict[str, Any], say: Say) -> dict[str, Any]:
    shown = [rows.area(area, say) for area in plain["areas"]]
    reported = sum(bool(area["assessments"]) for area in plain["areas"])
    counted = n_("{count} area has reported.", "{count} areas have reported.", reported)
    made: dict[str, Any] = {
        "areas": shown,
        "count": say(counted) if len(shown) > 1 else "",
        "order_title": say(_("Priorities for next week")),
        "order": [{"name": one["name"], "why": _why(one, say)} for one in plain["order"]],
        "areas_title": say(_("How safe, and what residents tell")),
        "scale": [say(option.label) for option in ASSESSMENTS],
        "seen_title": say(_("What the ombud have seen")),
        "seen": [one for one in (rows.seen(area, say) for area in plain["areas"]) if one],
        "tables": [one for one in (rows.spots(plain, say), rows.steps(plain, say)) if one],
        "silent_title": say(_("Silent and vacant areas") if len(shown) > 1 else _("What is missing")),
        "silent": rows.silent(plain, say),
        "foot_title": say(_("What is not shown, and why")),
        "foot": say(foot(plain["min_cell"])),
        "withheld": rows.withheld(plain, say),
        "pulse": _pulse(plain, say),
    }
    if len(shown) > 1:
        return made | rows.many(plain, shown, say)
    listed = sum(len(one["rows"]) + 2 * len(one["quotes"]) for one in made["seen"])
    room = listed + sum(2 + len(one["rows"]) for one in made["tables"]) <= ROOMY
    return made | rows.lone(plain["areas"][0], say) | {"roomy": room}


def _why(ranked: dict[str, Any], say: Say) -> list[str]:
    return [sentence(in_words(Reason(**reason)), say) for reason in ranked["reasons"]]


def _pulse(plain: dict[str, Any], say: Say) -> dict[str, Any] | None:
    """The residents' pulse of the whole; of one area it is the area's own."""
    told = plain["areas"][0]["pulse"] if len(plain["areas"]) == 1 else plain["pulse"]
    if not told:
        return None
    words = ". ".join(say(pulse_in_words(Pulse(**told))).splitlines())
    return {"answers": list(told["answers"]), "n": told["n"], "words": f"{words}."}


def _map(
    plain: dict[str, Any], shown: list[dict[str, Any]], places: Places, say: Say, *, covers: bool
) -> dict[str, Any]:
    frame = COVERAGE_MAP if covers else MAP
    spots = laid_out({area["area"]: area["name"] for area in plain["areas"]}, places, **frame)
    title = say(_("Map of the areas"))
    words = ". ".join(f"{area['name']}: {area['state']}" for area in shown)
    others = {area["kind"]: area for area in shown if not area["level"]}
    levels = [] if covers else [{"level": n, "mark": "", "words": say(o.label)} for n, o in enumerate(ASSESSMENTS, 1)]
    return {
        "frame": frame,
        "map": [{**area, **spots[area["slug"]]} for area in shown if area["slug"] in spots],
        "map_title": title,
        "map_alt": f"{title}. {words}",
        "legend": [*levels, *({**area, "words": area["told"]} for area in others.values())],
    }
