"""Of several replicas one fetches: it polls Telegram and reads Twilio's log, until it stops or hangs; then another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from served import BY_SMS, OMBUD, RESIDENT, TIP, World, free_port, until
from sqlalchemy import update

from bot import fetching
from bot.app import Ombudet
from bot.channels import Inbound
from bot.channels.sms import Sms
from bot.serve import application
from storage import leases, models

POLLING: dict[str, Any] = {"telegram_webhook_secret": None}


@asynccontextmanager
async def second(here: World, **overrides: Any) -> AsyncIterator[Ombudet]:
    """Another replica: its own door, the same database."""
    served = application(here.settings(port=free_port(), **overrides), here.clock)
    async with served.router.lifespan_context(served):
        found: Ombudet = served.state.ombudet
        yield found


async def test_one_replica_polls_and_the_next_takes_over(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram never sees two pollers; when the one stops in good order the other goes on, and nothing is lost."""
    monkeypatch.setattr("bot.fetching._OTHERS_TURN", 0.05)
    async with second(here, **POLLING):
        async with here.serve(**POLLING):
            await until(lambda: here.telegram.allowed)
            await here.says(OMBUD, "/hjalp")
            await asyncio.sleep(0.3)
        await here.says(OMBUD, "/meny")
        await here.says(OMBUD, "/hjalp")
    assert here.states() == ["done"] * 3
    assert [call for call in here.telegram.refused if call[1] == 409] == []


async def test_a_replica_that_hangs_is_overtaken(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else holds the lease and does nothing: nobody polls until it runs out, then we do."""
    monkeypatch.setattr("bot.fetching._OTHERS_TURN", 0.05)
    async with here.serve() as app:
        now = app.database.wall()
        await app.database.run(lambda work: leases.hold(work, "telegram-polling", "elsewhere:1", now, fetching._LEASE))
    async with here.serve(**POLLING) as app:
        here.telegram.user_says(OMBUD, "/hjalp")
        await asyncio.sleep(0.3)
        assert here.states() == []
        over = update(models.lease).where(models.lease.c.holder == "elsewhere:1").values(until=now)
        await app.database.run(lambda work: work.conn.execute(over).rowcount)
        await here.settled()
    assert here.states() == ["done"]


async def test_one_replica_reads_the_log(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one reads the other does not ask Twilio at all; when that one stops, the other reads on."""
    monkeypatch.setattr("bot.fetching._BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr("bot.fetching._OTHERS_TURN", 0.05)
    looks: list[datetime] = []
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(here.serve())
        async with second(here) as other:
            sms = other.channels["sms"]
            assert isinstance(sms, Sms)
            received = sms.received

            async def noted(since: datetime) -> list[Inbound]:
                looks.append(since)
                return await received(since)

            sms.received = noted  # type: ignore[method-assign]
            await here.twilio.user_says(RESIDENT, TIP, "")
            await until(lambda: here.states() == ["done"])
            assert looks == []
            await stack.aclose()
            await here.twilio.user_says(BY_SMS, TIP, "")
            await until(lambda: here.states() == ["done"] * 2)
    assert looks
