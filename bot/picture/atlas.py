"""A schematic map, north up and true to scale: where each area's spot stands, and on which side of it the name, so that
names cover neither each other nor a spot. Lengths are millimetres on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians

Box = tuple[float, float, float, float]  # left, top, right, bottom

DOT = 3.0  # a spot's radius
_GAP = 1.2  # between a spot and its name
_LETTER, _LINE = 1.72, 3.6  # a letter's width at 8.5 points, and a line's height
_SIDES = ("right", "left", "below", "above")


def laid_out(
    names: Mapping[str, str], at: Mapping[str, tuple[float, float]], width: float, height: float
) -> dict[str, dict[str, float | str]]:
    """By slug: `x` and `y` of the spot from the left and from the top, and the `side` its name stands on. `at` holds
    latitudes and longitudes. Nothing where fewer than two areas have a place."""
    known = [slug for slug in names if slug in at]
    if len(known) < 2:
        return {}
    middles = _middles([at[slug] for slug in known], width, height)
    spots = dict(zip(known, middles, strict=True))
    taken = [_spot(x, y) for x, y in middles]
    placed: dict[str, dict[str, float | str]] = {}
    for slug in sorted(known, key=lambda slug: (-len(names[slug]), slug)):
        x, y = spots[slug]
        boxes = {side: _name(x, y, len(names[slug]) * _LETTER, side) for side in _SIDES}
        side = min(_SIDES, key=lambda side: _crowded(boxes[side], taken, width, height))
        taken.append(boxes[side])
        placed[slug] = {"x": round(x, 2), "y": round(y, 2), "side": side}
    return {slug: placed[slug] for slug in known}


def _middles(at: Sequence[tuple[float, float]], width: float, height: float) -> list[tuple[float, float]]:
    """Degrees as millimetres, the whole in the middle of the frame."""
    north, south = max(lat for lat, _lon in at), min(lat for lat, _lon in at)
    east, west = max(lon for _lat, lon in at), min(lon for _lat, lon in at)
    narrow, margin = cos(radians(north)), 3 * DOT
    wide, tall = (east - west) * narrow, north - south
    room = [(width - 2 * margin) / wide] * bool(wide) + [(height - 2 * margin) / tall] * bool(tall)
    scale = min(room, default=0.0)
    left, top = (width - wide * scale) / 2, (height - tall * scale) / 2
    return [(left + (lon - west) * narrow * scale, top + (north - lat) * scale) for lat, lon in at]


def _spot(x: float, y: float) -> Box:
    return x - DOT, y - DOT, x + DOT, y + DOT


def _name(x: float, y: float, long: float, side: str) -> Box:
    away, half = DOT + _GAP, _LINE / 2
    if side == "right":
        return x + away, y - half, x + away + long, y + half
    if side == "left":
        return x - away - long, y - half, x - away, y + half
    top = y + away if side == "below" else y - away - _LINE
    return x - long / 2, top, x + long / 2, top + _LINE


def _crowded(box: Box, taken: Sequence[Box], width: float, height: float) -> float:
    """How much of a name is covered or falls outside, in square millimetres."""
    left, top, right, bottom = box
    area = (right - left) * (bottom - top)
    inside = _shared(box, (0, 0, width, height))
    return round(area - inside + sum(_shared(box, other) for other in taken), 3)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0
