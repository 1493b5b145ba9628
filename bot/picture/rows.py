"""A digest's parts as rows of words: areas, what was seen, hot-spots, actions, and what is missing or withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.picture.change import Change
from bot.picture.glyphs import direction
from bot.picture.reasons import changed, effect
from bot.picture.render import TIMES
from bot.picture.shapes import Step
from handlers.action import STATUS_NAMES
from handlers.additions import name as kind_name
from handlers.categories import label
from handlers.days import on
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_, verbatim

Say = Callable[[Text], str]
Table = dict[str, Any]

MARKS = {"missing": "?", "vacant": "–", "paused": "II", "covered": ""}
NOT_SHOWN = _("not shown")


def sentence(text: Text, say: Say) -> str:
    """Said with a capital first."""
    said = say(text)
    return said[:1].upper() + said[1:]


def area(plain: dict[str, Any], say: Say, *, covers: bool = False) -> dict[str, Any]:
    """An area's row: `level` 1 to 4, or 0 and a `mark` instead; the two safety series and the tips in words."""
    kind = _kind(plain, covers=covers)
    said = {
        "slug": plain["area"],
        "name": plain["name"],
        "level": min(plain["assessments"], default=0),
        "mark": MARKS.get(kind, ""),
        "kind": kind,
        "state": say(_state(plain, kind)),
        "told": sentence(_state(plain, kind), say),
    }
    return said if covers else said | _measured(plain, say)


def _measured(plain: dict[str, Any], say: Say) -> dict[str, Any]:
    tips, pulse = plain.get("tips"), plain.get("pulse")
    change = _change(plain) if plain.get("tips_mean_of_four_weeks") is not None else None
    return {
        "n": say(n_("{count} ombud", "{count} ombud", len(plain["assessments"]))) if plain["assessments"] else "",
        "before": sentence(_before(plain), say) if plain["assessments"] and plain["assessment_before"] else "",
        "tips": say(NOT_SHOWN) if tips is None else str(tips),
        "change": say(changed(change)) if change else "",
        "sign": change.mark if change else "",
        "answers": list(pulse["answers"]) if pulse else [],
        "safe": say(_safe(pulse)) if pulse else say(NOT_SHOWN),
    }


def _change(plain: dict[str, Any]) -> Change:
    return Change(plain["tips_mean_of_four_weeks"], plain["tips_changed"] or "")


def _kind(plain: dict[str, Any], *, covers: bool) -> str:
    if plain["assessments"]:
        return "reported"
    if plain["vacant"]:
        return "vacant"
    if covers:
        return "covered"
    return "paused" if plain.get("paused") else "missing"


def _state(plain: dict[str, Any], kind: str) -> Text:
    if kind == "reported":
        return lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(plain["assessments"]))), separator=" / ")
    return {
        "vacant": _("vacant"),
        "covered": _("has an ombud"),
        "paused": _("the ombud is on a pause"),
        "missing": _("the report is missing"),
    }[kind]


def _before(plain: dict[str, Any]) -> Text:
    return _("last time: {safe}", safe=ASSESSMENTS[plain["assessment_before"] - 1].label)


def _safe(pulse: dict[str, Any]) -> Text:
    return _("{safe} of {n} feel safe", safe=sum(pulse["answers"][:2]), n=pulse["n"])


def many(plain: dict[str, Any], shown: list[dict[str, Any]], say: Say) -> dict[str, Any]:
    """The heads of the table of areas; the pulse has its column where anything of it is shown."""
    pulse = bool(plain["pulse"]) or any(one["answers"] for one in shown)
    heads = [_("Area"), _("The ombud's assessment"), _("Residents' pulse"), _("Tips")]
    return {"heads": [say(head) for head in heads if pulse or head is not heads[2]], "pulsed": pulse}


def lone(plain: dict[str, Any], say: Say) -> dict[str, Any]:
    """What there is room for when the page is about one area: its tips by category and by time of day."""
    kinds = [(label(kind), number) for kind, number in plain["tips_by_category"].items() if number != 0]
    times = [(TIMES.get(band, _("no time given")), number) for band, number in plain["tips_by_time"].items()]
    kinds.sort(key=lambda bar: -(bar[1] or 0))
    charts = [(_("Tips by what they are about"), kinds), (_("Tips by time of day"), times)]
    return {
        "charts": [_chart(title, bars, say) for title, bars in charts if any(number for _text, number in bars)],
        "assessed": say(_("The ombud's assessment")),
        "pulse_title": say(_("Residents' pulse")),
        "tips_title": say(_("Tips from residents")),
        "why_title": say(_("Why the area needs resources")),
    }


def _chart(title: Text, bars: list[tuple[Text, int | None]], say: Say) -> dict[str, Any]:
    most = max((number or 0 for _text, number in bars), default=0) or 1
    told = [(text, number) for text, number in bars if number is not None]
    hidden = [say(text) for text, number in bars if number is None]
    note = say(_("Not shown: {what}", what=", ".join(hidden))) if hidden else ""
    made = [{"label": sentence(text, say), "number": number, "share": round(number / most, 3)} for text, number in told]
    return {"title": say(title), "bars": made, "note": note}


