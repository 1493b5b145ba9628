"""What is read out of a free message: a clean text, a category, an area and a place, a time of day."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.category import STRONG, category
from handlers.reading.clean import clean
from handlers.reading.phrases import words
from handlers.reading.place import Area, find_area, find_place, nearest, public_spot, without_flat
from handlers.reading.when import time_band

AREAS = (
    Area("alby", "Alby", ("Albyvägen", "Alby centrum", "ألبي"), (59.2394, 17.8456)),
    Area("fittja", "Fittja", ("Krögarvägen", "Fittja centrum"), (59.2472, 17.8603)),
    Area("hallunda-norsborg", "Hallunda-Norsborg", ("Hallunda", "Norsborg", "Tomtbergavägen"), (59.2517, 17.8097)),
    Area("tumba", "Tumba", ("Storvreten", "Tumba station"), (59.2, 17.82)),
    Area("okant", "Okänt", (), None),
)
PHONE = (
    *AREAS,
    Area("varsta", "Vårsta", ("Hans Stahles väg", "Norsborgs station", "Alby gård"), None),
)
ANYTHING = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  hej \n", "hej"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x07c\td", "abc\td"),
        ("\ud83d\ude00 \ud83d", "😀"),
        ("a\ud83db", "ab"),
        ("e\u0301", "é"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069\u200f", "a"),
        ("b\u200bo\u200dm\u200cb\u00ad\ufeff", "bomb"),
        ("👨\u200d👩\u200d👧 ❤️\u200d🔥", "👨\u200d👩\u200d👧 ❤️\u200d🔥"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
    ],
)
def test_a_text_is_cleaned(text: str, cleaned: str) -> None:
    """Nothing invisible is left but the joiners that carry meaning, and lines end in one way."""
    assert clean(text) == cleaned


@given(ANYTHING | st.text("a\u200d\u200cب👨\u202e\r\n \u0301\ud83d\ude00", max_size=30))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A cleaned text can be encoded, holds no control characters, is NFC, and stays as it is."""
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned.encode().decode())
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in cleaned)


def test_words_forget_spelling() -> None:
    """Case, accents, dotless i, Arabic spelling and digits, apostrophes and stretched letters make no difference."""
    assert words("HJÄÄÄLP can't IŞIK ışık") == ["hjalp", "cant", "isik", "isik"]
    assert words("النّجـدة أحمد ١١٢ ۱۱۲") == words("نجده احمد 112 112")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lampan är trasig vid Albyvägen 12, mörkt på kvällen", "otrygg_plats"),
        ("lampan trasi", "otrygg_plats"),
        ("gatubelysningen fungerar inte", "otrygg_plats"),
        ("nytt klotter på skolan", "skadegorelse"),
        ("graffitti i porten", "skadegorelse"),
        ("sönderslagen ruta", "skadegorelse"),
        ("en bil brinner", "brand"),
        ("någon säljer droger i tunneln", "narkotika"),
        ("gäng som hänger vid centrum", "samling"),
        ("hög musik hela natten", "ordning"),
        ("en man blev misshandlad", "vald_hot"),
        ("inbrott i källarförråd", "inbrott_stold"),
        ("övergiven bil på parkeringen", "fordon"),
        ("mopeder kör för fort", "fordon"),
        ("skräp överallt", "nedskrapning"),
        ("loppis på söndag", "arrangemang"),
        ("det går rykten", "rykte"),
        ("de hotade fastighetsskötaren", "personal"),
        ("bra jobbat alla", "positivt"),
        ("garbage everywhere", "nedskrapning"),
        ("people dealing drugs", "narkotika"),
        ("broken window in the stairwell", "skadegorelse"),
        ("the street light is broken", "otrygg_plats"),
        ("الشارع مظلم", "otrygg_plats"),
        ("قمامة في كل مكان", "nedskrapning"),
        ("çöp her yerde", "nedskrapning"),
        ("gürültü var", "ordning"),
        ("qashin badan", "nedskrapning"),
        ("basura en la calle", "nedskrapning"),
        ("roskia pihalla", "nedskrapning"),
        ("skräp och klotter", None),
        ("stökigt", None),
        ("narkotkia", "narkotika"),
        ("skäp", "nedskrapning"),
        ("jag orkar inte leva längre", None),
        ("bussen kör inte längre", None),
        ("i dont feel safe anymore", "otrygg_plats"),
        ("I don't feel safe anymore", "otrygg_plats"),
        ("jag känner mig inte trygg", "otrygg_plats"),
        *(
            (word, None)
            for word in (
                "längre",
                "saker",
                "vägen",
                "lagar",
                "gången",
                "garage",
                "skriver",
                "svara",
                "det är stor skillnad",
                "en gång till",
            )
        ),
        ("någon slår en kvinna", "vald_hot"),
        *((word, None) for word in ("läser", "marken", "parken")),
        ("hej", None),
        ("", None),
    ],
)
def test_a_category_is_guessed(text: str, expected: str | None) -> None:
    """The category named in the text is guessed; none where none or two are named."""
    assert category(text) == expected


