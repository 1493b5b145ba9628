"""Hot-spots: where ombud have confirmed the same kind of thing again and again. Reads confirmed observations alone, of
weeks that are closed or about to be."""

from __future__ import annotations

from collections.abc import Sequence

from bot.picture.counts import Week
from bot.picture.shapes import Spot
from handlers.dialogue import fold

WEEKS = 5  # the week and the four before it
FEWEST = 3  # of these
_WELCOME = ("positivt", "arrangemang")  # what comes back gladly is no hot-spot

Key = tuple[str, str, str]  # area, category, folded place


def spots(weeks: Sequence[Week]) -> tuple[Spot, ...]:
    """The same area, category and folded place in at least three of these weeks, the most frequent first. `weeks` are
    those there are of the last five, the latest first; a place is written as it last was."""
    found: dict[Key, list[str]] = {}
    for week in weeks:
        for key, place in _places(week).items():
            found.setdefault(key, []).append(place)
    known = [
        Spot(area, category, places[0], len(places))
        for (area, category, _place), places in found.items()
        if len(places) >= FEWEST
    ]
    return tuple(sorted(known, key=lambda one: (-one.weeks, one.area, one.category, fold(one.place))))


def _places(week: Week) -> dict[Key, str]:
    """What was confirmed in a week, each thing once, with its place as it was written."""
    return {
        (area.slug, seen.category, fold(seen.place)): seen.place
        for area in week.areas
        for seen in area.observations
        if seen.place and seen.category not in _WELCOME
    }
