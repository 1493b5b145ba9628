"""Telegram with its documented limits, as a process: the stand-in of the tests, with a note of when what was sent."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from fakes.telegram_api import telegram_api

from bench.talk import FIRST_CHAT


class Timed(list[Any]):
    """A list that notes when each thing was added."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def append(self, thing: Any) -> None:
        super().append(thing)
        self.at.append(time.monotonic())


async def main(port: int, chats: int) -> None:
    """Any line that is read is answered with what has happened so far."""
    async with telegram_api(chats=range(FIRST_CHAT, FIRST_CHAT + chats), port=port) as api:
        sent = Timed()
        api.sent = sent
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            refused = sum(status == 429 for _, status, _ in api.refused)
            seconds = sent.at[-1] - sent.at[0] if len(sent) > 1 else 0.0
            print(json.dumps({"sent": len(sent), "refused": refused, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
