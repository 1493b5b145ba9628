"""Taking part: nobody who applies waits unanswered for more than a week, whatever lies between; who wants news; and who
has learnt what an ombud learns."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from storing import START, both, clock_of, opened, someone, url_of

from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.people import applying, chasing, training, waits, whose
from bot.weekly.quiet import quiet
from bot.weekly.rounds import Rounds
from handlers import application_notices as notices
from handlers.application import heard
from handlers.join import named
from handlers.records import LESSONS, PATROL_LESSONS, Application, Lesson, Talk, Verdict, Whose
from handlers.text import Text, verbatim
from storage import applications, conversations, models, news, pauses, people, trainings
from storage.database import Work
from storage.people import Person

VOICES = Voices()
DESK = Desk(load("botkyrka"), VOICES, "https://ombudet.example")
PLAN = DESK.town.week
ZONE = ZoneInfo("Europe/Stockholm")
WEEK = timedelta(days=7)
CODE = "K7M-4QX"
ROLE = named("patrol", "Hallunda-Norsborg")


def holding(work: Work, number: int, role: Any, area: str | None = None) -> Person:
    people.give_role(work, someone(work, number).id, role, area)
    return someone(work, number)


def applied(work: Work, number: int = 5, area: str | None = "alby") -> applications.Kept:
    person = someone(work, number)
    applying.apply(Application("patrol", area), DESK, work, person)
    return applications.open_of(work, person.id)[-1]


def purposes(work: Work, beginning: str) -> list[str]:
    query = select(models.outbound.c.purpose).where(models.outbound.c.purpose.startswith(beginning))
    return sorted(work.conn.execute(query).scalars())


# The week's promise


@settings(max_examples=300)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_nobody_waits_more_than_a_week_whatever_lies_between(since: datetime) -> None:
    """Whenever somebody applies, the last word comes within seven days, and the reminders before it in order; none of
    what is promised by a day falls at night or on a holiday."""
    reminded, called, told = waits.dues(since, PLAN)
    assert since < reminded < called < told <= since + WEEK
    assert reminded <= since + timedelta(days=3)
    assert called <= since + timedelta(days=6)
    assert not any(quiet(moment, PLAN) for moment in (called, told))


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2026-11-02 10:00", "2026-11-09 10:00"),
        ("2026-12-18 12:00", "2026-12-23 12:00"),  # the week ends on Christmas Day
        ("2026-12-25 23:30", "2026-12-30 12:00"),  # and on New Year's Day, at night
        ("2027-03-22 10:00", "2027-03-27 12:00"),  # Easter Monday; Saturday is no holiday
        ("2026-06-12 09:00", "2026-06-18 12:00"),  # Midsummer Eve
        ("2026-11-02 22:30", "2026-11-09 12:00"),  # at night, the same day's noon
        ("2026-11-03 02:00", "2026-11-09 12:00"),  # before dawn, the day before
    ],
)
def test_what_is_promised_by_a_holiday_comes_before_it(since: str, told: str) -> None:
    """A week that ends on a holiday, its eve or at night is over at noon of the last day before on which one may
    disturb."""
    at = datetime.fromisoformat(since).replace(tzinfo=ZONE)
    expected = datetime.fromisoformat(told).replace(tzinfo=ZONE)
    assert waits.dues(at, PLAN)[2] == expected


@both
async def test_over_christmas_each_hears_once(kind: str, request: pytest.FixtureRequest) -> None:
    """Looked after every hour for two weeks over Christmas: one reminder, one call, one word to the applicant, all
    before the week is over, and nothing in quiet hours."""
    with opened(url_of(kind, request)) as database:
        clock_of(database).now = datetime(2026, 12, 18, 11, tzinfo=UTC)
        with database.begin() as work:
            holding(work, 6, "coordinator")
            holding(work, 7, "association")
            holding(work, 8, "admin")
            kept = applied(work)
        for _ in range(14 * 24):
            clock_of(database).pass_(hours=1)
            await Rounds(database, DESK).tick()
        with database.begin() as work:
            sent = _chasing(work)
            assert [purpose.partition(":")[0] for purpose, _ in sent] == [
                *["application-reminder"] * 2,
                *["application-call"] * 2,
                "application-told",
            ]
            assert all(at <= kept.waiting_since + WEEK for _, at in sent if kept.waiting_since)
            assert not any(quiet(at, PLAN) for _, at in sent)
            assert applications.get(work, kept.id).is_open


def _chasing(work: Work) -> list[tuple[str, datetime]]:
    kinds = ("application-reminder", "application-call", "application-told")
    query = select(models.outbound.c.purpose, models.outbound.c.created_at).order_by(models.outbound.c.id)
    return [(row.purpose, row.created_at) for row in work.conn.execute(query) if row.purpose.startswith(kinds)]


@both
def test_a_service_that_was_down_says_the_last_thing_only(kind: str, request: pytest.FixtureRequest) -> None:
    """After ten days away the applicant is told and the coordinator called, once; nobody is reminded on top of it."""
    with opened(url_of(kind, request)) as database:
        with database.begin() as work:
            holding(work, 6, "coordinator")
            applied(work)
        clock_of(database).pass_(days=10)
        with database.begin() as work:
            assert [chasing.chase(DESK, work), chasing.chase(DESK, work)] == [1, 0]
            assert len(purposes(work, "application-call")) == len(purposes(work, "application-told")) == 1
            assert purposes(work, "application-reminder") == []


@both
def test_who_is_answered_and_writes_again_waits_again(kind: str, request: pytest.FixtureRequest) -> None:
    """A word ends the wait; the applicant's next words begin a new one, with its own week."""
    with opened(url_of(kind, request)) as database:
        with database.begin() as work:
            coordinator = holding(work, 6, "coordinator")
            kept = applied(work)
            applying.answer(Verdict(kept.id, "talk", "Hej!"), DESK, work, coordinator)
            assert applications.waiting(work) == []
            assert waits.until(DESK, applications.get(work, kept.id)) == ""
        clock_of(database).pass_(days=20)
        with database.begin() as work:
            applying.words(Talk(kept.id, "Hej själv"), DESK, work, someone(work, 5))
            (waiting,) = applications.waiting(work)
            assert waiting.waiting_since == work.now
            assert chasing.chase(DESK, work) == 0
        clock_of(database).pass_(days=8)
        with database.begin() as work:
            assert chasing.chase(DESK, work) == 1
            assert len(purposes(work, "application-told")) == 1


