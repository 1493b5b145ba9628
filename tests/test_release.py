"""A week is counted once: what comes or goes afterwards changes nothing that was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete
from storing import both, opened, someone, url_of

from bot.desk import Desk
from bot.facts import slot_of, this_week
from bot.i18n import Voices
from bot.municipality import load
from bot.picture.disclosure import digest
from bot.weekly.week import shift
from handlers.records import Observation, Place, Report, Tip
from storage import reports, tips
from storage.database import Database, Work
from storage.models import tip as tip_table

pytestmark = both
DESK = Desk(load("botkyrka"), Voices())


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def seen(work: Work, week: str) -> tuple[int | None, ...]:
    return tuple(area.tips for area in digest(DESK, work, week, "coordinator", None).areas)


def test_late_and_erased_tips_change_nothing_that_was_told(database: Database) -> None:
    """Told once, a week stays as it was told; a week that is not over tells nothing; reports close at the digest."""
    with database.begin() as work:
        person = someone(work).id
        week = shift(this_week(DESK, work), -3)
        areas = [area.slug for area in DESK.town.areas]
        for number, slug in enumerate(areas[:3], 3):
            for _ in range(number * 2):
                tips.add(work, person, Tip("ordning", slug, Place(), "Stökigt"), week, "evening")
                tips.add(work, person, Tip("ordning", slug, Place(), "Stökigt"), this_week(DESK, work), "evening")
        assert work.now > slot_of(DESK, week, "digest") + timedelta(days=1)
        before = seen(work, week)
        assert before[:3] == (None, 8, 10)
        assert set(before[3:]) == {None}
        work.conn.execute(delete(tip_table).where(tip_table.c.area == areas[1]))
        tips.add(work, person, Tip("ordning", areas[2], Place(), "Stökigt"), week)
        reports.put(work, person, Report(week, areas[0], 2, (Observation("ordning", "Albyvägen"),)))
        assert seen(work, week) == before
        assert digest(DESK, work, week, "manager", areas[0]).areas[0].observations == ()
        assert set(seen(work, this_week(DESK, work))) == {None}
