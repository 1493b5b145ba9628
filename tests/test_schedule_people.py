"""The week and the people in it: who has stopped, what is overdue, what was left, and clocks that go wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import event, update
from storing import HandClock
from test_schedule import SLOTS, Town, at

from handlers.records import Observation, Place, Report, Tip
from storage import models, people, reports, tips
from storage.database import Work


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    """The week before: two ombud, a manager, a coordinator."""
    made = Town(sqlite_url, "11-20 12:00")
    await made.join("ombud-alby", "ombud-fittja", "omradeschef-alby", "samordnare")
    yield made
    await made.stage.app.close()


async def test_who_has_stopped_hears_nothing_of_the_week(town: Town) -> None:
    """Ombud, manager and coordinator who have stopped get nothing; it is as if they were not there."""
    for name in ("ombud-fittja", "omradeschef-alby", "samordnare"):
        await town.stage.say(town.phone(name), "stopp")
    await town.tick(*SLOTS)
    assert set(await town.written("2026-W47")) == {"prompt ombud-alby", "nudge ombud-alby"}


async def test_a_tipster_who_has_stopped_gets_no_thanks(town: Town) -> None:
    """Who has tipped in the week hears what came of it, once for all tips, unless they have stopped."""
    for name, address in (("stays", "+46701740640"), ("stops", "+46701740641")):
        phone = town.phone(name, "sms", address)
        await town.stage.say(phone, "Lampan är trasig vid Albyvägen 12")
        await town.stage.say(phone, "Klotter på väggen vid Alby centrum")
    await town.stage.say(town.phone("stops"), "stopp")
    await town.tick(*SLOTS)
    assert [who for who in await town.written("2026-W47") if "tipster" in who] == ["feedback tipster-alby"]


@pytest.mark.parametrize(("at_last", "state"), [("11-27 15:00", "fired"), ("11-30 09:00", "missed")])
async def test_many_are_seen_to_in_few_transactions(town: Town, at_last: str, state: str) -> None:
    """Who tipped is thanked once, or it is recorded that it is too late for it; not one after another."""
    await _tipped(town, 300)
    await town.tick(*SLOTS[:-1])
    begun: list[object] = []
    event.listen(town.stage.app.database.engine, "begin", begun.append)
    town.stage.clock.move_to(at(at_last))
    await town.stage.app.schedule.tick()
    assert Counter(await town.fired("2026-W47", state))["feedback", "tipster-alby"] == 300
    assert len(begun) < 200


async def _tipped(town: Town, number: int) -> None:
    """So many have tipped in the week."""

    def tip(work: Work) -> None:
        for chat in range(number):
            person = people.meet(work, "telegram", str(7_600_000 + chat), "sv")
            tips.add(work, person.id, Tip("klotter", "alby", Place("Torget", None), "Klotter"), "2026-W47")

    await town.stage.app.database.run(tip)


@pytest.mark.parametrize(("reported", "shown"), [("11-25 14:00", True), ("11-25 16:00", False)])
async def test_a_tip_was_part_of_the_picture_that_was_sent_and_no_later_one(
    town: Town, reported: str, shown: bool
) -> None:
    """What Friday tells of a tip is read in the reports as they were closed: not in one that came after the digest."""
    phone = town.phone("resident", "sms", "+46701740640")
    await town.stage.say(phone, "Lampan är trasig vid Albyvägen 12, mörkt på kvällen")
    digest, feedback = "11-25 15:00", "11-27 15:00"
    for moment in sorted((reported, digest, feedback)):
        if moment == reported:
            town.stage.clock.move_to(at(moment))
            await town.stage.app.database.run(_report_of_alby)
        else:
            await town.tick(moment)
    said = [line.text for line in town.stage.lines if line.phone is phone][-1]
    assert ("var med i förra veckans lägesbild" in said) == shown, said


def _report_of_alby(work: Work) -> None:
    ombud = people.holders(work, "ombud", "alby")[0]
    reports.put(work, ombud.id, Report("2026-W47", "alby", 3, (Observation("otrygg_plats", "Albyvägen 12"),)))


async def test_what_is_late_is_overdue_until_it_is_done_or_too_late(town: Town) -> None:
    """A quarter after its time a prompt or digest that has not gone out is an alarm; done, or too late, it is none."""

    async def overdue(moment: str) -> list[str]:
        town.stage.clock.move_to(at(moment))
        return await town.stage.app.database.run(town.stage.app.schedule.overdue)

    assert await overdue("11-23 17:14") == []
    assert await overdue("11-23 17:15") == ["prompt 2026-W47 ombud-alby", "prompt 2026-W47 ombud-fittja"]
    await town.stage.app.tick()
    assert await overdue("11-23 17:16") == []
    assert await overdue("11-25 15:20") == ["digest 2026-W47 manager-alby", "digest 2026-W47 coordinator-all"]
    assert await overdue("11-30 08:00") == []


async def test_a_clock_that_jumps_back_does_nothing_twice(town: Town) -> None:
    """An hour back, across the slot, and forward again: nothing is said again, nothing is lost."""
    clock = HandClock()
    town.stage.app.database.clock = clock
    for moment in ("11-23 17:00", "11-23 16:00", "11-23 17:30", "11-24 17:10", "11-24 16:10", "11-24 17:10"):
        clock.now = at(moment)
        await town.stage.app.tick()
    assert await town.written("2026-W47") == {
        f"{job} ombud-{area}": 1 for job in ("prompt", "nudge") for area in ("alby", "fittja")
    }
    assert {row.state for row in await town.rows(models.outbound)} <= {"sent"}


async def test_a_prompt_never_overwrites_what_is_open(town: Town) -> None:
    """An ombud in the middle of something is told, and stays in the middle of it."""
    phone = town.phone("ombud-alby")
    town.stage.clock.move_to(at("11-23 16:55"))
    await town.stage.say(phone, "/sprak")
    await town.tick("11-23 17:00")
    assert (await town.written("2026-W47"))["prompt ombud-alby"] == 1
    assert (await town.open_talks())["language"] == 1


async def test_a_tip_that_was_left_is_sent_after_an_hour(town: Town) -> None:
    """Begun in free words and left, it is sent with what there is, once, and the tipster is told."""
    phone = town.phone("resident")
    town.stage.clock.move_to(at("11-20 13:00"))
    await town.stage.say(phone, "Det ligger krossat glas på lekplatsen")
    await town.tick("11-20 13:59")
    assert await town.rows(models.tip) == []
    await town.tick("11-20 14:01", "11-20 14:02", "11-21 09:00")
    (tip,) = await town.rows(models.tip)
    assert tip.area is None
    told = await town.rows(models.outbound, models.outbound.c.purpose.startswith("left:"))
    assert [row.state for row in told] == ["sent"]
    assert (await town.open_talks())["tip"] == 0


async def test_a_tip_that_was_left_outlives_an_outage(town: Town) -> None:
    """The service was down for longer than a conversation waits: the tip is sent when it is up again, not forgotten."""
    town.stage.clock.move_to(at("11-20 13:00"))
    await town.stage.say(town.phone("resident"), "Det ligger krossat glas på lekplatsen")
    await town.tick("11-27 09:00")
    assert len(await town.rows(models.tip)) == 1


async def test_one_unreadable_talk_does_not_stop_the_week(town: Town) -> None:
    """An ombud whose conversation can't be read gets no prompt; everybody else gets theirs, and the digest goes out."""
    await town.stage.say(town.phone("ombud-alby"), "/sprak")
    garble = update(models.conversation).where(models.conversation.c.flow == "language").values(sealed=b"garbage")
    await town.stage.app.database.run(lambda work: work.conn.execute(garble).rowcount)
    for moment in SLOTS:
        with suppress(Exception):  # as `bot.app` does: the next minute comes all the same
            await town.tick(moment)
    assert {"prompt ombud-fittja", "digest manager-alby", "digest coordinator-all"} <= set(
        await town.written("2026-W47")
    )


async def test_a_tip_begun_by_its_word_waits_its_three_days(town: Town) -> None:
    """What was begun by TIPS, with nothing to send yet, is not thrown away after an hour: the answer still counts."""
    phone = town.phone("resident")
    town.stage.clock.move_to(at("11-20 13:00"))
    await town.stage.say(phone, "/tips")
    await town.cast.choose(phone, "skadegorelse", "")
    await town.tick("11-20 15:00", "11-20 16:00")
    assert (await town.open_talks())["tip"] == 1
