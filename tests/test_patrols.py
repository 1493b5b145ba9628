"""Passes of the patrol: read as crews write them, kept once, and told to the association without anybody in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from storing import both, clock_of, opened, someone, url_of

from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.facts import slot_of, this_week
from bot.i18n import Voices
from bot.municipality import load
from bot.picture.disclosure import digest
from bot.picture.patrols import told
from bot.picture.render import as_text
from bot.picture.shapes import Patrols, as_json
from bot.weekly.week import shift
from handlers.car import KINDS
from handlers.reading.patrol import (
    areas_in,
    describes,
    is_fine,
    read_briefed,
    read_codes,
    read_fault,
    read_km,
    read_pass,
    read_passed_on,
)
from handlers.records import ROLES, Observation, Report
from storage import car_faults, patrols, people, reports
from storage.database import Database, Work

DESK = Desk(load("botkyrka"), Voices())


@pytest.mark.parametrize(
    ("words", "word", "rest"),
    [
        ("start G-07 alby", "start", "G-07 alby"),
        ("Börja alby", "start", "alby"),
        ("SLUT 34", "end", "34"),
        ("klart, 34 km", "end", "34 km"),
        ("slut", "end", ""),
        ("slut 34 bromsarna gnisslar", "end", "34 bromsarna gnisslar"),
        ("slut på papper i tvättstugan", "", "slut på papper i tvättstugan"),
        ("inget", "quiet", ""),
        ("Inget att rapportera!", "quiet", ""),
        ("inget ljus vid Albyvägen", "", "inget ljus vid Albyvägen"),
        ("Allt är lugnt!", "calm", ""),
        ("lugnt i Fittja än så länge", "calm", ""),
        ("vi har inget att rapportera", "calm", ""),
        ("nothing to report so far", "calm", ""),
        ("lugnt på torget efter bråket", "", "lugnt på torget efter bråket"),
        ("fel", "car", ""),
        ("fel höger blinkers", "car", "höger blinkers"),
        ("fel på bilen", "car", ""),
        ("fel på bilen, luktar konstigt", "car", "luktar konstigt"),
        ("fel bensinen är slut", "car", "bensinen är slut"),
        ("fel varningslampan lyser", "car", "varningslampan lyser"),
        ("bilfel, punka", "car", "punka"),
        ("fel på lampan vid fittja skola", "", "fel på lampan vid fittja skola"),
        ("fel på porten Krögarvägen 8", "", "fel på porten Krögarvägen 8"),
        ("fel på lyset i tunneln", "", "fel på lyset i tunneln"),
        ("fel på lampan", "", "fel på lampan"),
        ("bilen med krossad ruta vid Albyvägen 12", "", "bilen med krossad ruta vid Albyvägen 12"),
        ("fel plats, det var vid Fittja torg", "misplaced", ""),
        ("var det klottret jag skrev fel, det var vid Fittja torg", "misplaced", ""),
        ("det blev fel på belysningen", "", "det blev fel på belysningen"),
        ("parkerad på fel plats", "", "parkerad på fel plats"),
        ("bilen lyset är trasigt", "car", "lyset är trasigt"),
        ("bilen utan skyltar står kvar på torget", "", "bilen utan skyltar står kvar på torget"),
        ("med G7", "with", "G7"),
        ("med folk på torget", "", "med folk på torget"),
        ("ångra", "undo", ""),
        ("JA", "yes", ""),
        ("nej", "no", ""),
        ("klotter Tingstorget", "", "klotter Tingstorget"),
    ],
)
def test_the_word_of_a_pass_is_read_and_what_only_begins_like_one_is_seen(words: str, word: str, rest: str) -> None:
    """A sentence that begins like a word of the pass is something seen."""
    said = read_pass(words)
    assert (said.word, said.rest.lower().lstrip(", ")) == (word, rest.lower())


@pytest.mark.parametrize("words", ["fel på lyset vid subtopia", "fel på dörren i Alby", "bilen har punka i Fittja"])
def test_what_names_a_place_is_no_fault_of_the_car(words: str) -> None:
    """The municipality's own names count, and whole areas."""
    assert read_pass(words, DESK.areas).word == ""


def test_codes_areas_and_kilometres_are_read_forgivingly() -> None:
    """However they are written, in any order."""
    assert read_codes("start g7 och G 012, alby") == ("G-07", "G-12")
    assert read_codes("7", alone=True) == ("G-07",)
    assert read_codes("7") == read_codes("ingen aning", alone=True) == ()
    assert areas_in("fittja, Alby o hallunda", DESK.areas) == ("alby", "fittja", "hallunda-norsborg")
    assert areas_in("Kista", DESK.areas) == ()
    assert [read_km(words) for words in ("34", "34,6 km", "ca 120 kilometer", "vet inte", "12345")] == [
        *(34, 35, 120, None, None)
    ]
    assert [read_briefed(words) for words in ("genomgång", "utan genomgång", "briefing nej", "alby")] == [
        *(True, False, False, None)
    ]


