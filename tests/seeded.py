"""A week of a made-up Botkyrka, rich in everything that a page can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.i18n import Voices
from bot.municipality import load
from bot.picture import paper
from bot.picture.change import Change
from bot.picture.pulse import Pulse
from bot.picture.shapes import Digest, Quote, Ranked, Reason, Released, Seen, Spot, Step, as_json
from handlers.records import Role

TOWN = load("botkyrka")
VOICES = Voices()
WEEK = "2026-W47"
AMHARIC, ARABIC, EMOJI = (
    "እናመሰግናለን! መብራቱ ተጠግኗል።",
    "شكرا على الإضاءة الجديدة في الساحة",
    "Grannarna ordnade soppkväll 🌻🍲",
)


def _alby(place: str) -> Released:
    return Released(
        "alby",
        "Alby",
        vacant=False,
        assessments=(1,),
        before=2,
        observations=(
            Seen("otrygg_plats", place, "evening"),
            Seen("samling", "Tingstorget", "night"),
            Seen("nedskrapning", "Alby gård", ""),
        ),
        tips=14,
        categories={"otrygg_plats": 8, "samling": None, "nedskrapning": 3, "fordon": None, "positivt": 0},
        bands={"morning": 0, "day": None, "evening": 9, "night": 3, "": None},
        change=Change(4.5, "more"),
        ombud=1,
        north=True,
        pulse=Pulse(17, (2, 4, 6, 5), 6),
        quotes=(
            Quote("wish_landlord", "Lyktorna längs gångvägen till stationen behöver ses över."),
            Quote("good", EMOJI),
        ),
        unreviewed=1,
    )


def _fittja() -> Released:
    return Released(
        "fittja",
        "Fittja",
        vacant=False,
        assessments=(2, 3),
        before=3,
        observations=(Seen("skadegorelse", "Krögarvägen", "night"), Seen("fordon", "Fittja centrum", "evening")),
        tips=6,
        change=Change(5.25, ""),
        ombud=2,
        north=True,
        pulse=Pulse(9, (2, 3, 3, 1), None),
        quotes=(Quote("good", ARABIC),),
    )


def _hallunda() -> Released:
    return Released(
        "hallunda-norsborg",
        "Hallunda-Norsborg",
        vacant=False,
        assessments=(3,),
        before=3,
        observations=(Seen("nedskrapning", "Hallunda torg", "day"), Seen("positivt", "Hallunda gård", "")),
        tips=3,
        change=Change(9.75, "fewer"),
        ombud=1,
        north=True,
        quotes=(Quote("good", AMHARIC),),
    )


def areas(place: str = "Albyvägen 12") -> tuple[Released, ...]:
    """Two unsafe, one of them with two ombud, one calm, one with nothing to report, one vacant, one silent."""
    calm = Released(
        "tullinge", "Tullinge", False, (4,), 4, (), None, ombud=1, drafts=1, pulse=Pulse(8, (5, 2, 1, 0), None)
    )
    vacant = Released("tumba", "Tumba", True, (), None, (), None)
    silent = Released("varsta-grodinge", "Vårsta-Grödinge", False, (), 4, (), 3, ombud=1, silent=3)
    return _alby(place), _fittja(), _hallunda(), calm, vacant, silent


ORDER = (
    Ranked(
        "alby",
        "Alby",
        (
            Reason("unsafe", 1),
            Reason("worse", 2),
            Reason("more", 14, "otrygg_plats"),
            Reason("recurring", 4, "Tingstorget"),
            Reason("overdue", 1),
        ),
    ),
    Ranked("fittja", "Fittja", (Reason("unsafe", 2), Reason("worse", 3))),
    Ranked("tumba", "Tumba", (Reason("vacant"),)),
    Ranked("varsta-grodinge", "Vårsta-Grödinge", (Reason("missing", 3),)),
)
SPOTS = (
    Spot("alby", "samling", "Tingstorget", 4),
    Spot("alby", "otrygg_plats", "Albyvägen 12", 3),
    Spot("fittja", "skadegorelse", "Krögarvägen", 3),
)
STEPS = (
    Step(
        "alby",
        "otrygg_plats",
        "Albyvägen 12",
        "Byt armaturer på gångvägen",
        "Botkyrkabyggen",
        "2026-11-20",
        "started",
        overdue=True,
        follow_up="2026-12-18",
    ),
    Step("fittja", "skadegorelse", "Krögarvägen", "", "Willhem", "2026-12-04", "planned"),
    Step(
        "hallunda-norsborg",
        "nedskrapning",
        "Hallunda torg",
        "Tätare städning",
        "Botkyrka kommun",
        "",
        "done",
        effect=(6, 1),
    ),
)


def digest(role: Role = "coordinator", area: str | None = None, place: str = "Albyvägen 12") -> Digest:
    """The week for one recipient."""
    if role == "association":
        held = {"alby": 1, "fittja": 2, "hallunda-norsborg": 1, "tullinge": 1, "varsta-grodinge": 1}
        covered = (_covered(one, held.get(one.slug, 0)) for one in areas())
        return Digest(WEEK, role, tuple(covered), TOWN.min_cell)
    chosen = [one for one in areas(place) if area in (None, one.slug)]
    slugs = {one.slug for one in chosen}
    whole = Pulse(34, (9, 9, 10, 6), 7) if area is None else None
    order, spots, steps = _of(ORDER, slugs), _of(SPOTS, slugs), _of(STEPS, slugs)
    return Digest(WEEK, role, tuple(chosen), TOWN.min_cell, order, spots, steps, whole)


def _of(everything: Sequence[Any], slugs: set[str]) -> tuple[Any, ...]:
    return tuple(one for one in everything if one.area in slugs)


def _covered(one: Released, ombud: int) -> Released:
    return Released(one.slug, one.name, one.vacant, (), None, (), None, ombud=ombud, north=one.north)


def page(shown: Digest, language: str = "sv") -> dict[str, Any]:
    """A digest as a page."""
    places = {area.slug: area.at for area in TOWN.areas if area.at}
    return paper.sheet(as_json(shown), places, TOWN.name, language, lambda text: VOICES.say(text, language))
