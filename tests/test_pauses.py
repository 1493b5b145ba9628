"""Pauses: read as people write them, kept by day, and what follows for who looks after an area."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from storing import both, opened, someone, url_of

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.people import cover
from bot.weekly.quiet import quiet
from handlers.reading.span import read_span
from storage import pauses, people

TODAY = date(2026, 11, 25)
DESK = Desk(load("botkyrka"), Voices())
D = date


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("v29-31", D(2027, 7, 19), D(2027, 8, 8)),
        ("v. 51–2", D(2026, 12, 14), D(2027, 1, 17)),
        ("vecka 48", TODAY, D(2026, 11, 29)),
        ("Week 50", D(2026, 12, 7), D(2026, 12, 13)),
        ("nästa vecka", D(2026, 11, 30), D(2026, 12, 6)),
        ("3 veckor", TODAY, D(2026, 12, 15)),
        ("tre veckor", TODAY, D(2026, 12, 15)),
        ("2 days", TODAY, D(2026, 11, 26)),
        ("till 5 januari", TODAY, D(2027, 1, 5)),
        ("until January 5", TODAY, D(2027, 1, 5)),
        ("till fredag", TODAY, D(2026, 11, 27)),
        ("13 juli - 2 augusti", D(2027, 7, 13), D(2027, 8, 2)),
        ("13–20 juli", D(2027, 7, 13), D(2027, 7, 20)),
        ("från 13 juli till 2 augusti", D(2027, 7, 13), D(2027, 8, 2)),
        ("13/12-2/1", D(2026, 12, 13), D(2027, 1, 2)),
        ("2026-12-01 - 2026-12-09", D(2026, 12, 1), D(2026, 12, 9)),
        ("imorgon", D(2026, 11, 26), D(2026, 11, 26)),
    ],
)
def test_days_are_read_as_people_write_them(words: str, first: date, last: date) -> None:
    """Weeks, lengths and days, in Swedish and English, with any dash."""
    assert read_span(words, TODAY) == (first, last)


@pytest.mark.parametrize("words", ["", "ja", "hej", "ingen aning", "v60", "till 31 februari", "v40 2020", "99 månader"])
def test_what_is_no_span_is_not_guessed_at(words: str) -> None:
    """What can't be read, or lasts for over a year, is asked about again."""
    assert read_span(words, TODAY) is None


@both
def test_an_area_is_looked_after_by_who_steps_in(kind: str, request: pytest.FixtureRequest) -> None:
    """During a pause the deputy who said yes has the area; before, after, and where they said no, they have not."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        absent, deputy = someone(work, 5), someone(work, 6)
        people.give_role(work, absent.id, "ombud", "alby")
        people.give_role(work, deputy.id, "ombud", "fittja")
        absent, deputy = people.get(work, absent.id), people.get(work, deputy.id)
        assert [p.id for p in cover.could_step_in(DESK, work, absent)] == [deputy.id]
        kept = pauses.add(work, absent.id, D(2026, 11, 23), D(2026, 12, 6), deputy.id)

        def has(day: date) -> tuple[list[int], list[str]]:
            return [p.id for p in cover.on_duty(work, "alby", day)], cover.covered_by(work, deputy, day)

        assert has(D(2026, 11, 22)) == ([absent.id], ["fittja"])
        assert has(D(2026, 11, 23)) == ([], ["fittja"])
        assert cover.paused_areas(DESK, work, "2026-W47") == {"alby"}
        pauses.answered(work, kept.id, "yes")
        assert has(D(2026, 12, 6)) == ([deputy.id], ["fittja", "alby"])
        assert has(D(2026, 12, 7)) == ([absent.id], ["fittja"])
        assert cover.paused_areas(DESK, work, "2026-W47") == frozenset()


@both
def test_a_pause_ended_early_keeps_its_days(kind: str, request: pytest.FixtureRequest) -> None:
    """Ended on Wednesday, it held until Tuesday; ended before it began, it never held."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        person = someone(work)
        kept = pauses.add(work, person.id, D(2026, 11, 23), D(2026, 12, 6), None)
        pauses.end(work, kept, D(2026, 11, 25))
        assert [bool(pauses.on(work, D(2026, 11, day))) for day in (24, 25)] == [True, False]
        coming = pauses.add(work, person.id, D(2026, 12, 1), D(2026, 12, 6), None)
        assert pauses.standing(work, person.id, D(2026, 11, 25)) == [coming]
        pauses.end(work, coming, D(2026, 11, 25))
        assert pauses.standing(work, person.id, D(2026, 11, 20)) == [pauses.get(work, kept.id)]


@both
def test_who_is_asked_to_step_in_is_found_until_they_answer(kind: str, request: pytest.FixtureRequest) -> None:
    """A deputy can say yes or no by a word, once, while the pause is not over."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        absent, deputy = someone(work, 5), someone(work, 6)
        kept = pauses.add(work, absent.id, D(2026, 11, 23), D(2026, 12, 6), deputy.id)
        assert pauses.asking(work, deputy.id, D(2026, 12, 6)) == kept
        assert pauses.asking(work, deputy.id, D(2026, 12, 7)) is None
        pauses.answered(work, kept.id, "no")
        assert pauses.asking(work, deputy.id, D(2026, 12, 6)) is None


@pytest.mark.parametrize(
    ("local", "is_quiet"),
    [
        ("2026-11-25 07:59", True),
        ("2026-11-25 08:00", False),
        ("2026-11-25 20:59", False),
        ("2026-11-25 21:00", True),
        ("2026-12-24 12:00", True),
        ("2026-12-27 12:00", False),
    ],
)
def test_quiet_hours_are_on_the_wall_clock(local: str, is_quiet: bool) -> None:
    """From 21 to 8 in the municipality, and all of a holiday or an eve."""
    moment = datetime.fromisoformat(local).replace(tzinfo=DESK.zone)
    assert quiet(moment.astimezone(UTC), DESK.town.week) is is_quiet
