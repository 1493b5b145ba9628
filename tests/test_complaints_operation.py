"""The rest of what the users of other systems complain of: reminders, silence, deletion, exposure, clocks and cost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from test_complaints import LAMP, latest, say
from transcript import ZONE

from bot.channels import Delivery
from bot.channels.gsm7 import segments
from bot.municipality import load
from bot.simulation.cast import Cast
from bot.simulation.stage import Phone, Stage, set_stage
from storage import models, reports, threads
from storage.outbound import UNSENT

CODE = re.compile(r"\b\d{4}\b")


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """A resident and an ombud who have but SMS, and a coordinator, before the autumn's clock change."""
    made = set_stage(sqlite_url, load("botkyrka"), datetime(2026, 10, 19, 9, tzinfo=ZONE), 1, public_url="")
    cast = Cast(made, Random(1))  # noqa: S311
    for name, number in (("resident", "05"), ("ombud", "07")):
        made.add(Phone(name, "sms", f"+467017406{number}", "sv"))
    boss = made.add(Phone("boss", "telegram", "7020", "sv"))
    await cast.invite(made.phones["ombud"], "ombud", "alby")
    await cast.invite(boss, "coordinator", None)
    yield made
    await made.app.close()


async def until(stage: Stage, moment: str) -> list[tuple[str, str, str]]:
    """What comes until then: when, to whom, and what."""
    before = len(stage.lines)
    await stage.go_to(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
    came = (line for line in stage.lines[before:] if line.shown)
    return [(f"{line.at.astimezone(ZONE):%m-%d %H:%M}", line.phone.name, line.text) for line in came]


async def asleep_until(stage: Stage, moment: str) -> None:
    """Nothing runs until then."""
    stage.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
    await stage.app.tick()


def to(name: str, came: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(at, text) for at, whom, text in came if whom == name]


async def test_complaint_01_a_volunteer_is_asked_each_week_by_sms(stage: Stage) -> None:
    """The prompt comes by itself to a telephone that has but SMS, and one SMS with its code is the whole report."""
    (asked,) = to("ombud", await until(stage, "2026-10-19 18:00"))
    assert asked[0] == "10-19 17:00"
    await say(stage, "ombud", f"0 3 {CODE.findall(asked[1])[-1]}")
    with stage.app.database.begin() as work:
        assert [kept.report.assessment for kept in reports.of_week(work, "2026-W42")] == [3]


async def test_complaint_05_a_place_is_asked_for_where_an_sms_has_none(stage: Stage) -> None:
    """An SMS has no location: where is asked, and answered in the person's own words, which say the area."""
    asked = await say(stage, "resident", "Lampan är trasig och det är mörkt")
    assert any("Var" in line for line in asked)
    await say(stage, "resident", "Albyvägen 12")
    await stage.go_to(stage.clock() + timedelta(hours=2))
    assert (latest(stage).area, latest(stage).place.text) == ("alby", "Albyvägen 12")


async def test_complaint_06_nobody_falls_silent_without_somebody_knowing(stage: Stage) -> None:
    """An ombud who can't be reached is the coordinator's to know of at once, and so is every week nobody reports; what
    the week held ready stands with what became of it."""
    told = await say(stage, "ombud", "STOPP")
    assert any(line.startswith("boss:") and "Alby" in line for line in told)
    await until(stage, "2026-10-30 09:00")
    with stage.app.database.begin() as work:
        fired = work.conn.execute(select(models.firing.c.job, models.firing.c.state, models.firing.c.reason)).all()
        unsent = work.conn.execute(select(models.outbound.c.id).where(models.outbound.c.state.in_(UNSENT))).all()
    assert {job for job, _, _ in fired} >= {"prompt", "nudge", "digest"}
    assert not [job for job, state, reason in fired if state == "missed" and not reason]
    assert unsent == []


async def test_complaint_07_nothing_fresh_is_deleted_and_what_is_leaves_a_trace(stage: Stage) -> None:
    """Of a question to a partner the words go a month after its thread was closed, the fresh ones stay, and of each
    the thread itself is left, with its days. Nothing else is deleted by age."""
    await say(stage, "resident", LAMP)
    with stage.app.database.begin() as work:
        old, fresh = (threads.add(work, 1, "ombud", "alby", "manager") for _ in range(2))
        for kept in (old, fresh):
            threads.say(work, kept, "ombud", 1, "Kan ni byta lampan?")
        threads.close(work, old)
    await asleep_until(stage, "2026-11-10 09:00")
    with stage.app.database.begin() as work:
        threads.close(work, threads.get(work, fresh.id))
    await asleep_until(stage, "2026-11-24 09:00")
    with stage.app.database.begin() as work:
        left = [threads.last_words(work, threads.get(work, kept.id), "ombud") for kept in (old, fresh)]
        assert left == ["", "Kan ni byta lampan?"]
        assert threads.get(work, old.id).state == "closed"
    assert latest(stage).what == LAMP


async def test_complaint_08_who_pauses_is_left_alone_and_so_is_everybody_on_a_holiday(stage: Stage) -> None:
    """One nudge a week and no more; none on a pause, and none on Christmas Day."""
    week = to("ombud", await until(stage, "2026-10-23 09:00"))
    assert [at for at, _ in week] == ["10-19 17:00", "10-20 17:00"]
    read = (await say(stage, "ombud", "paus 3 veckor"))[-1]
    await say(stage, "ombud", CODE.findall(read)[-1])
    assert to("ombud", await until(stage, "2026-11-11 09:00")) == []
    await asleep_until(stage, "2026-12-20 09:00")
    christmas = to("ombud", await until(stage, "2026-12-27 09:00"))
    assert not [at for at, _ in christmas if at.startswith(("12-24", "12-25", "12-26"))]


async def test_complaint_10_anonymous_is_anonymous(stage: Stage, tmp_path: Path) -> None:
    """The tipster's number is on nobody's telephone, in no file, and in nothing that can be read without the key."""
    number = stage.phones["resident"].address
    await say(stage, "resident", LAMP)
    await say(stage, "ombud", "Tack, vilken sida av vägen?")
    await say(stage, "resident", "Den högra, nås på 070-174 06 05")
    await until(stage, "2026-10-23 18:00")
    bare = number.removeprefix("+46")
    others = [line.text for line in stage.lines if line.shown and line.phone.name != "resident"]
    assert others
    assert not [text for text in others if bare in re.sub(r"\D", "", text)]
    files = tmp_path.glob("ombud.db*")  # noqa: ASYNC240 - two small ones
    stored = b"".join(path.read_bytes() for path in files)
    assert stored
    assert number.encode() not in stored
    assert bare.encode() not in stored


@pytest.mark.parametrize(
    ("start", "end", "asked"),
    [
        ("2026-10-23 12:00", "2026-10-27 16:00", "10-26 17:00"),
        ("2027-03-26 12:00", "2027-03-31 16:00", "03-30 17:00"),  # that Monday is Easter Monday
    ],
)
async def test_complaint_11_the_clock_change_moves_nothing_and_doubles_nothing(
    stage: Stage, start: str, end: str, asked: str
) -> None:
    """After each change the prompt comes at five by the clock on the wall, once."""
    await asleep_until(stage, start)
    came = to("ombud", await until(stage, end))
    assert [at for at, text in came if CODE.search(text)][:1] == [asked]
    assert [at for at, _ in came].count(asked) == 1


async def test_complaint_12_who_opts_out_with_the_provider_is_written_to_no_more(stage: Stage) -> None:
    """The provider's word may come long after it took the message (21610): from then on nothing is sent."""
    await say(stage, "resident", LAMP)
    receipt = next(line for line in reversed(stage.lines) if line.shown and line.phone.name == "resident")
    assert receipt.shown is not None
    await stage.app.delivery(Delivery("sms", receipt.shown.message_id, "stopped", "21610"))
    answered = await say(stage, "ombud", "Tack, vilken sida av vägen?")
    assert not [line for line in answered if line.startswith("resident:")]


async def test_complaint_13_what_an_sms_costs_is_known_and_swedish_costs_no_more(stage: Stage) -> None:
    """Å, ä and ö stay in the cheap alphabet; an emoji does not, and its segments are counted as the network does."""
    await say(stage, "resident", LAMP)
    await say(stage, "ombud", "Tack för att du hörde av dig! Jag frågar Botkyrkabyggen och återkommer på tisdag 🙂")
    with stage.app.database.begin() as work:
        sms = models.outbound.c.channel == "sms"
        units = work.conn.execute(select(models.outbound.c.units).where(sms).order_by(models.outbound.c.id)).scalars()
        paid = list(units)
    sent = [line.text for line in stage.lines if line.shown and line.phone.channel == "sms"]
    counted = [segments(text) for text in sent]
    assert sorted(paid[-len(sent) :]) == sorted(one.count for one in counted)
    assert {one.encoding for text, one in zip(sent, counted, strict=True) if "🙂" not in text} == {"GSM-7"}
    assert [one.encoding for text, one in zip(sent, counted, strict=True) if "🙂" in text] == ["UCS-2"]
