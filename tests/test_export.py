"""`ombud export`: what was released and nothing else, in files that other programs read as they were meant."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storing import HandClock, someone

from bot.app import Ombudet, build
from bot.municipality import load
from bot.operating.export import Asked, Form, Kind, NotOut, export, forms, weeks_out
from bot.operating.export.records import FIELDS, picture
from bot.picture.change import Change
from bot.picture.pulse import Pulse
from bot.picture.shapes import Digest, Patrols, Questions, Quote, Ranked, Reason, Released, Seen, Spot, Step, as_json
from handlers.records import Action, Observation, Place, Report, Tip
from storage import actions, quotes, reports, tips
from storage.models import audit

DOCS = Path(__file__).parent.parent / "docs" / "exports.md"
KINDS: tuple[Kind, ...] = ("tips", "reports", "actions", "picture")
FORMS: tuple[Form, ...] = ("csv", "json", "geojson")
WEEKS = ("2026-W45", "2026-W46")
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Ombudet]:
    """Two weeks in Alby and Fittja that are over, their digests out, and one that is not."""
    clock = HandClock()
    made = build(
        database_url=sqlite_url, secret_key=bytes(range(32)), town=load("botkyrka"), channels={}, clock=clock,
        random=Random(1), public_url="",  # noqa: S311 - codes that are the same at every run
    )  # fmt: skip
    clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    with made.database.begin() as work:
        for week, area, many in (
            *((w, a, n) for w in WEEKS for a, n in (("alby", 4), ("fittja", 1))),
            ("2026-W47", "alby", 9),
        ):
            for _ in range(many):
                tips.add(work, someone(work).id, Tip("narkotika", area, Place("Albyvägen 1"), "Hemligt"), week, "night")
        seen = (Observation("ordning", "Långa gatan å ä ö", "evening", 4), Observation("brand", FORMULA))
        reports.put(work, someone(work).id, Report(WEEKS[0], "alby", 2, seen, "Hemlig kommentar"))
        reports.put(work, someone(work, 6).id, Report(WEEKS[0], "alby", 3))
        for words in quotes.in_places(work, [("alby", one.place) for one in seen]):
            assert quotes.decide(work, words, "approved", words.text, 1)
        key = actions.add(work, 1, Action("alby", "ordning", "Torget", "Hemlig plan", "municipality", "2026-11-12"))
        actions.add(work, 1, Action("fittja", "brand", "", "Annat", "police"))
        actions.set_status(work, key, "started")
    clock.now = datetime(2026, 11, 19, 12, tzinfo=UTC)
    yield made
    made.database.close()


def made(app: Ombudet, kind: Kind, form: Form = "csv", **asked: str) -> str:
    """What an export writes."""
    wanted, file = Asked(kind, form, **asked), io.BytesIO()
    export(app, wanted, weeks_out(app, wanted), file, lambda *_: None)
    return file.getvalue().decode("utf-8")


def rows(text: str) -> list[dict[str, str]]:
    """A CSV as a program reads it that knows of its byte order mark."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_tips_are_the_released_cells(app: Ombudet) -> None:
    """Each area's number or nothing, and below what is told its parts; of a week that is not out, nothing."""
    found = rows(made(app, "tips"))
    assert {row["week"] for row in found} == set(WEEKS)
    told = {
        (row["by"], row["area"]): row["tips"] for row in found if row["week"] == WEEKS[0] and row["by"] != "category"
    }
    assert told["municipality", ""] == "5"
    assert {told["area", area] for area in ("alby", "fittja", "unknown")} == {""}, "4 of 5 would give the 1 away"
    assert not any(by == "time_band" for by, _ in told)


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_leave(app: Ombudet, kind: Kind) -> None:
    """Neither tips' words and places, nor comments, nor what an action says, in any format."""
    for form in FORMS:
        text = made(app, kind, form)
        assert "Hemlig" not in text
        assert "Albyvägen" not in text


def test_reports_go_observation_by_observation(app: Ombudet) -> None:
    """A row for each, with the area's assessments; an area without has one that says whether a report is missing."""
    found = [row for row in rows(made(app, "reports")) if row["week"] == WEEKS[0]]
    alby = [row for row in found if row["area"] == "alby"]
    assert [(row["observation"], row["category"], row["time_band"]) for row in alby] == [
        ("1", "ordning", "evening"),
        ("2", "brand", ""),
    ]
    assert alby[0]["place"] == "Långa gatan å ä ö"
    assert {(row["reports"], row["assessment_lowest"], row["assessment_highest"]) for row in alby} == {("2", "2", "3")}
    (fittja,) = (row for row in found if row["area"] == "fittja")
    assert (fittja["reports"], fittja["observation"], fittja["vacant"]) == ("0", "", "1")


