"""Who writes without end is heard, and nobody waits for them (docs/decisions/0014)."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from test_delivery import OTHER, OWN, Line, line

from storage import models, people

__all__ = ["line"]
FLOOD = 60  # messages


async def said_at_once(line: Line, words: int, sender: str = OWN) -> None:
    """One person says so many things, each committed and answered for."""
    await asyncio.gather(*(line.app.receive(line.sms(f"det händer något igen, {n}", sender)) for n in range(words)))


async def _until(line: Line, number: int) -> list[Any]:
    """Everything that came in, once that one of it is done."""
    async with asyncio.timeout(10):
        while True:
            rows = await line.rows(models.inbound)
            if rows[number].state == "done":
                return rows
            await asyncio.sleep(0.01)


async def test_all_of_a_flood_is_handled_in_order(line: Line) -> None:
    await said_at_once(line, FLOOD)
    assert await line.app.inbox.work() == FLOOD
    rows = await line.rows(models.inbound)
    assert {row.state for row in rows} == {"done"}
    handled = [row.handled_at for row in rows]
    assert handled == sorted(handled)


async def test_somebody_else_is_handled_between_two_messages_of_a_flood(line: Line) -> None:
    """A message of danger that comes while a flood is being handled waits for one message of it, not for all."""
    await said_at_once(line, FLOOD)
    working = asyncio.create_task(line.app.inbox.work())
    await _until(line, 0)
    await line.app.receive(line.sms("det brinner på gården", OTHER))
    rows = await _until(line, -1)
    assert sum(row.state == "done" for row in rows) < FLOOD
    await working


async def test_a_flood_waits_for_somebody_elses_commit(line: Line) -> None:
    """Who writes without end is answered for a moment later; who comes then is not, and brings them along."""
    await said_at_once(line, FLOOD)
    begun = time.monotonic()
    await line.app.receive(line.sms("en till"))
    alone = time.monotonic() - begun
    late = asyncio.create_task(line.app.receive(line.sms("och en")))
    await asyncio.sleep(0)
    await line.app.receive(line.sms("hej", OTHER))
    assert alone >= 0.05
    await late
    assert len(await line.rows(models.inbound)) == FLOOD + 3


async def test_nobody_floods_for_ever(line: Line) -> None:
    """The count is halved each second: some seconds later the same person is heard at once."""
    floods, own = line.app.inbox._floods, people.lookup(line.app.database.vault, "sms", OWN)
    await said_at_once(line, FLOOD)
    assert floods.is_one(own)
    for _ in range(2):
        floods._counting_since -= 2
        await line.app.receive(line.sms("hej", OTHER))
    assert not floods.is_one(own)


async def test_a_flood_rests_while_others_are_handled(line: Line) -> None:
    """Whoever else writes does not bring a flood its turn nearer: few of theirs are handled beside ours."""
    await said_at_once(line, FLOOD)
    working = asyncio.create_task(line.app.inbox.work())
    await _until(line, 0)
    for number in range(20):
        await line.app.receive(line.sms(f"lampan är trasig, {number}", OTHER))
        rows = await _until(line, -1)
    assert sum(row.state == "done" for row in rows) < 20 + FLOOD // 2
    await working


async def test_a_flood_that_rests_on_an_earlier_page_is_not_forgotten(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More senders wait than are handled together, and those on the last page are not due: the flood is waited for."""
    monkeypatch.setattr("bot.inbox._TOGETHER", 1)
    vault, later = line.app.database.vault, line.app.database.clock() + timedelta(seconds=30)
    first, last = sorted((OWN, OTHER), key=lambda who: people.lookup(vault, "sms", who))
    await said_at_once(line, FLOOD, first)
    await line.app.receive(line.sms("hej", last))
    put_off = update(models.inbound).where(models.inbound.c.sender == people.lookup(vault, "sms", last))
    await line.app.database.run(lambda work: work.conn.execute(put_off.values(due_at=later)))
    assert await line.app.inbox.work() == FLOOD


async def test_what_is_added_to_a_tip_has_an_end(line: Line) -> None:
    """Sentence after sentence becomes one tip, up to 4,096 characters; then it is sent, and the next begins."""
    sentence = "Lampan i tunneln är trasig igen, och så har det varit länge nu: " + "mörkt " * 150
    for number in range(8):
        await line.hear(f"{number} {sentence}")
    tips = await line.rows(models.tip)
    assert len(tips) >= 1
    longest = max(len(line.app.database.vault.open(tip.sealed_text, "tip.text")) for tip in tips)
    assert 2 * len(sentence) < longest <= 4096
