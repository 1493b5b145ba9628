"""How much of everything a bench does: in earnest, or as a toy that only shows that it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """`times` each side is measured; `seconds` one measurement lasts, `under_load` one of latency; `others` and `flood`
    are messages a second; the rest are counts."""

    times: int = 3
    seconds: float = 6.0
    people: int = 1_000
    forms: int = 120_000
    messages: int = 4_000
    conversations: int = 100_000
    tips: int = 1_000_000
    chats: int = 1_000
    starts: int = 5
    others: float = 20.0
    flood: float = 200.0
    under_load: float = 15.0


TOY = Sizes(
    times=1, seconds=0.3, people=8, forms=8_000, messages=16, conversations=100, tips=200, chats=5, starts=1,
    others=20.0, flood=50.0, under_load=0.5
)  # fmt: skip
