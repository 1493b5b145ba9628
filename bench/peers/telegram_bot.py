"""python-telegram-bot as its documentation has it: ConversationHandler, PicklePersistence, one update after another as
ConversationHandler needs it, flushed after each, and the file made sure of on the disk, as on every other side. Its
requests are answered without a network.

"documented" is a `PicklePersistence(file)` as in its examples, which writes the file at each thing that changes. "lean"
is the fastest that it honestly goes: the file is written once for each update, and nothing stands in it that the
conversation does not need."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

from bench.talk import STEPS, Said, going_on, opening

CATEGORY, WHERE, WHAT, SEND = range(4)
FILE = "talk.pickle"
_TOKEN = "7000:synthetic-token"  # noqa: S105
_CHAT = {"id": 1, "type": "private", "first_name": "Test"}
_MESSAGE = {"message_id": 1, "date": 1_790_000_000, "chat": _CHAT, "text": "?"}
_ME = {"id": 7000, "is_bot": True, "first_name": "Ombudet", "username": "OmbudetBot"}


class Nobody(BaseRequest):
    """Every request has been answered well."""

    read_timeout = None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, json.dumps({"ok": True, "result": _ME if url.endswith("getMe") else _MESSAGE}).encode()


async def begin(update: Any, _: Any) -> int:
    await update.message.reply_text("What is it about?")
    return CATEGORY


async def category(update: Any, context: Any) -> int:
    context.user_data["category"] = update.message.text
    await update.message.reply_text("Where is it?")
    return WHERE


async def where(update: Any, context: Any) -> int:
    context.user_data["where"] = update.message.text
    await update.message.reply_text("What have you seen?")
    return WHAT


async def what(update: Any, context: Any) -> int:
    context.user_data["what"] = update.message.text
    said = context.user_data
    await update.message.reply_text(f"{said['category']}, {said['where']}\n{said['what']}\nShall I send it?")
    return SEND


async def send(update: Any, context: Any) -> int:
    context.user_data.clear()
    await update.message.reply_text("Thank you!")
    return ConversationHandler.END


def persistence(how: str) -> PicklePersistence[Any, Any, Any]:
    if how == "documented":
        return PicklePersistence(FILE)
    kept = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
    return PicklePersistence(FILE, store_data=kept, on_flush=True)


def application(how: str) -> Application[Any, Any, Any, Any, Any, Any]:
    words = filters.TEXT & ~filters.COMMAND
    states = {CATEGORY: category, WHERE: where, WHAT: what, SEND: send}
    talk: Any = ConversationHandler(
        entry_points=[CommandHandler("tips", begin)],
        states={state: [MessageHandler(words, answer)] for state, answer in states.items()},
        fallbacks=[],
        name="tip",
        persistent=True,
    )
    builder = ApplicationBuilder().token(_TOKEN).request(Nobody()).get_updates_request(Nobody())
    made = builder.persistence(persistence(how)).updater(None).build()
    made.add_handler(talk)
    return made


async def _flush(bot: Any) -> None:
    await bot.update_persistence()
    await bot.persistence.flush()
    with open(FILE, "rb") as file:  # noqa: ASYNC230
        os.fsync(file.fileno())


async def measure(people: int, messages: int, how: str) -> dict[str, float]:
    bot: Any = application(how)
    await bot.initialize()
    await _open(bot, people)
    said = list(going_on(people, messages))
    begun, worked = time.monotonic(), time.process_time()
    for one in said:
        await bot.process_update(Update.de_json(one.update(), bot.bot))
        await _flush(bot)
    seconds, cpu = time.monotonic() - begun, time.process_time() - worked
    await _check(said, people)
    return {"rate": messages / seconds, "cpu": 1e6 * cpu / messages}


async def _open(bot: Any, people: int) -> None:
    """Bring everybody into the middle, without a file for each step."""
    on_flush, bot.persistence.on_flush = bot.persistence.on_flush, True
    for one in opening(people):
        await bot.process_update(Update.de_json(one.update(), bot.bot))
    await _flush(bot)
    bot.persistence.on_flush = on_flush


async def _check(said: list[Said], people: int) -> None:
    """In the file stands where everybody is."""
    kept = await PicklePersistence(FILE).get_conversations("tip")
    over = sum(one.step == STEPS - 1 for one in said[-people:])
    states = [state for state in kept.values() if state is not None]
    assert len(states) >= people - over, f"{len(states)} of {people} conversations are kept"


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))))