@given(ANYTHING)
def test_any_text_has_a_category_or_none(text: str) -> None:
    """No string makes the guess fail, and it is one of the categories."""
    assert category(text) is None or category(text) in STRONG


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Lampan vid ALBYVÄGEN 12", "alby"),
        ("albyvagen", "alby"),
        ("i Albys centrum", "alby"),
        ("Alby centrum", "alby"),
        ("fittjaskolan", "fittja"),
        ("Fitja", "fittja"),
        ("Hallnda", "hallunda-norsborg"),
        ("norsborgs park", "hallunda-norsborg"),
        ("Storvreten är mörkt", "tumba"),
        ("ألبي", "alby"),
        ("Alby och Alby centrum", "alby"),
        ("Alby och Fittja", None),
        ("Jag bor på Albyvägen 12, det ligger glas i Fittja centrum", "fittja"),
        ("I live at Albyvägen 12 and there is glass in Fittja", "fittja"),
        ("Jag bor på Albyvägen 12 och ser allt från mitt fönster", "alby"),
        ("Jag bor i Alby. Det brinner mellan Fittja och Hallunda", None),
        ("alba", None),
        ("hej", None),
        ("", None),
    ],
)
def test_an_area_is_found(text: str, slug: str | None) -> None:
    """The one area named is found, with typos and endings; none where two are named."""
    assert find_area(text, AREAS) == slug


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Lampan är trasig vid Albyvägen 12, mörkt på kvällen", "Albyvägen 12"),
        ("albyvagen 12b är mörk", "albyvagen 12b"),
        ("bråk bakom Fittja centrum", "bakom Fittja centrum"),
        ("de står vid Coop i Hallunda varje kväll", "vid Coop i Hallunda"),
        ("lekplatsen vid Tomtbergavägen är farlig", "lekplatsen vid Tomtbergavägen"),
        ("Hans Stahles väg 3 i Tumba", "Hans Stahles väg 3"),
        ("Albyvägen 12 kl 22.30", "Albyvägen 12"),
        ("Storvreten är mörkt", "Storvreten"),
        ("vägen är hal", ""),
        ("hej hopp", ""),
        ("Albyvägen 12 lgh 1203", "Albyvägen 12"),
        ("Albyvägen 12, 3 tr", "Albyvägen 12"),
        ("lägenhet 12 Krögarvägen 4", "Krögarvägen 4"),
        ("våning 3", ""),
        ("apt 4", ""),
    ],
)
def test_a_place_is_found(text: str, place: str) -> None:
    """The street or landmark is read as it was written, never the flat."""
    assert find_place(text, AREAS) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bråk vid storvretens centrum varje kväll", "vid Storvretens centrum"),
        ("skräp vid alby gård", "vid Alby gård"),
        ("hallunda torg är stökigt", "Hallunda torg"),
        ("bråk hallunda torg", "Hallunda torg"),
        ("Bråk hallunda torg", "Hallunda torg"),
        ("hallunda centrum", "Hallunda centrum"),
        ("norsborgs centrum", "Norsborgs centrum"),
        ("trasig lampa vid alby station", "vid Alby station"),
        ("alby centrum", "Alby centrum"),
        ("ALBY CENTRUM", "Alby centrum"),
        ("HALLUNDA TORG", "HALLUNDA TORG"),
        ("LAMPAN VID ALBYVÄGEN 12", "ALBYVÄGEN 12"),
        ("tumba stasion", "Tumba station"),
        ("bakom fitja centrum", "bakom Fittja centrum"),
        ("storvretns skola", "Storvreten skola"),
        ("coop i hallunda", "coop i Hallunda"),
        ("tunneln vid alby centrum", "tunneln vid Alby centrum"),
        ("i albys centrum", "Albys centrum"),
        ("hans stahles väg 3", "Hans Stahles väg 3"),
        ("lampa trasig stahles väg 3", ""),
        ("skräp vid annas gård", "gård"),
        ("annas hallunda torg", "Hallunda torg"),
        ("Anders hallunda torg", "Hallunda torg"),
        ("albys garage", "garage"),
        ("albins skola", "skola"),
        ("det är värsta skolan", "skolan"),
        ("garaget vid hallund", "garaget"),
        ("storvreten är mörkt", "storvreten"),
        ("albyvagen vid skolan", "albyvagen"),
        ("jag bor vid hallunda torg", ""),
        ("jag bor vid alby gård, bråk på norsborgs station", "Norsborgs station"),
        ("hemma hos anna på alby gård", ""),
    ],
)
def test_a_known_name_needs_no_capitals(text: str, place: str) -> None:
    """An area's or a landmark's name belongs to the place in any case and a little misspelt; no other word does."""
    assert find_place(text, PHONE) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "De säljer knark vid Alby centrum varje kväll, jag ser det från mitt köksfönster på Albyvägen 12",
            "vid Alby centrum",
        ),
        ("Någon säljer droger utanför Coop, jag bor på Servitutsvägen 4", "utanför Coop"),
        ("I live at Krögarvägen 8", ""),
        ("I live at Krögarvägen 8 and they deal behind the school", "behind the school"),
        ("han som säljer bor på Albyvägen 3", ""),
        ("bråk vid Fittja centrum, jag bor på Krögarvägen 8 tre trappor", "vid Fittja centrum"),
        ("jag bor tre trappor upp på Krögarvägen 8, det är bråk på lekplatsen", "lekplatsen"),
        ("Jag bor i Fittja men de säljer på Albyvägen 12", "Albyvägen 12"),
        ("jag bor här och de säljer på Albyvägen 12", "Albyvägen 12"),
        ("Från min balkong ser jag dem vid Alby centrum", "vid Alby centrum"),
        ("de är hemma hos Lindqvist på Albyvägen 12", ""),
        ("Albyvägen 12 där jag bor", ""),
        ("min adress är Albyvägen 12", ""),
        ("mitt fönster, Albyvägen 12", ""),
        ("jag bor i Storvreten", ""),
        ("I can see it from my bedroom window on Albyvägen 12", ""),
        ("vivo en Albyvägen 12, hay basura en Krögarvägen 3", "Krögarvägen 3"),
        ("asun osoitteessa Albyvägen 12", ""),
        ("Albyvägen 12'de oturuyorum", ""),
        ("أسكن في Albyvägen 12", ""),
    ],
)
def test_nobodys_home_is_a_place(text: str, place: str) -> None:
    """Where the writer or another lives is never the place of the tip: another place in the text is, or none."""
    assert find_place(text, AREAS) == place
    assert "12" in place or "12" not in public_spot(text, AREAS)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Albyvägen 12? Eva Lind i lgh 1102 klagar", "Albyvägen 12? Eva Lind i klagar"),
        ("Albyvägen 12, lgh 1102, klagar", "Albyvägen 12, klagar"),
        ("Albyvägen 12 (lgh 3) är mörk", "Albyvägen 12 är mörk"),
        ("lgh 3 b. Mörkt", "Mörkt"),
    ],
)
def test_where_a_flat_was_one_space_is_left(text: str, left: str) -> None:
    """What is taken out glues no words together."""
    assert without_flat(text) == (left, True)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Anders garage", "garage"),
        ("garaget vid Lindqvist", "garaget"),
        ("Mehmets pizzeria", "pizzeria"),
        ("vid Albyvägen 12, hos Lindqvist", "Albyvägen 12"),
        ("bakom Fittja centrum", "bakom Fittja centrum"),
        ("stationen i Alby", "stationen i Alby"),
        ("Lidl", "Lidl"),
        ("hos Lindqvist", ""),
        ("vid annas gård", "gård"),
        ("Annas port", ""),
        ("VID ANNAS GÅRD", "GÅRD"),
        ("Anders hallunda torg", "Hallunda torg"),
        ("Anders Hallunda torg", "Hallunda torg"),
        ("albys garage", "garage"),
        ("storvretens centrum", "Storvretens centrum"),
        ("VID FITJA CENTRUM", "Fittja centrum"),
    ],
)
def test_what_anybody_may_read_of_a_place_names_nobody(text: str, spot: str) -> None:
    """A name stays only as a street's, an area's or a landmark's."""
    assert public_spot(text, AREAS) == spot


