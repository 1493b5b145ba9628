"""How figures are taken: the sides in turn, again and again, and of each the median, so that what else the machine
does meanwhile falls on all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from statistics import median


def in_turn(sides: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """Each side's median of so many measurements: ours, theirs, ours, theirs, …"""
    figures: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(times):
        for name, measure in sides.items():
            figures[name].append(measure())
    return {name: median(taken) for name, taken in figures.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so great a share of them does not exceed."""
    ranked = sorted(values)
    return ranked[max(0, ceil(share * len(ranked)) - 1)]
