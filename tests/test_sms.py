"""The SMS adapter with the real twilio client, over real HTTP, against `fakes.twilio_api`."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from fakes.serving import serving
from fakes.twilio_api import Fault, TwilioApi, twilio_api
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import (
    Channel,
    NeverAgain,
    Outbound,
    PersonStopped,
    SendError,
    Sent,
    TryLater,
    Unknown,
)
from bot.channels.gsm7 import segments, to_gsm
from bot.channels.sms import CLOCKS_DIFFER, Sms
from bot.channels.sms_forms import parse, parse_status
from bot.channels.sms_signed import signed

RESIDENT = "+46701740605"
OTHER = "+46701740606"
PUBLIC = "https://ombud.example/webhooks/twilio/sms"


def an_sms(text: str = "Hej", to: str = RESIDENT, edits: str = "") -> Outbound:
    return Outbound("sms", to, text, edits=edits)


@pytest.fixture
async def api() -> AsyncIterator[TwilioApi]:
    async with twilio_api() as running:
        yield running


@pytest.fixture
async def sms(api: TwilioApi) -> AsyncIterator[Sms]:
    channel = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url, timeout=0.3)
    yield channel
    await channel.close()


async def refused(sms: Sms, message: Outbound) -> SendError:
    with pytest.raises(SendError) as caught:
        await sms.send(message)
    return caught.value


# What goes out


async def test_one_message_is_one_request(api: TwilioApi, sms: Sms) -> None:
    """The text reaches Twilio from our number, in letters that cost least, and its id comes back."""
    channel: Channel = sms
    message = an_sms("Tack – ”ditt” tips är mottaget")
    sent = await channel.send(message)
    [taken] = api.sent
    assert (taken.to, taken.sid) == (RESIDENT, sent.provider_id)
    assert segments(taken.body).encoding == "GSM-7"
    assert taken.segments == segments(to_gsm(message.text)).count == 1
    assert api.messages[0].sender == api.number


async def test_the_longest_message_fits_the_burst(sms: Sms) -> None:
    """Pacing counts what a text costs after it is made GSM-7; a burst must hold the longest message."""
    longest = ("م" * 1600, "😀" * 800, "€" * 1600)
    assert max(segments(to_gsm(text)).count for text in longest) == sms.limits.burst
    assert sms.limits.rate == 1.0


async def test_an_sms_cannot_be_edited(api: TwilioApi, sms: Sms) -> None:
    """A message that edits another is done at once, and asks nothing of Twilio."""
    message = an_sms(edits="SM1")
    assert (await sms.send(message), await sms.find(message, 0)) == (Sent(), [Sent()])
    assert api.requests == []


@pytest.mark.parametrize(
    ("text", "to", "reason"),
    [
        ("Hej", "+4570174060", "country"),
        ("a" * 1601, RESIDENT, "too-long"),
        ("😀" * 801, RESIDENT, "too-long"),
        (" ", RESIDENT, "empty"),
    ],
)
async def test_what_must_not_go_out_never_leaves(api: TwilioApi, sms: Sms, text: str, to: str, reason: str) -> None:
    """Other countries, too long and empty messages are refused before Twilio is asked."""
    error = await refused(sms, an_sms(text, to))
    assert isinstance(error, NeverAgain)
    assert (error.reason, api.requests) == (reason, [])


@pytest.mark.parametrize(
    ("fault", "kind", "reason", "everyone"),
    [
        (500, TryLater, "twilio-500", False),
        (503, TryLater, "twilio-503", False),
        (408, TryLater, "twilio-408", False),
        (502, Unknown, "twilio-502", None),
        (504, Unknown, "twilio-504", None),
        (401, TryLater, "unauthorized", True),
        (403, TryLater, "unauthorized", True),
        (404, TryLater, "twilio-404", True),
        (302, TryLater, "twilio-302", True),
        (21606, TryLater, "twilio-21606", True),
        (21611, TryLater, "twilio-21611", True),
        (21663, TryLater, "twilio-21663", True),
        (21610, PersonStopped, "twilio-21610", None),
        (21211, NeverAgain, "twilio-21211", None),
        (21408, NeverAgain, "twilio-21408", None),
        (21612, NeverAgain, "twilio-21612", None),
        (21614, NeverAgain, "twilio-21614", None),
        (21617, NeverAgain, "twilio-21617", None),
        (422, NeverAgain, "twilio-422", None),
        ("hang", Unknown, "timeout", None),
        ("drop", Unknown, "dropped", None),
        ("accept_then_hang", Unknown, "timeout", None),
        ("accept_then_drop", Unknown, "dropped", None),
    ],
)
async def test_every_refusal_has_its_kind(
    api: TwilioApi, sms: Sms, fault: Fault, kind: type[SendError], reason: str, everyone: bool | None
) -> None:
    """What Twilio answers decides whether to try later, stop, give up or look first."""
    api.fail_next(fault)
    error = await refused(sms, an_sms())
    assert (type(error), error.reason, getattr(error, "everyone", None)) == (kind, reason, everyone)
    assert error.__suppress_context__ or not error.__context__  # Twilio's own words quote the number


@pytest.mark.parametrize(("wait", "after"), [(7, 7.0), (None, None), (-1, None)])
async def test_too_many_requests_wait_as_long_as_asked(
    api: TwilioApi, sms: Sms, wait: int | None, after: float | None
) -> None:
    """A 429 stops the whole channel for the seconds in Retry-After, if it has them."""
    api.concurrency, api.retry_after = 0, wait
    error = await refused(sms, an_sms())
    assert isinstance(error, TryLater)
    assert (error.reason, error.after, error.everyone) == ("twilio-429", after, True)


async def test_who_opted_out_at_twilio_has_stopped(api: TwilioApi, sms: Sms) -> None:
    """After STOP nothing reaches a number until it says START."""
    await api.user_says(RESIDENT, "Stop", "")
    assert isinstance(await refused(sms, an_sms()), PersonStopped)
    await api.user_says(RESIDENT, "START", "")
    assert (await sms.send(an_sms())).provider_id


async def test_a_wrong_token_waits_for_the_right_one(api: TwilioApi) -> None:
    """Wrong credentials lose no message."""
    sms = Sms(api.account_sid, "wrong", api.number, api_url=api.url)
    error = await refused(sms, an_sms())
    await sms.close()
    assert isinstance(error, TryLater)
    assert (error.reason, error.everyone) == ("unauthorized", True)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}", "http://nowhere.invalid", "not an origin"])
async def test_nobody_there_is_try_later(origin: str) -> None:
    """A refused connection, an unknown name or a broken address sent nothing, so it may be sent again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    sms = Sms("AC1", "secret", OTHER, api_url=origin.format(port=port))
    error = await refused(sms, an_sms())
    await sms.close()
    assert (type(error), error.reason) == (TryLater, "unreachable")


