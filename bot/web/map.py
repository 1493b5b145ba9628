"""The schematic map: where each area lies, north up and true to scale, with the operator's outlines if there are any;
and what a map with tiles needs to know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from urllib.parse import urlsplit

from bot.municipality import Municipality
from bot.picture.shapes import Released
from bot.web.site import HEADERS

_WIDE, _HIGH, _MARGIN = 560, 420, 45  # at most, in its own units
_NAME = 140  # how far a name reaches
_SUBDOMAINS = "abc"  # what {s} stands for


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on the paper a position is. `scale` is units a degree of latitude, `narrow` of longitude."""

    north: float
    west: float
    scale: float
    narrow: float
    width: int
    height: int

    def place(self, at: tuple[float, float]) -> tuple[int, int]:
        """(x, y) of (latitude, longitude)."""
        return round((at[1] - self.west) * self.narrow) + _MARGIN, round((self.north - at[0]) * self.scale) + _MARGIN


def frame_of(positions: Sequence[tuple[float, float]]) -> Frame:
    """The frame that holds all `positions` (latitude, longitude), with room for names."""
    north, south = max(at[0] for at in positions), min(at[0] for at in positions)
    west, east = min(at[1] for at in positions), max(at[1] for at in positions)
    shrunk = cos(radians(north))
    tall, wide = max(north - south, 0.01), max((east - west) * shrunk, 0.01)
    scale = min((_HIGH - 2 * _MARGIN) / tall, (_WIDE - 2 * _MARGIN - 80) / wide)
    width = round(wide * scale) + 2 * _MARGIN + 80
    return Frame(north, west, scale, scale * shrunk, width, round(tall * scale) + 2 * _MARGIN)


def drawn(town: Municipality, areas: Sequence[Released]) -> dict[str, Any]:
    """The map of `areas`, within that of them all: its size, its outlines as SVG paths, and a spot for each area."""
    where = {area.slug: area.at for area in town.areas if area.at}
    corners = [(lat, lon) for rings in town.outlines.values() for ring in rings for lon, lat in ring]
    if not where and not corners:
        return {"width": 0, "spots": [], "outlines": []}
    frame = frame_of([*where.values(), *corners])
    known = [area for area in areas if area.slug in where]
    spots = [(area, *frame.place(where[area.slug])) for area in known]
    return {
        "width": frame.width,
        "height": frame.height,
        "outlines": [(area, path) for area in areas if (path := _path(frame, town.outlines.get(area.slug, ())))],
        "spots": [{"area": a, "x": x, "y": y, "side": _side(x, y, spots, frame.width)} for a, x, y in spots],
    }


def _side(x: int, y: int, spots: Iterable[tuple[Released, int, int]], width: int) -> str:
    """Where there is room for a name."""
    crowded = any(0 < other - x < _NAME and abs(high - y) < 25 for _, other, high in spots)
    return "above" if crowded else "left" if x > width * 0.6 else "right"


def _path(frame: Frame, rings: Iterable[Sequence[tuple[float, float]]]) -> str:
    places = ([frame.place((lat, lon)) for lon, lat in ring[:-1]] for ring in rings)
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in places)


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where map tiles come from: an address with {z}, {x} and {y}, and maybe {s}; "" for none."""

    url: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.removeprefix("{s}.")

    @property
    def headers(self) -> Mapping[str, str]:
        """The page's headers: pictures may come from that one host too, and nothing else may."""
        if not self.url:
            return {}
        name = urlsplit(self.url).netloc
        hosts = [f"https://{name.replace('{s}', letter)}" for letter in (_SUBDOMAINS if "{s}" in name else "_")]
        policy = HEADERS["content-security-policy"].replace("img-src 'self'", f"img-src 'self' {' '.join(hosts)}")
        return {"content-security-policy": policy}

    def data(self, town: Municipality, areas: Sequence[Released], marks: Mapping[str, tuple[str, str]]) -> str:
        """What the script draws, as JSON: a spot for each area with its mark and colour, and the outlines."""
        where = {area.slug: area.at for area in town.areas if area.at}
        spots = [
            {"at": where[area.slug], "name": area.name, "mark": mark, "kind": kind}
            for area in areas
            if area.slug in where
            for mark, kind in [marks[area.slug]]
        ]
        shapes = [[(lat, lon) for lon, lat in ring] for a in areas for ring in town.outlines.get(a.slug, ())]
        return json.dumps({"spots": spots, "outlines": shapes}, ensure_ascii=False)