def covered(title: Text, heads: list[Text], areas: list[dict[str, Any]], say: Say) -> Table:
    """A group of areas with how many ombud each has, where that is known."""
    known = len(heads) > 2
    told = [_covered(one, say, known=known) for one in areas]
    return {"kind": "covered", "title": say(title), "heads": [say(head) for head in heads], "rows": told}


def _covered(plain: dict[str, Any], say: Say, *, known: bool) -> dict[str, Any]:
    said = area(plain, say, covers=True)
    number = [str(plain["ombud"])] if known else []
    return {"cells": [said["name"], *number, sentence(verbatim(said["state"]), say)], "area": said}


def seen(plain: dict[str, Any], say: Say) -> dict[str, Any] | None:
    """What an ombud has confirmed in an area, each thing once with how often, and words the coordinator approved."""
    counted = Counter((one["category"], one["place"], one["when"]) for one in plain["observations"])
    told = [_seen(*what, times, say) for what, times in counted.items()]
    quotes = [_quote(quote, say) for quote in plain.get("quotes", ())]
    nothing = (
        say(_("Nothing to report")) if plain["assessments"] and not (told or quotes or plain.get("unreviewed")) else ""
    )
    return (
        {"name": plain["name"], "rows": told, "quotes": quotes, "nothing": nothing}
        if told or quotes or nothing
        else None
    )


def _seen(category: str, place: str, when: str, times: int, say: Say) -> dict[str, str]:
    number = verbatim(f"×{times}") if times > 1 else None
    rest = lines(verbatim(place) if place else None, TIMES.get(when), separator=", ")
    return {"what": say(lines(label(category), number, separator=" ")), "rest": say(rest)}


def _quote(quote: dict[str, str], say: Say) -> dict[str, str]:
    return {"kind": say(kind_name(quote["kind"], "")), "words": quote["text"], "dir": direction(quote["text"])}


def spots(plain: dict[str, Any], say: Say) -> Table | None:
    """Where the same thing has come back, and in how many of five weeks."""
    if not plain["hotspots"]:
        return None
    names, alone = _names(plain), len(plain["areas"]) == 1
    told = [
        {
            "cells": [one["place"] or "–", say(label(one["category"])), *names.get(one["area"], [])],
            "weeks": one["weeks"],
        }
        for one in plain["hotspots"]
        if one["area"] in names
    ]
    heads = [_("Where"), _("What"), *([] if alone else [_("Area")]), _("Weeks of five")]
    return {"kind": "spots", "title": say(_("What comes back")), "heads": [say(head) for head in heads], "rows": told}


def steps(plain: dict[str, Any], say: Say) -> Table | None:
    """What is decided: what, where, by whom, by when, how far it has come and what came of it."""
    if not plain["actions"]:
        return None
    names = _names(plain)
    told = [{"cells": _step(Step(**one), names, say), "late": one["overdue"]} for one in plain["actions"]]
    heads = [_("What"), _("Where"), _("Who"), _("By"), _("State")]
    return {"kind": "steps", "title": say(_("What is decided")), "heads": [say(head) for head in heads], "rows": told}


def _names(plain: dict[str, Any]) -> dict[str, list[str]]:
    """By slug the area's name where it must be said: on a page about one area it stands above everything."""
    return {one["area"]: [one["name"]] if len(plain["areas"]) > 1 else [] for one in plain["areas"]}


def _step(step: Step, names: Mapping[str, list[str]], say: Say) -> list[str]:
    what = verbatim(step.what) if step.what else label(step.category)
    place = verbatim(step.place) if step.place else None
    where = lines(place, *map(verbatim, names.get(step.area, [])), separator=", ")
    late = _("late") if step.overdue else None
    again = _("follow-up {day}", day=on(step.follow_up)) if step.follow_up else None
    state = lines(lines(STATUS_NAMES[step.status], late, separator=", "), effect(step), again, separator="; ")
    return [say(what), say(where) or "–", step.owner, say(on(step.due)) if step.due else "–", sentence(state, say)]


def silent(plain: dict[str, Any], say: Say) -> list[str]:
    """Areas of which nothing, or not all, is known: vacant, paused, without a report, or with one half-way."""
    found = []
    for one in plain["areas"]:
        kind = _kind(one, covers=False)
        if kind != "reported":
            found.append(say(lines(verbatim(one["name"]), _missing(one, kind), separator=": ")))
        if one.get("drafts"):
            half = _("A report is half-way; it is counted as far as it has come.")
            found.append(say(lines(verbatim(one["name"]), half, separator=": ")))
    return found


def _missing(plain: dict[str, Any], kind: str) -> Text:
    weeks = plain.get("silent_weeks", 0)
    long = n_("{count} week on end", "{count} weeks on end", weeks) if weeks > 1 else None
    return lines(_state(plain, kind), long, separator=", ")


def withheld(plain: dict[str, Any], say: Say) -> list[str]:
    """What else is left out, and for what reason."""
    left = sum(one.get("unreviewed", 0) for one in plain["areas"])
    unread = n_(
        "{count} quote from the ombud is not reviewed, and not shown.",
        "{count} quotes from the ombud are not reviewed, and not shown.",
        left,
    )
    pulse = _("The pulse is of those who chose to answer, and not shown below five answers in an area.")
    each = _("The assessment is the ombud's own. It and the pulse measure different things, and are not added up.")
    return [say(each), say(pulse), *([say(unread)] if left else [])]
