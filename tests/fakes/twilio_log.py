"""What Twilio takes and remembers: what it refuses, its messages as its API writes them, and its list of them with
filters and pages. It knows neither servers nor handsets."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import uuid4

from bot.channels.gsm7 import segments

VERSION = "2010-04-01"
Direction = Literal["inbound", "outbound-api", "outbound-reply"]


@dataclass(slots=True, eq=False)
class Message:
    """One SMS. `sent` is None while it waits in Twilio's queue; `error` is a delivery's error code; `answers` are
    the HTTP statuses our webhooks gave for it, 0 where none came."""

    to: str
    sender: str
    body: str
    direction: Direction
    status: str
    created: datetime
    sent: datetime | None = None
    error: int | None = None
    callback: str = ""
    media: int = 0
    answers: list[int] = field(default_factory=list)
    sid: str = field(default_factory=lambda: f"SM{uuid4().hex}")

    @property
    def segments(self) -> int:
        return segments(self.body).count

    def to_json(self, account: str) -> dict[str, Any]:
        """The Message resource, every property of it."""
        return {
            "account_sid": account,
            "api_version": VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": self.sent and format_datetime(self.sent),
            "date_updated": format_datetime(self.sent or self.created),
            "direction": self.direction,
            "error_code": self.error,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": str(self.media),
            "num_segments": str(self.segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{messages_uri(account)}/{self.sid}/Media.json"},
            "to": self.to,
            "uri": f"{messages_uri(account)}/{self.sid}.json",
        }


class Refusal(Exception):
    """An answer other than 2xx. A fault above 999 is Twilio's own code, answered with 400."""

    def __init__(self, status: int, code: int | None = None) -> None:
        self.status, self.code = (400, status) if status > 999 else (status, code or status)
        super().__init__(f"{self.status}: {self.code}")


def check(form: Mapping[str, str], number: str, opted_out: Container[str]) -> None:
    """Refusal if this is no message that `number` may send (https://www.twilio.com/docs/api/errors)."""
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    faults = {
        21604: not to,
        21603: not sender,
        21602: not body,
        21211: not re.fullmatch(r"\+[1-9]\d{7,14}", to),
        21606: sender != number,
        21266: to == sender,
        21617: len(body) > 1600,
        21610: to in opted_out,
    }
    for code, met in faults.items():
        if met:
            raise Refusal(code)


def messages_uri(account: str) -> str:
    return f"/{VERSION}/Accounts/{account}/Messages"


def listed(messages: Sequence[Message], account: str, query: Mapping[str, str]) -> dict[str, Any]:
    """One page of the list, newest first. A page token names the last message of the page before, so that one that
    comes in between shifts nothing."""
    found = [message for message in reversed(messages) if _matches(message, query)]
    after = query.get("PageToken", "")[2:]
    start = next((at for at, message in enumerate(found, 1) if message.sid == after), 0)
    size = min(int(query.get("PageSize", 50)), 1000)
    page = found[start : start + size]
    more = start + size < len(found)
    number = int(query.get("Page", 0))
    onward = {**query, "Page": str(number + 1), "PageToken": f"PA{page[-1].sid}"} if more else {}
    uri = f"{messages_uri(account)}.json"
    return {
        "end": start + len(page) - 1,
        "first_page_uri": f"{uri}?PageSize={size}&Page=0",
        "messages": [message.to_json(account) for message in page],
        "next_page_uri": f"{uri}?{urlencode(onward)}" if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": None,
        "start": start,
        "uri": f"{uri}?{urlencode(query)}",
    }


def _matches(message: Message, query: Mapping[str, str]) -> bool:
    if query.get("To", message.to) != message.to or query.get("From", message.sender) != message.sender:
        return False
    on, until, since = (query.get(f"DateSent{sign}", "")[:10] for sign in ("", "<", ">"))
    if not (on or until or since):
        return True
    if message.sent is None:
        return False
    day = message.sent.date().isoformat()  # Twilio documents whole days, in GMT
    return (not on or day == on) and (not until or day <= until) and day >= since
