"""The SMS channel: an `Outbound` becomes one request to Twilio's API, and Twilio's log is read. Beside it stand the
transport (`sms_http`), the signature (`sms_signed`) and the forms that Twilio posts (`sms_forms`); nothing else knows
Twilio. It never sends again by itself, and lets no body, number or secret into a log or a traceback."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpcore
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels import (
    ChannelName,
    Inbound,
    Limits,
    NeverAgain,
    Outbound,
    SendError,
    Sent,
    TryLater,
    Unknown,
)
from bot.channels.gsm7 import to_gsm
from bot.channels.sms_forms import parse, refusal
from bot.channels.sms_http import Http

LONGEST: Final = 1600  # UTF-16 units in one request; Twilio's error 21617
BURST: Final = 25  # segments in the longest message (emoji): a smaller bucket could never let it out
TO_ONE: Final = 2.0  # a second to one number: closer together they reach a phone in any order
CLOCKS_DIFFER: Final = 120.0  # seconds; more is an alarm. Earlier messages of ours are known by their ids
LOOK_BACK: Final = 50  # messages to one number: one page of Twilio's list
PAGE: Final = 500  # messages in one page of what we may have missed; Twilio's most is 1000
PATIENCE: Final = 5  # 429s in the middle of a list, each waited for
LONGEST_REST: Final = 60.0  # seconds; asked for more, the whole list is read later
TRIAL: Final = "Sent from your Twilio trial account - "
UNSENT: Final = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.UnsupportedProtocol)
BROKEN: Final = (httpcore.NetworkError, httpcore.ProtocolError, OSError)


class Sms:
    """SMS by Twilio.

    `sender` is our number in E.164, `rate` its segments a second, `api_url` an origin, `status_url` where
    Twilio reports deliveries, `countries` the prefixes we send to at all, `timeout` seconds for one request.
    """

    name: ChannelName = "sms"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        api_url: str | None = None,
        status_url: str | None = None,
        rate: float = 1.0,
        countries: Sequence[str] = ("+46",),
        timeout: float = 10.0,
    ) -> None:
        self.limits = Limits(rate=rate, burst=max(BURST, math.ceil(rate)), per_address=TO_ONE)
        self._credentials = account_sid, auth_token
        self._sender, self._api_url, self._status_url = sender, api_url, status_url
        self._countries, self._timeout = tuple(countries), timeout
        self._client: Any = None
        logging.getLogger("httpcore").setLevel(logging.WARNING)  # below it, it logs addresses, which hold numbers

    @property
    def skew(self) -> float | None:
        """By how many seconds Twilio's clock was ahead of ours at its last answer; None if it has given none."""
        return self._client.http_client.skew if self._client is not None else None

    async def send(self, message: Outbound) -> Sent:
        """One request, or none: an SMS can't be edited, so a message that edits is done at once."""
        if message.edits:
            return Sent()
        body = to_gsm(message.text)
        self._check(message.address, body)
        create = self._twilio().messages.create_async
        asked = create(to=message.address, from_=self._sender, body=body, status_callback=self._status_url)
        sid = (await self._ask(asked)).sid
        if not sid:
            raise Unknown("not-twilio")
        return Sent(str(sid))

    async def find(self, message: Outbound, since: float) -> list[Sent]:
        """Look in Twilio's log for this text to this number; TryLater if it can't be read. Not by date sent:
        what still waits in Twilio's queue has none."""
        if message.edits:
            return [Sent()]
        body, found = to_gsm(message.text).strip(), []
        for logged in await self._log(lambda _: True, to=message.address, from_=self._sender, page_size=LOOK_BACK):
            same = (logged.body or "").removeprefix(TRIAL).strip() == body
            if same and _when(logged).timestamp() >= since - CLOCKS_DIFFER:
                found.append(Sent(str(logged.sid)))
        return found

    async def received(self, since: datetime) -> list[Inbound]:
        """Every SMS to our number since then (aware time), oldest first, as the webhook would bring it, each with the
        time it was said; TryLater if Twilio can't be asked. Twilio promises to filter by whole days only, and lists the
        newest first: no more pages are read than reach back to `since`."""
        since = since.astimezone(UTC).replace(microsecond=0)
        midnight = since.replace(hour=0, minute=0, second=0)
        query = {"to": self._sender, "date_sent_after": midnight, "page_size": PAGE}
        logged = await self._log(lambda page: bool(page) and _when(page[-1]) < since, patient=True, **query)
        late = [one for one in logged if one.direction == "inbound" and one.from_ and _when(one) >= since]
        late.reverse()  # so that those of the same second keep their order
        return [_as_inbound(message) for message in sorted(late, key=_when)]

    async def account(self) -> dict[str, str]:
        """For `ombud doctor`: "status", "balance", "number", "webhook" and its "method",
        "application" where one takes the webhook's place; what can't be asked says why."""
        found: dict[str, str] = {}
        for name, ask in (("status", self._status), ("balance", self._balance), ("number", self._number)):
            try:
                found |= await ask()
            except SendError as error:
                found[name] = f"? ({error.reason})"
        return found

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.http_client.close()

    def _check(self, address: str, body: str) -> None:
        if not address.startswith(self._countries):
            raise NeverAgain("country")
        if not body.strip():
            raise NeverAgain("empty")
        if len(body.encode("utf-16-le")) > 2 * LONGEST:
            raise NeverAgain("too-long")

    def _twilio(self) -> Any:
        """The client, made at first use. Only our settings reach it: a region or an edge in the environment would
        rewrite `api_url`."""
        if self._client is None:
            ours, http = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}, Http(*self._credentials, self._timeout)
            self._client = Client(*self._credentials, http_client=http, environment=ours)
            if self._api_url:
                self._client.api.base_url = self._api_url
        return self._client

    async def _ask(self, call: Awaitable[Any]) -> Any:
        """Every failure as a `SendError`, without its cause: Twilio's error messages quote the number."""
        try:
            async with asyncio.timeout(self._timeout):
                return await call
        except TwilioException as error:
            raise _refused(error) from None
        except UNSENT:
            raise TryLater("unreachable", everyone=True) from None
        except (TimeoutError, httpcore.TimeoutException):
            raise Unknown("timeout") from None
        except BROKEN:
            raise Unknown("dropped") from None
        except (ValueError, TypeError, AttributeError, KeyError):
            raise Unknown("not-twilio") from None  # a proxy's page, say

    async def _log(self, enough: Callable[[list[Any]], bool], *, patient: bool = False, **query: Any) -> list[Any]:
        """Twilio's list of messages, newest first, in whole pages until one is `enough`. Looking changes nothing, so
        every failure is TryLater. Who is `patient` waits where Twilio says for how long, and goes on from there."""
        logged: list[Any] = []
        ask = partial(self._twilio().messages.page_async, **query)
        waits = PATIENCE if patient else 0
        try:
            while True:
                page = await self._page(ask, waits)
                if page is None:
                    return logged
                found = list(page)
                logged += found
                if enough(found):
                    return logged
                ask = page.next_page_async
        except TryLater:
            raise
        except SendError as error:
            raise TryLater(error.reason) from None
        except (TypeError, AttributeError):
            raise TryLater("not-twilio") from None

    async def _page(self, ask: Callable[[], Awaitable[Any]], waits: int) -> Any:
        while True:
            try:
                return await self._ask(ask())
            except TryLater as error:
                if not waits or error.after is None or error.after > LONGEST_REST:
                    raise
                waits -= 1
                await asyncio.sleep(error.after)

    async def _status(self) -> dict[str, str]:
        account = await self._ask(self._twilio().api.v2010.account.fetch_async())
        return {"status": str(account.status)}

    async def _balance(self) -> dict[str, str]:
        balance = await self._ask(self._twilio().api.v2010.account.balance.fetch_async())
        return {"balance": f"{balance.balance} {balance.currency}"}

    async def _number(self) -> dict[str, str]:
        numbers = self._twilio().api.v2010.account.incoming_phone_numbers
        for number in await self._ask(numbers.list_async(phone_number=self._sender, limit=1)):
            able = bool((number.capabilities or {}).get("sms"))
            hook = {"webhook": str(number.sms_url or ""), "method": str(number.sms_method or "POST").upper()}
            app = {"application": str(number.sms_application_sid)} if number.sms_application_sid else {}
            return {"number": "ok" if able else "takes no SMS", **hook, **app}
        return {"number": "not in this account"}


def _refused(error: TwilioException) -> SendError:
    """A list's exception carries the whole answer instead of its status."""
    status: int = getattr(error, "status", 0) or getattr(error.args[-1], "status_code", 500)
    code: int = getattr(error, "code", 0) or status
    return refusal(status, code)


def _when(logged: Any) -> datetime:
    when: datetime = logged.date_created or logged.date_sent or datetime.fromtimestamp(0, UTC)
    return when


def _as_inbound(logged: Any) -> Inbound:
    fields = {
        "MessageSid": logged.sid,
        "From": logged.from_,
        "Body": logged.body,
        "NumMedia": logged.num_media,
    }
    message = parse({name: str(value) for name, value in fields.items() if value is not None})
    return replace(message, said_at=_when(logged).isoformat())
