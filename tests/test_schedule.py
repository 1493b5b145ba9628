"""The week as it is lived: each thing once, for whom it concerns, whatever happens to the service and the clock."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from storing import another, url_of
from transcript import URL, ZONE, reborn

from bot.app import Ombudet
from bot.channels import ChannelName
from bot.municipality import load
from bot.simulation.cast import TOWN, Cast
from bot.simulation.stage import Phone, Stage, set_stage
from bot.weekly.calendars import holidays_of
from bot.weekly.week import JOBS, WeekPlan, iso_week, monday, shift, slots
from storage import models

PLAN = load("botkyrka").week
MEMBERS = {member[0]: member[1:] for member in TOWN}
SLOTS = ("11-23 17:00", "11-24 17:00", "11-25 12:00", "11-25 15:00", "11-27 15:00")  # of the reported week 2026-W47


def at(text: str) -> datetime:
    """A moment by the municipality's wall clock; of 2026 unless it says so."""
    return datetime.fromisoformat(text if text[:2] == "20" else f"2026-{text}").replace(tzinfo=ZONE)


class Town:
    """A stage with some of the cast, whose clock jumps: nothing happens between two moments."""

    def __init__(self, url: str, start: str, plan: WeekPlan = PLAN) -> None:
        self.stage: Stage = set_stage(url, replace(load("botkyrka"), week=plan), at(start), 1, public_url=URL)
        self.cast = Cast(self.stage, Random(1))  # noqa: S311 - the same at every run

    async def join(self, *names: str) -> None:
        """Members of the cast take up their invitation."""
        for name in names:
            channel, address, role, area = MEMBERS[name]
            await self.cast.invite(self.phone(name, channel, address), role, area)

    def phone(self, name: str, channel: ChannelName = "telegram", address: str = "7101") -> Phone:
        return self.stage.phones.get(name) or self.stage.add(Phone(name, channel, address, "sv"))

    async def tick(self, *moments: str) -> None:
        for moment in moments:
            self.stage.clock.move_to(at(moment))
            await self.stage.app.tick()

    async def rows(self, table: Any, *where: Any) -> list[Any]:
        query = select(table).where(*where).order_by(table.c.id)
        return await self.stage.app.database.run(lambda work: list(work.conn.execute(query)))

    async def fired(self, week: str, state: str = "fired") -> list[tuple[str, str]]:
        """(job, role and area) of what is recorded of a week, in order."""
        rows = await self.rows(models.firing, models.firing.c.week == week, models.firing.c.state == state)
        return [(row.job, row.recipient.rpartition("-")[0]) for row in rows]

    async def written(self, week: str) -> Counter[str]:
        """How often each job's message stands in the outbox, as "job role-area"."""
        rows = await self.rows(models.outbound, models.outbound.c.purpose.contains(f":{week}:"))
        named = [row.purpose.split(":") for row in rows]
        return Counter(f"{job} {recipient.rpartition('-')[0]}" for job, _, recipient, *_ in named)

    async def open_talks(self) -> Counter[str]:
        """How many conversations are open, by flow."""
        table = models.conversation
        query = select(table.c.flow).where(table.c.sealed.is_not(None))
        return Counter(await self.stage.app.database.run(lambda work: list(work.conn.execute(query).scalars())))


@pytest.fixture
async def towns() -> AsyncIterator[list[Town]]:
    """Towns that are closed in the end."""
    made: list[Town] = []
    yield made
    for town in made:
        await town.stage.app.close()