@pytest.mark.parametrize(
    "flat", ["lgh 1102", "lgh1102", "LGH 1102", "lägenhet 3", "lägenhet nr 3", "3 tr", "apt 4", "flat 2", "våning 3"]
)
def test_a_flat_is_taken_out(flat: str) -> None:
    """The number of a flat or a floor is taken from a place, and that it was is told."""
    assert without_flat(f"Albyvägen 12 {flat}") == ("Albyvägen 12", True)
    assert without_flat(f"Albyvägen 12, {flat}") == ("Albyvägen 12", True)


@pytest.mark.parametrize("text", ["Albyvägen 12", "Coop", "bakom Fittja centrum", "3 träd", "", "Albyvägen 112"])
def test_a_place_without_a_flat_is_left_alone(text: str) -> None:
    """A place that names no flat is untouched."""
    assert without_flat(text) == (text, False)


@given(ANYTHING | st.text("lghtr 123,vånig", max_size=60))
def test_any_text_has_a_place_or_none(text: str) -> None:
    """No string makes the reading of places fail, and a flat once taken out stays out."""
    assert find_area(text, AREAS) in {None, *(area.slug for area in AREAS)}
    assert without_flat(without_flat(text)[0])[1] is False
    assert without_flat(find_place(text, AREAS))[1] is False


