"""What the users of other systems complain of, each a test of ours, by its number in the list of complaints; of time,
silence, exposure and cost in `test_complaints_operation.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import func, select
from transcript import ZONE

from bot.channels import Inbound
from bot.municipality import load
from bot.simulation.cast import Cast
from bot.simulation.stage import Phone, Stage, set_stage
from storage import models, tips

LAMP = "Lampan är trasig vid Albyvägen 12, mörkt på kvällen"
GRAFFITI = "Klotter på väggen vid Fittja centrum"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """A resident, a neighbour and an ombud who all have but SMS, and an ombud for the other area."""
    made = set_stage(sqlite_url, load("botkyrka"), datetime(2026, 11, 19, 12, tzinfo=ZONE), 1, public_url="")
    for name, number in (("resident", "05"), ("neighbour", "06"), ("ombud", "07"), ("fittja", "08")):
        made.add(Phone(name, "sms", f"+467017406{number}", "sv"))
    cast = Cast(made, Random(1))  # noqa: S311
    await cast.invite(made.phones["ombud"], "ombud", "alby")
    await cast.invite(made.phones["fittja"], "ombud", "fittja")
    yield made
    await made.app.close()


async def say(stage: Stage, name: str, words: str) -> list[str]:
    """Write by SMS; returns what came of it, as "who: words"."""
    before = len(stage.lines)
    await stage.say(stage.phones[name], words)
    return [f"{line.phone.name}: {line.text}" for line in stage.lines[before:] if line.shown]


def counted(stage: Stage, table: object) -> int:
    with stage.app.database.begin() as work:
        number: int = work.conn.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
        return number


def latest(stage: Stage) -> tips.Filed:
    with stage.app.database.begin() as work:
        row = work.conn.execute(select(models.tip).order_by(models.tip.c.id.desc()).limit(1)).one()
        return tips.read(work, row)


async def test_complaint_02_a_tip_a_reply_and_an_answer_are_told_apart(stage: Stage) -> None:
    """An answer goes to who asked, an addition to its tip, and a tip becomes one: not every SMS a new post."""
    await say(stage, "resident", LAMP)
    added = await say(stage, "resident", "Glömde säga att det är den vid porten")
    asked = await say(stage, "ombud", "Tack, vilken sida av vägen?")
    answered = await say(stage, "resident", "Den högra")
    assert counted(stage, models.tip) == 1
    assert any("ombud: Tipsaren om" in line for line in added)
    assert any("resident: Ombudet om" in line for line in asked)
    assert any("ombud: Tipsaren om" in line and "Den högra" in line for line in answered)
    await say(stage, "resident", GRAFFITI)
    assert counted(stage, models.tip) == 2


async def test_complaint_03_an_answer_is_matched_to_its_question(stage: Stage) -> None:
    """Each answer lands with the tip it was asked about, also when two ombud ask at once; nothing stalls."""
    await say(stage, "resident", LAMP)
    lamp = latest(stage)
    await say(stage, "resident", GRAFFITI)
    wall = latest(stage)
    await say(stage, "ombud", f"{lamp.code} Vilken sida av vägen?")
    await say(stage, "fittja", f"{wall.code} Hur stort är det?")
    first = await say(stage, "resident", "Den högra")
    assert any(line.startswith("ombud:") and "Den högra" in line for line in first)
    second = await say(stage, "resident", f"{wall.code} Två meter")
    assert any(line.startswith("fittja:") and "Två meter" in line for line in second)


async def test_complaint_04_a_message_that_comes_again_is_taken_in_once(stage: Stage) -> None:
    """The same SMS delivered thirty times is one tip, one receipt and one message to the ombud."""
    phone = stage.phones["resident"]
    again = Inbound("sms", "SM-again", phone.address, text=LAMP)
    for _ in range(30):
        await stage.app.inbox.accept(again)
    await stage.app.settle()
    assert counted(stage, models.tip) == 1
    heard = [line for line in stage.lines if line.shown and line.phone.name == "ombud" and "Lampan" in line.text]
    assert len(heard) == 1


async def test_complaint_09_closed_is_not_fixed(stage: Stage) -> None:
    """Who tipped hears that it is closed, says that it is not fixed, and it is open again: the ombud hears so."""
    await say(stage, "resident", LAMP)
    await say(stage, "ombud", "inkorg")
    await say(stage, "ombud", "1")
    shown = await say(stage, "ombud", "3")
    code = next(word for word in " ".join(shown).split() if word.isdigit() and len(word) == 4)
    told = await say(stage, "ombud", code)
    assert latest(stage).status == "closed"
    assert any(line.startswith("resident:") for line in told)
    heard = await say(stage, "resident", "Nej")
    assert latest(stage).status == "reopened"
    assert any(line.startswith("ombud:") and "inte är löst" in line for line in heard)
    filed = latest(stage)
    with stage.app.database.begin() as work:
        assert [event.what for event in tips.history(work, filed)] == ["seen", "closed", "reopened"]


async def test_complaint_14_the_first_open_ticket_does_not_swallow_what_comes_later(stage: Stage) -> None:
    """While an answer is waited for an unrelated tip is a tip; with several talks open the ombud is asked which, and
    the words are kept."""
    await say(stage, "resident", LAMP)
    await say(stage, "ombud", "Tack, vilken sida av vägen?")
    await say(stage, "resident", GRAFFITI)
    assert (latest(stage).area, latest(stage).what) == ("fittja", GRAFFITI)
    await say(stage, "resident", "Den högra")
    await say(stage, "neighbour", "Skräp överallt vid Alby gård")
    asked = await say(stage, "ombud", "Jag går förbi i kväll")
    assert not any(line.startswith(("resident:", "neighbour:")) for line in asked)
    chosen = await say(stage, "ombud", "1")
    assert any(line.startswith("neighbour:") and "Jag går förbi i kväll" in line for line in chosen)


async def test_two_who_settle_at_once_settle_once(stage: Stage) -> None:
    """A tip becomes handled once: the second of two is told, and nobody hears of it twice."""
    await say(stage, "resident", LAMP)
    filed = latest(stage)
    with stage.app.database.begin() as work:
        assert tips.set_status(work, filed, "handled", None)
        assert not tips.set_status(work, filed, "handled", None)
        assert not tips.set_status(work, filed, "seen", None)
