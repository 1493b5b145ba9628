"""A digest in words: what comes first, what is marked, what is late, and how long it may be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import seeded

from bot.channels.gsm7 import segments, to_gsm
from bot.i18n import Voices
from bot.municipality import load
from bot.picture.change import Change
from bot.picture.priority import order
from bot.picture.pulse import Pulse, together
from bot.picture.render import as_text
from bot.picture.shapes import Digest, Released, Seen, Spot, Step
from handlers.records import Role

TOWN = load("botkyrka")
VOICES = Voices()
URL = "https://ombudet.example"
PICTURES = Path(__file__).parent / "pictures"
SEEN = Seen("skadegorelse", "Tomtbergavägen 20", "evening")
HARD = {
    "assessments": (1,),
    "before": 3,
    "observations": (SEEN,) * 5,
    "tips": 12,
    "change": Change(5.0, "more"),
    "ombud": 2,
    "pulse": Pulse(7, (1, 2, 3, 1), None),
}
AREAS = tuple(
    Released(a.slug, a.name, vacant=False, **{"north": a.north, **HARD})  # type: ignore[arg-type]
    for a in TOWN.areas
)
SPOTS = tuple(Spot(a.slug, "skadegorelse", "Tomtbergavägen 20", 4) for a in TOWN.areas)
STEPS = tuple(
    Step(a.slug, "fordon", "Torget", "Sätt upp ett räcke", "Botkyrkabyggen", "2026-11-20", "started", overdue=True)
    for a in TOWN.areas
)


def whole(*areas: Released, steps: tuple[Step, ...] = STEPS, spots: tuple[Spot, ...] = SPOTS) -> Digest:
    slugs = {area.slug for area in areas}
    told = Digest("2026-W47", "coordinator", areas, 3, pulse=together(area.pulse for area in areas))
    told = replace(
        told, steps=tuple(s for s in steps if s.area in slugs), spots=tuple(s for s in spots if s.area in slugs)
    )
    return replace(told, order=order(told))


def said(digest: Digest, channel: str = "telegram", language: str = "sv") -> str:
    return VOICES.say(as_text(digest, URL), language, channel)


def test_one_areas_digest_says_why_and_marks_what_is_more_than_chance() -> None:
    """Reasons first; tips with what they usually are; the pulse with n; where the same comes back; what is late."""
    text = said(whole(AREAS[0]))
    assert text.index("Att se till nästa vecka: mycket otryggt, enligt ombudet") < text.index("Alby: ")
    assert "Tips från boende: fler än vanligt (12; brukar vara 5)" in text
    assert "n=7" in text
    assert "Det här återkommer\n• Skadegörelse/klotter, Tomtbergavägen 20: 4 veckor av fem" in text
    late = "• Fordon/trafik, Torget, ”Sätt upp ett räcke”, Botkyrkabyggen, senast fredag 20 november, pågår, försenad"
    assert late in text
    assert text.count("Tomtbergavägen 20, på kvällen") == 5


def test_without_a_mark_nothing_is_said_of_change() -> None:
    """A difference that chance would have is not worth a word; fewer is said like more."""
    plain = replace(AREAS[0], change=Change(5.0, ""))
    assert "Tips från boende: 12\n" in said(whole(plain))
    fewer = replace(AREAS[0], tips=3, change=Change(20.5, "fewer"))
    assert "färre än vanligt (3; brukar vara 20,5)" in said(whole(fewer))


def test_of_many_areas_three_come_first_and_the_rest_is_short() -> None:
    """Three lines with reasons, the sum of the pulse, three observations of each, five decisions; one message."""
    text = said(whole(*AREAS))
    first = text.split("\n\n")[1].split("\n")
    assert first[0] == "Först nästa vecka"
    assert [line[:3] for line in first[1:]] == ["1. ", "2. ", "3. "]
    assert f"n={7 * len(AREAS)}" in text
    assert "n=7)" not in text
    assert text.count("• och 2 till") == len(AREAS)
    assert text.count("• och 1 till") == 2
    assert len(text) < 4096


def test_areas_of_which_there_is_no_more_to_tell_take_a_line_together() -> None:
    """Calm, missing, vacant and paused areas are named with how it is; none of them is said to come first."""
    quiet = {"observations": (), "tips": None, "change": None, "pulse": None, "before": None}
    areas = (
        replace(AREAS[0], **quiet, assessments=(3,)),  # type: ignore[arg-type]
        replace(AREAS[1], **quiet, assessments=(), silent=3),  # type: ignore[arg-type]
        replace(AREAS[2], **quiet, assessments=(), vacant=True, ombud=0),  # type: ignore[arg-type]
        replace(AREAS[3], **quiet, assessments=(), paused=True),  # type: ignore[arg-type]
    )
    text = said(whole(*areas, steps=(), spots=()))
    assert "Först nästa vecka" not in text
    assert "• Inget att rapportera: Alby (Ganska trygg)" in text
    assert "• Rapporten saknas: Fittja (3 veckor)" in text
    assert "• Vakant: Hallunda-Norsborg" in text
    assert "• Ombudet har paus: " in text
    assert "Fittja: ingen rapport på 3 veckor." in said(whole(areas[1], steps=(), spots=()))


@pytest.mark.parametrize("language", ["sv", "en", "fi", "so"])
@pytest.mark.parametrize("many", [False, True])
def test_by_sms_a_digest_with_everything_in_it_is_two_segments(language: str, many: bool) -> None:
    """However much there is to say, of one area or of all."""
    longest = max(AREAS, key=lambda area: len(area.name))
    kinds = ("inbrott_stold", "otrygg_plats", "skadegorelse", "nedskrapning", "fordon")
    seen = tuple(Seen(kind, "Torget", "") for kind in kinds)
    areas = AREAS if many else (replace(longest, observations=seen),)
    sent = segments(to_gsm(said(whole(*areas), "sms", language)))
    assert (sent.encoding, sent.count <= 2) == ("GSM-7", True)


def test_the_association_reads_how_many_look_after_what_the_north_first() -> None:
    """A line about the north, then each area with its number, its pause or that it is vacant; never more."""
    vacant = replace(AREAS[1], vacant=True, ombud=0, assessments=())
    told = replace(whole(AREAS[4], AREAS[0], vacant, replace(AREAS[2], paused=True)), role="association")
    text = said(told)
    assert "Norr: 2 av 3 områden har ombud." in text
    assert text.index("Alby: 2 ombud") < text.index(f"{AREAS[4].name}: 2 ombud")
    assert "Fittja: vakant" in text
    assert "Hallunda-Norsborg: 2 ombud, har paus" in text
    assert "Tomtbergavägen" not in text
    short = said(told, "sms")
    assert "3 av 4 områden har ombud." in short
    assert "Vakanta: Fittja." in short
    assert segments(to_gsm(short)).count <= 2


@pytest.mark.parametrize(("role", "area"), [("coordinator", None), ("manager", "alby"), ("association", None)])
def test_the_kept_week_reads_as_it_was_read_last(role: Role, area: str | None) -> None:
    """The seeded week's words, in the chat and by SMS, are those kept beside its pictures, which people have read."""
    kept = PICTURES / f"digest-{role}.txt"
    told = "\n\n---\n\n".join(said(seeded.digest(role, area), channel) for channel in ("telegram", "sms"))
    assert told + "\n" == kept.read_text(encoding="utf-8")
