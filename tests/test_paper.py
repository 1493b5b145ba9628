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

from bot.i18n import Voices
from bot.municipality import load
from bot.picture import paper

TOWN = load("botkyrka")
VOICES = Voices()
WEEK = "2026-W47"
AT = paper.dated(WEEK)


def plain(place: str = "Albyvägen 12", role: str = "coordinator") -> dict[str, Any]:
    """A week as `--format json` gives it: one area vacant, one silent."""
    areas = [
        {
            "area": area.slug,
            "name": area.name,
            "vacant": number == 4,
            "reported": number < 4,
            "assessments": [[1], [2, 3], [3], [4], [], []][number],
            "assessment_before": None,
            "observations": [{"category": "otrygg_plats", "place": place, "when": "evening"}] if number < 2 else [],
            "tips": [7, None, 4, None, None, 3][number],
        }
        for number, area in enumerate(TOWN.areas)
    ]
    return {"week": WEEK, "role": role, "min_cell": 3, "areas": areas}


def page(place: str = "Albyvägen 12", role: str = "coordinator") -> dict[str, Any]:
    """The same as a page in Swedish."""
    places = {area.slug: area.at for area in TOWN.areas if area.at}
    return paper.sheet(plain(place, role), places, TOWN.name, "sv", lambda text: VOICES.say(text, "sv"))


def test_the_pdf_can_be_read_aloud() -> None:
    """PDF/UA-1: tagged, in Swedish, with a title, and alternative text on the map."""
    with pikepdf.open(io.BytesIO(paper.pdf(page(), AT))) as made:
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


def test_the_same_week_is_the_same_bytes() -> None:
    """Nothing of the moment it is made gets into a file."""
    assert paper.pdf(page(), AT) == paper.pdf(page(), AT)
    assert paper.png(page(), AT) == paper.png(page(), AT)


def test_the_picture_fits_a_telephone() -> None:
    """1080 pixels wide, and in words for who cannot see it."""
    made = paper.png(page(), AT)
    assert made.startswith(b"\x89PNG")
    assert struct.unpack(">I", made[16:20]) == (1080,)
    assert "Alby: Mycket otrygg, Tips från boende: 7." in paper.alt(page())
    assert "visas inte" in paper.alt(page())


def test_the_association_gets_coverage_alone() -> None:
    """Which areas have an ombud: neither tips nor safety nor whether a report came."""
    told = paper.alt(page(role="association"))
    assert "Tumba: vakant." in told
    assert "Tips" not in told
    assert "saknas" not in told


@pytest.mark.parametrize(
    "words", ["✏️ 🌻 👨‍👩‍👧", "ሰላም ለዓለም", "مرحبا بكم", "\x00\x07\u202e", "#set page() *a* $x$ `c`", "\ue000漢"]
)
def test_words_of_any_kind_typeset(words: str) -> None:
    """Emoji, Amharic, Arabic, controls, what looks like markup, what no font has."""
    assert paper.pdf(page(words), AT).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_words_typeset(words: str) -> None:
    """PDF/UA-1 refuses a glyph without a font: none is left."""
    assert paper.pdf(page(words), AT).startswith(b"%PDF")


def test_the_words_can_be_taken_out() -> None:
    """What stands on the page is text with a map to Unicode, so that it can be searched and copied."""
    with pikepdf.open(io.BytesIO(paper.pdf(page("Tingstorget ሰላም"), AT))) as made:
        fonts = [font for sheet in made.pages for font in sheet.Resources.Font.as_dict().values()]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts)
        mapped = b"".join(font.ToUnicode.read_bytes() for font in fonts).upper()
    assert all(f"{ord(letter):04X}".encode() in mapped for letter in "Tingsoretሰላም")


def test_the_page_is_the_one_that_was_looked_at() -> None:
    """The kept PDF, to the byte (typst is pinned); a new one is looked at before it is kept."""
    assert paper.pdf(page(), AT) == (Path(__file__).parent / "pictures" / "digest.pdf").read_bytes()