def test_actions_stand_as_they_do_now(app: Ombudet) -> None:
    """With their owner's name, and whether they are overdue; only those decided in the weeks asked for."""
    first, second = rows(made(app, "actions"))
    assert (first["decided_on"], first["status"], first["overdue"]) == ("2026-11-10", "started", "1")
    assert (first["owner_name"], second["owner_name"], second["due"]) == ("Botkyrka kommun", "Polisen", "")
    assert rows(made(app, "actions", first="2026-W47")) == []
    assert [row["area"] for row in rows(made(app, "actions", area="fittja", last="2026-W46"))] == ["fittja"]


def test_the_picture_is_the_coordinator_s_digest(app: Ombudet) -> None:
    """Flat in a spreadsheet, a row for each area and week; whole in JSON, as `ombud summary` has it."""
    areas = len(app.desk.town.areas)
    assert len(rows(made(app, "picture"))) == areas * len(WEEKS)
    whole = json.loads(made(app, "picture", "json"))
    assert [one["week"] for one in whole] == list(WEEKS)
    assert {one["role"] for one in whole} == {"coordinator"}
    (alby,) = json.loads(made(app, "picture", "json", area="alby", first=WEEKS[1]))
    assert [area["area"] for area in alby["areas"]] == ["alby"]


def test_the_same_file_whatever_comes_later(app: Ombudet) -> None:
    """Late tips and late reports change no file of a week that was released; and all formats tell the same."""
    before = {(kind, form): made(app, kind, form) for kind in KINDS for form in FORMS}
    with app.database.begin() as work:
        for _ in range(7):
            tips.add(work, 1, Tip("brand", "fittja", Place(), "Sent"), WEEKS[0], "day")
        reports.put(work, 2, Report(WEEKS[0], "fittja", 1, (Observation("brand", "Torget"),)))
    assert {(kind, form): made(app, kind, form) for kind in KINDS for form in FORMS} == before
    for kind in ("reports", "actions"):
        flat = [{name: forms.cell(value) for name, value in row.items()} for row in json.loads(before[kind, "json"])]
        assert flat == rows(before[kind, "csv"])


@pytest.mark.parametrize("kind", KINDS)
def test_geojson_has_points_at_the_areas_middles(app: Ombudet, kind: Kind) -> None:
    """RFC 7946: longitude before latitude, and null where no middle is known; the fields are the properties."""
    found = json.loads(made(app, kind, "geojson"))
    assert found["type"] == "FeatureCollection"
    known = {area.slug: area.at for area in app.desk.town.areas}
    for feature in found["features"]:
        at = known[feature["properties"]["area"]]
        assert feature["type"] == "Feature"
        assert feature["geometry"] == (at and {"type": "Point", "coordinates": [at[1], at[0]]})
        assert tuple(feature["properties"]) == FIELDS[kind]
    assert {feature["properties"].get("by", "area") for feature in found["features"]} == {"area"}


def test_csv_is_what_a_swedish_excel_opens(app: Ombudet) -> None:
    """A byte order mark, semicolons, CR LF, a decimal comma, 1 and 0, and nothing where nothing is known."""
    text = made(app, "reports")
    head, *_ = text.split("\r\n")
    assert head == "\ufeff" + ";".join(FIELDS["reports"])
    assert text.count("\n") == text.count("\r\n")
    assert [forms.cell(value) for value in (None, True, False, 2.25, 3.0, 7, "å")] == [
        "",
        "1",
        "0",
        "2,25",
        "3",
        "7",
        "å",
    ]


def test_no_cell_begins_a_formula(app: Ombudet) -> None:
    """OWASP's characters, their full-width twins too, get an apostrophe; and what is harmless stays as it is."""
    places = [row["place"] for row in rows(made(app, "reports"))]
    assert f"'{FORMULA}" in places
    for risky in ("=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1", '"=1', "\u00a0=1"):
        assert forms.cell(risky).startswith("'"), repr(risky)
    assert forms.cell("a,=1") == "a,'=1"
    for harmless in ("Alby C, vid kiosken", "Grannar – vi", "a-b", "1+1", "nr 3; höger", "'=1"):
        assert forms.cell(harmless) == harmless


@given(st.text(alphabet=" ,;\t\r\n\"'=+-@＝ab", max_size=12))
def test_a_split_by_any_separator_leaves_no_formula(words: str) -> None:
    """Whatever separator a program goes by, and however it takes quotes: no cell of the line begins a formula."""
    line = "".join(forms.pieces("csv", ("a",), [{"a": words}], {}))
    for separator in ",;\t":
        for cells in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            assert not [c for c in cells if c.lstrip().startswith(("=", "+", "-", "@", "＝"))]


def test_csv_gives_back_what_was_put_in() -> None:
    """Quotes, separators and lines within a cell come back as they were."""
    words = 'Torget; "kiosken"\r\nnära å, ä, ö'
    text = "".join(forms.pieces("csv", ("a", "b"), [{"a": words, "b": 1}], {}))
    assert rows(text) == [{"a": words, "b": "1"}]


