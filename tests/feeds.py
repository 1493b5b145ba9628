"""A process of its own that writes the copies of what is on its way, at noon: to be killed while it does."""

from __future__ import annotations

import asyncio
import sys

from storing import opened

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.news import broadcast_feeding

if __name__ == "__main__":
    with opened(sys.argv[1]) as database:
        asyncio.run(broadcast_feeding.feed(Desk(load("botkyrka"), Voices()), database))
