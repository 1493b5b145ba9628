"""What the others notice when one person writes two hundred messages a second: their p95 with the flood, against theirs
without it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.results import Found, Row
from bench.serving import Served, served
from bench.sizes import Sizes
from bench.timing import in_turn


def measure(sizes: Sizes) -> Found:
    with served(sizes.people) as world:
        rounds = iter(range(1_000))
        sides = {
            name: partial(_p95, world, sizes, rounds, often) for name, often in (("calm", 0.0), ("flood", sizes.flood))
        }
        p95 = in_turn(sides, sizes.times)
    name = f"p95 of others while one person sends {sizes.flood:g} messages/s, against their p95 without"
    return Found((Row(name, p95["flood"], p95["calm"], 2, "ms", "lower"),))


def _p95(world: Served, sizes: Sizes, rounds: Iterator[int], often: float) -> float:
    """The others' p95 in milliseconds."""
    count = max(int(sizes.others * sizes.under_load), 5)
    after = next(rounds) * count
    found = world.measure(people=sizes.people, after=after, messages=count, rate=sizes.others, flood=often)
    world.quiet()
    return found["p95"]