def test_to_whom_it_was_passed_on_is_read() -> None:
    """Only what is said; "not phoned" is not "phoned"."""
    said = ("ringt 112", "114 14 ringt", "felanmält", "sagt till hyresvärden", "till ingen", "klotter", "ej ringt 112")
    assert [read_passed_on(words) for words in said] == ["112", "11414", "landlord", "landlord", "nobody", "", ""]


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("en kille i röd jacka", True),
        ("lång man med skägg", True),
        ("[regnr] står på torget", True),
        ("man in a black hoodie", True),
        ("trasig lampa vid tunneln", False),
        ("någon har eldat i soprummet", False),
        ("många har samlats vid Alby centrum", False),
    ],
)
def test_who_describes_somebody_is_told_to_phone(words: str, is_one: bool) -> None:
    """What belongs to the police is known again; what is about a place is not taken for it."""
    assert describes(words) is is_one


def test_what_is_wrong_with_the_car_is_read() -> None:
    """By its kind; what is well is no fault."""
    said = ("bromsarna gnisslar", "punka vänster bak", "startar inte", "stenskott i rutan", "luktar konstigt")
    assert [read_fault(words) for words in said] == ["brakes", "tyres", "engine", "glass", ""]
    assert [is_fine(words) for words in ("Allt bra", "bromsar")] == [True, False]


def crew(work: Work) -> tuple[int, int]:
    """Two who may go on a pass."""
    found = []
    for number in (5, 6):
        person = someone(work, number)
        people.give_role(work, person.id, "patrol", None)
        found.append(person.id)
    return found[0], found[1]


@both
def test_a_crew_code_is_made_once_and_goes_with_the_role(kind: str, request: pytest.FixtureRequest) -> None:
    """The same person has the same number for ever; who may not go on a pass any more can't be named for one."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        first, second = crew(work)
        assert [patrols.number_of(work, person) for person in (first, second, first)] == [1, 2, 1]
        stranger = someone(work, 7)
        patrols.number_of(work, stranger.id)
        assert patrols.numbers(work) == {1: first, 2: second}


@both
def test_a_pass_is_of_both_once_the_second_has_said_so(kind: str, request: pytest.FixtureRequest) -> None:
    """Who was only named is asked, and is on no pass; what was seen is counted and can be taken back."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        first, second = crew(work)
        kept = patrols.begin(work, "2026-W47", first, second, ("alby", "fittja"), briefed=True)
        assert patrols.open_of(work, second) is None
        assert patrols.asking(work, second) == kept
        patrols.set_second(work, kept.id, second, confirmed=True)
        assert (patrols.open_of(work, second) or kept).areas == ("alby", "fittja")
        seen = Observation("skadegorelse", "Tingstorget", "day", source="patrol", passed_on="landlord")
        patrols.observe(work, kept.id, "2026-W47", "alby", seen)
        assert patrols.seen_in(work, "2026-W47", "alby") == [seen]
        assert [patrols.take_back(work, kept.id), patrols.take_back(work, kept.id)] == [True, False]
        patrols.end(work, kept.id, work.now, "reported", 34)
        assert patrols.out(work) == []
        assert (patrols.last_of(work, second, work.now) or kept).km == 34


@both
def test_one_open_fault_stands_once(kind: str, request: pytest.FixtureRequest) -> None:
    """The same again is not told again, in whatever case it is written; when it is mended it is news once more."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        first, _ = crew(work)
        kept = patrols.begin(work, "2026-W47", first, None, ("alby",), briefed=False)
        fault = car_faults.report(work, kept.id, "other", "Luktar  konstigt")
        assert fault is not None
        assert car_faults.report(work, kept.id, "other", "luktar konstigt") is None
        assert car_faults.report(work, kept.id, "brakes", "") is not None
        assert [one.kind for one in car_faults.standing(work)] == ["other", "brakes"]
        assert [car_faults.mend(work, fault.id), car_faults.mend(work, fault.id)] == [True, False]
        assert car_faults.report(work, kept.id, "other", "luktar konstigt") is not None


def _week_with_a_pass(work: Work) -> str:
    """A week that is over, with one report and one pass on which the same was seen, and something more."""
    first, second = crew(work)
    patrols.number_of(work, first)
    week = shift(this_week(DESK, work), -1)
    reports.put(work, first, Report(week, "alby", 2, (Observation("skadegorelse", "Alby centrum", "day", 2),)))
    kept = patrols.begin(work, week, first, second, ("fittja", "alby"), briefed=True)
    for place in ("Alby centrum", "Albyvägen 12"):
        patrols.observe(work, kept.id, week, "alby", Observation("skadegorelse", place, "day", source="patrol"))
    patrols.end(work, kept.id, work.now + timedelta(minutes=95), "reported", 34)
    car_faults.report(work, kept.id, "brakes", "")
    return week


@both
def test_what_a_patrol_saw_is_confirmed_and_counted_once(kind: str, request: pytest.FixtureRequest) -> None:
    """What the ombud has reported of the same place is the same thing."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        week = _week_with_a_pass(work)
        alby = digest(DESK, work, week, "manager", "alby").areas[0]
        assert [(seen.category, seen.place) for seen in alby.observations] == [
            ("skadegorelse", "Alby centrum"),
            ("skadegorelse", "Albyvägen 12"),
        ]


