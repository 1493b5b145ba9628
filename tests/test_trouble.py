"""What can go wrong on the way out, and in the middle: each message arrives once, or it shows that it did not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from served import BY_SMS, OMBUD, RESIDENT, TIP, World, client, signed, sms_form, until

from bot import outbox
from bot.app import Ombudet
from bot.channels.sms import Sms
from bot.channels.telegram import Telegram

COORDINATOR = 7020
POLLING: dict[str, Any] = {"telegram_webhook_secret": None}


def impatient(app: Ombudet, seconds: float = 0.3) -> None:
    """Wait for the providers' answers only so long."""
    telegram, sms = app.channels["telegram"], app.channels["sms"]
    assert isinstance(telegram, Telegram)
    assert isinstance(sms, Sms)
    telegram._request._client.timeout = httpx.Timeout(seconds)
    sms._timeout = seconds


async def later(here: World, seconds: float) -> None:
    """Time passes, and what is then due is sent."""
    here.clock.move(timedelta(seconds=seconds))
    await here.settled()


def reasons(here: World) -> list[tuple[str, str]]:
    return [(state, reason) for state, reason in here.rows("SELECT state, reason FROM outbound ORDER BY id")]


# Telegram


async def test_telegrams_wait_is_obeyed(here: World) -> None:
    """After a 429 nothing goes out before its time, to anybody, not even what was written meanwhile."""
    async with here.serve():
        here.telegram.fail_next(429, method="sendMessage", parameters={"retry_after": 7})
        await here.says(7001, "/hjalp")
        await here.says(7002, "/hjalp")
        await later(here, 6.5)
        await asyncio.sleep(0.3)
        assert here.telegram.sent == []
        await later(here, 0.6)
        assert sorted(message.chat for message in here.telegram.sent) == [7001, 7002]
    assert here.telegram.refused.count(("sendmessage", 429, "Too Many Requests")) <= 1


async def test_the_wait_outlives_a_restart(here: World) -> None:
    """What Telegram asked of one process, the next one keeps."""
    async with here.serve():
        here.telegram.fail_next(429, method="sendMessage", parameters={"retry_after": 7})
        await here.says(7001, "/hjalp")
    async with here.serve():
        await here.says(7002, "/hjalp")
        await asyncio.sleep(0.3)
        assert here.telegram.sent == []
        await later(here, 8)
        assert len(here.telegram.sent) == 2


@pytest.mark.parametrize("fault", [500, 502, "drop", "garbage"])
async def test_what_telegram_failed_to_take_is_sent_again(here: World, fault: Any) -> None:
    """A server error or a lost line is tried again, later each time, until it goes."""
    async with here.serve():
        here.telegram.fail_next(fault, method="sendMessage", times=3)
        await here.says(OMBUD, "/hjalp")
        waits = []
        while here.states("outbound") != ["sent"]:
            [(due,)] = here.rows("SELECT due_at FROM outbound")
            waits.append(due / 1e6 - here.clock().timestamp())
            await later(here, waits[-1] + 0.01)
    assert (len(waits), waits[-1] > 2.0, here.rows("SELECT attempts FROM outbound")) == (3, True, [(4,)])


async def test_a_telegram_that_hangs_is_sent_again(here: World) -> None:
    """Whether it went out can't be asked of Telegram: twice is better than never."""
    async with here.serve() as app:
        impatient(app)
        here.telegram.fail_next("hang", method="sendMessage")
        await here.says(OMBUD, "/hjalp")
        assert reasons(here) == [("unknown", "timed_out")]
        await later(here, 5)
        assert here.telegram.sent == []
        await later(here, 6)
        assert (len(here.telegram.sent), here.states("outbound")) == (1, ["sent"])


async def test_who_blocks_the_bot_is_left_alone_and_missed(here: World) -> None:
    """A 403 stops the person; what waits for them is cancelled, and the coordinator is told."""
    async with here.serve():
        await here.joins("coordinator", None, COORDINATOR)
        await here.joins("ombud", "alby", OMBUD)
        here.forget()
        here.telegram.blocked.add(OMBUD)
        here.telegram.fail_next(500, method="sendMessage")
        for number in (RESIDENT, BY_SMS):
            await here.texts(number, TIP)
        await later(here, 3)
        assert here.rows("SELECT stopped_reason FROM person WHERE stopped_at IS NOT NULL") == [("blocked",)]
        assert here.said_to(OMBUD) == []
        told = len(here.said_to(COORDINATOR))
        assert told >= 1
        assert [state for state, reason in reasons(here) if reason == "blocked"] == ["failed", "cancelled"]
        await here.texts("+46701740609", TIP)
        assert len(here.said_to(COORDINATOR)) == told + 1
        here.telegram.user_blocks(OMBUD, again_open=True)
        await here.settled()
        await here.texts("+46701740610", TIP)
        assert len(here.said_to(OMBUD)) == 1