@pytest.fixture
async def town(sqlite_url: str, towns: list[Town]) -> Town:
    """The week before: two ombud, a manager, a coordinator."""
    towns.append(Town(sqlite_url, "11-20 12:00"))
    await towns[0].join("ombud-alby", "ombud-fittja", "omradeschef-alby", "samordnare")
    return towns[0]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_each_thing_once_though_two_services_tick_and_restart(
    kind: str, request: pytest.FixtureRequest, towns: list[Town]
) -> None:
    """Two services on one database tick at the same time, again and again, and start anew: one message each."""
    town = Town(url_of(kind, request), "11-20 12:00")
    towns.append(town)
    await town.join("ombud-alby", "ombud-fittja", "omradeschef-alby", "samordnare")
    first = town.stage.app
    second = Ombudet(another(first.database, bytes(32)), first.desk, first.channels)
    for moment in SLOTS:
        town.stage.clock.move_to(at(moment))
        await asyncio.gather(*(app.schedule.tick() for app in (town.stage.app, second) * 3))
        await town.tick(moment)
        reborn(town.stage)
        await town.tick(moment)
    second.database.close()
    expected = {
        "prompt ombud-alby": 1,
        "prompt ombud-fittja": 1,
        "nudge ombud-alby": 1,
        "nudge ombud-fittja": 1,
        "cutoff coordinator-all": 1,
        "digest manager-alby": 1,
        "digest coordinator-all": 1,
    }
    assert await town.written("2026-W47") == expected
    assert sorted(" ".join(pair) for pair in await town.fired("2026-W47")) == sorted(expected)
    assert len(await town.fired("2026-W47", "done")) == len(SLOTS)


async def test_a_week_offline_is_missed_and_does_not_come_back(town: Town) -> None:
    """Whoever was to hear something of it is recorded as missed; nothing of that week is sent, and the next one is."""
    await town.tick("11-30 09:00", "11-30 09:01")
    assert await town.written("2026-W47") == {}
    missed = await town.fired("2026-W47", "missed")
    assert Counter(job for job, _ in missed) == {"prompt": 2, "nudge": 2, "cutoff": 1, "digest": 2}
    await town.tick("11-30 17:00")
    assert await town.fired("2026-W48") == [("prompt", "ombud-alby"), ("prompt", "ombud-fittja")]


async def test_what_is_late_waits_until_people_are_up(town: Town) -> None:
    """Back at eleven in the evening, nobody is prompted; at eight in the morning they are."""
    await town.tick("11-23 23:00")
    assert await town.fired("2026-W47") == []
    await town.tick("11-24 07:59")
    assert await town.fired("2026-W47") == []
    await town.tick("11-24 08:00")
    assert await town.fired("2026-W47") == [("prompt", "ombud-alby"), ("prompt", "ombud-fittja")]


async def test_what_still_makes_sense_is_caught_up(town: Town) -> None:
    """Offline until Tuesday, the prompt goes out late; until Thursday, the digest does, and prompt and nudge do not."""
    await town.tick("11-24 09:00")
    assert await town.fired("2026-W47") == [("prompt", "ombud-alby"), ("prompt", "ombud-fittja")]
    await town.tick("12-03 08:00")
    assert await town.fired("2026-W48") == [("digest", "manager-alby"), ("digest", "coordinator-all")]
    assert {job for job, _ in await town.fired("2026-W48", "missed")} == {"prompt", "nudge", "cutoff"}


@pytest.mark.parametrize(
    ("start", "asked", "week"),
    [("2026-10-24", "2026-10-26", "2026-W43"), ("2027-03-27", "2027-03-30", "2027-W12")],
)
async def test_the_clocks_change_and_the_hour_on_the_wall_stays(
    sqlite_url: str, towns: list[Town], start: str, asked: str, week: str
) -> None:
    """After the night of a clock change the prompt comes at five on the wall, once (in 2027 after Easter Monday)."""
    town = Town(sqlite_url, f"{start} 12:00")
    towns.append(town)
    await town.join("ombud-alby")
    while town.stage.clock() < at(f"{asked} 20:00"):
        town.stage.clock.move(timedelta(minutes=30))
        await town.stage.app.schedule.tick()
    rows = await town.rows(models.firing, models.firing.c.job == "prompt", models.firing.c.state == "fired")
    assert [(row.week, row.at.astimezone(ZONE)) for row in rows] == [(week, at(f"{asked} 17:00"))]
    assert rows[0].at == rows[0].due_at