def test_what_is_not_there_is_refused(app: Ombudet) -> None:
    """A week that there is not, or that is not out, the wrong way round, and an area that nobody knows."""
    for wrong in ({"first": "2026-W54"}, {"last": "47"}, {"first": "2026-W47"}, {"area": "stockholm"}):
        with pytest.raises(NotOut):
            weeks_out(app, Asked("tips", "csv", **wrong))
    with pytest.raises(NotOut, match="after"):
        weeks_out(app, Asked("actions", "csv", "2026-W46", "2026-W45"))
    assert weeks_out(app, Asked("tips", "csv", "2020-W01", "2030-W01")) == WEEKS
    app.database.clock.pass_(days=6)  # type: ignore[attr-defined]
    assert weeks_out(app, Asked("tips", "csv"))[-1] == "2026-W46", "the digest of week 47 is due on Wednesday"
    app.database.clock.pass_(days=1)  # type: ignore[attr-defined]
    assert weeks_out(app, Asked("tips", "csv"))[-1] == "2026-W47"


def test_each_export_is_in_the_audit_log(app: Ombudet) -> None:
    """What was taken out, in which format, of which weeks and areas."""
    made(app, "tips", "json", area="alby", last=WEEKS[0])
    made(app, "actions")
    with app.database.begin() as work:
        noted = [row.object for row in work.conn.execute(audit.select()) if row.action == "release"]
    assert noted == ["export:tips:json:2026-W45:2026-W45:alby", "export:actions:csv:*:*:*"]


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """Only its owner may read it; what goes wrong leaves what was there before, and nothing beside it."""
    path = tmp_path / "tips.csv"
    with forms.whole(path) as file:
        file.write(b"first")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ZeroDivisionError), forms.whole(path) as file:
        file.write(bytes(1 // 0))
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("tips.csv", b"first")]
    with pytest.raises(OSError, match="not a file"), forms.whole(tmp_path):
        raise AssertionError


# What stands in the docs


WHOLE = Digest(
    "2026-W47",
    "coordinator",
    (
        Released(
            "alby", "Alby", False, (2, 3), 3, (Seen("brand", "Torget", "day"),), 9, {"brand": 9}, {"day": 9},
            Change(2.25, "more"), pulse=Pulse(6, (1, 2, 3, 0), 5),
            quotes=(Quote("wish", "Mer ljus"), Quote("good", "Bra")),
        ),
    ),
    3,
    (Ranked("alby", "Alby", (Reason("unsafe"), Reason("more", 7, "brand"))),),
    (Spot("alby", "brand", "Torget", 3),),
    (Step("alby", "brand", "Torget", "Lampa", "Polisen", "2026-12-01", "planned", effect=(4, 1)),),
    Pulse(6, (1, 2, 3, 0), None),
    Patrols(1, 150, 34, ("Alby",), 2, 0, ("brakes",)),
    Questions(3, 2, 1),
)  # fmt: skip


def section(name: str) -> str:
    return re.split(r"^#+ ", DOCS.read_text("utf-8").partition(f"# {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def documented(name: str) -> list[str]:
    """The names in the first column of a section's table."""
    cells = re.findall(r"^\| (`[^|]*) \|", section(name), re.MULTILINE)
    return [field for cell in cells for field in re.findall(r"`([^`]+)`", cell)]


def paths(value: Any, here: str = "") -> Iterator[str]:
    """Where values stand in plain JSON, without the keys that are themselves data."""
    if isinstance(value, dict) and not here.endswith(("tips_by_category", "tips_by_time")):
        for key, inner in value.items():
            yield from paths(inner, f"{here}.{key}" if here else key)
    elif isinstance(value, (list, tuple)):
        yield from paths(value[0], f"{here}[]")
    else:
        yield here


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_documented(app: Ombudet, kind: Kind) -> None:
    """The tables name each field of each file, in its order, and no other."""
    assert documented(kind) == list(FIELDS[kind])
    assert tuple(next(csv.reader([made(app, kind).splitlines()[0][1:]], delimiter=";"))) == FIELDS[kind]


def test_every_key_of_the_picture_is_documented() -> None:
    """All that a digest's JSON can hold stands in its table, and nothing else."""
    assert sorted(documented("Picture as JSON")) == sorted(set(paths(as_json(WHOLE))))


def test_a_whole_digest_is_a_row() -> None:
    """Order, hot-spots, quotes and pulse are there where the digest has them."""
    (row,) = picture(replace(WHOLE, week="2026-W46"))
    assert (row["priority"], row["priority_reasons"]) == (1, "unsafe; more 7 brand")
    assert (row["hotspots"], row["quotes"]) == ("brand Torget (3)", "Mer ljus; Bra")
    assert (row["tips_mean_of_four_weeks"], row["tips_changed"], row["tips_brand"], row["tips_fordon"]) == (
        2.25,
        "more",
        9,
        None,
    )
    assert (row["pulse_n"], row["pulse_rather_unsafe"], row["pulse_stay_in"]) == (6, 3, 5)
    assert row["week_starts"] == (datetime(2026, 11, 16, tzinfo=UTC) - timedelta(weeks=1)).date().isoformat()