# Who answers


@both
def test_the_first_answer_holds(kind: str, request: pytest.FixtureRequest) -> None:
    """Of two who decide one makes the invitation, and the other hears what was decided."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        first, second = holding(work, 6, "coordinator"), holding(work, 7, "association")
        kept = applied(work)
        applying.answer(Verdict(kept.id, "yes"), DESK, work, first)
        for late in ("no", "talk"):
            record = Verdict(kept.id, late, "hej")
            assert applying.answer(record, DESK, work, second) == (notices.answered(kept.code, "yes"),)
        assert len(work.conn.execute(select(models.invitation)).all()) == 1
        assert not applications.decide(work, kept, "no", second.id)


@both
def test_nobody_answers_their_own_wish_or_one_that_is_not_theirs(kind: str, request: pytest.FixtureRequest) -> None:
    """Neither a coordinator about themselves, nor another area's association, nor one with another role."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        own = holding(work, 5, "coordinator")
        others = [holding(work, 6, "association", "tumba"), holding(work, 7, "manager", "alby"), someone(work, 8)]
        kept = applied(work)
        assert applying.answering(work, kept) == []
        for person in (own, *others):
            assert applying.answer(Verdict(kept.id, "yes"), DESK, work, person) == (notices.NOT_TO_ANSWER,)
        here = holding(work, 9, "association", "alby")
        assert [p.id for p in applying.answering(work, kept)] == [here.id]
        whole = applied(work, 10, None)
        assert {others[0].id, own.id, here.id} == {p.id for p in applying.answering(work, whole)}
        assert all(applying.may_answer(person, whole) for person in applying.answering(work, whole))