# SMS


@pytest.mark.parametrize("fault", [500, 503, "drop"])
async def test_an_sms_twilio_failed_to_take_is_sent_again(here: World, fault: Any) -> None:
    """A server error or a lost line is tried again until it goes, once."""
    async with here.serve():
        here.twilio.fail_next(fault, times=2)
        await here.texts(RESIDENT, TIP)
        for _ in range(3):
            await later(here, 12)
        assert (len(here.twilio.sent), here.states("outbound")) == (1, ["delivered"])


async def test_twilios_wait_is_obeyed(here: World) -> None:
    """After a 429 nothing goes out before its time."""
    async with here.serve():
        here.twilio.retry_after = 9
        here.twilio.fail_next(429)
        await here.texts(RESIDENT, TIP)
        await here.texts(BY_SMS, TIP)
        await later(here, 8)
        await asyncio.sleep(0.3)
        assert here.twilio.sent == []
        await later(here, 2)
        assert len(here.twilio.sent) == 2


@pytest.mark.parametrize("fault", ["accept_then_hang", "accept_then_drop"])
async def test_an_sms_of_unknown_fate_is_looked_up(here: World, fault: Any) -> None:
    """Twilio took it and we did not hear: it is found in the log, and not sent twice."""
    async with here.serve() as app:
        impatient(app)
        here.twilio.fail_next(fault)
        await here.texts(RESIDENT, TIP)
        assert here.states("outbound") == ["unknown"]
        await later(here, 11)
        [only] = here.twilio.sent
        query = "SELECT provider_id, state FROM outbound"
        assert here.rows(query) == [(only.sid, "sent")]


async def test_an_sms_that_never_arrived_is_sent_after_looking(here: World) -> None:
    """Twilio hung and has nothing in its log: then it is sent, once."""
    async with here.serve() as app:
        impatient(app)
        here.twilio.fail_next("hang")
        await here.texts(RESIDENT, TIP)
        assert here.twilio.sent == []
        before = len(here.twilio.requests)
        await later(here, 11)
        assert [request[:4] for request in here.twilio.requests[before:]] == ["GET ", "POST"]
        assert len(here.twilio.sent) == 1


async def test_an_opt_out_at_twilio_stops_the_person(here: World) -> None:
    """21610, at once: nothing more is sent there; the coordinator hears that the ombud has gone, and gets the tip."""
    async with here.serve():
        await here.joins("coordinator", None, COORDINATOR)
        await here.joins("ombud", "alby", BY_SMS)
        here.forget()
        here.twilio.opted_out.add(BY_SMS)
        await here.texts(RESIDENT, TIP)
        assert here.rows("SELECT stopped_reason FROM person WHERE stopped_at IS NOT NULL") == [("opted out",)]
        assert (here.texted(BY_SMS), len(here.said_to(COORDINATOR))) == ([], 2)
        assert ("failed", "twilio-21610") in reasons(here)
        await here.texts(RESIDENT, "Och nu brinner det i soprummet vid Albyvägen 14")
        assert here.texted(BY_SMS) == []


async def test_an_opt_out_told_later_stops_the_person(here: World) -> None:
    """21610 by status callback does the same."""
    async with here.serve():
        await here.joins("coordinator", None, COORDINATOR)
        await here.joins("ombud", "alby", BY_SMS)
        here.twilio.undeliverable[BY_SMS] = 21610
        here.forget()
        await here.texts(RESIDENT, TIP)
        await until(lambda: here.said_to(COORDINATOR))
        assert here.rows("SELECT stopped_reason FROM person WHERE stopped_at IS NOT NULL") == [("opted out",)]


