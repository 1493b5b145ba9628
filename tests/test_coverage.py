"""Coverage: how each area is looked after, in words that fit, and to nobody whom it does not concern."""

from __future__ import annotations

import pytest
from test_pages import DESK, VOICES, untranslated, within

from bot.picture.coverage import standing
from bot.picture.shapes import Standing
from handlers.days import day

TODAY = day("2026-11-25")
FULL = [
    Standing(a.slug, a.name, a.north, ombud=12, trained=11, silent=2, paused=3, stood_in=2, groups=14, passes=5)
    for a in DESK.town.areas
]
BARE = [Standing(a.slug, a.name, a.north, 0, 0, 0, 0, 0, 0, 0) for a in DESK.town.areas]


@pytest.mark.parametrize("areas", [FULL, BARE, FULL[:3] + BARE[3:]], ids=["full", "bare", "half"])
def test_coverage_fits_by_sms_and_is_translated(areas: list[Standing]) -> None:
    """Two segments and a link, with all there can be; each sentence has its translation."""
    said = standing(areas, 23, TODAY, "https://ombudet.example")
    for language in VOICES.languages:
        assert language == "en" or untranslated(said, language) == []
        assert within(VOICES.say(said, language, "sms"), language, 2)


def test_the_north_comes_first_and_a_vacant_area_says_so() -> None:
    """A line an area, as the municipality orders them, but for the north."""
    told = VOICES.say(standing([*reversed(BARE[3:]), *FULL[:3]], 0, TODAY, ""), "sv").splitlines()
    assert told[:2] == ["Täckning, onsdag 25 november", "Norr: 3 av 3 områden har ombud."]
    assert told[2] == "Alby: 12 ombud, 11 utbildade, 2 tysta, 3 på paus, 2 med ersättare, 5 pass i veckan, 14 grupper"
    assert told[-1] == "Tullinge: vakant"
