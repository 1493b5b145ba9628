"""aiogram as its documentation has it: a router, a StatesGroup, RedisStorage; updates handled side by side, as its own
polling does. Redis answers a write when it is on the disk (`appendfsync always`). Its requests are answered without a
network."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Iterable
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Chat, Message
from redis.asyncio import Redis

from bench.talk import STEPS, Said, going_on, opening

_MESSAGE = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=1, type="private"), text="?")
_AT_ONCE = 100  # updates in one answer of getUpdates
_TOKEN = "7000:synthetic-token"  # noqa: S105
router = Router()
thanked: list[int] = []


class Tip(StatesGroup):
    category = State()
    where = State()
    what = State()
    send = State()


class Nobody(BaseSession):
    """Every request has been answered well."""

    async def close(self) -> None: ...

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ARG002, ASYNC109
        return _MESSAGE

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


@router.message(Command("tips"))
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Tip.category)
    await message.answer("What is it about?")


@router.message(Tip.category)
async def category(message: Message, state: FSMContext) -> None:
    await state.update_data(category=message.text)
    await state.set_state(Tip.where)
    await message.answer("Where is it?")


@router.message(Tip.where)
async def where(message: Message, state: FSMContext) -> None:
    await state.update_data(where=message.text)
    await state.set_state(Tip.what)
    await message.answer("What have you seen?")


@router.message(Tip.what)
async def what(message: Message, state: FSMContext) -> None:
    said = await state.update_data(what=message.text)
    await state.set_state(Tip.send)
    await message.answer(f"{said['category']}, {said['where']}\n{said['what']}\nShall I send it?")


@router.message(Tip.send)
async def send(message: Message, state: FSMContext) -> None:
    await state.clear()
    await message.answer("Thank you!")
    thanked.append(message.chat.id)


async def _take(dispatcher: Dispatcher, bot: Bot, said: Iterable[Said], at_once: int) -> None:
    """As many side by side as one answer of getUpdates brings. A person says one thing at a time."""
    waiting = iter(said)

    async def one_after_another() -> None:
        for one in waiting:
            await dispatcher.feed_raw_update(bot, one.update())

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))


async def measure(port: int, people: int, messages: int) -> dict[str, float]:
    redis = Redis(host="127.0.0.1", port=port)
    bot, dispatcher = Bot(_TOKEN, session=Nobody()), Dispatcher(storage=RedisStorage(redis))
    dispatcher.include_router(router)
    at_once = min(_AT_ONCE, people)
    for number in range(STEPS - 1):  # a person's next message only when the one before has been answered
        await _take(dispatcher, bot, [one for one in opening(people) if one.number == number], at_once)
    said = list(going_on(people, messages))
    begun, worked = time.monotonic(), time.process_time()
    await _take(dispatcher, bot, said, at_once)
    seconds, cpu = time.monotonic() - begun, time.process_time() - worked
    await redis.aclose()
    assert len(thanked) == sum(one.step == STEPS - 1 for one in said), f"{len(thanked)} came to the end"
    return {"rate": messages / seconds, "cpu": 1e6 * cpu / messages}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(*map(int, sys.argv[1:])))))
