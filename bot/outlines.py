"""The outlines of a municipality's areas, from an operator's GeoJSON (RFC 7946): a Polygon or MultiPolygon a feature,
with the area's slug as its property `area`. Every fault is named; nothing is drawn from a file that has any."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.toml_table import TomlTable

Ring = tuple[tuple[float, float], ...]  # [longitude, latitude], as in the file
Outlines = Mapping[str, tuple[Ring, ...]]
_LARGEST = 5_000_000  # bytes
_SHORTEST = 4  # positions in a ring, the first again as the last


def read(top: TomlTable, folder: Path, slugs: Collection[str]) -> Outlines:
    """The outlines of the file that a municipality's names, by a path from where that is; faults go to the table's."""
    given = top.text("outlines", r".+\.geojson", 'a path from this file, like "areas.geojson"', default="")
    found, faults = from_file(folder / given, slugs) if given else ({}, [])
    for fault in faults:
        top.fault("outlines", fault)
    return MappingProxyType(dict(found))


def from_file(path: Path, slugs: Collection[str]) -> tuple[Outlines, list[str]]:
    """The rings of each area, and what is wrong with the file."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}, [f"{path.name} is larger than {_LARGEST // 1_000_000} MB; simplify its outlines"]
        collection = json.loads(path.read_text("utf-8"))
    except OSError as error:
        return {}, [f"{path.name} can't be read ({error.strerror}); write a path from where this file is"]
    except (ValueError, RecursionError):
        return {}, [f"{path.name} is not JSON in UTF-8"]
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        return {}, [f"{path.name} is no GeoJSON FeatureCollection"]
    return _of(features, slugs)


def _of(features: list[Any], slugs: Collection[str]) -> tuple[Outlines, list[str]]:
    found: dict[str, tuple[Ring, ...]] = {}
    faults = []
    for number, feature in enumerate(features, 1):
        known = isinstance(feature, dict)
        slug: Any = (feature.get("properties") or {}).get("area") if known else None
        if slug not in slugs:
            faults.append(f"feature {number}: its property area is {slug!r}; write one of {', '.join(slugs)}")
            continue
        rings = _rings(feature.get("geometry"))
        if rings is None:
            faults.append(f"feature {number} ({slug}): write a Polygon or MultiPolygon in degrees, longitude first")
        else:
            found[slug] = (*found.get(slug, ()), *rings)
    return ({}, faults) if faults else (found, [])


def _rings(geometry: Any) -> tuple[Ring, ...] | None:
    """All rings of a geometry, holes too; None if it is none that can be drawn."""
    try:
        parts = {"Polygon": lambda given: [given], "MultiPolygon": list}[geometry["type"]](geometry["coordinates"])
        return tuple(_ring(ring) for part in parts for ring in part) or None
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _ring(positions: Any) -> Ring:
    ring = tuple(_positions(positions))
    if len(ring) < _SHORTEST or ring[0] != ring[-1]:
        raise ValueError(ring)
    return ring


def _positions(positions: Any) -> Iterator[tuple[float, float]]:
    for position in positions:
        east, north = float(position[0]), float(position[1])
        if not (abs(east) <= 180 and abs(north) <= 90):
            raise ValueError(position)
        yield east, north
