"""Where a resident's words are put: a corpus of sentences as people write them, each with the place a person would
have chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from handlers.reading.meant import Before, adds, afraid, asks_us, meant, not_fixed, put_right, wants_back
from handlers.reading.near import same_place
from handlers.reading.place import find_place
from handlers.records import Place

AREAS = Desk(load("botkyrka"), Voices()).areas
NOBODY = Before()
JUST = Before("otrygg_plats", "Albyvägen 12", 5)
PLACELESS = Before("otrygg_plats", "", 2 * 24 * 60)
EARLIER = Before("otrygg_plats", "Albyvägen 12", 4 * 60)
ASKED = Before("otrygg_plats", "Albyvägen 12", 300, asked=True)
TOLD = Before("otrygg_plats", "Albyvägen 12", 300, asked=True, question=False)
LATE = Before("otrygg_plats", "Albyvägen 12", 7 * 24 * 60, asked=True, late=True)
DONE = Before("otrygg_plats", "Albyvägen 12", 2 * 24 * 60, settled=True)

CORPUS = [
    # Nothing was said before.
    (NOBODY, "new", "Lampan är trasig vid Albyvägen 12"),
    (NOBODY, "new", "There is graffiti at Alby centrum"),
    (NOBODY, "new", "Det är otryggt här på kvällarna"),
    (NOBODY, "new", "It is dark behind the school"),
    (NOBODY, "new", "Skräp också vid Fittja centrum"),
    (NOBODY, "thanks", "Tack för hjälpen!"),
    (NOBODY, "thanks", "Thank you so much"),
    (NOBODY, "thanks", "Nej tack"),
    (NOBODY, "new", "Tack men jag vågar inte gå ut längre"),
    (NOBODY, "new", "kan nån ringa mig tack"),
    (NOBODY, "wrong number", "Du har fel nummer"),
    (NOBODY, "wrong number", "Sorry, wrong number"),
    (NOBODY, "new", "Tack för ny belysning i tunneln vid Albyvägen"),
    # Just after a tip: a lamp at Albyvägen 12.
    (JUST, "addition", "Glömde säga att det är den vid porten"),
    (JUST, "addition", "Den vid nummer 14 är också trasig"),
    (JUST, "addition", "Och den bredvid"),
    (JUST, "addition", "Det har varit så i två veckor"),
    (JUST, "addition", "Albyvägen 14"),
    (JUST, "addition", "Forgot to say it is by the bus stop"),
    (JUST, "addition", "It has been like this for weeks"),
    (JUST, "addition", "the one next to it too"),
    (JUST, "addition", "Lampan blinkar ibland"),
    (JUST, "addition", "Jag menar nummer 21"),
    (JUST, "new", "Klotter på väggen vid Fittja centrum"),
    (JUST, "new", "Graffiti on the wall at Hallunda centrum"),
    (JUST, "new", "Skräp överallt vid Alby gård"),
    (JUST, "new", "Nytt tips: någon kör moped"),
    (JUST, "new", "En annan sak, det luktar konstigt"),
    (JUST, "new", "Another thing, the door does not close"),
    (JUST, "unsure", "Klotter också vid Fittja centrum"),
    (JUST, "unsure", "Någon har dumpat soppåsar"),
    (JUST, "unsure", "Somebody has dumped rubbish"),
    (JUST, "thanks", "Tack så jättemycket"),
    (JUST, "thanks", "ok thanks"),
    (JUST, "thanks", "ok bra tack"),
    (JUST, "addition", "tack men det är kvar"),
    (JUST, "addition", "hej igen, när kommer ni? tack"),
    (JUST, "addition", "thanks but I am still scared"),
    (JUST, "addition", "tack det är släckt igen"),
    (JUST, "addition", "tack ring mig"),
    (JUST, "addition", "toppen nu är det skit igen"),
    (JUST, "thanks", "tack det är bra nu"),
    (PLACELESS, "addition", "vid Alby gård"),
    (PLACELESS, "new", "Klotter vid Alby gård"),
    # Four hours after it.
    (EARLIER, "new", "Det är stökigt utanför porten"),
    (EARLIER, "new", "Ungdomar bråkar vid Alby gård"),
    (EARLIER, "new", "There is loud music every night"),
    (EARLIER, "addition", "Glömde: det är lampan närmast skolan"),
    (EARLIER, "addition", "Även den på andra sidan"),
    (EARLIER, "addition", "By the way, it is the third one"),
    (EARLIER, "addition", "Vid Alby centrum"),
    (EARLIER, "addition", "same place, now the other one is out"),
    (EARLIER, "thanks", "Tack!"),
    # The ombud has asked which lamp it is.
    (ASKED, "answer", "Den närmast bron"),
    (ASKED, "answer", "Ja, båda två"),
    (ASKED, "answer", "Vid Krögarvägen 8"),
    (ASKED, "answer", "vet inte"),
    (ASKED, "answer", "Sedan i måndags"),
    (ASKED, "answer", "Bara på kvällarna"),
    (ASKED, "answer", "Also the one across the street"),
    (ASKED, "answer", "The one by the playground"),
    (ASKED, "answer", "Yes, both"),
    (ASKED, "answer", "around 9 pm"),
    (ASKED, "answer", "Lampan är trasig, den vid Albyvägen 12"),
    (ASKED, "new", "Klotter på väggen vid Fittja centrum"),
    (ASKED, "new", "Rubbish dumped at Hallunda centrum"),
    (ASKED, "new", "Nytt tips, någon har dumpat en soffa"),
    (ASKED, "unsure", "Lampan är trasig vid Krögarvägen 8"),
    (ASKED, "unsure", "Någon har dumpat soppåsar i trapphuset idag"),
    (ASKED, "unsure", "Somebody has dumped rubbish in the stairwell"),
    (ASKED, "wrong number", "Fel nummer tror jag"),
    (ASKED, "wrong number", "wrong number mate"),
    (ASKED, "thanks", "Tack, vad bra!"),
    # The ombud has written, and asked nothing.
    (TOLD, "answer", "Bra!"),
    (TOLD, "answer", "Det är lugnt"),
    (TOLD, "new", "Skräp överallt vid Alby centrum"),
    (TOLD, "thanks", "Thanks a lot"),
    # A week after the ombud asked.
    (LATE, "answer", "Ja, den lyser inte än"),
    (LATE, "answer", "No, only the first one"),
    (LATE, "unsure", "Porten går inte att stänga"),
    (LATE, "new", "Klotter på väggen vid Fittja centrum"),
    # The tip was called settled.
    (DONE, "not fixed", "Det är inte löst"),
    (DONE, "not fixed", "Lampan är fortfarande trasig"),
    (DONE, "not fixed", "Still not fixed"),
    (DONE, "not fixed", "It has not been repaired"),
    (DONE, "new", "Klotter på väggen vid Fittja centrum"),
    (DONE, "thanks", "Toppen, tack"),
]


@pytest.mark.parametrize(("before", "where", "words"), CORPUS, ids=[words for _, _, words in CORPUS])
def test_words_are_put_where_a_person_would_have_put_them(before: Before, where: str, words: str) -> None:
    """Each sentence of the corpus goes where it is expected: the score is whole, and stays so."""
    assert meant(words, before, AREAS) == where


def test_the_corpus_is_large_enough() -> None:
    """There are at least sixty sentences, no two alike in the same place."""
    assert len({(before, words) for before, _, words in CORPUS}) == len(CORPUS) >= 60


def test_a_pictures_words_belong_to_the_tip_before() -> None:
    """What stands with a picture is added to the tip it came after, unless it is a whole tip of its own."""
    assert meant("Så här ser det ut", EARLIER, AREAS, caption=True) == "addition"
    assert meant("Skräp", JUST, AREAS, caption=True) == "addition"
    assert meant("Klotter vid Fittja centrum", EARLIER, AREAS, caption=True) == "new"


def test_what_somebody_else_wrote_answers_nothing() -> None:
    """A forwarded message is a tip if it is whole, and is asked about if not; it never goes to the ombud by itself."""
    assert meant("Ja, den vid bron", ASKED, AREAS, forwarded=True) == "unsure"
    assert meant("Klotter vid Fittja centrum", ASKED, AREAS, forwarded=True) == "new"
    assert meant("Ja, den vid bron", NOBODY, AREAS, forwarded=True) == "new"


@pytest.mark.parametrize(
    "words", ["vill va med igen", "Jag vill vara med igen", "kan jag få sms igen", "börja igen", "write me again"]
)
def test_who_had_stopped_and_wants_back(words: str) -> None:
    assert wants_back(words)
    assert not wants_back(f"{words} vid torget där de skrek")


@pytest.mark.parametrize("words", ["jag är rädd", "vågar inte gå ut", "i am scared", "أنا خائفة", "me da miedo"])
def test_who_is_afraid(words: str) -> None:
    assert afraid(words)
    assert not afraid("lampan är trasig")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("det var fel plats, det är vid Fittja centrum", True),
        ("jag skrev fel, Fittja centrum ska det vara", True),
        ("inte Alby centrum utan Fittja centrum", True),
        ("Fel på hissen Tomtbergavägen 4", False),
        ("No lights on Hallunda torg", False),
        ("nej jag jobbar i Fittja centrum", False),
    ],
)
def test_a_place_is_put_right_only_where_it_is_said_to_be_wrong(words: str, *, place: bool) -> None:
    assert bool(find_place(put_right(words), AREAS)) is place


def test_an_ombuds_question_to_us_is_known() -> None:
    """Words that ask how the service works are not sent to a tipster."""
    assert asks_us("Hur gör jag för att pausa?")
    assert asks_us("How do I change the report?")
    assert not asks_us("Tack, jag tittar på det i kväll")


@given(st.text())
def test_any_words_are_put_somewhere(words: str) -> None:
    """Whatever is written, a place is found for it, and the same one twice."""
    for before in (NOBODY, JUST, EARLIER, ASKED, TOLD, LATE, DONE):
        assert meant(words, before, AREAS) == meant(words, before, AREAS)
    assert adds(words) in (True, False)
    assert not_fixed(words) in (True, False)


def test_places_near_each_other_are_the_same() -> None:
    """The same words but for case and a first "vid", or positions within 150 m."""
    assert same_place(Place("vid Albyvägen 12"), Place("albyvagen 12"))
    assert not same_place(Place("Albyvägen 12"), Place("Albyvägen 14"))
    assert not same_place(Place(""), Place(""))
    assert same_place(Place("", (59.2394, 17.8456)), Place("torget", (59.2404, 17.8456)))
    assert not same_place(Place("", (59.2394, 17.8456)), Place("", (59.2414, 17.8456)))
