"""What partners decided: kept sealed, due dates, who is asked whether it helped, and what comes of a no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from storing import both, clock_of, opened, someone, url_of

from handlers.records import Action, Place, Tip
from storage import actions, models, tips
from storage.database import Database, Work

pytestmark = both
LITTER = Action("alby", "nedskrapning", "Albyvägen 12", "Tömma soprummet oftare", "botkyrkabyggen", "2026-12-01")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as found:
        yield found


def tipped(work: Work, number: int, area: str = "alby", category: str = "nedskrapning") -> str:
    """Somebody's tip; returns its code."""
    return tips.add(
        work, someone(work, number).id, Tip(category, area, Place("Albyvägen 12"), "skräp"), "2026-W47"
    ).code


def test_an_action_is_kept_sealed_and_listed_by_when_it_is_due(database: Database) -> None:
    with database.begin() as work:
        own = someone(work, 5).id
        undated = actions.add(work, own, Action("alby", "brand", "", "Prata med skolan", "police"))
        dated = actions.add(work, own, LITTER)
        actions.add(work, own, Action("fittja", "brand", "", "Annat", "police"))
        assert [one.id for one in actions.under_way(work, ["alby"])] == [dated, undated]
        assert [one.id for one in actions.overdue(work, "2026-12-01", ["alby"])] == []
        assert [one.id for one in actions.overdue(work, "2026-12-02", ["alby"])] == [dated]
        row = work.conn.execute(select(models.action).where(models.action.c.id == dated)).one()
        assert b"soprummet" not in row.sealed_what
        assert b"Alby" not in row.sealed_place


def test_a_status_changes_once(database: Database) -> None:
    """Done is no longer under way; reopened is again; the same twice is no change."""
    with database.begin() as work:
        key = actions.add(work, someone(work, 5).id, LITTER)
        assert actions.set_status(work, key, "done")
        assert not actions.set_status(work, key, "done")
        assert actions.under_way(work, ["alby"]) == []
        assert actions.set_status(work, key, "reopened")
        kept = actions.by_id(work, key)
        assert kept is not None
        assert (kept.status, kept.what, kept.place) == ("reopened", LITTER.what, LITTER.place)
        assert not actions.set_status(work, key + 1, "done")


def test_those_whose_tips_led_to_it_are_of_the_same_kind_and_place_and_time(database: Database) -> None:
    with database.begin() as work:
        tipped(work, 9)
    clock_of(database).pass_(hours=24 * 40)
    with database.begin() as work:
        tipped(work, 6)
        latest = tipped(work, 6)
        tipped(work, 7, area="fittja")
        tipped(work, 8, category="brand")
        kept = actions.by_id(work, actions.add(work, someone(work, 5).id, LITTER))
        assert kept is not None
        assert timedelta(days=40) > actions.LED_TO_IT
        assert actions.whose_tips_led_to(work, kept) == {someone(work, 6).id: latest}