@pytest.mark.parametrize(
    ("at", "within_km", "slug"),
    [
        ((59.24, 17.846), 4.0, "alby"),
        ((59.2472, 17.8603), 0.1, "fittja"),
        ((59.3293, 18.0686), 4.0, None),
        ((59.3293, 18.0686), 50.0, "fittja"),
    ],
)
def test_the_nearest_area_is_found(at: tuple[float, float], within_km: float, slug: str | None) -> None:
    """The area whose point is nearest is taken, if it is near enough."""
    assert nearest(at, AREAS, within_km) == slug


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("kl 22.30", "night"),
        ("22:30", "night"),
        ("kl. 7", "morning"),
        ("klockan 14", "day"),
        ("vid 18", "evening"),
        ("at 9pm", "evening"),
        ("9 am", "morning"),
        ("kl 24", "night"),
        ("på kvällarna", "evening"),
        ("i kväll", "evening"),
        ("i natt", "night"),
        ("at night", "night"),
        ("in the evenings", "evening"),
        ("på morgonen", "morning"),
        ("på dagtid", "day"),
        ("afternoon", "day"),
        ("dag och natt", "night"),
        ("på kvällar och nätter", ""),
        ("18-20", ""),
        ("2026-11-23", ""),
        ("vid Albyvägen 12", ""),
        ("hej", ""),
    ],
)
def test_a_time_band_is_read(text: str, band: str) -> None:
    """Clock times and words give the band of the day; none where none or two are named."""
    assert time_band(text) == band


@given(ANYTHING)
def test_any_text_has_a_time_band_or_none(text: str) -> None:
    """No string makes the reading of times fail."""
    assert time_band(text) in {"", "morning", "day", "evening", "night"}
