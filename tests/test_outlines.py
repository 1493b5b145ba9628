"""An operator's outlines: what can be drawn is, and what can't is named with what to do about it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import outlines
from bot.municipality import SHIPPED, MunicipalityError, load
from bot.picture.shapes import Released
from bot.web.map import Tiles, drawn

SQUARE = [[17.83, 59.23], [17.86, 59.23], [17.86, 59.25], [17.83, 59.25], [17.83, 59.23]]
ALBY = Released("alby", "Alby", False, (2,), None, (), None)


def feature(area: Any = "alby", kind: Any = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"area": area}, "geometry": geometry}


def town(folder: Path, *features: Any, text: str = "") -> Path:
    """A municipality's file with outlines beside it."""
    made = {"type": "FeatureCollection", "features": features}
    (folder / "areas.geojson").write_text(text or json.dumps(made), "utf-8")
    file = folder / "town.toml"
    file.write_text('outlines = "areas.geojson"\n' + (SHIPPED / "botkyrka.toml").read_text("utf-8"), "utf-8")
    return file


def test_outlines_are_read_beside_the_file_and_drawn(tmp_path: Path) -> None:
    """Polygons and multipolygons, holes too; the map holds all of them, and without any there are none."""
    several = feature("fittja", "MultiPolygon", [[SQUARE, SQUARE], [SQUARE]])
    found = load(str(town(tmp_path, feature(), several)))
    assert {slug: len(rings) for slug, rings in found.outlines.items()} == {"alby": 1, "fittja": 3}
    ((area, path),) = drawn(found, [ALBY])["outlines"]
    assert area == ALBY
    assert re.fullmatch(r"M\d+ \d+(L\d+ \d+){3}Z", path)
    assert drawn(load("botkyrka"), [ALBY])["outlines"] == []


def test_what_lies_far_out_is_within_the_map() -> None:
    """An outline larger than the areas' middles widens the map."""
    wide = replace(load("botkyrka"), outlines={"alby": (((17.0, 59.0), (18.9, 59.0), (18.9, 59.4), (17.0, 59.0)),)})
    found = drawn(wide, [ALBY])
    numbers = [int(n) for n in re.findall(r"\d+", found["outlines"][0][1])]
    assert max(numbers[::2]) < found["width"]
    assert max(numbers[1::2]) < found["height"]


def test_a_town_without_any_place_has_no_map() -> None:
    bare = load("botkyrka")
    areas = tuple(replace(area, at=None) for area in bare.areas)
    assert drawn(replace(bare, areas=areas), [ALBY]) == {"width": 0, "spots": [], "outlines": []}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([feature("alba")], "'alba'"),
        ([feature(["alby"])], "area is"),
        ([{"type": "Feature", "properties": None}], "area is None"),
        (["alby"], "area is None"),
        ([feature(kind="Point", coordinates=[17.8, 59.2])], "Polygon"),
        ([feature(coordinates=[SQUARE[:3]])], "Polygon"),
        ([feature(coordinates=[[[59, 170], *SQUARE[1:-1], [59, 170]]])], "longitude first"),
        ([feature(coordinates=[[["x", 1]] * 4])], "Polygon"),
        ([feature(coordinates=[])], "Polygon"),
        ([{"type": "Feature", "properties": {"area": "alby"}}], "Polygon"),
    ],
)
def test_a_feature_that_cannot_be_drawn_is_named(tmp_path: Path, given: list[Any], fault: str) -> None:
    """And nothing of such a file is drawn."""
    with pytest.raises(MunicipalityError, match="outlines: feature 1") as told:
        load(str(town(tmp_path, *given)))
    assert fault in str(told.value)


@pytest.mark.parametrize(
    ("text", "fault"), [("{", "not JSON"), ("[]", "FeatureCollection"), ("{}", "FeatureCollection")]
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(MunicipalityError, match=fault):
        load(str(town(tmp_path, text=text)))


def test_a_file_that_is_missing_or_too_large_is_named(tmp_path: Path) -> None:
    """A path is from where the municipality's file is."""
    assert "can't be read" in outlines.from_file(tmp_path / "none.geojson", ["alby"])[1][0]
    (tmp_path / "large.geojson").write_text(" " * 5_000_001)
    assert "larger than 5 MB" in outlines.from_file(tmp_path / "large.geojson", ["alby"])[1][0]


@pytest.mark.parametrize(
    ("url", "host", "allowed"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "tiles.example", "img-src 'self' https://tiles.example;"),
        (
            "https://{s}.tiles.example:8443/{z}/{x}/{y}",
            "tiles.example:8443",
            "img-src 'self' https://a.tiles.example:8443 https://b.tiles.example:8443 https://c.tiles.example:8443;",
        ),
    ],
)
def test_pictures_may_come_from_the_tiles_host_and_no_other(url: str, host: str, allowed: str) -> None:
    """The policy is else as everywhere; without an address it is not touched."""
    tiles = Tiles(url)
    assert tiles.host == host
    policy = tiles.headers["content-security-policy"]
    assert allowed in policy
    assert policy.count("https://") == allowed.count("https://")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert Tiles().headers == {}
    told = json.loads(tiles.data(load("botkyrka"), [ALBY], {"alby": ("2", "n2")}))
    assert told == {"spots": [{"at": [59.2394, 17.8456], "name": "Alby", "mark": "2", "kind": "n2"}], "outlines": []}
