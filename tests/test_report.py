"""The weekly report as an ombud lives it: how many taps and messages it takes, and what several reports come to."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from transcript import play_line, stage_of

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.picture.counts import merged
from bot.simulation.stage import Line, Stage
from handlers.dialogue import Json, State
from handlers.records import Observation, Report
from handlers.report import trend
from storage.reports import of_week

DESK = Desk(load("botkyrka"), Voices())
TIPS = ("Lampan är trasig vid Albyvägen 12, mörkt på kvällen", "Klotter på väggen vid Alby centrum")
MORE = ("[har mer]", "[Samling]", "Tingstorget", "[Kväll]", "[Det var allt]", "[Ganska otrygg]", "[Skicka]")


async def week(url: str, channel: str, tips: tuple[str, ...], *said: str) -> tuple[Stage, list[Line]]:
    """A week with these tips, and what the ombud says to the prompt; returns what the ombud heard."""
    stage = await stage_of({"cast": f"resident sms; ombud {channel} ombud alby"}, url)
    for tip in tips:
        await play_line(stage, f"resident > {tip}")
    await play_line(stage, "~ 2026-11-23 17:00")
    heard = [line for words in said for line in await play_line(stage, f"ombud > {words}")]
    return stage, heard


def reported(stage: Stage) -> Report:
    with stage.app.database.begin() as work:
        (kept,) = of_week(work, "2026-W47", "alby")
        return kept.report


@pytest.mark.parametrize(
    ("tips", "said", "most", "observations"),
    [
        ((), ("[Inget att rapportera]", "[Ganska trygg]", "[Skicka]"), 3, 0),
        (TIPS, ("[Det stämmer]", "[Ganska trygg]", "[Skicka]"), 3, 2),
        (TIPS, MORE, 6, 3),
    ],
    ids=["nothing special", "normal", "normal, and one thing more"],
)
async def test_a_week_on_telegram_takes_at_most_six_taps(
    sqlite_url: str, tips: tuple[str, ...], said: tuple[str, ...], most: int, observations: int
) -> None:
    """Two taps and the sending where nothing or nothing new is to be told; six with something of one's own."""
    stage, _heard = await week(sqlite_url, "telegram", tips, *said)
    assert sum(words.startswith("[") for words in said) <= most <= 6
    assert len(reported(stage).observations) == observations
    await stage.app.close()


@pytest.mark.parametrize(
    ("tips", "said", "observations"),
    [((), ("0 3 {pin}",), 0), (TIPS, ("1", "3", "{pin}"), 2)],
    ids=["nothing special", "normal"],
)
async def test_a_week_by_sms_takes_at_most_three(
    sqlite_url: str, tips: tuple[str, ...], said: tuple[str, ...], observations: int
) -> None:
    """One SMS where nothing is to be told, three with tips, and each answer is one segment."""
    stage, heard = await week(sqlite_url, "sms", tips, *said)
    assert len(said) == (1 if not tips else 3)
    assert [line.shown.segments.count for line in heard if line.shown and line.shown.segments] == [1] * len(said)
    assert (reported(stage).assessment, len(reported(stage).observations)) == (3, observations)
    await stage.app.close()


def ended(*answers: tuple[str, Json], tips: tuple[Observation, ...] = (), closing: bool = False) -> object:
    """What the report's conversation comes to with these answers."""
    listed: list[Json] = [list(astuple(tip)) for tip in tips]
    known: dict[str, Json] = {"week": "2026-W47", "area": "alby", "area_name": "Alby", "tips": listed, "last": 2}
    return DESK.turn_page(State("report", answers, known), closing=closing).record


def test_a_conversation_begun_before_this_version_goes_on() -> None:
    """Facts with four values a tip, no landlord, and the old keys of what was observed still make a report."""
    known: dict[str, Json] = {"week": "2026-W47", "area": "alby", "area_name": "Alby", "last": None}
    tips: list[Json] = [["brand", "A", "night", 2]]
    old = (("happened", "more"), ("category_1", "rykte"), ("where_1", {"text": "B"}), ("when_1", "mixed"))
    end = (("again_1", "done"), ("assessment", "4"), ("comment", "bra"), ("finish", "yes"))
    said = DESK.turn_page(State("report", (*old, *end), {**known, "tips": tips})).record
    seen = (Observation("brand", "A", "night", 2), Observation("rykte", "B"))
    assert said == Report("2026-W47", "alby", 4, seen, "bra")


def test_half_a_report_is_a_report_as_far_as_it_has_come() -> None:
    """What has been said counts; what was being asked does not."""
    tip = Observation("brand", "A")
    begun = (("happened", "more"), ("category_1", "rykte"))
    assert ended(*begun, tips=(tip,), closing=True) == Report("2026-W47", "alby", 0, (tip, Observation("rykte", "")))
    asking = (("happened", "right"), ("assessment", "3"), ("add", "good"))
    assert ended(*asking, tips=(tip,), closing=True) == Report("2026-W47", "alby", 3, (tip,), trend="better")
    changing = (("happened", "right"), ("assessment", "3"), ("change", "k1"), ("part_k1", "when"))
    assert ended(*changing, tips=(tip,), closing=True) == Report("2026-W47", "alby", 3, (tip,), trend="better")


@pytest.mark.parametrize(
    ("last", "now", "way"), [(None, 3, ""), (2, 0, ""), (2, 3, "better"), (3, 3, "same"), (4, 1, "worse")]
)
def test_the_trend_follows_from_two_assessments(last: int | None, now: int, way: str) -> None:
    """It is said only where both are there."""
    assert trend(last, now) == way


def test_what_several_saw_at_one_place_is_one_observation() -> None:
    """The same category and place count once, however they are spelt; of what differs the stronger is kept."""
    mine = Observation("samling", "Alby centrum", "evening", 2, how_many="2-5", source="heard", state="ended")
    yours = Observation("samling", "alby  Centrum.", "night", 2, "square", "6-15", "seen", "ongoing", "11414")
    other = Observation("brand", "Alby centrum")
    both = Observation("samling", "Alby centrum", "", 2, "square", "6-15", "seen", "ongoing", "11414")
    told = {seen.place: seen.place for seen in (mine, yours)}
    assert merged([mine, other, yours], told) == (both, other)
    assert merged([], {}) == ()


def test_places_that_may_not_be_told_are_still_apart() -> None:
    """Two places in words that nobody has read are two observations; two words for one street are one."""
    here, there = Observation("brand", "hos de gröna"), Observation("brand", "bakom de blå")
    street = Observation("brand", "vid Albyvägen, hos de röda"), Observation("brand", "Albyvägen")
    told = {here.place: "", there.place: "", street[0].place: "Albyvägen", "Albyvägen": "Albyvägen"}
    unsaid = Observation("brand", "")
    assert merged([here, there, *street], told) == (unsaid, unsaid, Observation("brand", "Albyvägen"))


async def test_a_report_holds_only_so_much(sqlite_url: str) -> None:
    """Sentence after sentence becomes its comment, until it is full: then it asks for less, and keeps what it has."""
    sentence = "Lampan i tunneln är trasig igen, och så har det varit länge nu. " + "Det är mörkt. " * 130
    stage, heard = await week(sqlite_url, "telegram", (), *[sentence] * 3)
    assert "för långt" in heard[-1].text
    for words in ("[Inget att rapportera]", "[Ganska trygg]", "[Skicka]"):
        await play_line(stage, f"ombud > {words}")
    assert reported(stage).comment.count("Lampan") == 2
    await stage.app.close()
