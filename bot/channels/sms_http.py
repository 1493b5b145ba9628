"""What carries our requests to Twilio."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import httpcore
from twilio.http.response import Response  # type: ignore[import-untyped]

from bot.channels import TryLater
from bot.clock import ahead

Fields = dict[str, Any] | None


class Http:
    """The transport under twilio's client: httpcore, for twilio's own brings aiohttp and 7 MB, and httpx, which goes by
    way of httpcore too, takes twice as long. A 429 keeps the Retry-After that twilio's exception drops."""

    is_async = True

    def __init__(self, account_sid: str, auth_token: str, timeout: float) -> None:
        within = dict.fromkeys(("read", "write", "pool"), timeout)
        self._within = {"timeout": {**within, "connect": timeout / 2}}  # without a connection nothing was sent
        self._authorized = b64encode(f"{account_sid}:{auth_token}".encode()).decode("ascii")
        self._pool = httpcore.AsyncConnectionPool(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5)
        self.skew: float | None = None
        self.close: Callable[[], Awaitable[None]] = self._pool.aclose

    async def request(
        self, method: str, url: str, *, params: Fields = None, data: Fields = None, headers: Fields = None, **_: object
    ) -> Response:
        asked = f"{url}{'&' if '?' in url else '?'}{urlencode(params, doseq=True)}" if params else url
        given: dict[bytes | str, Any] = {"Authorization": f"Basic {self._authorized}"}
        given.update(headers or {})
        content = urlencode(data, doseq=True).encode() if data else None
        if content is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        answer = await self._pool.request(method, asked, headers=given, content=content, extensions=self._within)
        told = {name.decode("latin-1").title(): value.decode("latin-1") for name, value in answer.headers}
        self.skew = ahead(told.get("Date", ""))
        if answer.status == 429:
            raise TryLater("twilio-429", _seconds(told.get("Retry-After")), everyone=True)
        return Response(answer.status, answer.content.decode(errors="replace"), told)


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
