"""The week against the clock: whatever is done to it, each recipient gets one prompt and one digest about each week, or
it is recorded once that they did not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from storing import HandClock, url_of
from test_schedule import PLAN, Town, at

from bot.weekly.schedule import WEEKS_BACK
from bot.weekly.week import SlotTime, WeekPlan, shift, slots
from storage import models

pytestmark = pytest.mark.no_cover  # weeks of everything, which take twice as long when each line is noted
JOBS = {"prompt": {"ombud-alby"}, "digest": {"manager-alby", "coordinator-all"}}
SUNDAY = 6
NIGHT = replace(
    PLAN,
    prompt=SlotTime(SUNDAY, time(1, 45)),
    nudge=SlotTime(SUNDAY, time(2, 15)),
    cutoff=SlotTime(SUNDAY, time(2, 30)),
    digest=SlotTime(SUNDAY, time(2, 45)),
    meeting=SlotTime(SUNDAY, time(5)),
    feedback=SlotTime(SUNDAY, time(6)),
)  # around the hour that a clock change skips or repeats
HOUR = 60.0


class Lived(Town):
    """An ombud, a manager and a coordinator, and a clock that is moved by hand, backwards too."""

    clock: HandClock

    async def begin(self) -> None:
        """They join, and from here the clock is ours."""
        await self.join("ombud-alby", "omradeschef-alby", "samordnare")
        self.clock = HandClock()
        self.clock.now = self.stage.clock()
        self.stage.app.database.clock = self.clock

    async def tick_at(self, moment: datetime) -> None:
        self.clock.now = moment
        await self.stage.app.tick()

    async def live(self, until: str, step: timedelta) -> None:
        while self.clock.now < at(until):
            await self.tick_at(self.clock.now + step)

    async def recorded(self, job: str, week: str) -> list[tuple[str, str, str]]:
        """(state, reason, role and area) of what is recorded of a slot, one for each recipient."""
        rows = await self.rows(models.firing, models.firing.c.job == job, models.firing.c.week == week)
        return [(row.state, row.reason, row.recipient.rpartition("-")[0]) for row in rows if row.recipient != "*"]

    async def assert_once(self, week: str, missed: bool = False) -> None:
        """One prompt and one digest for each whom they concern; or each is missed, or dropped, with the reason."""
        written = await self.written(week)
        for slot in slots(week, self.stage.app.desk.town.week):
            if slot.job not in JOBS:
                continue
            found = await self.recorded(slot.job, week)
            expected = Counter(JOBS[slot.job] if slot.due else ())
            states = {("missed", "too late")} if missed else {("fired", slot.reason)}
            assert Counter(who for _, _, who in found) == expected, (week, slot.job)
            assert {(state, reason) for state, reason, _ in found} <= states
            told = Counter({who: number for who, number in written.items() if who.startswith(f"{slot.job} ")})
            assert told == Counter({f"{slot.job} {who}": 1 for who in expected if not missed})
            if slot.due is None:
                query = select(models.firing.c.state, models.firing.c.reason).where(
                    models.firing.c.job == slot.job, models.firing.c.week == week
                )
                rows = await self.stage.app.database.run(lambda work, query=query: work.conn.execute(query).all())  # type: ignore[misc]
                assert [tuple(row) for row in rows] == [("dropped", "no-room")]


@pytest.fixture
async def lived(request: pytest.FixtureRequest, kind: str) -> AsyncIterator[list[Lived]]:
    """Towns on a database of the kind, closed in the end."""
    made: list[Lived] = []
    yield made
    for town in made:
        await town.stage.app.close()


async def town_from(
    start: str, kind: str, request: pytest.FixtureRequest, lived: list[Lived], plan: WeekPlan = PLAN
) -> Lived:
    """A town whose people joined the day before."""
    town = Lived(url_of(kind, request), start, plan)
    lived.append(town)
    await town.begin()
    return town


both = pytest.mark.parametrize("kind", ["sqlite", "postgres"])
sqlite = pytest.mark.parametrize("kind", ["sqlite"])


@both
@pytest.mark.parametrize(("night", "week"), [("2026-10-25", "2026-W42"), ("2026-03-29", "2026-W12")])
async def test_in_the_nights_when_the_clocks_change(
    kind: str, night: str, week: str, request: pytest.FixtureRequest, lived: list[Lived]
) -> None:
    """All slots lie in the hour that comes twice, or not at all: each thing happens once, in order."""
    start = at(f"{night} 00:00") - timedelta(hours=12)
    town = await town_from(start.replace(tzinfo=None).isoformat(" "), kind, request, lived, NIGHT)
    town.clock.now = at(f"{night} 00:30")
    await town.live(f"{night} 08:00", timedelta(minutes=5))
    await town.assert_once(week)
    rows = await town.rows(models.firing, models.firing.c.week == week, models.firing.c.state == "fired")
    order = [row.job for row in rows if row.job in ("prompt", "cutoff", "digest")]
    assert order == sorted(order, key=["prompt", "cutoff", "digest"].index)


@sqlite
@pytest.mark.parametrize(
    ("start", "until", "weeks"),
    [
        ("2026-12-18 12:00", "2027-01-18 08:00", ("2026-W51", "2026-W52", "2026-W53", "2027-W01")),
        ("2027-06-18 12:00", "2027-07-05 08:00", ("2027-W24", "2027-W25")),
        ("2027-04-30 12:00", "2027-05-17 08:00", ("2027-W17", "2027-W18")),
        ("2026-10-23 12:00", "2026-11-02 08:00", ("2026-W43",)),
        ("2027-03-26 12:00", "2027-04-05 08:00", ("2027-W12",)),
    ],
    ids=["christmas, week 53 and the new year", "midsummer", "ascension", "winter time", "summer time and easter"],
)
async def test_in_the_weeks_that_are_not_like_others(
    kind: str, start: str, until: str, weeks: tuple[str, ...], request: pytest.FixtureRequest, lived: list[Lived]
) -> None:
    """Lived through hour by hour, each week has its prompt and its digest, or what the holidays left no room for."""
    town = await town_from(start, kind, request, lived)
    await town.live(until, timedelta(hours=1))
    for week in weeks:
        await town.assert_once(week)


@both
@pytest.mark.parametrize(
    "minutes",
    [
        (-10, -0.02, -HOUR, -30, -0.02, 0, 1, HOUR),
        (-1, 0.02, 0.02 - HOUR, -1, 0.02, 30),
        (-1, 0, -HOUR, 0, -HOUR, 0, HOUR, 1),
        (-1 - HOUR, -1, 0, HOUR, 1, 2),
        (-30, HOUR - 30, -29, 0, 31),
        (-1, HOUR, HOUR + 1, 2, 3, HOUR),
    ],
    ids=[
        "back before",
        "back after",
        "back and forth on the dot",
        "forth before",
        "forth and set right",
        "forth after",
    ],
)
async def test_a_clock_that_jumps_by_an_hour_at_a_bad_moment(
    kind: str, minutes: tuple[float, ...], request: pytest.FixtureRequest, lived: list[Lived]
) -> None:
    """Just before, just after and on the dot of prompt and digest, back and forth: each comes once, and goes out."""
    town = await town_from("2026-11-20 12:00", kind, request, lived)
    for job in JOBS:
        (due,) = (slot.due for slot in slots("2026-W47", PLAN) if slot.job == job)
        assert due is not None
        for by in minutes:
            await town.tick_at(due + timedelta(minutes=by))
    await town.assert_once("2026-W47")
    await town.tick_at(at("2026-11-25 20:00"))
    assert {row.state for row in await town.rows(models.outbound)} == {"sent"}


@both
async def test_asleep_for_a_week(kind: str, request: pytest.FixtureRequest, lived: list[Lived]) -> None:
    """A laptop closed on Friday and opened on Friday: the digest of the week between is late and still goes out, what
    came before it is missed; the next week is like any other."""
    town = await town_from("2026-11-20 12:00", kind, request, lived)
    await town.tick_at(at("2026-11-27 12:00"))
    assert await town.recorded("prompt", "2026-W47") == [("missed", "too late", "ombud-alby")]
    assert {state for state, _, _ in await town.recorded("digest", "2026-W47")} == {"fired"}
    await town.live("2026-12-04 20:00", timedelta(hours=1))
    await town.assert_once("2026-W48")


@both
async def test_asleep_for_nine_weeks(kind: str, request: pytest.FixtureRequest, lived: list[Lived]) -> None:
    """Every week of them is recorded as missed, once for each whom it concerned; nobody hears of any of them."""
    town = await town_from("2026-11-20 12:00", kind, request, lived)
    for minutes in range(3):
        await town.tick_at(at("2027-01-25 09:00") + timedelta(minutes=minutes))
    weeks = [shift("2026-W47", by) for by in range(9)]
    assert len(weeks) < WEEKS_BACK
    for week in weeks:
        await town.assert_once(week, missed=True)
    assert [row.purpose for row in await town.rows(models.outbound) if "-W" in row.purpose] == []
    await town.live("2027-01-27 20:00", timedelta(hours=1))
    await town.assert_once("2027-W03")
