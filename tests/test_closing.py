"""What is closed with a week's reports is closed for good, and rests on nothing but what was closed before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from storing import both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.facts import slot_of
from bot.i18n import Voices
from bot.municipality import load
from bot.picture import disclosure
from bot.picture.closing import closed
from bot.picture.disclosure import digest
from bot.picture.recurring import spots
from bot.picture.shapes import Digest, Spot
from bot.weekly.week import shift
from handlers.records import Action, Observation, Report
from storage import actions, models, people, pulses, reports
from storage.database import Database, Work

pytestmark = both
DESK = Desk(load("botkyrka"), Voices())
FIRST = "2026-W36"
SEEN = Observation("skadegorelse", "Albyvägen", "evening")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind, with an ombud in Alby and no other."""
    with opened(url_of(kind, request)) as found:
        clock_of(found).now = slot_of(DESK, shift(FIRST, -2), "digest")
        with found.begin() as work:
            people.give_role(work, someone(work).id, "ombud", "alby")
        yield found


def live(database: Database, week: str, *seen: Observation, silent: bool = False) -> Digest:
    """A week that is reported before its digest, which then goes out to the coordinator."""
    clock_of(database).now = slot_of(DESK, week, "prompt")
    if not silent:
        with database.begin() as work:
            reports.put(work, someone(work).id, Report(week, "alby", 3, seen))
    clock_of(database).now = slot_of(DESK, week, "digest")
    with database.begin() as work:
        return looked(work, week)


def looked(work: Work, week: str) -> Digest:
    return digest(DESK, work, week, "coordinator", None)


def test_what_is_confirmed_in_three_of_five_closed_weeks_is_a_hot_spot(database: Database) -> None:
    """The same kind at the same place, however it is spelt; twice is not often, and five weeks back is forgotten."""
    weeks = [shift(FIRST, by) for by in range(8)]
    assert live(database, weeks[0], SEEN).spots == ()
    assert live(database, weeks[1], Observation("skadegorelse", "ALBYVÄGEN")).spots == ()
    assert live(database, weeks[2], Observation("brand", "Albyvägen")).spots == ()
    assert live(database, weeks[3], SEEN, Observation("positivt", "Torget")).spots == (
        Spot("alby", "skadegorelse", "Albyvägen", 3),
    )
    assert live(database, weeks[4], Observation("positivt", "Torget")).spots[0].weeks == 3
    assert live(database, weeks[5], Observation("positivt", "Torget")).spots == ()


def test_a_late_report_of_a_past_week_makes_no_hot_spot(database: Database) -> None:
    """Only what was closed counts: neither a report that came after the digest, nor one that was taken away."""
    weeks = [shift(FIRST, by) for by in range(3)]
    live(database, weeks[0], silent=True)
    with database.begin() as work:
        reports.put(work, someone(work).id, Report(weeks[0], "alby", 1, (SEEN,)))
    live(database, weeks[1], SEEN)
    assert live(database, weeks[2], SEEN).spots == ()
    with database.begin() as work:
        work.conn.execute(delete(models.observation))
        work.conn.execute(delete(models.report))
        assert looked(work, weeks[2]).areas[0].observations[0].place == "Albyvägen"


def test_a_place_without_a_name_is_no_hot_spot(database: Database) -> None:
    """Where nobody said where, nothing comes back."""
    for by in range(3):
        assert live(database, shift(FIRST, by), Observation("brand", "")).spots == ()
    with database.begin() as work:
        known = [closed(work, shift(FIRST, -by)) for by in range(5)]
    assert spots([week for week in known if week]) == ()


def test_silence_is_counted_in_weeks_and_only_of_who_was_asked(database: Database) -> None:
    """One, two, three weeks on end; a report ends it; an area without an ombud is vacant, not silent."""
    found = [live(database, shift(FIRST, by), silent=by != 3) for by in range(6)]
    assert [one.areas[0].silent for one in found] == [1, 2, 3, 0, 1, 2]
    assert {area.silent for one in found for area in one.areas[1:]} == {0}
    assert [(area.north, area.ombud) for area in found[0].areas[:2]] == [(True, 1), (True, 0)]
    assert [one.why for one in found[2].order[0].reasons] == ["missing"]


def test_a_decision_is_told_as_it_stood_when_the_week_was_closed(database: Database) -> None:
    """By the owner's name, late once its day is past; what is changed later changes no closed week."""
    live(database, FIRST)
    with database.begin() as work:
        said = Action("alby", "skadegorelse", "Albyvägen", "Laga lampan hos X", "police", "2026-09-12")
        key = actions.add(work, someone(work).id, said)
    (step,) = live(database, shift(FIRST, 1)).steps
    assert (step.owner, step.status, step.overdue, step.what, step.effect) == ("Polisen", "planned", True, "", None)
    with database.begin() as work:
        actions.set_status(work, key, "dropped")
        assert looked(work, shift(FIRST, 1)).steps == (step,)
        assert looked(work, FIRST).steps == ()
    assert live(database, shift(FIRST, 2)).steps[0].status == "dropped"
    assert live(database, shift(FIRST, 7)).steps == ()


