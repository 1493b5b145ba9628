"""The residents' pulse: one answer a person and week, nobody's when the week is over, and shown only from five on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from storing import both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.news import pulsing
from bot.picture.pulse import Pulse, in_words, pulse
from bot.weekly.rounds import Rounds
from storage import models, people, pulses
from storage.database import Work
from storage.outbound import UNSENT

VOICES = Voices()
DESK = Desk(load("botkyrka"), VOICES)
WEEK = "2026-W47"


@both
def test_within_the_week_one_person_counts_once(kind: str, request: pytest.FixtureRequest) -> None:
    """A second answer takes the place of the first, with what was said about that one."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        person = someone(work)
        pulses.put(work, person.id, WEEK, "alby", 4)
        pulses.add_more(work, person.id, WEEK, "tunneln")
        assert pulses.area_of(work, person.id) == "alby"
        pulses.put(work, person.id, WEEK, "alby", 2)
        assert pulses.counted(work, WEEK, "alby") == {2: 1}
        assert work.conn.execute(select(models.pulse.c.sealed_more)).scalars().all() == [None]


@both
def test_when_the_week_is_over_an_answer_is_nobodys(kind: str, request: pytest.FixtureRequest) -> None:
    """The link goes, the order too, the numbers stay; this week's answers are left alone."""
    order = list(range(5, 25))
    Random(2).shuffle(order)  # noqa: S311 - any order will do
    with opened(url_of(kind, request)) as database:
        with database.begin() as work:
            for at, number in enumerate(order):
                pulses.put(work, someone(work, number).id, WEEK, "alby", 4 - at % 4)
            pulses.add_more(work, someone(work, order[0]).id, WEEK, "tunneln på kvällen")
            before = pulses.counted(work, WEEK, "alby")
            pulsing.unlink(DESK, work)
            assert len(_rows(work, models.pulse.c.person_id.is_not(None))) == len(order)
        clock_of(database).now = datetime(2026, 11, 22, 23, 1, tzinfo=UTC)  # Monday, a minute past midnight
        with database.begin() as work:
            pulses.put(work, someone(work, 5).id, "2026-W48", "alby", 1)
            assert pulsing.unlink(DESK, work) == len(order)
            assert pulsing.unlink(DESK, work) == 0
            assert [row.week for row in _rows(work, models.pulse.c.person_id.is_not(None))] == ["2026-W48"]
            assert pulses.counted(work, WEEK, "alby") == before
            kept = _rows(work, models.pulse.c.week == WEEK)
            assert [row.answer for row in kept] == sorted(row.answer for row in kept)
            assert [row.answer for row in kept if row.sealed_more] == [4]


def _rows(work: Work, *where: Any) -> Sequence[Any]:
    return work.conn.execute(select(models.pulse).where(*where).order_by(models.pulse.c.id)).all()


@both
def test_who_said_yes_is_asked_once_a_month(kind: str, request: pytest.FixtureRequest) -> None:
    """Once for the month, whoever looks; not in the month in which they said yes; never after no or STOPP."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        yes, no, stopped = (someone(work, number) for number in (5, 6, 7))
        for person in (yes, no, stopped):
            pulses.wishes(work, person.id, "2026-11", wants=True)
        pulses.wishes(work, no.id, "2026-11", wants=False)
        pulses.no_more(work, stopped.id)
        people.stop(work, stopped.id, "asked to stop")
        assert pulses.to_ask(work, "2026-11") == []
        assert pulses.to_ask(work, "2026-12") == [yes.id]
        assert [pulses.asked(work, yes.id, "2026-12") for _ in range(2)] == [True, False]
        assert pulses.to_ask(work, "2026-12") == []
        assert [pulses.wish(work, p.id) for p in (yes, no, someone(work, 8))] == [True, False, None]


@pytest.mark.parametrize(
    ("local", "asked"),
    [
        ("2026-12-06 18:00", 0),
        ("2026-12-07 17:59", 0),
        ("2026-12-07 18:00", 1),
        ("2026-12-07 21:00", 0),
        ("2026-12-13 20:00", 1),
        ("2026-12-14 18:00", 0),
        ("2027-01-04 18:00", 1),
        ("2026-04-06 18:00", 0),  # Easter Monday
        ("2026-04-07 18:00", 1),
    ],
)
async def test_the_month_begins_on_the_evening_of_its_first_monday(sqlite_url: str, local: str, asked: int) -> None:
    """From 18 to 21 on the first Monday; the days after, where that was a holiday or we were down. Once."""
    with opened(sqlite_url) as database:
        clock_of(database).now = datetime.fromisoformat(local).replace(tzinfo=DESK.zone).astimezone(UTC)
        with database.begin() as work:
            pulses.wishes(work, someone(work).id, "2026-03", wants=True)
        rounds = Rounds(database, DESK)
        assert [await rounds.tick() for _ in range(2)] == [asked, 0]
        with database.begin() as work:
            unsent = select(models.outbound).where(models.outbound.c.state.in_(UNSENT))
            assert len(work.conn.execute(unsent).all()) == asked


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        ({}, None),
        ({1: 2, 3: 2}, None),
        ({1: 4, 5: 40}, None),
        ({1: 2, 2: 1, 3: 1, 4: 1}, Pulse(5, (2, 1, 1, 1), None)),
        ({1: 5, 5: 4}, Pulse(5, (5, 0, 0, 0), None)),
        ({1: 5, 5: 5}, Pulse(5, (5, 0, 0, 0), 5)),
    ],
)
def test_nothing_is_shown_below_five(counted: dict[int, int], shown: Pulse | None) -> None:
    """The fifth answer is counted apart: it helps no area over the bound, and has the same bound itself."""
    assert pulse(counted) == shown


def test_the_number_of_answers_is_always_said() -> None:
    """In words too, n comes with the answers."""
    said = VOICES.say(in_words(Pulse(9, (4, 3, 2, 0), 6)), "sv")
    assert said.splitlines() == [
        "Boende som valt att svara (n=9): Mycket trygg 4, Ganska trygg 3, Ganska otrygg 2, Mycket otrygg 0",
        "6 till går i stort sett aldrig ut",
    ]