@pytest.mark.parametrize("code", [30003, 30005, 30006, 30007])
async def test_an_sms_that_was_not_delivered_shows(here: World, code: int) -> None:
    """The network's refusal is kept with its code, counted, and stops nobody."""
    here.twilio.undeliverable[RESIDENT] = code
    async with here.serve(), client() as visitor:
        await here.texts(RESIDENT, TIP)
        await until(lambda: reasons(here) == [("failed", f"twilio-{code}")])
        health = (await visitor.get(f"{here.url}/health")).json()
        assert health["undelivered"] == {"sms": 1}
        assert 'ombudet_undelivered{channel="sms"} 1.0' in (await visitor.get(f"{here.url}/metrics")).text
    assert here.rows("SELECT count(*) FROM person WHERE stopped_at IS NOT NULL") == [(0,)]


async def test_word_of_a_message_that_is_not_ours_changes_nothing(here: World) -> None:
    """A status for an unknown id is taken with thanks."""
    url = f"{here.url}/webhooks/twilio/status"
    async with here.serve(), client() as visitor:
        await here.texts(RESIDENT, TIP)
        for status in ("delivered", "failed", "queued", "sent", "nonsense"):
            form = {**sms_form("SMelse"), "MessageStatus": status, "ErrorCode": "21610"}
            assert (await visitor.post(url, data=form, headers=signed(url, form))).status_code == 200
        await until(lambda: here.states("outbound") == ["delivered"])


async def test_a_word_that_comes_too_early_is_asked_for_again(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a message is being sent, a status for an id that nobody knows yet is a 503; afterwards it is of no message
    of ours."""
    monkeypatch.setattr(outbox, "_WORD_WAITS", 0.01)
    url = f"{here.url}/webhooks/twilio/status"
    form = {**sms_form("SMsoon"), "MessageStatus": "delivered"}
    async with here.serve() as app, client() as visitor:
        impatient(app, 2)
        here.twilio.fail_next("hang")
        await here.twilio.user_says(RESIDENT, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: here.states("outbound") == ["sending"])
        assert (await visitor.post(url, data=form, headers=signed(url, form))).status_code == 503
        here.twilio.mend()
        await until(lambda: here.states("outbound") != ["sending"])
        assert (await visitor.post(url, data=form, headers=signed(url, form))).status_code == 200


async def test_another_country_is_never_written_to(here: World) -> None:
    """A number outside SMS_COUNTRIES is heard, and the answer fails at once, visibly, and not again."""
    async with here.serve():
        await here.texts("+4570101010", TIP)
        await later(here, 3600)
    assert (here.twilio.sent, reasons(here)) == ([], [("failed", "country")])


# One trouble is not another's


async def test_a_twilio_that_hangs_delays_no_telegram(here: World) -> None:
    """While SMS wait for their answers, chats are answered at once; and other numbers are tried too."""
    async with here.serve() as app:
        impatient(app, 5)
        here.twilio.fail_next("hang")
        await here.twilio.user_says(RESIDENT, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: here.states("outbound") == ["sending"])
        for chat in (7001, 7002):
            here.telegram.user_says(chat, "/hjalp")
            await here.telegram.has_sent(chat - 7000, within=1)
        await here.twilio.user_says(BY_SMS, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: here.texted(BY_SMS), within=1)
        assert here.texted(RESIDENT) == []
        here.twilio.mend()


async def test_a_chat_that_hangs_delays_no_other(here: World) -> None:
    """A message that Telegram does not answer holds up its own chat only."""
    async with here.serve() as app:
        impatient(app, 5)
        here.telegram.fail_next("hang", method="sendMessage")
        here.telegram.user_says(7001, "/hjalp")
        await until(lambda: here.states("outbound") == ["sending"])
        here.telegram.user_says(7002, "/hjalp")
        await here.telegram.has_sent(1, within=1)
        assert here.telegram.sent[0].chat == 7002
        here.telegram.mend()


async def test_what_is_given_up_is_failed_after_a_day(here: World) -> None:
    """A provider that is down for a day: what waited is failed, visibly; what comes after it goes out."""
    async with here.serve():
        here.telegram.fail_next(500, method="sendMessage", times=2)
        await here.says(7001, "/hjalp")
        await later(here, outbox.GIVE_UP.total_seconds() + 1)
        assert reasons(here) == [("failed", "server_error")]
        await here.says(7001, "/hjalp")
    assert here.states("outbound") == ["failed", "sent"]