@pytest.mark.parametrize("answer", ["<html>Log in</html>", "[]", "{}", "null", '{"a": [1]}'])
async def test_an_answer_that_is_not_twilios_is_unknown(answer: str) -> None:
    """A proxy's 200 proves nothing: look before sending again."""

    async def portal(_: Request) -> Response:
        return Response(answer, 200)

    async with serving(Starlette(routes=[Route("/{path:path}", portal, methods=["GET", "POST"])])) as url:
        sms = Sms("AC1", "secret", OTHER, api_url=url)
        error = await refused(sms, an_sms())
        with pytest.raises(TryLater):
            await sms.find(an_sms(), 0)
        await sms.close()
    assert (type(error), error.reason) == (Unknown, "not-twilio")


# Looking before sending again


@pytest.mark.parametrize("fault", ["accept_then_drop", "accept_then_hang"])
async def test_a_message_that_went_out_is_found(api: TwilioApi, sms: Sms, fault: Fault) -> None:
    """After an unknown end the log tells that Twilio has it, so it is not sent twice."""
    before = time.time()
    api.fail_next(fault)
    assert isinstance(await refused(sms, an_sms("Tack – hej")), Unknown)
    assert await sms.find(an_sms("Tack – hej"), before) == [Sent(api.sent[0].sid)]


