"""The service's main job, from the door to the telephone and back, by webhook and by long polling."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.telegram_api import Rules, Webhook
from served import BY_SMS, CODE, OMBUD, RESIDENT, SECRET, START, TIP, World, client, until, world

from bot.channels.telegram import ALLOWED_UPDATES

POLLING: dict[str, Any] = {"telegram_webhook_secret": None}
WEBHOOK: dict[str, Any] = {}
OTHER, MANAGER = "+46701740607", "+46701740608"
COORDINATOR, POLICE = 7020, 7030
PROMPT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday 17:00 in Sweden
DIGEST = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)  # Wednesday 15:00
REPORT_CODE = re.compile(r"\b0 3 (\d{4})\b")


def keyboard(here: World, chat: int, message_id: int) -> bool:
    """Whether the message still has buttons, as it stands on the telephone."""
    return "reply_markup" in here.telegram.messages[chat, message_id]


@pytest.mark.parametrize("how", [WEBHOOK, POLLING], ids=["webhook", "polling"])
async def test_a_tip_and_the_talk_about_it(here: World, how: dict[str, Any]) -> None:
    """One SMS in, one out; the ombud taps and answers on Telegram; both hear each other, and neither who it is."""
    async with here.serve(**how):
        await here.joins("ombud", "alby", OMBUD)
        invited, welcome = here.said_to(OMBUD)
        assert not keyboard(here, OMBUD, invited.message_id)
        here.forget()

        await here.texts(RESIDENT, TIP)
        [receipt] = here.texted(RESIDENT)
        [passed_on] = here.said_to(OMBUD)
        code = CODE.search(receipt.body)
        assert code
        assert "112" in receipt.body
        assert code[0] in passed_on.text
        assert TIP in passed_on.text

        await here.taps(OMBUD, "reply")
        await here.says(OMBUD, "Bostadsbolaget byter lampan i morgon.")
        [_, heard] = here.texted(RESIDENT)
        assert "Bostadsbolaget byter lampan i morgon." in heard.body
        await here.texts(RESIDENT, "Tack, nu lyser den!")
        assert "Tack, nu lyser den!" in here.said_to(OMBUD)[-1].text
        for said in (*(m.text for m in here.said_to(OMBUD)), *(s.body for s in here.texted(RESIDENT))):
            assert not re.search(rf"{OMBUD}|\+?46701740", said)
    assert set(here.states()) == {"done"}
    assert set(here.states("outbound")) <= {"sent", "delivered"}
    assert welcome.keyboard == ()


async def test_a_message_is_delivered_when_the_provider_says_so(here: World) -> None:
    """Twilio's word on an SMS is kept, however quickly it comes; nothing of the text is kept once it has gone."""
    async with here.serve():
        for number in range(20):
            await here.texts(f"+467017406{10 + number}", TIP)
        await until(lambda: set(here.states("outbound")) == {"delivered"})
    assert here.rows("SELECT count(*) FROM outbound WHERE sealed IS NOT NULL") == [(0,)]
    assert here.rows("SELECT count(*) FROM inbound WHERE sealed IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("how", [WEBHOOK, POLLING], ids=["webhook", "polling"])
async def test_telegram_is_set_up_at_the_start(here: World, how: dict[str, Any]) -> None:
    """Commands in each language, and the webhook with its secret, or none; a second start changes only the secret."""
    for _ in range(2):
        async with here.serve(**how):
            await until(lambda: "sv" in here.telegram.commands and (not how or here.telegram.allowed))
            assert {"tips", "hjalp", "stopp"} <= {command["command"] for command in here.telegram.commands["sv"]}
            hook = here.telegram.webhook
            assert (hook and (hook.url, hook.secret)) == (None if how else (f"{here.url}/webhooks/telegram", SECRET))
            assert here.telegram.allowed == list(ALLOWED_UPDATES)
    names = [name for name, _ in here.telegram.calls]
    assert names.count("setmycommands") == len(here.telegram.commands)
    assert here.telegram.dropped_updates == 0


async def test_from_webhook_to_polling_and_back(here: World) -> None:
    """Changing the way in loses nothing that was written meanwhile."""
    for number, how in enumerate((WEBHOOK, POLLING, WEBHOOK), 1):
        here.telegram.user_says(OMBUD, "/hjalp")
        async with here.serve(**how):
            await until(lambda number=number: len(here.states()) == number)  # type: ignore[misc]
            await here.settled()
    assert len(here.said_to(OMBUD)) == 3


async def test_telegram_may_be_down_at_the_start(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is set up as soon as it answers; meanwhile the rest works."""
    monkeypatch.setattr("bot.fetching._RETRY", 0.05)
    for fault in (500, "drop", "garbage"):
        here.telegram.fail_next(fault, method="getWebhookInfo")
    async with here.serve(**POLLING):
        await here.texts(RESIDENT, TIP)
        assert len(here.texted(RESIDENT)) == 1
        await until(lambda: here.telegram.allowed)
        await here.says(OMBUD, "/hjalp")
    assert len(here.said_to(OMBUD)) == 1


async def test_a_webhook_that_another_took_is_taken_back(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets the bot's webhook to somewhere else has it for minutes; that Telegram was reached is kept."""
    monkeypatch.setattr("bot.fetching._BETWEEN_REGISTRATIONS", 0.05)
    async with here.serve():
        ours = f"{here.url}/webhooks/telegram"
        await until(lambda: here.rows("SELECT 1 FROM setting WHERE key = 'telegram_reached'"))
        here.telegram.webhook = Webhook("https://elsewhere.example", "")
        await until(lambda: here.telegram.webhook and here.telegram.webhook.url == ours)
        await here.says(OMBUD, "/hjalp")
    assert len(here.said_to(OMBUD)) == 1


# The week


@pytest.mark.parametrize("how", [WEBHOOK, POLLING], ids=["webhook", "polling"])
async def test_the_week_runs_from_prompt_to_digest(here: World, how: dict[str, Any]) -> None:
    """Monday's prompt, reports by buttons and by one SMS, Wednesday's digest to those it is for; each once."""
    async with here.serve(**how) as app:
        await here.joins("ombud", "alby", OMBUD)
        await here.joins("ombud", "fittja", BY_SMS)
        await here.joins("manager", "alby", MANAGER)
        await here.joins("coordinator", None, COORDINATOR)
        await here.texts(RESIDENT, TIP)

        here.forget()
        here.clock.move_to(PROMPT)
        for _ in range(3):
            await app.schedule.tick()
            await here.settled()
        [asked] = here.said_to(OMBUD)
        [prompt] = here.texted(BY_SMS)
        assert len(here.telegram.sent) + len(here.twilio.sent) == 2

        assert await here.taps(OMBUD, "right") == asked.message_id
        await here.taps(OMBUD, "2")
        await here.taps(OMBUD, "yes")
        assert not any(keyboard(here, OMBUD, message.message_id) for message in here.said_to(OMBUD))
        code = REPORT_CODE.search(prompt.body)
        assert code
        await here.texts(BY_SMS, f"0 3 {code[1]}")
        query = "SELECT week, area, assessment FROM report ORDER BY area"
        assert here.rows(query) == [("2026-W47", "alby", 2), ("2026-W47", "fittja", 3)]

        here.clock.move_to(DIGEST)
        here.forget()
        for _ in range(3):
            await app.schedule.tick()
            await here.settled()
        assert len(here.texted(MANAGER)) == 1
        digests = [message.text for message in here.said_to(COORDINATOR)]
        assert any("47" in text for text in digests)
        assert app.database.transact(app.schedule.overdue) == []
    fired = here.rows("SELECT recipient FROM firing WHERE job = 'digest' AND state = 'fired'")
    assert len(fired) == 2


async def test_the_week_is_told_by_health(here: World) -> None:
    """A prompt that is not on its way a quarter of an hour late is a 503 on /health/week, and an alarm."""
    async with here.serve() as app, client() as visitor:
        await here.joins("ombud", "alby", OMBUD)
        here.clock.move_to(PROMPT + timedelta(minutes=16))
        late = await visitor.get(f"{here.url}/health/week")
        health = await visitor.get(f"{here.url}/health")
        await app.schedule.tick()
        mended = await visitor.get(f"{here.url}/health/week")
    assert (late.status_code, late.json()["overdue"][0][:15]) == (503, "prompt 2026-W47")
    assert (health.status_code, health.json()["status"], mended.status_code) == (200, "alarm", 200)


async def test_the_real_pace_meets_no_flood_control(tmp_path: Path) -> None:
    """With Telegram's own limits, ours never exceed them, and a quick chat waits for nobody else's rest."""
    async with world(tmp_path, rules=Rules()) as here, here.serve():
        for _ in range(2):
            for chat in range(7001, 7006):
                here.telegram.user_says(chat, "/hjalp")
        begun = asyncio.get_running_loop().time()
        await until(lambda: len(here.telegram.sent) == 5)
        assert asyncio.get_running_loop().time() - begun < 0.9
        await until(lambda: len(here.telegram.sent) == 10)
        assert [call for call in here.telegram.refused if call[1] == 429 and call[0] != "setwebhook"] == []


def test_the_world_begins_on_a_thursday() -> None:
    """The week in these tests is the one the domain describes."""
    assert (START.isoweekday(), PROMPT.isoweekday(), DIGEST.isoweekday()) == (4, 1, 3)