@both
def test_who_has_stopped_is_left_in_peace(kind: str, request: pytest.FixtureRequest) -> None:
    """No invitation is made for an applicant who wants no messages, and nobody is chased about it."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        coordinator = holding(work, 6, "coordinator")
        one, two, three = applied(work), applied(work, 7), applied(work, 8)
        for kept in (one, two, three):
            people.stop(work, kept.person_id, "asked to stop")
        for kept, answer in ((one, "yes"), (two, "no"), (three, "talk")):
            record = Verdict(kept.id, answer, "hej")  # type: ignore[arg-type]
            assert applying.answer(record, DESK, work, coordinator) == (notices.NOBODY_TO_WRITE_TO,)
        assert work.conn.execute(select(models.invitation)).all() == []
        waiting = applied(work, 9)
        people.stop(work, waiting.person_id, "asked to stop")
        assert chasing.chase(DESK, work) == 1
        assert applications.get(work, waiting.id).state == "withdrawn"


@both
def test_one_application_of_a_kind_is_open(kind: str, request: pytest.FixtureRequest) -> None:
    """The second time one is told where the first stands; what one is already, one need not apply for."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        kept = applied(work)
        assert applied(work).id == kept.id
        held = holding(work, 6, "patrol", "alby")
        said = applying.apply(Application("patrol", "alby"), DESK, work, held)
        assert said == (notices.holds_already(named("patrol", "Alby")),)
        with pytest.raises(KeyError):
            applications.get(work, 4711)


@both
def test_when_one_is_reached_is_sealed_and_goes_with_the_answer(kind: str, request: pytest.FixtureRequest) -> None:
    """The applicant's own words stand nowhere in plain, and are emptied when it is decided."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        person = someone(work)
        kept = applications.add(work, person.id, Application("ombud", "alby", "efter sju"))
        sealed = select(models.application.c.sealed_when)
        assert b"efter sju" not in work.conn.execute(sealed).scalar_one()
        assert applications.get(work, kept.id).when == "efter sju"
        assert applications.decide(work, kept, "no", person.id)
        assert work.conn.execute(sealed).scalar_one() is None


# News


@both
def test_news_go_to_who_wants_them(kind: str, request: pytest.FixtureRequest) -> None:
    """An area's news reach those who want them or all of it, each once; not who has stopped or said no."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        alby, whole, tumba, stopped = (someone(work, number).id for number in (5, 6, 7, 8))
        for person, area in ((alby, "alby"), (whole, None), (whole, "alby"), (tumba, "tumba"), (stopped, "alby")):
            assert news.subscribe(work, person, area)
        assert not news.subscribe(work, alby, "alby")
        people.stop(work, stopped, "blocked")
        assert news.wants(work, "alby") == [alby, whole]
        assert news.wants(work, "fittja") == [whole]
        assert news.wants(work, None) == [alby, whole, tumba]
        assert news.of_person(work, whole) == [None, "alby"]
        assert news.unsubscribe(work, whole)
        assert not news.unsubscribe(work, whole)
        assert news.wants(work, "alby") == [alby]


# Training


@both
def test_who_has_learnt_all_is_trained(kind: str, request: pytest.FixtureRequest) -> None:
    """An ombud by five lessons, a patrol by its three; when is that of the last, and reading again changes nothing."""
    with opened(url_of(kind, request)) as database:
        with database.begin() as work:
            one, other = someone(work, 5).id, someone(work, 6).id
            assert all(trainings.passed(work, one, name) for name in LESSONS)
            assert all(trainings.passed(work, other, name) for name in PATROL_LESSONS)
        clock_of(database).pass_(days=1)
        with database.begin() as work:
            assert not trainings.passed(work, one, LESSONS[-1])
            assert trainings.trained(work) == {one}
            assert trainings.finished(work) == {one: START}
            assert trainings.trained(work, PATROL_LESSONS) == {other}