async def test_a_message_in_twilios_queue_is_found(api: TwilioApi, sms: Sms) -> None:
    """What Twilio has taken but not sent yet, and so has no date sent, counts as gone out."""
    api.rate = 0.001
    before = time.time()
    sent = await sms.send(an_sms())
    assert api.messages[0].sent is None
    assert await sms.find(an_sms(), before) == [sent]


async def test_only_the_same_message_counts(api: TwilioApi, sms: Sms) -> None:
    """Another text, another number, an older message and a message from the person are not it."""
    await sms.send(an_sms("Hej igen"))
    await sms.send(an_sms("Hej", OTHER))
    await api.user_says(RESIDENT, "Hej", "")
    assert await sms.find(an_sms(), time.time() - 60) == []
    await sms.send(an_sms())
    assert await sms.find(an_sms(), time.time() + CLOCKS_DIFFER + 60) == []
    assert await sms.find(an_sms(), time.time() - 60) == [Sent(api.sent[-1].sid)]


@pytest.mark.parametrize("fault", [500, 400, 401, 404, 429, 502, "hang", "drop"])
async def test_a_log_that_cannot_be_read_is_read_later(api: TwilioApi, sms: Sms, fault: Fault) -> None:
    """Any failure to look means looking later, never that the message is not there."""
    api.fail_next(fault)
    with pytest.raises(TryLater):
        await sms.find(an_sms(), 0)


async def test_looking_is_one_request(api: TwilioApi, sms: Sms) -> None:
    """A look reads one page, however much has been sent to the number."""
    for number in range(51):
        await sms.send(an_sms(f"Nr {number}"))
    api.requests.clear()
    assert await sms.find(an_sms("Nr 50"), 0)
    assert await sms.find(an_sms("Hej"), 0) == []
    assert len(api.requests) == 2


# What Twilio knows and we may have missed


async def test_missed_messages_are_listed_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every SMS to us since the given second is listed once, oldest first, over any number of pages."""
    monkeypatch.setattr("bot.channels.sms.PAGE", 2)
    clock = datetime(2026, 11, 23, 18, 0, 0, tzinfo=UTC)
    async with twilio_api(now=lambda: clock) as api:
        sms = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url)
        await api.user_says(RESIDENT, "Före", "")
        clock += timedelta(minutes=5)
        said = [await api.user_says(RESIDENT, f"Nr {number}", "") for number in range(5)]
        clock += timedelta(days=1)
        said += [await api.user_says("71700", "Reklam", ""), await api.user_says(OTHER, "", "", media=1)]
        await sms.send(an_sms())
        since = datetime(2026, 11, 23, 19, 5, 0, 900_000, tzinfo=datetime.fromisoformat("2026-11-23T19+01:00").tzinfo)
        missed = await sms.received(since)
        await sms.close()
    assert [replace(one, said_at="") for one in missed] == [parse(api.webhooks.form(message)) for message in said]
    assert [datetime.fromisoformat(one.said_at) for one in missed] == [message.created for message in said]
    assert len(api.requests) > 4


async def test_missed_messages_wait_for_twilio(api: TwilioApi, sms: Sms) -> None:
    """If a page can't be read the whole list is asked for later."""
    for number in range(3):
        await api.user_says(RESIDENT, f"Nr {number}", "")
    api.fail_next(500)
    with pytest.raises(TryLater):
        await sms.received(datetime.now(UTC))


# The rest of the account


