"""What Twilio posts to our webhooks: forms, statuses and signatures, over real HTTP from `fakes.twilio_api`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import httpx
import pytest
from fakes.serving import serving
from fakes.twilio_api import TwilioApi, twilio_api
from fakes.twilio_webhooks import signature
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import (
    Inbound,
)
from bot.channels.sms_forms import parse, parse_status
from bot.channels.sms_signed import signed

RESIDENT = "+46701740605"
OTHER = "+46701740606"
PUBLIC = "https://ombud.example/webhooks/twilio/sms"


@pytest.fixture
async def api() -> AsyncIterator[TwilioApi]:
    async with twilio_api() as running:
        yield running


# What comes in


async def test_what_twilio_posts_becomes_an_inbound(api: TwilioApi) -> None:
    """A webhook form becomes a message with Twilio's id, the sender's number and the text unchanged."""
    said = await api.user_says(RESIDENT, " Lampan är trasig 😀 ", "")
    form = api.webhooks.form(said) | {"Latitude": "59.2", "Longitude": "17.9"}
    assert parse(form) == Inbound("sms", said.sid, RESIDENT, "text", " Lampan är trasig 😀 ")


def test_the_older_name_of_the_id_serves() -> None:
    """SmsSid identifies a message that has no MessageSid."""
    assert parse({"SmsSid": "SM1", "From": RESIDENT, "Body": "Hej"}).external_id == "SM1"


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_form_without_id_or_sender_is_malformed(missing: str) -> None:
    """A form that can't be filed or answered raises, so that the webhook says 400."""
    form = {"MessageSid": "SM1", "From": RESIDENT, "Body": "Hej"}
    with pytest.raises(ValueError, match="without"):
        parse({name: value for name, value in form.items() if name != missing})


@pytest.mark.parametrize("sender", ["Skatteverket", "71700", "+71700", f"whatsapp:{RESIDENT}", "A46701740605"])
def test_who_cannot_be_answered_is_only_recorded(sender: str) -> None:
    """Names, short codes and other channels are ignored and never answered, but their text is kept."""
    inbound = parse({"MessageSid": "SM1", "From": sender, "Body": "Hjälp"})
    assert (inbound.did, inbound.ignored, inbound.answerable) == ("ignored", "not a phone number", False)
    assert inbound.text == "Hjälp"


@pytest.mark.parametrize(
    ("text", "media", "did", "ignored"),
    [("Se bild", "1", "text", ""), ("", "2", "ignored", "mms"), (" ", "0", "ignored", "empty")],
)
def test_a_picture_is_left_and_its_text_kept(text: str, media: str, did: str, ignored: str) -> None:
    """An MMS counts by its text; without any it is recorded as what it was, and may be answered."""
    inbound = parse({"MessageSid": "SM1", "From": RESIDENT, "Body": text, "NumMedia": media})
    assert (inbound.text, inbound.did, inbound.ignored, inbound.answerable) == (text, did, ignored, True)


@pytest.mark.parametrize("status", ["accepted", "queued", "sending", "sent"])
def test_a_message_on_its_way_says_nothing(status: str) -> None:
    """Statuses before the last one are no delivery."""
    assert parse_status({"MessageSid": "SM1", "MessageStatus": status}) is None


