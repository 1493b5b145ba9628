"""A tip that does not reach the ombud reaches somebody: nothing that a resident has a receipt for is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from transcript import stage_of

from bot.channels import Delivery, Inbound, NeverAgain, Outbound, PersonStopped, SendError, Sent
from bot.channels.simulator import Simulated
from bot.conversation import apologise
from bot.simulation.stage import Stage
from storage import invitations, models
from storage.inbound import Waiting

CAST = {"cast": "resident sms; ombud telegram ombud alby; coordinator telegram coordinator"}
TIP = "Lampan är trasig vid Albyvägen 12, mörkt på kvällen"


class Refusing(Simulated):
    """Telephones of a provider that refuses one address."""

    def __init__(self, address: str, error: Callable[[], SendError]) -> None:
        super().__init__("telegram")
        self.address, self.error = address, error

    async def send(self, message: Outbound) -> Sent:
        if message.address == self.address and not message.edits:
            raise self.error()
        return await super().send(message)


def refuse(stage: Stage, who: str, error: Callable[[], SendError]) -> None:
    refusing = Refusing(stage.phones[who].address, error)
    refusing.on_change = stage.app.channels["telegram"].on_change  # type: ignore[attr-defined]
    stage.app.channels["telegram"] = refusing  # type: ignore[index]


def texts_on(stage: Stage, who: str) -> str:
    return "\n".join(line.text for line in stage.shown_on(stage.phones[who]))


@pytest.mark.parametrize("error", [lambda: PersonStopped("blocked"), lambda: NeverAgain("chat_not_found")])
async def test_a_tip_that_is_refused_goes_to_the_coordinator(sqlite_url: str, error: Callable[[], SendError]) -> None:
    """Blocked or gone: the coordinator gets the tip instead of the ombud."""
    stage = await stage_of(CAST, sqlite_url)
    refuse(stage, "ombud", error)
    await stage.say(stage.phones["resident"], TIP)
    assert "Lampan" in texts_on(stage, "coordinator")
    await stage.app.close()


async def test_a_tip_that_did_not_arrive_after_all_goes_to_the_coordinator(sqlite_url: str) -> None:
    """A status callback says that the ombud's telephone never got it."""
    stage = await stage_of(
        {"cast": "resident telegram; ombud sms ombud alby; coordinator telegram coordinator"}, sqlite_url
    )
    await stage.say(stage.phones["resident"], TIP)
    await stage.tap(stage.phones["resident"], *stage.buttons_on(stage.phones["resident"])["✅ Skicka"])
    with stage.app.database.begin() as work:
        query = select(models.outbound.c.provider_id).where(models.outbound.c.purpose.startswith("tip:"))
        provider_id = work.conn.execute(query).scalar_one()
    await stage.app.delivery(Delivery("sms", provider_id, "failed", "twilio-30005"))
    await stage.app.settle()
    assert "Lampan" in texts_on(stage, "coordinator")
    await stage.app.close()


async def test_a_tip_that_reached_nobody_waits_for_the_next_ombud(sqlite_url: str) -> None:
    """With no coordinator either, it is passed on to the first who joins."""
    stage = await stage_of({"cast": "resident sms; ombud telegram ombud alby; new telegram"}, sqlite_url)
    refuse(stage, "ombud", lambda: PersonStopped("blocked"))
    await stage.say(stage.phones["resident"], TIP)
    code, _ = await stage.app.database.run(lambda work: invitations.issue(work, "ombud", "alby"))
    await stage.say(stage.phones["new"], f"/start {code}")
    await stage.tap(stage.phones["new"], *stage.buttons_on(stage.phones["new"])["✅ Ja, jag är med"])
    assert "Lampan" in texts_on(stage, "new")
    await stage.app.close()


async def test_a_long_tip_reaches_an_ombud_by_sms_whole(sqlite_url: str) -> None:
    """What Telegram takes in one message Twilio may refuse: it is sent in several."""
    stage = await stage_of({"cast": "resident telegram; ombud sms ombud alby"}, sqlite_url)
    story = f"{TIP}. " + "Det har varit så i flera veckor och ingen gör något. " * 50
    await stage.say(stage.phones["resident"], story)
    await stage.tap(stage.phones["resident"], *stage.buttons_on(stage.phones["resident"])["✅ Skicka"])
    assert texts_on(stage, "ombud").count("flera veckor") == 50
    await stage.app.close()


async def test_nobody_is_told_where_nobody_can_be(sqlite_url: str) -> None:
    """A message that is set aside is apologised for, unless its sender can't be answered."""
    stage = await stage_of({"cast": "resident sms"}, sqlite_url)
    for answerable in (True, False):
        body = Inbound("sms", "1", "+46701740605", text="hej", answerable=answerable).to_json()
        with stage.app.database.begin() as work:
            apologise(stage.app.desk, work, Waiting(int(answerable), b"", body, work.now, 5))
    with stage.app.database.begin() as work:
        written = work.conn.execute(select(models.outbound.c.purpose)).scalars().all()
    assert written == ["trouble:1"]
    await stage.app.close()