@pytest.mark.parametrize(("missing", "effect"), [(None, (4, 1)), (2, None), (7, None)])
def test_the_effect_is_told_when_four_whole_weeks_have_passed(
    database: Database, missing: int | None, effect: tuple[int, int] | None
) -> None:
    """Confirmed of its kind before and after, without the week it was done in; where a report is missing, nothing."""
    for by in range(9):
        seen = {6: (SEEN,)}.get(by, (SEEN, Observation("brand", "Torget")) if by < 5 else ())
        found = live(database, shift(FIRST, by), *seen, silent=by == missing)
        if by == 3:  # its digest is on Wednesday of the week after it
            with database.begin() as work:
                key = actions.add(work, someone(work).id, Action("alby", "skadegorelse", "Albyvägen", "Ord", "police"))
                actions.set_status(work, key, "done")
        if 3 < by < 8:
            assert found.steps[0].effect is None
    assert found.steps[0].effect == effect


def test_a_week_that_was_not_closed_leaves_no_effect(database: Database) -> None:
    """What somebody reported in a week that never left is not read."""
    for by in range(9):
        live(database, shift(FIRST, by), SEEN)
        if by == 3:
            with database.begin() as work:
                key = actions.add(work, someone(work).id, Action("alby", "skadegorelse", "Albyvägen", "Ord", "police"))
                actions.set_status(work, key, "done")
                work.conn.execute(delete(models.release).where(models.release.c.week == shift(FIRST, 2)))
    with database.begin() as work:
        assert looked(work, shift(FIRST, 8)).steps[0].effect is None


def test_a_week_that_an_earlier_version_closed_can_be_read(database: Database) -> None:
    """Then a release held the areas alone, and no pulse: it has no spots and no decisions, and is not counted anew."""
    live(database, FIRST, SEEN)
    with database.begin() as work:
        for number in range(5):
            pulses.put(work, someone(work, 20 + number).id, FIRST, "alby", 1)
        row = work.conn.execute(models.release.select()).one()
        kept = work.vault.open_json(row.sealed_reports, "release.reports")
        cells = work.vault.open_json(row.sealed_cells, "release.cells")
        old = [{k: v for k, v in area.items() if k not in ("silent", "north", "quotes")} for area in kept["areas"]]
        new = {name: value for name, value in cells.items() if name != "pulses"}
        values = {"sealed_reports": work.vault.seal_json(old, "release.reports")}
        values |= {"sealed_cells": work.vault.seal_json(new, "release.cells")}
        work.conn.execute(models.release.update().values(**values))
        seen = looked(work, FIRST)
        assert (seen.spots, seen.steps, seen.pulse, seen.areas[0].pulse) == ((), (), None, None)
        assert (seen.areas[0].observations[0].place, seen.areas[0].silent) == ("Albyvägen", 0)


def test_the_pulse_is_counted_once_with_the_weeks_cells(database: Database) -> None:
    """Below five nothing is shown; what is erased later changes nothing, nor does what would have made a fifth."""
    clock_of(database).now = slot_of(DESK, shift(FIRST, -1), "digest")
    with database.begin() as work:
        for number, area in enumerate(["alby"] * 6 + ["fittja"] * 5 + ["tumba"] * 4):
            pulses.put(work, someone(work, 20 + number).id, FIRST, area, number % 3 + 1)
    before = live(database, FIRST)
    assert [area.pulse.n if area.pulse else None for area in before.areas] == [6, 5, None, None, None, None]
    assert before.pulse is not None
    assert (before.pulse.n, before.pulse.answers) == (11, (4, 4, 3, 0))
    with database.begin() as work:
        work.conn.execute(delete(models.pulse).where(models.pulse.c.area == "alby"))
        pulses.put(work, someone(work, 40).id, FIRST, "tumba", 1)
        assert looked(work, FIRST) == before
        assert digest(DESK, work, FIRST, "manager", "alby").pulse is None


def test_looking_back_shows_what_was_closed_and_releases_nothing(database: Database) -> None:
    """A week that never left is none; what was reported late is not in it; each role sees of it what it may."""
    live(database, FIRST, SEEN)
    live(database, shift(FIRST, 1), silent=True)
    with database.begin() as work:
        reports.put(work, someone(work).id, Report(shift(FIRST, 1), "alby", 1, (SEEN,)))
        assert disclosure.closed(DESK, work, shift(FIRST, -1), "coordinator", None) is None
        assert closed(work, shift(FIRST, -1)) is None
        back = [disclosure.closed(DESK, work, shift(FIRST, by), "coordinator", None) for by in (0, 1)]
        assert [one.areas[0].assessments if one else None for one in back] == [(3,), ()]
        mine = disclosure.closed(DESK, work, FIRST, "association", None)
        assert mine is not None
        assert (mine.areas[0].ombud, mine.areas[0].assessments, mine.areas[0].observations) == (1, (), ())
        own = disclosure.closed(DESK, work, FIRST, "manager", "alby")
        assert own is not None
        assert [area.slug for area in own.areas] == ["alby"]
