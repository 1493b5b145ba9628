"""What a picture says in words, in Swedish."""

from __future__ import annotations

import pytest

from bot.i18n import Voices
from bot.picture.change import Change
from bot.picture.reasons import because, change_in_words, changed, in_words, spot_in_words, step_in_words
from bot.picture.shapes import Ranked, Reason, Released, Spot, Step
from handlers.text import Text

VOICES = Voices()


def said(text: Text | None) -> str:
    return VOICES.say(text, "sv") if text else ""


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("unsafe", 1), "mycket otryggt, enligt ombudet"),
        (Reason("unsafe", 2), "ganska otryggt, enligt ombudet"),
        (Reason("unsafe"), "otryggt, enligt ombudet"),
        (Reason("worse", 3), "otryggare än förra gången"),
        (Reason("more", 9), "fler tips än vanligt"),
        (Reason("more", 9, "nedskrapning"), "fler tips än vanligt: Skräp"),
        (Reason("recurring", 4, "Tingstorget"), "Tingstorget återkommer: 4 veckor av fem"),
        (Reason("recurring", 3), "samma sak återkommer: 3 veckor av fem"),
        (Reason("overdue", 1), "1 åtgärd är försenad"),
        (Reason("overdue", 2), "2 åtgärder är försenade"),
        (Reason("missing"), "ingen rapport på 1 vecka"),
        (Reason("missing", 3), "ingen rapport på 3 veckor"),
        (Reason("vacant"), "inget ombud"),
    ],
)
def test_every_reason_has_words(reason: Reason, words: str) -> None:
    """Why an area stands where it does, for people."""
    assert said(in_words(reason)) == words


def test_reasons_stand_in_a_row() -> None:
    """All of them, in their order."""
    ranked = Ranked("alby", "Alby", (Reason("vacant"), Reason("overdue", 2)))
    assert said(because(ranked)) == "inget ombud; 2 åtgärder är försenade"


def test_a_change_is_told_with_what_it_is_measured_by() -> None:
    """The mean is told with a decimal comma; without a mark nothing is claimed, without a mean nothing is said."""
    assert said(changed(Change(2.5, "more"))) == "klart fler än förut (snitt fyra veckor: 2,5)"
    assert said(changed(Change(12, "fewer"))) == "klart färre än förut (snitt fyra veckor: 12)"
    area = Released("alby", "Alby", vacant=False, assessments=(), before=None, observations=(), tips=3)
    assert change_in_words(area) is None
    area = Released("alby", "Alby", False, (), None, (), 3, change=Change(3.25, ""))
    assert said(change_in_words(area)) == "ungefär som förut (snitt fyra veckor: 3,2)"


def test_a_hot_spot_says_how_often() -> None:
    """What, where if that is shown, and in how many of five weeks."""
    assert said(spot_in_words(Spot("alby", "nedskrapning", "Tingstorget", 4))) == "Skräp, Tingstorget: 4 veckor av fem"
    assert said(spot_in_words(Spot("alby", "nedskrapning", "", 2))) == "Skräp: 2 veckor av fem"


def test_an_action_says_how_far_it_has_come() -> None:
    """Its status, that it is late, and what came of it."""
    late = Step("alby", "otrygg_plats", "", "", "Botkyrkabyggen", "2026-11-20", "started", overdue=True)
    assert said(step_in_words(late)) == "pågår, försenad"
    done = Step("alby", "otrygg_plats", "", "", "Botkyrkabyggen", "2026-10-01", "done", effect=(6, 1))
    assert said(step_in_words(done)) == "klart; iakttagelser på fyra veckor: 6 före, 1 efter"
