"""What can wait, waits: news to many is not sent in quiet hours, nor by SMS above the month's cap. Receipts, safety and
the week never do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import Desk
from bot.weekly.quiet import quiet
from storage.database import Work
from storage.sending import Head


def may_go(desk: Desk, work: Work, heads: Sequence[Head]) -> list[Head]:
    """Those that may be sent now, in their order."""
    if not any(head.waits for head in heads):
        return list(heads)
    if quiet(work.now, desk.town.week):
        return [head for head in heads if not head.waits]
    return _within_cap(desk, work, heads)


def _within_cap(desk: Desk, work: Work, heads: Sequence[Head]) -> list[Head]:
    left = desk.costs.left(work, desk.zone) if heads[0].channel == "sms" else None
    if left is None:
        return list(heads)
    left -= sum(head.units for head in heads if not head.waits)
    going = []
    for head in heads:
        if not head.waits or head.units <= left:
            left -= head.units if head.waits else 0
            going.append(head)
    return going


def used_up(desk: Desk, work: Work, channel: str) -> bool:
    """Whether what can wait is to wait for another month."""
    left = desk.costs.left(work, desk.zone) if channel == "sms" else None
    return left is not None and left <= 0
