"""Brings what people write to whichever replica answers, as the providers do: Telegram each chat in order and each
update until it is taken, Twilio twice and then never again. Now and then a message comes once more: at once by two
ways, or late, after others that were written after it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any

import httpx
from fakes.twilio_api import TwilioApi
from served import SECRET, SMS_DOOR, TELEGRAM_DOOR, client

PUBLIC = "https://ombud.example"
AGAIN = 0.15  # of the messages come a second time, some seconds later
TWICE = 0.05  # of the updates come by two ways at the same time
LATE = 4.0  # seconds, at most, until something comes again
_REDELIVER = 0.1  # seconds between two tries of Telegram's


class Post:
    """`origins` are the replicas'. `written` holds each message's id (channel, external id), `taken` those that were
    answered 200."""

    def __init__(self, twilio: TwilioApi, origins: Sequence[str], chance: Random) -> None:
        self._twilio, self._chance = twilio, chance
        twilio.webhooks.reach(PUBLIC, *origins)
        self._doors = itertools.cycle([f"{origin}{TELEGRAM_DOOR}" for origin in origins])
        self._http = client()
        self._update_ids = itertools.count(900_001)
        self._lanes: dict[int, deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.written: set[tuple[str, str]] = set()
        self.taken: set[tuple[str, str]] = set()
        self.deliveries = 0

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def waits(self, chat: int) -> bool:
        """Whether something from this chat has not been taken yet."""
        return chat in self._lanes

    def by_telegram(self, chat: int, content: dict[str, Any]) -> str:
        """An update of a chat; returns its id."""
        number = next(self._update_ids)
        self.written.add(("telegram", str(number)))
        lane = self._lanes.setdefault(chat, deque())
        lane.append({"update_id": number, **content})
        if len(lane) == 1:
            self._start(self._carry(chat, lane))
        return str(number)

    def by_sms(self, number: str, text: str) -> None:
        self._start(self._text(number, text))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, chat: int, lane: deque[dict[str, Any]]) -> None:
        while lane:
            if await self._bring(lane[0], twice=self._chance.random() < TWICE):
                update = lane.popleft()
                self.taken.add(("telegram", str(update["update_id"])))
                if self._chance.random() < AGAIN:
                    self._start(self._later(partial(self._bring, update)))
            else:
                await asyncio.sleep(_REDELIVER)
        del self._lanes[chat]

    async def _bring(self, update: dict[str, Any], *, twice: bool = False) -> bool:
        answers = await asyncio.gather(*(self._knock(update) for _ in range(2 if twice else 1)))
        return 200 in answers

    async def _knock(self, update: dict[str, Any]) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        self.deliveries += 1
        with suppress(httpx.HTTPError):
            return (await self._http.post(next(self._doors), content=json.dumps(update), headers=headers)).status_code
        return 0

    async def _text(self, number: str, text: str) -> None:
        message = await self._twilio.user_says(number, text, f"{PUBLIC}{SMS_DOOR}")
        self.written.add(("sms", message.sid))
        if self._chance.random() < AGAIN:
            await self._later(partial(self._twilio.webhooks.incoming, message, f"{PUBLIC}{SMS_DOOR}"))
        self.deliveries += len(message.answers)
        if 200 in message.answers:
            self.taken.add(("sms", message.sid))

    async def _later(self, bring: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        await asyncio.sleep(self._chance.uniform(0, LATE))
        await bring()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()
