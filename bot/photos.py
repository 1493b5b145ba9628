"""The picture that goes above a digest in the chat: made when it is sent, from what was released, and left out rather
than have the text wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import cast

import structlog

from bot.channels import Outbound, Picture, TryLater
from bot.desk import Desk
from bot.picture.disclosure import digest
from bot.picture.press import Press, order
from handlers.records import Role
from storage.database import Database, Work

log = structlog.get_logger()
_ATTEMPTS = 2  # to send a text with its picture; after those it goes without
_LONGEST = 12.0  # seconds, of the thirty that an attempt has


class Photos:
    """`beside` gives a message the way to its picture; a channel that shows none never asks for it."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database, self._desk = database, desk
        self._press = Press()

    def beside(self, message: Outbound, attempts: int) -> Outbound:
        """The message, with its picture if it has one and that has not stood in its way before."""
        if message.picture is None or attempts >= _ATTEMPTS:
            return message
        return replace(message, photo=partial(self._made, message.picture))

    async def _made(self, picture: Picture) -> bytes:
        """PNG; nothing where it can't be made. Raises TryLater while it is long in coming."""
        try:
            async with asyncio.timeout(_LONGEST):
                return await self._press.printed(await self._database.run(partial(self._order, picture)))
        except TimeoutError:
            raise TryLater("picture_not_ready") from None
        except Exception as error:
            log.error("no_picture", week=picture.week, role=picture.role, area=picture.area, error=error)
            return b""

    def _order(self, picture: Picture, work: Work) -> bytes:
        found = digest(self._desk, work, picture.week, cast("Role", picture.role), picture.area)
        return order(self._desk, found, "png", picture.language)
