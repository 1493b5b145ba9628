"""Twilio and the handsets behind it: its REST API as a real HTTP server in the running event loop, signed
webhooks, status callbacks, opt-outs and faults on demand. It keeps to what Twilio documents, also where that is
awkward, and shares no code with the adapter under test but the counting of segments.

    async with twilio_api() as api:
        channel = Sms(api.account_sid, api.auth_token, api.number, api_url=api.url)
        await channel.send(Outbound("sms", "+46701740605", "Hej"))
        assert api.sent[0].body == "Hej"
        api.webhooks.reach("https://ombud.example", "http://127.0.0.1:8080")  # where the public address really is
        await api.user_says("+46701740605", "Hej!", "https://ombud.example/webhooks/twilio/sms")
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .serving import cut, serving
from .twilio_log import VERSION, Message, Refusal, check, listed
from .twilio_webhooks import Webhooks

Fault = int | Literal["hang", "drop", "accept_then_hang", "accept_then_drop"]
Handler = Callable[[Request], Awaitable[Response]]

NUMBER: Final = "+46701740699"
ACCOUNT: Final = "AC" + "0" * 32
TOKEN: Final = "f" * 32
STOP_WORDS: Final = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START_WORDS: Final = {"START", "YES", "UNSTOP"}


class Sms(NamedTuple):
    to: str
    body: str
    segments: int
    sid: str


class TwilioApi:
    """One account with one number. Settable at any time:

    `rate` (segments a second that leave the queue; None: at once), `concurrency` (requests at a time before
    429), `retry_after` (seconds, on 429), `opt_out` (Twilio minds STOP and START itself), `opted_out`,
    `undeliverable` (number → error code), `sms_url` (the webhook that `user_says` uses unless told, and that the
    account shows with `sms_method` and `sms_application_sid`), `status` and `balance` of the account, `now`. How
    webhooks travel is set in `webhooks`.
    """

    def __init__(self, number: str, account_sid: str, auth_token: str, now: Callable[[], datetime]) -> None:
        self.number, self.account_sid, self.auth_token, self.now = number, account_sid, auth_token, now
        self.url = self.sms_url = ""
        self.sms_method, self.sms_application_sid = "POST", ""
        self.status, self.balance = "active", "41.20"
        self.rate: float | None = None
        self.concurrency: int | None = None
        self.retry_after: int | None = 1
        self.opt_out = True
        self.webhooks = Webhooks(account_sid, auth_token)
        self.opted_out: set[str] = set()
        self.undeliverable: dict[str, int] = {}
        self.messages: list[Message] = []
        self.requests: list[str] = []  # method and path of each request, in order
        self._mended = asyncio.Event()
        self._faults: deque[Fault] = deque()
        self._busy = 0
        self._queue = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def sent(self) -> list[Sms]:
        """What the API took, in order."""
        ours = [message for message in self.messages if message.direction == "outbound-api"]
        return [Sms(message.to, message.body, message.segments, message.sid) for message in ours]

    def fail_next(self, fault: Fault, times: int = 1) -> None:
        """The next requests meet this: an HTTP status, a code of Twilio's (above 999), silence, or a cut line.
        "accept_then_…" does first what was asked."""
        self._faults.extend([fault] * times)

    def mend(self) -> None:
        """Nothing more goes wrong; whoever hangs is cut off."""
        self._faults.clear()
        self._mended.set()
        self._mended = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether something is queued, or not yet reported."""
        return bool(self._tasks)

    async def settled(self) -> None:
        """Until everything queued has been sent and reported."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # The handsets

    async def user_says(self, number: str, text: str, webhook_url: str | None = None, *, media: int = 0) -> Message:
        """An SMS to our number: logged, then posted to the webhook ("": to none), at most twice within 15 s.
        After that it is only in the log."""
        now = self.now()
        message = Message(self.number, number, text, "inbound", "received", now, now, media=media)
        self.messages.append(message)
        self._mind(number, text.strip().upper())
        await self.webhooks.incoming(message, self.sms_url if webhook_url is None else webhook_url)
        return message

    def _mind(self, number: str, word: str) -> None:
        if self.opt_out and word in STOP_WORDS:
            self.opted_out.add(number)
        elif self.opt_out and word in START_WORDS:
            self.opted_out.discard(number)

    # The API

    def routes(self) -> list[Route]:
        account = f"/{VERSION}/Accounts/{{account}}"
        return [
            Route(f"{account}/Messages.json", self._endpoint(self._create), methods=["POST"]),
            Route(f"{account}/Messages.json", self._endpoint(self._list), methods=["GET"]),
            Route(f"{account}/Messages/{{sid}}.json", self._endpoint(self._fetch)),
            Route(f"{account}/Balance.json", self._endpoint(self._balance)),
            Route(f"{account}/IncomingPhoneNumbers.json", self._endpoint(self._numbers)),
            Route(f"{account}.json", self._endpoint(self._account)),
        ]

    def _endpoint(self, handle: Handler) -> Handler:
        async def endpoint(request: Request) -> Response:
            self.requests.append(f"{request.method} {request.url.path}")
            self._busy += 1
            try:
                return await self._answer(request, handle)
            except Refusal as refusal:
                return self._refuse(refusal)
            finally:
                self._busy -= 1

        return endpoint

    async def _answer(self, request: Request, handle: Handler) -> Response:
        fault = self._faults.popleft() if self._faults else ""
        if isinstance(fault, int):
            raise Refusal(fault, 20429 if fault == 429 else None)
        if fault in ("hang", "drop"):
            return await self._break(request, fault)
        if self.concurrency is not None and self._busy > self.concurrency:
            raise Refusal(429, 20429)
        self._authorize(request)
        answer = await handle(request)
        return await self._break(request, fault) if fault else answer

    async def _break(self, request: Request, fault: str) -> Response:
        if fault.endswith("hang"):
            await self._mended.wait()
        cut(request)
        return Response(status_code=503)

    def _authorize(self, request: Request) -> None:
        secret = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {secret}":
            raise Refusal(401, 20003)
        if request.path_params["account"] != self.account_sid:
            raise Refusal(404, 20404)

    def _refuse(self, refusal: Refusal) -> Response:
        more = f"https://www.twilio.com/docs/errors/{refusal.code}"
        body = {"code": refusal.code, "message": str(refusal), "more_info": more, "status": refusal.status}
        wait = self.retry_after if refusal.status == 429 else None
        return JSONResponse(body, refusal.status, {} if wait is None else {"Retry-After": str(wait)})

    async def _create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        check(form, self.number, self.opted_out)
        message = Message(form["To"], self.number, form["Body"], "outbound-api", "queued", self.now())
        message.callback = form.get("StatusCallback", "")
        self.messages.append(message)
        self._start(self._progress(message))
        return JSONResponse(message.to_json(self.account_sid), 201)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _progress(self, message: Message) -> None:
        """Out of the queue in order, at the number's rate; then sent; then delivered or not."""
        async with self._queue:
            await asyncio.sleep(message.segments / self.rate if self.rate else 0)
        message.sent = self.now()
        message.status = "sent"
        await self.webhooks.report(message)
        message.error = self.undeliverable.get(message.to)
        message.status = "undelivered" if message.error else "delivered"
        await self.webhooks.report(message)

    async def _list(self, request: Request) -> Response:
        return JSONResponse(listed(self.messages, self.account_sid, request.query_params))

    async def _fetch(self, request: Request) -> Response:
        for message in self.messages:
            if message.sid == request.path_params["sid"]:
                return JSONResponse(message.to_json(self.account_sid))
        raise Refusal(404, 20404)

    async def _balance(self, _: Request) -> Response:
        return JSONResponse({"account_sid": self.account_sid, "balance": self.balance, "currency": "USD"})

    async def _account(self, _: Request) -> Response:
        return JSONResponse({"sid": self.account_sid, "status": self.status, "type": "Full"})

    async def _numbers(self, request: Request) -> Response:
        able = {"sms": True, "mms": False, "voice": False, "fax": False}
        number = {
            "phone_number": self.number,
            "capabilities": able,
            "sms_url": self.sms_url,
            "sms_method": self.sms_method,
            "sms_application_sid": self.sms_application_sid,
        }
        found = [number] if request.query_params.get("PhoneNumber", self.number) == self.number else []
        return JSONResponse({"incoming_phone_numbers": found, "next_page_uri": None, "page": 0})

    async def close(self) -> None:
        self.mend()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.webhooks.close()


@asynccontextmanager
async def twilio_api(
    number: str = NUMBER,
    account_sid: str = ACCOUNT,
    auth_token: str = TOKEN,
    *,
    port: int = 0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[TwilioApi]:
    """Twilio, until the block ends; a fixed `port` lets it come back where it was."""
    api = TwilioApi(number, account_sid, auth_token, now)
    async with serving(Starlette(routes=api.routes()), port) as api.url:
        try:
            yield api
        finally:
            await api.close()