@pytest.mark.parametrize(
    ("status", "code", "outcome", "reason", "extra"),
    [
        ("delivered", "", "delivered", "", {}),
        ("undelivered", "30003", "failed", "twilio-30003", {"address": "passing"}),
        ("undelivered", "30005", "failed", "twilio-30005", {"address": "dead"}),
        ("undelivered", "30006", "failed", "twilio-30006", {"address": "dead"}),
        ("undelivered", "30007", "failed", "twilio-30007", {"address": "refused"}),
        ("failed", "21610", "stopped", "twilio-21610", {}),
        ("failed", "99999", "failed", "twilio-99999", {}),
        ("undelivered", "", "failed", "twilio-undelivered", {}),
    ],
)
def test_the_last_status_is_the_delivery(
    status: str, code: str, outcome: str, reason: str, extra: dict[str, str]
) -> None:
    """Delivered, failed or stopped, with Twilio's code as the reason and what it says of the address."""
    delivery = parse_status({"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code})
    assert delivery is not None
    assert (delivery.provider_id, delivery.status) == ("SM1", outcome)
    assert (delivery.reason, delivery.extra) == (reason, extra)


def test_a_status_of_nothing_is_malformed() -> None:
    """A status callback must name a message and a status."""
    with pytest.raises(ValueError, match="without"):
        parse_status({"MessageStatus": "delivered"})


# Signatures


def webhook(public: str, token: str, seen: list[Inbound]) -> Starlette:
    async def receive(request: Request) -> Response:
        async with request.form() as form:
            given = request.headers.get("X-Twilio-Signature", "")
            if not signed(public, cast("dict[str, str]", form), given, token):
                return Response(status_code=403)
            seen.append(parse(cast("dict[str, str]", form)))
        return Response("<Response/>", media_type="text/xml")

    return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])


@pytest.mark.parametrize("public", [PUBLIC, f"{PUBLIC}/", f"{PUBLIC}?a=1&b=å", "https://ombud.example:8443/sms"])
@pytest.mark.parametrize("text", ["Hej", "", "Räksmörgås & 100 % + \n مرحبا 😀", "=&="])
async def test_what_twilio_signed_is_believed(api: TwilioApi, public: str, text: str) -> None:
    """A form signed for our public URL passes: slash, query, port, blank fields, any alphabet."""
    seen: list[Inbound] = []
    async with serving(webhook(public, api.auth_token, seen)) as local:
        api.webhooks.reach("https://ombud.example:8443", local)
        api.webhooks.reach("https://ombud.example", local)
        said = await api.user_says(RESIDENT, text, public)
    assert said.answers == [200]
    assert [inbound.text for inbound in seen] == [text]


@pytest.mark.parametrize("configured", [f"{PUBLIC}/", PUBLIC.replace("https", "http"), PUBLIC.upper()])
async def test_another_url_is_another_signature(api: TwilioApi, configured: str) -> None:
    """The signature covers the URL exactly: a slash or a scheme that differs is refused."""
    async with serving(webhook(configured, api.auth_token, [])) as local:
        api.webhooks.reach("https://ombud.example", local)
        assert (await api.user_says(RESIDENT, "Hej", PUBLIC)).answers == [403]


@pytest.mark.parametrize("forged", ["", "AAAA", "å" * 28, "0" * 28])
async def test_a_forged_signature_is_refused(forged: str) -> None:
    """A missing, short or wrong signature is 403, whatever its letters."""
    async with serving(webhook(PUBLIC, "secret", [])) as local, httpx.AsyncClient(trust_env=False) as client:
        headers = [(b"X-Twilio-Signature", forged.encode())] if forged else []
        answer = await client.post(f"{local}/sms", data={"MessageSid": "SM1"}, headers=headers)
    assert answer.status_code == 403


def test_a_signature_of_no_secret_is_none() -> None:
    """Without an auth token nothing is signed, though anyone could compute the signature."""
    assert not signed(PUBLIC, {"Body": "Hej"}, signature(PUBLIC, {"Body": "Hej"}, ""), "")


def test_fields_that_come_twice_are_both_signed() -> None:
    """A list of pairs keeps repeated fields; a changed, added or removed one breaks the signature."""
    pairs = [("Body", "Hej"), ("MediaUrl", "b"), ("MediaUrl", "a")]
    given = signature(PUBLIC, {"Body": "Hej", "MediaUrl": "aMediaUrlb"}, "secret")
    assert signed(PUBLIC, pairs, given, "secret")
    assert not signed(PUBLIC, pairs[:2], given, "secret")
    assert not signed(PUBLIC, [*pairs, ("Extra", "")], given, "secret")


@pytest.mark.parametrize("url", ["", "::", "https://ombud.example:port/", "http://[::1", PUBLIC])
def test_what_cannot_be_checked_is_not_signed(url: str) -> None:
    """Broken input is an answer, never an exception."""
    assert not signed(url, cast("dict[str, str]", {"Body": None, "File": object()}), "A" * 28, "secret")
