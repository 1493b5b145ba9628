"""Thirteen weeks: what is a gap, what is compared, and that looking back releases nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from storing import both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.facts import this_week
from bot.i18n import Voices
from bot.municipality import load
from bot.picture.disclosure import digest
from bot.picture.policy import EVERYTHING
from bot.picture.views import QUARTER
from bot.web.trends import HIGH, WIDE, Past, Point, Trend, bars, dots, line, panels, steps
from bot.weekly.week import shift
from handlers.records import Observation, Place, Report, Tip
from storage import releases, reports, tips
from storage.database import Database

DESK = Desk(load("botkyrka"), Voices())
NOTHING = (None,) * 10


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as found:
        yield found


@both
def test_the_past_is_what_was_released_and_looking_at_it_releases_nothing(database: Database) -> None:
    """A week that nothing was told of is a gap, also when there were tips; a late tip changes no week that was told;
    by category only what was told of it is there."""
    with database.begin() as work:
        person, week = someone(work).id, shift(this_week(DESK, work), -3)
        for when in (week, shift(week, -1)):
            for area, category, number in (("alby", "brand", 6), ("alby", "ordning", 4), ("fittja", "brand", 6)):
                for _ in range(number):
                    tips.add(work, person, Tip(category, area, Place(), "Brand"), when, "evening")
        seen = (Observation("brand", "Albyvägen"), Observation("ordning", "Tingstorget"))
        reports.put(work, person, Report(week, "alby", 2, seen))
        digest(DESK, work, week, "coordinator", None)
        past = Past(DESK)
        for category, told, confirmed in (("", 10, 2), ("brand", 6, 1), ("ordning", None, 1)):
            alby, *others = past.trends(work, week, "coordinator", None, category)
            assert alby.points[-1] == Point(week, 2, tips=told, seen=confirmed)
            assert alby.points[:-1] == tuple(Point(shift(week, back)) for back in range(1 - QUARTER, 0))
            assert all(one.points[-1].tips is None for one in others)
        assert [kept.week for kept in releases.all_of_them(work)] == [week]
    clock_of(database).pass_(hours=timedelta(weeks=1) / timedelta(hours=1))
    with database.begin() as work:
        tips.add(work, person, Tip("brand", "alby", Place(), "Brand"), week, "evening")
        digest(DESK, work, shift(week, 1), "coordinator", None)
        (alby,) = past.trends(work, shift(week, 1), "manager", "alby", "")
        assert [point.tips for point in alby.points[-2:]] == [10, None]


def test_a_gap_is_drawn_as_one() -> None:
    """No line crosses a week that has no value; a lone week is a dot, or a step as wide as itself."""
    assert len(line((1, 2, None, 4, *NOTHING[:9]), 4).paths) == 1
    assert len(line((1, 2, None, 4, *NOTHING[:9]), 4).dots) == 3
    assert len(steps((3, 3, None, 2, *NOTHING[:9])).paths) == 2
    assert dots((None, 50, None, *NOTHING)).paths == ()
    assert bars((None, 0, 3, *NOTHING), 3).bars[0][2] == 1
    assert line(NOTHING + NOTHING[:3], 4) == line((None,) * 13, 4)


def test_everything_is_drawn_within_its_panel() -> None:
    """The least and the most a value can be stay inside the frame."""
    ends = [4, *[1] * 11, 4]
    for panel in (line(ends, 4), bars(ends, 4), dots([100.0, *[0.0] * 12])):
        assert all(0 < x < WIDE and 0 < y < HIGH for x, y in panel.dots)
        assert all(0 < x < WIDE and y > 0 and y + high < HIGH for x, y, high in panel.bars)
    numbers = [float(n) for n in steps(ends).paths[0].replace("M", "").replace("L", " ").split()]
    assert min(numbers) > 0
    assert max(numbers) < WIDE


def test_areas_are_drawn_by_the_same_scale_and_only_what_may_be_shown() -> None:
    """The largest number of any area is the top of all; who is not shown tips gets no chart of them."""
    few = Trend("a", "A", tuple(Point(f"w{n}", 3, None, None, 2, 1) for n in range(13)))
    many = Trend("b", "B", tuple(Point(f"w{n}", 3, 80, 9, 40, 9) for n in range(13)))
    tops = {panel.kind: panel.most for panel in panels(few, [few, many], EVERYTHING)}
    assert tops == {"assessment": 4, "tips": 40, "seen": 9}
    assert [panel.kind for panel in panels(many, [few, many], {"assessment"})] == ["assessment", "safe"]
    assert (few.reported, few.unsafe, few.told, few.seen) == (13, 0, (26, 13), 13)