async def test_at_christmas_nothing_falls_on_a_holiday_and_nothing_twice(sqlite_url: str, towns: list[Town]) -> None:
    """Three weeks of holidays: each week that has a digest has one, in order, and nobody hears from us on a holiday."""
    town = Town(sqlite_url, "2026-12-18 12:00")
    towns.append(town)
    await town.join("ombud-alby", "omradeschef-alby", "samordnare")
    while town.stage.clock() < at("2027-01-11 08:00"):
        town.stage.clock.move(timedelta(hours=3))
        await town.stage.app.tick()
    rows = await town.rows(models.firing, models.firing.c.state == "fired")
    for row in rows:
        local = row.at.astimezone(ZONE).date()
        assert local not in holidays_of("SE", local.year)
    for week in ("2026-W51", "2026-W52", "2026-W53"):
        own = {row.job: row.at for row in rows if row.week == week}
        wanted = {slot.job for slot in slots(week, PLAN) if slot.due} - {"meeting", "feedback"}
        assert set(own) == wanted
        assert [*own] == [job for job in JOBS if job in own]
        assert max((await town.written(week)).values()) == 1


async def test_a_slot_without_room_is_dropped_and_recorded(sqlite_url: str, towns: list[Town]) -> None:
    """What the holidays leave no room for is recorded once as dropped, with the reason, and nobody is written to."""
    weeks = (iso_week(monday("2026-W48") + timedelta(weeks=n)) for n in range(520))
    dropped = next(slot for week in weeks for slot in slots(week, PLAN) if slot.due is None and slot.job == "nudge")
    start = datetime.combine(monday(shift(dropped.week, 1)), PLAN.prompt.time)
    town = Town(sqlite_url, start.isoformat(" "))
    towns.append(town)
    await town.join("ombud-alby")
    for _ in range(3):
        town.stage.clock.move(timedelta(hours=1))
        await town.stage.app.tick()
    rows = await town.rows(models.firing, models.firing.c.state == "dropped", models.firing.c.job == "nudge")
    assert [(row.week, row.recipient, row.reason) for row in rows] == [(dropped.week, "*", "no-room")]


async def test_what_was_said_is_forgotten_within_the_minute(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """By which a message is known again when it comes twice: after ten minutes, in as many transactions as it takes."""
    monkeypatch.setattr("bot.weekly.schedule._FORGOTTEN", 1)
    town.stage.clock.move_to(at("11-24 09:00"))
    await town.join("ombud-alby", "ombud-fittja")
    said = models.inbound.c.echo.is_not(None)
    await town.tick("11-24 09:10")
    assert len(await town.rows(models.inbound, said)) > 1
    await town.tick("11-24 09:11")
    assert await town.rows(models.inbound, said) == []


async def test_who_joins_after_the_slot_waits_for_the_next(town: Town) -> None:
    """A new ombud is not asked about a week that was asked about before they came, however late the prompt is."""
    town.stage.clock.move_to(at("11-23 17:01"))
    await town.join("ombud-tumba")
    await town.tick("11-23 17:02", "11-24 17:00")
    assert ("prompt", "ombud-tumba") not in await town.fired("2026-W47")
    await town.tick("11-30 17:00")
    assert ("prompt", "ombud-tumba") in await town.fired("2026-W48")


async def test_only_those_who_have_not_answered_are_nudged(town: Town) -> None:
    """One has reported, one has not: one nudge; and the one who has gets the thanks."""
    await town.tick("11-23 17:00")
    await town.cast.report(town.phone("ombud-alby"))
    await town.tick(*SLOTS[1:])
    assert [pair for pair in await town.fired("2026-W47") if pair[0] in ("nudge", "feedback")] == [
        ("nudge", "ombud-fittja"),
        ("feedback", "ombud-alby"),
    ]


async def test_each_role_gets_its_digest(sqlite_url: str, towns: list[Town]) -> None:
    """Manager, police, coordinator and association each get one; the ombud and residents none."""
    town = Town(sqlite_url, "11-20 12:00")
    towns.append(town)
    await town.join("ombud-alby", "omradeschef-alby", "omradeschef-fittja", "samordnare", "polis", "foreningen")
    await town.tick("11-25 15:00")
    digests = {who for job, who in await town.fired("2026-W47") if job == "digest"}
    expected = {"manager-alby", "manager-fittja", "police-alby", "coordinator-all", "association-all"}
    assert digests == expected
    assert {who for who in await town.written("2026-W47") if who.startswith("digest")} == {
        f"digest {e}" for e in expected
    }
