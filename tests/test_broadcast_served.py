"""A broadcast through `ombud serve` at the pace of one telephone number: what matters more overtakes it, and a word
stops it midway."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from served import OMBUD, TIP, World, until, world

from bot.news import broadcasting
from bot.news.broadcast_feeding import feed
from handlers.broadcast import Approval
from storage import broadcasts, news, people
from storage.database import Work

READERS = [f"+467017406{number:02}" for number in range(5, 95)]
TIPSTER = "+46701740698"
WRITER, STOPPER = OMBUD, OMBUD + 1


async def test_a_receipt_overtakes_it_and_a_word_stops_it_midway(tmp_path: Path) -> None:
    """After a first burst five SMS a second, to ninety people: a tip that comes meanwhile has its receipt before the
    last copy; then a coordinator stops it, nothing more leaves, and both numbers told are what the provider took."""
    async with world(tmp_path) as here, here.serve(sms_rate=5) as app:
        for role, chat in (("coordinator", WRITER), ("coordinator", STOPPER)):
            await here.joins(role, None, chat)  # type: ignore[arg-type]
        here.forget()
        await app.database.run(lambda work: _begin(here, work))
        await feed(app.desk, app.database)
        await until(lambda: _copies(here) >= 32)
        before = _copies(here)
        await here.twilio.user_says(TIPSTER, TIP, f"{here.url}/webhooks/twilio/sms")
        await until(lambda: here.texted(TIPSTER))
        assert _copies(here) - before <= 10
        here.telegram.user_says(STOPPER, "/utskick stoppa")
        await until(lambda: _told(here, STOPPER, "Stoppat"))
        await here.settled()
        await asyncio.sleep(1)
        got = _copies(here)
        assert 0 < got < len(READERS)
        assert _numbers(_told(here, STOPPER, "Stoppat")) == [got, len(READERS) - got]
        await app.tick()
        assert _numbers(_told(here, WRITER, "stoppades")) == [got, 0, len(READERS) - got]


def _begin(here: World, work: Work) -> None:
    """News that is approved and has not begun."""
    for number in READERS:
        news.subscribe(work, people.meet(work, "sms", number, "sv").id, "alby")
    writer, second = people.holders(work, "coordinator", None)
    kept = broadcasts.add(work, writer.id, "coordinator", "alby", {"sv": "Julmarknad"})
    broadcasting.decide(Approval(kept.id, yes=True), here.app.desk, work, second)


def _copies(here: World) -> int:
    """How many the provider has taken."""
    return sum("Julmarknad" in sms.body for sms in here.twilio.sent)


def _told(here: World, chat: int, words: str) -> str:
    """What a coordinator was told with these words in it; empty if nothing yet."""
    return next((message.text for message in here.said_to(chat) if words in message.text), "")


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
