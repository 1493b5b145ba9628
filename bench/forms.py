"""Twilio's incoming-message webhook: every field that Twilio sends, signed for our public address. The senders' numbers
begin with +999, which belongs to no country."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from urllib.parse import urlencode

PUBLIC_URL = "https://ombud.example"
DOOR = "/webhooks/twilio/sms"
ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "f" * 32, "+99900000000"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
_BLANK = {f"{end}{place}": "" for end in ("From", "To") for place in ("City", "State", "Zip")}
_FIXED = {"FromCountry": "SE", "ToCountry": "SE", "SmsStatus": "received", "ApiVersion": "2010-04-01"}


def number_of(person: int) -> str:
    """The telephone number of somebody made up."""
    return f"+9991{person:07}"


def form(message: int, person: int, text: str) -> dict[str, str]:
    """One incoming SMS."""
    sid = f"SM{message:032x}"
    ids = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": ACCOUNT}
    counts = {"NumMedia": "0", "NumSegments": "1"}
    return {**_BLANK, **counts, **_FIXED, **ids, "From": number_of(person), "To": NUMBER, "Body": text}


def signed(given: dict[str, str], path: str = DOOR) -> tuple[str, str]:
    """The signature and the body with which Twilio posts it."""
    text = PUBLIC_URL + path + "".join(name + value for name, value in sorted(given.items()))
    return base64.b64encode(hmac.digest(TOKEN.encode(), text.encode(), "sha1")).decode(), urlencode(given)


def tips(number: int, people: int) -> Iterator[tuple[str, str]]:
    """`number` signed forms, no two alike, from so many people in turn."""
    for message in range(number):
        text = f"Lampan är trasig vid Albyvägen {message}, mörkt på kvällen"
        yield signed(form(message, message % people, text))
