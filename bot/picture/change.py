"""Whether a number of tips has changed against the four weeks before. Reads told numbers, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

WEEKS = 4
CHANCE = 0.01  # of a mark where nothing has changed, at most; low, since every area is looked at every week

Mark = Literal["more", "fewer", ""]


@dataclass(frozen=True, slots=True)
class Change:
    """The mean of the four weeks before, and a mark where the week differs by more than chance would have it."""

    mean: float
    mark: Mark


def against(now: int | None, before: Sequence[int | None]) -> Change | None:
    """A week's told number against the told ones of the four weeks before; None where one of the five is withheld.

    Of two Poisson counts, given their sum, the one is binomial (Przyborowski & Wilenski, *Biometrika* 31, 1940): the
    week's share of all five weeks is 1 in 5 if nothing has changed. The test is exact, and two-sided by doubling.
    """
    known = [number for number in before if number is not None]
    if now is None or len(before) != WEEKS or len(known) != WEEKS:
        return None
    total = now + sum(known)
    weight = [comb(total, x) * WEEKS ** (total - x) for x in range(total + 1)]
    whole = (WEEKS + 1) ** total
    mark: Mark = ""
    if 2 * sum(weight[now:]) <= CHANCE * whole:
        mark = "more"
    elif 2 * sum(weight[: now + 1]) <= CHANCE * whole:
        mark = "fewer"
    return Change(sum(known) / WEEKS, mark)
