"""Twilio's requests to us: the incoming-message webhook and the status callback, with every field Twilio sends,
signed, asked once more on failure. It changes nothing but a message's `answers`."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import httpx

from .twilio_log import VERSION, Message

TRIES: Final = 2
FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Webhooks:
    """`timeout`: seconds for one webhook, its second try included."""

    def __init__(self, account_sid: str, auth_token: str) -> None:
        self.timeout = 15.0
        self._account_sid, self._auth_token = account_sid, auth_token
        self._origins: dict[str, Iterator[str]] = {}
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading every root certificate takes 0.1 s
        self._http = httpx.AsyncClient(trust_env=False, timeout=60, verify=bare)

    def reach(self, public: str, *local: str) -> None:
        """What is meant for the public origin goes to the local ones in turn, signed for the public, as behind a
        proxy."""
        self._origins[public] = itertools.cycle(local)

    async def incoming(self, message: Message, url: str) -> None:
        if url:
            await self._knock(message, url, self.form(message))

    async def report(self, message: Message) -> None:
        """The status callback, where the sender asked for one; Twilio sends none for the first, "queued"."""
        if not message.callback:
            return
        form = {"MessageStatus": message.status, "SmsStatus": message.status, **self._common(message)}
        if message.error:
            form["ErrorCode"] = str(message.error)
        await self._knock(message, message.callback, form)

    def form(self, message: Message) -> dict[str, str]:
        """Every field of the incoming-message webhook; most places are blank outside North America."""
        places = {f"{end}{place}": "" for end in ("From", "To") for place in ("City", "State", "Zip")}
        counts = {"NumMedia": str(message.media), "NumSegments": str(message.segments)}
        about = {"FromCountry": "SE", "ToCountry": "SE", "SmsStatus": "received", "SmsMessageSid": message.sid}
        return {**places, **counts, **about, **self._common(message), "Body": message.body}

    def _common(self, message: Message) -> dict[str, str]:
        who = {"From": message.sender, "To": message.to, "AccountSid": self._account_sid}
        return {"MessageSid": message.sid, "SmsSid": message.sid, "ApiVersion": VERSION, **who}

    async def _knock(self, message: Message, url: str, form: dict[str, str]) -> None:
        headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(url, form, self._auth_token)}
        headers |= {"User-Agent": "TwilioProxy/1.1", "I-Twilio-Idempotency-Token": str(uuid4())}
        try:
            async with asyncio.timeout(self.timeout):
                await self._post(message, url, urlencode(form), headers)
        except TimeoutError:
            message.answers.append(0)

    async def _post(self, message: Message, url: str, form: str, headers: dict[str, str]) -> None:
        for _ in range(TRIES):
            try:
                answer = await self._http.post(self._local(url), content=form, headers=headers)
                message.answers.append(answer.status_code)
            except httpx.HTTPError:
                message.answers.append(0)
            if 0 < message.answers[-1] < 500:
                return

    def _local(self, url: str) -> str:
        public = next((origin for origin in self._origins if url.startswith(origin)), "")
        return next(self._origins[public]) + url.removeprefix(public) if public else url

    async def close(self) -> None:
        await self._http.aclose()


def signature(url: str, form: dict[str, str], auth_token: str) -> str:
    """X-Twilio-Signature: HMAC-SHA1 of the address and then every field, by name
    (https://www.twilio.com/docs/usage/webhooks/webhooks-security)."""
    text = url + "".join(name + value for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()
