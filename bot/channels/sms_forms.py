"""What Twilio tells us, as `Inbound`, `Delivery` and `SendError`: the forms it posts, the codes it
refuses with. Pure, and trusting: a form that comes here has been checked with `bot.channels.sms_signed`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from bot.channels import Delivery, Inbound, NeverAgain, PersonStopped, SendError, TryLater, Unknown

OPTED_OUT: Final = 21610

# What an error code says of the address (https://www.twilio.com/docs/api/errors). Dead: write no more
# there. Passing: another try may reach it. Refused: the same text sent again will not get through either.
FATES: Final = {
    "30001": "passing",  # queue overflow
    "30002": "passing",  # our account is suspended
    "30003": "passing",  # handset off or out of reach
    "30004": "refused",  # blocked by the carrier or the handset
    "30005": "dead",  # unknown destination
    "30006": "dead",  # landline, or a carrier that cannot be reached
    "30007": "refused",  # filtered as spam
    "30008": "passing",  # unknown error
    "30034": "refused",  # a sender not registered in the United States
}

# The account or its number is at fault, not this message: all fail until that is mended, and then go out.
# (Account not active, number wrong, missing, incapable or another account's or region's, ten hours' queue full.)
OUR_FAULT: Final = frozenset({20005, 21212, 21603, 21606, 21611, 21659, 21660, 21661, 21663})
WRONG_DOOR: Final = frozenset({404, 405})  # a wrong account or TWILIO_API_URL answers so to everything

_NUMBER = re.compile(r"\+?[0-9]{8,15}")


def parse(form: Mapping[str, str]) -> Inbound:
    """Read the form Twilio posts for an incoming SMS; ValueError if it lacks its id or its sender.

    Alphanumeric senders, short codes and other channels ("whatsapp:…") can't be answered; their text is kept.
    """
    sid, sender, text = form.get("MessageSid") or form.get("SmsSid"), form.get("From"), form.get("Body", "")
    if not sid or not sender:
        raise ValueError("an SMS without MessageSid or From")
    if not _NUMBER.fullmatch(sender):
        return Inbound("sms", sid, sender, "ignored", text, ignored="not a phone number", answerable=False)
    if not text.strip():
        media = form.get("NumMedia", "").strip("0")
        return Inbound("sms", sid, sender, "ignored", text, ignored="mms" if media else "empty")
    return Inbound("sms", sid, sender, text=text)


def parse_status(form: Mapping[str, str]) -> Delivery | None:
    """Read a status callback: None while the message is on its way; ValueError if it lacks id or status.

    `reason` is like "twilio-30003"; `extra["address"]` is "dead", "passing" or "refused" where `FATES` tells.
    """
    sid = form.get("MessageSid") or form.get("SmsSid")
    status = form.get("MessageStatus") or form.get("SmsStatus")
    if not sid or not status:
        raise ValueError("a status without MessageSid or MessageStatus")
    if status in ("delivered", "read"):
        return Delivery("sms", sid, "delivered")
    if status not in ("failed", "undelivered", "canceled"):
        return None
    code = form.get("ErrorCode", "")
    known = {"address": FATES[code]} if code in FATES else {}
    outcome: Literal["failed", "stopped"] = "stopped" if code == str(OPTED_OUT) else "failed"
    return Delivery("sms", sid, outcome, f"twilio-{code if code.isdecimal() else status}", known)


def refusal(status: int, code: int) -> SendError:
    """What an HTTP status and Twilio's own code, or the status again, mean for the message that met them."""
    reason = f"twilio-{code}"
    if code == OPTED_OUT:
        return PersonStopped(reason)
    if status in (401, 403):
        return TryLater("unauthorized", everyone=True)
    if code in OUR_FAULT or status in WRONG_DOOR or status < 400:
        return TryLater(reason, everyone=True)
    if status in (502, 504):  # a gateway that lost the answer, perhaps not the request
        return Unknown(reason)
    return TryLater(reason) if status >= 500 or status == 408 else NeverAgain(reason)
