"""The providers' bad day: some requests are answered 500 or 429, some never, some are carried out and then cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from fakes.telegram_api import Cut, TelegramApi
from fakes.twilio_api import Fault, TwilioApi

EVERY = 0.5  # seconds, on average, between two things that go wrong at a provider
_TELEGRAM: tuple[int | Cut, ...] = (500, 502, "drop", "drop_after", "drop_after", "garbage", "hang")
_TWILIO: tuple[Fault, ...] = (500, 503, 429, "drop", "accept_then_drop", "accept_then_drop", "accept_then_hang", "hang")


class Weather:
    """Bad from `spoil` to `clear`."""

    def __init__(self, telegram: TelegramApi, twilio: TwilioApi, chance: Random) -> None:
        self._telegram, self._twilio, self._chance = telegram, twilio, chance
        self._tasks: list[asyncio.Task[None]] = []
        self.faults = 0

    def spoil(self) -> None:
        self._tasks = [
            asyncio.create_task(self._rain(self._on_telegram)),
            asyncio.create_task(self._rain(self._on_twilio)),
        ]

    async def clear(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._telegram.mend()
        self._twilio.mend()

    async def _rain(self, fall: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / EVERY))
            fall()
            self.faults += 1

    def _on_telegram(self) -> None:
        method = self._chance.choice(
            ("sendMessage", "sendMessage", "sendMessage", "editMessageReplyMarkup", "setWebhook")
        )
        self._telegram.fail_next(self._chance.choice(_TELEGRAM), method=method)

    def _on_twilio(self) -> None:
        self._twilio.fail_next(self._chance.choice(_TWILIO))
