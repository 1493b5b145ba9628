"""The first who looks waits for nothing that could have been made ready before."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest
from served import World
from sqlalchemy import event
from storing import someone
from test_page import COORDINATOR, log_in

from bot.picture.disclosure import digest
from bot.picture.views import weeks_released
from bot.web.picture import Picture
from bot.web.site import templates
from handlers.records import Observation, Report
from storage import reports

MOST = 60  # questions to the database


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start is over."""
    monkeypatch.setattr("bot.web.picture._SETTLED", 0)


async def test_the_first_view_is_there_at_once(here: World, web: httpx.AsyncClient) -> None:
    """With a quarter of released weeks, the first page compiles no template and asks the database few questions;
    `make bench` has the milliseconds."""
    await here.joins("coordinator", None, COORDINATOR)
    with here.app.database.begin() as work:
        weeks, own = weeks_released(here.app.desk, work.now), someone(work).id
        for week in reversed(weeks):
            for area in here.app.desk.town.areas:
                seen = tuple(Observation("brand", f"{area.name} {number}") for number in range(4))
                reports.put(work, own, Report(week, area.slug, 2, seen))
            digest(here.app.desk, work, week, "coordinator", None)
    entered = await log_in(here, web, COORDINATOR)
    made = Picture(here.app.desk, here.app.database)
    await made.warm()
    compiled, asked = len(templates.env.cache or ()), Counter[str]()
    event.listen(here.app.database.engine, "before_cursor_execute", lambda *told: asked.update([told[2]]))
    page = await web.get(entered.headers["location"])
    assert "Tretton veckor" in page.text
    assert len(templates.env.cache or ()) == compiled
    assert 0 < asked.total() < MOST


async def test_a_page_that_cannot_be_warmed_keeps_nobody_from_anything(here: World) -> None:
    """A fault in it is logged, and the service goes on."""
    async with here.doors_only():
        made = Picture(here.app.desk, here.app.database)
        made._past = made._desk = None  # type: ignore[assignment]
        await made.warm()