async def test_doctor_hears_how_the_account_is(api: TwilioApi, sms: Sms) -> None:
    """Status, balance, our number and its webhook are told as they are."""
    api.sms_url = PUBLIC
    told = {"status": "active", "balance": "41.20 USD", "number": "ok", "webhook": PUBLIC, "method": "POST"}
    assert await sms.account() == told


async def test_doctor_hears_what_could_not_be_asked(api: TwilioApi) -> None:
    """One question that fails does not silence the others."""
    sms = Sms(api.account_sid, api.auth_token, OTHER, api_url=api.url)
    api.fail_next(500)
    told = await sms.account()
    await sms.close()
    assert told == {"status": "? (twilio-500)", "balance": "41.20 USD", "number": "not in this account"}


async def test_status_callbacks_come_back_signed(api: TwilioApi) -> None:
    """Twilio reports sent and delivered, or why not, to the address we give, and signs it."""
    told: list[str] = []

    async def status(request: Request) -> Response:
        async with request.form() as form:
            fields = cast("dict[str, str]", form)
            assert signed(PUBLIC, fields, request.headers["X-Twilio-Signature"], api.auth_token)
            delivery = parse_status(fields)
        told.append(delivery.reason or delivery.status if delivery else "on its way")
        return Response(status_code=204)

    async with serving(Starlette(routes=[Route("/{path:path}", status, methods=["POST"])])) as local:
        api.webhooks.reach("https://ombud.example", local)
        api.undeliverable[OTHER] = 30006
        sms = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url, status_url=PUBLIC)
        await sms.send(an_sms())
        await api.settled()
        await sms.send(an_sms(to=OTHER))
        await api.settled()
        await sms.close()
    assert told == ["on its way", "delivered", "on its way", "twilio-30006"]


async def test_twilio_asks_a_webhook_twice_and_no_more(api: TwilioApi) -> None:
    """A webhook that fails is tried once again; then the message is only in the log."""
    answers = [503, 200, 503, 503]

    async def failing(_: Request) -> Response:
        return Response(status_code=answers.pop(0))

    async with serving(Starlette(routes=[Route("/", failing, methods=["POST"])])) as local:
        assert (await api.user_says(RESIDENT, "Hej", f"{local}/")).answers == [503, 200]
        assert (await api.user_says(RESIDENT, "Hej", f"{local}/")).answers == [503, 503]
    assert (await api.user_says(RESIDENT, "Hej", f"{local}/")).answers == [0, 0]


async def test_nothing_private_is_logged(api: TwilioApi, sms: Sms, caplog: pytest.LogCaptureFixture) -> None:
    """At the lowest level no log has a number, a text or a secret."""
    caplog.set_level(logging.DEBUG)
    await sms.send(an_sms("hemligt"))
    await sms.find(an_sms("hemligt"), 0)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("twilio", "bot", "http"))]
    assert not any(RESIDENT[1:] in line or "hemligt" in line or api.auth_token in line for line in ours)
    assert not any(line for line in ours if "Messages" in line)


async def test_a_region_in_the_environment_changes_nothing(
    api: TwilioApi, sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only our settings choose where messages go."""
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    await sms.send(an_sms())
    assert len(api.sent) == 1


async def test_many_at_once_share_the_channel(api: TwilioApi) -> None:
    """Messages sent together all arrive, each with its own id."""
    sms = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url)
    sent = await asyncio.gather(*(sms.send(an_sms(f"Nr {number}")) for number in range(30)))
    await sms.close()
    assert {one.provider_id for one in sent} == {taken.sid for taken in api.sent}
    assert len(api.sent) == 30


async def test_a_channel_may_close_unused_and_open_again(api: TwilioApi) -> None:
    """Closing needs no earlier request, and ends nothing for good."""
    sms = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url)
    await sms.close()
    await sms.send(an_sms())
    await sms.close()
    await sms.close()
