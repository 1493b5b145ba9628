"""The digest on paper and as a picture."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_words import words
from seeded import AMHARIC, ARABIC, EMOJI, TOWN, WEEK, digest, page

from bot.picture import paper
from bot.picture.shapes import Digest, Released
from handlers.records import Role

AT = paper.dated(WEEK)
PICTURES = Path(__file__).parent / "pictures"
RECIPIENTS: list[tuple[Role, str | None]] = [
    ("coordinator", None),
    ("police", None),
    ("association", None),
    *(("manager", area.slug) for area in TOWN.areas),
]


def printed(shown: Digest) -> str:
    """The words of a digest's PDF."""
    return words(paper.pdf(page(shown), AT))


def in_order(said: str, *parts: str) -> bool:
    """Whether all parts are there, each after the one before."""
    at = 0
    for part in parts:
        at = said.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


def tags(pdf: bytes) -> list[str]:
    """The structure types of a tagged PDF, as often as they are used."""
    with pikepdf.open(io.BytesIO(pdf)) as made:
        objects = [one for one in made.objects if isinstance(one, pikepdf.Dictionary)]
        return [str(one.S) for one in objects if "/S" in one and "/P" in one]


def test_the_pdf_can_be_read_aloud() -> None:
    """PDF/UA-1: tagged, in Swedish, with a title; tables and lists are such, and the map has its alternative text."""
    made_of = paper.pdf(page(digest()), AT)
    with pikepdf.open(io.BytesIO(made_of)) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "sv"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        with made.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == "Veckan i korthet, vecka 47 · Botkyrka"
        figures = [one for one in made.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert any("Tumba: vakant" in str(one.get("/Alt", "")) for one in figures)
        sizes = [tuple(round(float(n)) for n in sheet.mediabox[2:]) for sheet in made.pages]
        assert set(sizes) == {(595, 842)}
    used = tags(made_of)
    assert used.count("/Table") == 3
    assert {"/H1", "/H2", "/H3", "/TH", "/TD", "/L", "/LI"} <= set(used)


@pytest.mark.parametrize(("role", "area"), RECIPIENTS)
def test_every_recipients_page_is_made(role: Role, area: str | None) -> None:
    """One page for an area, at most two for the whole municipality; and a picture."""
    shown = page(digest(role, area))
    with pikepdf.open(io.BytesIO(paper.pdf(shown, AT))) as made:
        assert len(made.pages) <= (1 if area or role == "association" else 2)
    assert paper.png(shown, AT).startswith(b"\x89PNG")


def test_the_page_says_the_whole_week() -> None:
    """The order with its reasons, both safety series with n, change, what comes back, actions, what is missing, why."""
    said = printed(digest())
    assert in_order(said, "16–22 november 2026", "Prioritet nästa vecka", "1", "Alby", "Mycket otryggt, enligt ombudet")
    assert in_order(said, "Tingstorget återkommer: 4 veckor av fem", "1 åtgärd är försenad", "2", "Fittja")
    assert in_order(said, "Ganska otrygg / Ganska trygg", "2 ombud", "Förra gången: Ganska trygg", "5 av 9 trygga")
    assert "klart fler än förut (snitt fyra veckor: 4,5)" in said
    assert "Boende som valt att svara (n=34)" in said
    assert in_order(said, "Det här återkommer", "Tingstorget", "Samling som känns otrygg", "Alby", "4")
    assert in_order(said, "Byt armaturer på gångvägen", "Botkyrkabyggen", "20 november", "Pågår, försenad")
    assert in_order(said, "Tätare städning", "Klart; iakttagelser på fyra veckor: 6 före, 1 efter")
    assert in_order(said, "Tysta och vakanta områden", "Tumba: vakant", "rapporten saknas, 3 veckor i rad")
    assert in_order(said, "Vad som inte visas, och varför", "Antal under 3", "färre än fem", "1 citat från ombudet")


def test_a_page_about_one_area_is_its_own() -> None:
    """Why it needs resources, its tips by kind and time of day, what of them is withheld; no other area."""
    said = printed(digest("manager", "alby"))
    assert in_order(said, "Veckan i korthet, vecka 47 · Alby", "Till: områdeschef, Alby", "Därför behöver området")
    assert in_order(said, "Tips efter vad de gäller", "Mörkt eller otryggt ställe", "8", "Visas inte: Samling")
    assert "Fittja" not in said
    assert "Prioritet" not in said


def test_nothing_to_report_is_said() -> None:
    """A calm week is a week of which something is known; half a report is told of."""
    said = printed(digest("manager", "tullinge"))
    assert "Inget att rapportera" in said
    assert in_order(said, "Det som fattas", "halvskriven")


def test_the_same_week_is_the_same_bytes() -> None:
    """Nothing of the moment it is made gets into a file."""
    shown = page(digest())
    assert paper.pdf(shown, AT) == paper.pdf(shown, AT)
    assert paper.png(shown, AT) == paper.png(shown, AT)


def test_the_picture_fits_a_telephone() -> None:
    """1080 pixels wide, the three most important things, and in words for who cannot see it."""
    shown = page(digest())
    made = paper.png(shown, AT)
    assert struct.unpack(">I", made[16:20]) == (1080,)
    assert [one["head"] for one in shown["top"]["rows"]] == ["Alby", "Fittja", "Tumba"]
    assert in_order(
        paper.alt(shown), "Botkyrka. Veckan i korthet, vecka 47. Prioritet nästa vecka: Alby: Mycket otryggt"
    )
    assert in_order(paper.alt(shown), "Vårsta-Grödinge: rapporten saknas.")


def test_the_picture_of_one_area_says_a_thing_once() -> None:
    """What the assessment has said already is no reason more."""
    told = page(digest("manager", "alby"))["top"]["rows"]
    assert [one["head"] for one in told] == [
        "Ombudets bedömning",
        "Därför behöver området resurser",
        "Tips från boende",
    ]
    assert told[1]["words"][0] == "Fler tips än vanligt: Mörkt eller otryggt ställe"


def test_without_an_order_the_picture_still_has_three_things() -> None:
    """What is unsafe, what is late, what comes back; of a quiet week what is missing."""
    whole = digest()
    shown = Digest(WEEK, "coordinator", whole.areas, 3, (), whole.spots, whole.steps)
    assert [one["head"] for one in page(shown)["top"]["rows"]] == ["Alby", "Fittja", "Beslutade åtgärder"]
    quiet = page(Digest(WEEK, "coordinator", whole.areas[2:], 3, (), whole.spots[:1]))
    assert [one["head"] for one in quiet["top"]["rows"]][:2] == ["Det här återkommer", "Tysta och vakanta områden"]
    alone = page(Digest(WEEK, "manager", whole.areas[:1], 3, (), whole.spots[:1], whole.steps[:1]))
    assert [one["head"] for one in alone["top"]["rows"]][1:] == ["Beslutade åtgärder", "Det här återkommer"]


def test_the_association_gets_coverage_alone() -> None:
    """How many ombud, what is vacant, the north first: neither tips nor safety, places nor whether a report came."""
    shown = page(digest("association"))
    said = printed(digest("association"))
    assert in_order(said, "5 av 6 områden har ombud · 6 ombud", "Norra kommundelarna", "Fittja", "2", "Övriga områden")
    for told in (said, paper.alt(shown)):
        assert "Tumba" in told
        assert not any(word in told for word in ("otrygg", "trygga", "Tingstorget", "Albyvägen", "saknas", "pulsen"))


def test_a_week_of_which_nothing_is_shown_is_still_a_page() -> None:
    """What a policy takes away leaves no hole: no column, no heading, no map of one spot."""
    bare = tuple(Released(area.slug, area.name, False, (), None, (), None) for area in TOWN.areas[:2])
    said = printed(Digest(WEEK, "police", bare, 3))
    assert "puls" not in said.split("Vad som inte visas")[0]
    assert "Det här" not in said
    assert page(Digest(WEEK, "police", bare[:1], 3))["map"] == []


@pytest.mark.parametrize("script", [AMHARIC, ARABIC, EMOJI])
def test_approved_words_of_any_script_are_printed_whole(script: str) -> None:
    """Every letter has its glyph and is told as it was written."""
    said = printed(digest())
    assert all(letter in said for letter in script if letter != " ")
    assert "\N{WHITE SQUARE}" not in said


@pytest.mark.parametrize(
    "typed", ["✏️ 🌻 👨‍👩‍👧", "ሰላም ለዓለም", "مرحبا بكم", "\x00\x07\u202e", "#set page() *a* $x$ `c`", "\ue000漢"]
)
def test_words_of_any_kind_typeset(typed: str) -> None:
    """Emoji, Amharic, Arabic, controls, what looks like markup, what no font has."""
    assert paper.pdf(page(digest(place=typed)), AT).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_words_typeset(typed: str) -> None:
    """PDF/UA-1 refuses a glyph without a font: none is left."""
    assert paper.pdf(page(digest(place=typed)), AT).startswith(b"%PDF")


def test_names_on_the_map_cover_nothing() -> None:
    """Areas that lie close have their names on different sides, and no number looks like a rank."""
    spots: list[dict[str, Any]] = page(digest())["map"]
    sides = {spot["name"]: spot["side"] for spot in spots}
    assert sides["Hallunda-Norsborg"] != "right"
    assert not any("number" in spot for spot in spots)


@pytest.mark.parametrize(("form", "area"), [("pdf", None), ("png", None), ("pdf", "alby"), ("png", "alby")])
def test_the_page_is_the_one_that_was_looked_at(form: str, area: str | None) -> None:
    """The kept page, to the byte (typst is pinned); a new one is looked at before it is kept."""
    shown = page(digest("manager" if area else "coordinator", area))
    made = (paper.pdf if form == "pdf" else paper.png)(shown, AT)
    assert made == (PICTURES / f"digest{'-' if area else ''}{area or ''}.{form}").read_bytes()
