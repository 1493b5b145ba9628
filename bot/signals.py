"""How one part of the service waits for another."""

from __future__ import annotations

import asyncio


async def signalled(event: asyncio.Event, seconds: float) -> None:
    """Return when `event` is set, or after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
