"""What an SMS costs: against the standard's table, its known borders and an independent slow splitter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.gsm7 import BASIC, EXTENDED, Segments, segments, shorten, to_gsm

GSM_TEXT = st.text("abc åäöÅÄÖéÉ@£\n€[]{}|^~\\", max_size=700)
ANY_TEXT = st.text(max_size=400)


def test_the_alphabet_is_the_standard_s() -> None:
    """TS 23.038 has 127 basic characters besides the escape, and ten in the extension table."""
    assert len(BASIC) == 127
    assert set("^{}[]~|\\€\f") == EXTENDED
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count", "remaining"),
    [
        ("", "GSM-7", 0, 1, 160),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("åäöÅÄÖ", "GSM-7", 6, 1, 154),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("€" * 81, "GSM-7", 162, 2, 143),
        ("a" * 152 + "€" * 5, "GSM-7", 162, 2, 143),
        ("“" * 70, "UCS-2", 70, 1, 0),
        ("“" * 71, "UCS-2", 71, 2, 63),
        ("😀" * 35, "UCS-2", 70, 1, 0),
        ("😀" * 36, "UCS-2", 72, 2, 61),
        ("á" * 66 + "😀" * 3, "UCS-2", 72, 2, 61),
        ("مرحبا", "UCS-2", 5, 1, 65),
    ],
)
def test_a_text_is_counted(text: str, encoding: str, units: int, count: int, remaining: int) -> None:
    """160/153 septets or 70/67 code units to a segment, and a pair never split between two."""
    counted = segments(text)
    assert (counted.encoding, counted.units, counted.count, counted.remaining) == (encoding, units, count, remaining)


def _slow(text: str) -> tuple[int, int]:
    """Segments and free units, by cutting the text into real pieces of encoded units."""
    gsm = set(text) <= BASIC | EXTENDED
    encoded = [(b"\x1b?" if c in EXTENDED else b"?") if gsm else c.encode("utf-16-le")[::2] for c in text]
    if len(b"".join(encoded)) <= (160 if gsm else 70):
        return 1, (160 if gsm else 70) - len(b"".join(encoded))
    pieces = [b""]
    for character in encoded:
        if len(pieces[-1] + character) > (153 if gsm else 67):
            pieces.append(b"")
        pieces[-1] += character
    return len(pieces), (153 if gsm else 67) - len(pieces[-1])


@given(GSM_TEXT | ANY_TEXT)
def test_counting_agrees_with_a_slow_splitter(text: str) -> None:
    """The count and what is left agree with cutting the encoded text piece by piece."""
    counted = segments(text)
    assert (counted.count, counted.remaining) == _slow(text)


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_counted(text: str) -> None:
    """No string, lone surrogates included, makes counting fail."""
    assert isinstance(segments(text), Segments)


def test_look_alikes_become_gsm() -> None:
    """Quotes, dashes, ellipses, bullets and hard spaces are written as GSM-7 has them."""
    assert to_gsm("“Hej” – ‘du’ — vänta…\u00a0• sju") == "\"Hej\" - 'du' - vänta... - sju"


@pytest.mark.parametrize("text", ["Hej åäö €", "مرحبا", "İstanbul", "😀"])
def test_what_has_no_look_alike_is_left_alone(text: str) -> None:
    """A letter of another script or language is never replaced."""
    assert to_gsm(text) == text


def test_a_text_is_shortened_between_words() -> None:
    """What does not fit ends after a whole word, with three dots."""
    cut = shorten("ett två tre fyra " * 20, 1)
    assert segments(cut).count == 1
    assert cut.endswith("...")
    assert cut.removesuffix("...").split()[-1] in {"ett", "två", "tre", "fyra"}


def test_a_text_that_fits_is_left_alone() -> None:
    """Shortening touches nothing that fits."""
    assert shorten("a" * 160, 1) == "a" * 160


def test_less_than_one_segment_is_refused() -> None:
    """There is no SMS of no segments."""
    with pytest.raises(ValueError, match="at least one"):
        shorten("hej", 0)


@given(GSM_TEXT | ANY_TEXT, st.integers(1, 4))
def test_a_shortened_text_always_fits(text: str, count: int) -> None:
    """Whatever the text, what is left fits in the segments asked for."""
    assert segments(shorten(text, count)).count <= count
