"""Messages are kept apart for a provider that counts what arrives in a sliding second."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

from bot.channels import Limits
from bot.spacing import Passage, Spacing

LIMITS = Limits(rate=50, burst=1, in_a_second=5)


async def five(spacing: Spacing, first: float) -> list[Passage]:
    """Five messages leave; the answer to the first takes so many seconds longer than the others'."""
    passages = [await spacing.passed() for _ in range(5)]
    for passage in passages:
        passage.took = 0.01
    passages[0].took = 0.01 + first
    return passages


async def test_they_leave_one_after_the_other() -> None:
    """Those that come at once leave as far apart as the pace wants it, or a little less: it catches up."""
    spacing = Spacing(LIMITS)
    left = sorted(one.left for one in await asyncio.gather(*(spacing.passed() for _ in range(5))))
    assert all(later - earlier > 0.019 for earlier, later in pairwise(left))


async def test_what_arrived_late_is_counted_late() -> None:
    """The sixth leaves a second after the first can have arrived, which is known by when it was answered."""
    for late in (0.0, 0.2):
        spacing = Spacing(LIMITS)
        first = (await five(spacing, late))[0]
        assert (await spacing.passed()).left >= first.left + late + 1.0


async def test_a_slow_way_is_no_late_arrival() -> None:
    """Where every answer takes long, the messages arrive as far apart as they leave."""
    spacing = Spacing(LIMITS)
    passages = await five(spacing, 0.0)
    for passage in passages:
        passage.took = 3.0
    assert (await spacing.passed()).left < passages[0].left + 1.2


async def test_what_is_not_answered_yet_may_arrive_now() -> None:
    spacing = Spacing(LIMITS)
    passages = await five(spacing, 0.0)
    passages[0].took, passages[0].left = None, passages[0].left - 0.5
    begun = time.monotonic()
    assert (await spacing.passed()).left >= begun + 0.9


async def test_who_does_not_count_lets_them_go() -> None:
    """Twilio queues what comes too fast: nothing is kept apart for it here."""
    begun, spacing = time.monotonic(), Spacing(Limits(rate=1.0, burst=25))
    await asyncio.gather(*(spacing.passed() for _ in range(20)))
    assert time.monotonic() < begun + 0.5