@both
def test_only_who_has_to_do_with_the_patrol_sees_its_week(kind: str, request: pytest.FixtureRequest) -> None:
    """The association and the coordinator get its numbers; no code and no person is among them."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        week = _week_with_a_pass(work)
        shown = {role: digest(DESK, work, week, role, None) for role in ROLES}
        assert {role for role, made in shown.items() if made.patrols} == {"association", "coordinator", "admin"}
        assert digest(DESK, work, week, "coordinator", "alby").patrols is None
        assert shown["association"].patrols == Patrols(1, 95, 34, ("Alby", "Fittja"), 2, 0, ("brakes",))
        assert "G-0" not in json.dumps(as_json(shown["association"]))


def _later(database: Database, week: str) -> None:
    """Something more happens to the week's passes."""
    with database.begin() as work:
        person = patrols.numbers(work)[1]
        late = patrols.begin(work, week, person, None, ("tumba",), briefed=False)
        patrols.observe(work, late.id, week, "alby", Observation("brand", "Albyvägen 1", "night", source="patrol"))
        patrols.end(work, late.id, work.now, "reported", 99)
        car_faults.report(work, late.id, "other", f"Luktar konstigt {late.id}")


@both
def test_a_week_of_passes_is_closed_with_its_reports(kind: str, request: pytest.FixtureRequest) -> None:
    """Until the digest's time it stands as it is; from then on as it was told, whatever comes later."""
    with opened(url_of(kind, request)) as database:
        clock_of(database).pass_(days=-2)
        with database.begin() as work:
            week = _week_with_a_pass(work)
            first = digest(DESK, work, week, "coordinator", None)
        _later(database, week)
        clock_of(database).now = slot_of(DESK, week, "digest")
        with database.begin() as work:
            told_then = digest(DESK, work, week, "coordinator", None)
        _later(database, week)
        with database.begin() as work:
            assert digest(DESK, work, week, "coordinator", None) == told_then != first


@both
def test_without_a_patrol_nothing_is_told_of_one(kind: str, request: pytest.FixtureRequest) -> None:
    """A week that was told without a patrol stays so when there is one later."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        week = shift(this_week(DESK, work), -2)
        assert digest(DESK, work, week, "association", None).patrols is None
        patrols.number_of(work, crew(work)[0])
        assert digest(DESK, work, week, "association", None).patrols is None
        now = digest(DESK, work, this_week(DESK, work), "association", None).patrols
        assert now == Patrols(0, 0, 0, (), 0)


def test_the_patrols_week_in_words() -> None:
    """What is nought is not told as a number; what is missing is said to be."""

    def said(week: Patrols | None) -> str:
        text = told(week)
        return DESK.voices.say(text, "en") if text else ""

    assert said(None) == ""
    assert said(Patrols(0, 0, 0, (), 0)) == "Patrol: no passes."
    assert said(Patrols(0, 0, 0, (), 0, 0, ("brakes",))) == "Patrol: no passes. The patrol car: Brakes."
    whole = Patrols(3, 150, 96, ("Alby", "Fittja"), 2, 1, ("tyres", "lights"))
    assert said(whole) == (
        "Patrol: 3 passes, 2 h 30 min, 96 km, Alby, Fittja, 2 observations."
        " The end of 1 was not reported. The patrol car: Tyres, Car lights."
    )
    assert said(Patrols(1, 0, 0, ("Alby",), 0, 1)).startswith("Patrol: 1 pass, Alby, nothing to report.")


@both
def test_by_sms_the_associations_week_is_two_segments_with_a_patrol_too(
    kind: str, request: pytest.FixtureRequest
) -> None:
    """However much is wrong with the car, and however many areas the crews have been to."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        made = digest(DESK, work, _week_with_a_pass(work), "association", None)
    most = Patrols(12, 1935, 1234, tuple(area.name for area in DESK.areas), 34, 2, tuple(KINDS))
    text = as_text(replace(made, patrols=most), "https://ombudet.example")
    for language in DESK.voices.languages:
        assert segments(to_gsm(DESK.voices.say(text, language, "sms"))).count <= 2