@both
def test_a_reminder_comes_once_and_not_in_a_pause(kind: str, request: pytest.FixtureRequest) -> None:
    """A week after the offer, to who has not finished; who has, or is away, hears nothing."""
    with opened(url_of(kind, request)) as database:
        with database.begin() as work:
            new, done, away = (holding(work, number, "ombud", "alby") for number in (5, 6, 7))
            for person in (new, done, away):
                assert training.offer(work, person, "ombud")
            assert training.offer(work, holding(work, 8, "manager"), "manager") == ()
            for name in LESSONS:
                trainings.passed(work, done.id, name)
            assert training.offer(work, done, "ombud") == ()
            day = work.now.date()
            pauses.add(work, away.id, day, day + timedelta(days=8), None)
        for days, reached in ((6, []), (2, [new.id]), (3, [new.id, away.id]), (9, [new.id, away.id])):
            clock_of(database).pass_(days=days)
            with database.begin() as work:
                training.remind(DESK, work)
                told = [int(purpose.split(":")[1]) for purpose in purposes(work, "training-reminder")]
                assert sorted(told) == sorted(reached)


@both
def test_the_next_lesson_waits_for_who_is_busy(kind: str, request: pytest.FixtureRequest) -> None:
    """A lesson is kept though another conversation is open, and the next one is only mentioned."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        person = holding(work, 5, "ombud", "alby")
        conversations.save(work, conversations.load(work, person.id), {"flow": "tip"}, None)
        assert training.learnt(Lesson("part"), DESK, work, person) == ()
        assert conversations.load(work, person.id).state == {"flow": "tip"}
        assert training.left(work, person) == list(LESSONS[1:])


# What is said


def _said() -> dict[str, Text]:
    until = "2026-12-23"
    return {
        "received": notices.received(CODE, ROLE, until, reached=True),
        "received, nobody": notices.received(CODE, ROLE, until, reached=False),
        "already": notices.already(CODE, until),
        "already, talking": notices.already(CODE, ""),
        "holds_already": notices.holds_already(ROLE),
        **{f"state_of_own, {state}": notices.state_of_own(CODE, state) for state in notices.DECIDED},
        **{f"answered, {state}": notices.answered(CODE, state) for state in notices.DECIDED},
        "when_busy": notices.when_busy(notices.still_waiting(CODE, ROLE, 3), CODE),
        "invited": notices.invited(ROLE, "ABCD-EFGH-JKLM"),
        "invited_when_busy": notices.invited_when_busy(ROLE, "ABCD-EFGH-JKLM"),
        "not_now": notices.not_now(CODE, ROLE),
        "done, yes": notices.done(CODE, "yes"),
        "done, no": notices.done(CODE, "no"),
        "applicant_says": notices.applicant_says(CODE, "Ja gärna, efter fem"),
        "heard_when_busy": notices.heard_when_busy(heard(CODE, "Kan du på torsdag?"), CODE),
        "still_waiting": notices.still_waiting(CODE, ROLE, 3),
        "last_day": notices.last_day(CODE, ROLE, until),
        "nobody_answered": notices.nobody_answered(CODE, "Botkyrka kommun", "https://www.botkyrka.se"),
        "news_from": notices.news_from(verbatim("Hallunda-Norsborg")),
        "news_of": notices.news_of(verbatim("Hallunda-Norsborg, Vårsta-Grödinge")),
        **{name: text for name, text in vars(notices).items() if isinstance(text, Text)},
    }


SAID = _said()


def test_every_notice_of_an_application_is_looked_at() -> None:
    """A new one has to be said here before it is green."""
    written = {
        name for name, made in inspect.getmembers(notices, inspect.isfunction) if made.__module__ == notices.__name__
    }
    assert written == {name.partition(",")[0] for name in SAID} - {n for n in vars(notices) if n.isupper()}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_notice_of_an_application_is_one_segment(name: str, language: str) -> None:
    """By SMS each is one segment in the SMS alphabet."""
    text = VOICES.say(SAID[name], language, "sms")
    assert "{" not in text
    assert (segments(to_gsm(text)).encoding, segments(to_gsm(text)).count) == ("GSM-7", 1), text


def test_whose_an_area_is_names_nobody(sqlite_url: str) -> None:
    """What a resident is told is the area and no more: neither a number that stands for somebody, nor until when."""
    with opened(sqlite_url) as database, database.begin() as work:
        ombud = holding(work, 6, "ombud", "alby")
        said = whose.tell(Whose("alby"), DESK, work, someone(work, 7))
        text = " ".join(VOICES.say(part, "sv", "telegram") for part in said)
        assert "ombudet för Alby" in text
        assert f"ombud {ombud.id}" not in text
