"""Which of the parts of a whole may be told: cell suppression, pure.

After Hundepool et al., *Statistical Disclosure Control* (2012), chapter 4, for one whole and its parts at a time, and
for somebody who knows this rule. `bot.picture.disclosure` says which wholes there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")


def told(parts: Mapping[K, int], min_cell: int) -> dict[K, int | None]:
    """The parts of a told whole, None where withheld. Every part there can be must be in `parts`, the empty too.

    A part below `min_cell` is withheld, zero included. If any is, the smallest of those that reach `min_cell` is
    withheld with it, and all that equal it. Then the values of any two withheld parts could as well be exchanged, and
    the same would be told: each may reach `min_cell`, even for whoever knows the rule.
    """
    reach = [number for number in parts.values() if number >= min_cell]
    if len(reach) == len(parts):
        return dict(parts)
    bound = min(reach, default=0)
    return {key: number if number >= min_cell and number > bound else None for key, number in parts.items()}
