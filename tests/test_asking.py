"""Questions to partners: who is asked and reached, when they are reminded, who owns a thread, and what is kept."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from storing import both, clock_of, opened, someone, url_of
from test_pages import CHANNELS, CODE, LONG_AREA, LONG_WORDS, VOICES, WORDS, untranslated, within

from bot import facts
from bot.desk import Desk
from bot.municipality import load
from bot.partners import ask_chasing, asking
from bot.partners import threads as partners
from bot.people import membership
from bot.picture.disclosure import digest
from bot.picture.render import as_text
from bot.picture.shapes import Questions
from bot.weekly.recipients import Recipient
from bot.weekly.workdays import workdays_after
from handlers import ask_notices as notices
from handlers.records import Closed, Partner, Question, Said
from handlers.text import Text
from storage import answer_letters, models, people, threads
from storage.answer_letters import Matter
from storage.database import Database, Work
from storage.people import Holding, Person
from storage.threads import Count, Kept

MAILBOXES = (Recipient("manager", "alby", ("alby@example.se",)), Recipient("police", None, ("polis@example.se",)))
TOWN = load("botkyrka")
DESK = Desk(TOWN, VOICES, "https://ombudet.example")
WITH_MAIL = Desk(replace(TOWN, recipients=MAILBOXES), VOICES, "https://ombudet.example")
ZONE = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)


def holding(work: Work, number: int, role: Any, area: str | None = None) -> Person:
    people.give_role(work, someone(work, number).id, role, area)
    return someone(work, number)


def asked(work: Work, person: Person, partner: Partner = "manager", desk: Desk = DESK) -> Kept:
    asking.ask(Question("alby", partner, "När lagas lampan?"), desk, work, person)
    return threads.open_of(work, person.id, "alby")[-1]


def purposes(work: Work, beginning: str) -> list[str]:
    query = select(models.outbound.c.purpose).where(models.outbound.c.purpose.startswith(beginning))
    return sorted(work.conn.execute(query).scalars())


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as made:
        yield made


def wait(database: Database, by: timedelta) -> None:
    clock_of(database).now += by


# When


@pytest.mark.parametrize(
    ("since", "days", "then"),
    [
        ("2026-11-16 16:00", 2, "2026-11-18 16:00"),  # Monday
        ("2026-11-12 16:00", 2, "2026-11-16 16:00"),  # Thursday: a weekend lies between
        ("2026-11-14 10:00", 2, "2026-11-17 10:00"),  # Saturday
        ("2026-12-22 09:00", 2, "2026-12-28 09:00"),  # Christmas Eve, Christmas, Boxing Day, a Sunday
        ("2026-12-22 09:00", 5, "2027-01-04 09:00"),  # and New Year's Eve and Day
        ("2027-03-24 09:00", 2, "2027-03-30 09:00"),  # Easter
        ("2026-10-23 09:00", 2, "2026-10-27 09:00"),  # the clocks go back between
    ],
)
def test_working_days_leave_out_weekends_holidays_and_eves(since: str, days: int, then: str) -> None:
    """So many working days later it is the same time of the day."""
    begins, ends = (datetime.fromisoformat(moment).replace(tzinfo=ZONE) for moment in (since, then))
    assert workdays_after(begins, days, DESK.town.week) == ends


@both
def test_a_reminder_comes_once_and_then_the_coordinator(database: Database) -> None:
    """Two working days, then five: each once, and the ombud hears who has it now."""
    with database.begin() as work:
        holding(work, 13, "coordinator")
        kept = asked(work, holding(work, 11, "ombud", "alby"), "manager", DESK)
        assert kept.chased == asking.ESCALATED  # there is no manager, so the coordinator has it already
        manager = holding(work, 12, "manager", "alby")
        kept = asked(work, someone(work, 11))
    told = []
    for _ in range(12):
        wait(database, DAY)
        with database.begin() as work:
            ask_chasing.chase(DESK, work)
            ask_chasing.chase(DESK, work)
            told.append((len(purposes(work, f"ask:{kept.id}:reminder")), len(purposes(work, f"ask-call:{kept.id}"))))
    assert told[0] == (0, 0)
    assert sorted(told) == told
    assert told[-1] == (1, 1)
    with database.begin() as work:
        assert len(purposes(work, f"ask-late:{kept.id}")) == 1
        assert partners.side_of(DESK, work, kept, manager) == "partner"


@both
def test_the_coordinators_own_question_comes_back_to_them(database: Database) -> None:
    """What a coordinator asked and nobody answers is nobody else's to take up: they hear so."""
    with database.begin() as work:
        coordinator = holding(work, 13, "coordinator")
        holding(work, 12, "association")
        asking.ask(Question("fittja", "association", "Hur går det?"), DESK, work, coordinator)
        (kept,) = threads.open_ones(work)
        assert kept.owner == "coordinator"
    wait(database, 10 * DAY)
    with database.begin() as work:
        assert ask_chasing.chase(DESK, work) == 1
        assert len(purposes(work, f"ask-late:{kept.id}")) == 1
        assert ask_chasing.chase(DESK, work) == 0


@both
def test_with_nobody_to_tell_it_is_tried_again(database: Database) -> None:
    """A question that reaches nobody is kept, and put to the first coordinator there is."""
    with database.begin() as work:
        kept = asked(work, holding(work, 11, "ombud", "alby"))
        assert kept.chased == 0
    wait(database, 10 * DAY)
    with database.begin() as work:
        assert ask_chasing.chase(DESK, work) == 0
        holding(work, 13, "coordinator")
        assert ask_chasing.chase(DESK, work) == 1


# Who


@both
def test_nobody_else_has_a_side(database: Database) -> None:
    """Another area's ombud and manager, patrols and residents can neither read nor write in a thread."""
    with database.begin() as work:
        kept = asked(work, holding(work, 11, "ombud", "alby"))
        others = [
            holding(work, 12, "ombud", "fittja"),
            holding(work, 13, "manager", "fittja"),
            holding(work, 14, "police", "alby"),
            holding(work, 15, "patrol"),
            someone(work, 16),
        ]
        assert [partners.side_of(DESK, work, kept, other) for other in others] == [None] * 5
        for other in others:
            asking.said(Said(kept.id, "hej"), DESK, work, other)
            asking.close(Closed(kept.id), DESK, work, other)
        assert threads.get(work, kept.id).state == "asked"
        assert threads.last_words(work, kept, "partner") == ""


@both
def test_a_question_needs_a_role_at_the_moment_it_is_sent(database: Database) -> None:
    """Who has lost the role between the question and the tap asks nothing."""
    with database.begin() as work:
        asking.ask(Question("alby", "police", "Hej"), DESK, work, someone(work, 11))
        asking.ask(Question("fittja", "police", "Hej"), DESK, work, holding(work, 12, "ombud", "alby"))
        assert threads.open_ones(work) == []


@both
def test_an_ombud_who_leaves_hands_the_thread_to_the_coordinator(database: Database) -> None:
    """Left, revoked or threatened: the answer goes to the coordinator, and never to who is gone."""
    with database.begin() as work:
        coordinator = holding(work, 13, "coordinator")
        ombud, manager = holding(work, 11, "ombud", "alby"), holding(work, 12, "manager", "alby")
        kept = asked(work, ombud)
        membership.end(DESK, work, ombud, Holding("ombud", "alby"), "threat", by="test")
        kept = threads.get(work, kept.id)
        assert (kept.owner, kept.state) == ("coordinator", "asked")
        assert partners.side_of(DESK, work, kept, someone(work, 11)) is None
        asking.said(Said(kept.id, "På fredag"), DESK, work, manager)
        assert [p.rpartition(":")[2] for p in purposes(work, "ask-answer")] == [str(coordinator.id)]


@both
def test_an_ombud_who_has_stopped_leaves_the_answer_to_the_others(database: Database) -> None:
    """Who wants no messages gets none; the area's other ombud has the answer."""
    with database.begin() as work:
        ombud, other = holding(work, 11, "ombud", "alby"), holding(work, 14, "ombud", "alby")
        manager = holding(work, 12, "manager", "alby")
        kept = asked(work, ombud)
        people.stop(work, ombud.id, "asked to stop")
        asking.said(Said(kept.id, "På fredag"), DESK, work, manager)
        assert [p.rpartition(":")[2] for p in purposes(work, "ask-answer")] == [str(other.id)]


# Mailboxes


@both
def test_mailboxes_are_asked_as_for_the_digest(database: Database) -> None:
    """The partner's own, of the area or of all; each once for each thing that is asked; none without a page."""
    with database.begin() as work:
        ombud = holding(work, 11, "ombud", "alby")
        manager, police = asked(work, ombud, "manager", WITH_MAIL), asked(work, ombud, "police", WITH_MAIL)
        assert partners.mailboxes(WITH_MAIL, manager) == ["alby@example.se"]
        assert partners.mailboxes(WITH_MAIL, police) == ["polis@example.se"]
        assert partners.mailboxes(WITH_MAIL, replace(manager, area="fittja")) == []
        assert partners.mailboxes(replace(WITH_MAIL, public_url=""), manager) == []
        count = select(func.count()).select_from(models.answer_letter)
        assert work.conn.execute(count).scalar_one() == 2
        kept = work.conn.execute(select(models.answer_letter)).first()
        assert kept is not None
        assert answer_letters.put(work, Matter("thread", kept.thread_id), kept.purpose, kept.mailbox) is False


# What is kept


@both
def test_words_are_emptied_a_month_after_the_end(database: Database) -> None:
    """An answered thread that falls silent is closed; a month later its words are gone, and it can be told no more."""
    with database.begin() as work:
        ombud, manager = holding(work, 11, "ombud", "alby"), holding(work, 12, "manager", "alby")
        kept = asked(work, ombud)
        asking.said(Said(kept.id, "På fredag"), DESK, work, manager)
    for days, state, words in ((13, "answered", "På fredag"), (1, "closed", "På fredag"), (30, "closed", "")):
        wait(database, days * DAY)
        with database.begin() as work:
            ask_chasing.chase(DESK, work)
            kept = threads.get(work, kept.id)
            assert (kept.state, threads.last_words(work, kept, "partner")) == (state, words)


@both
def test_a_weeks_questions_are_counted_once(database: Database) -> None:
    """Asked in the week, answered in the week, and what waits at its end; a second answer is no second one."""
    with database.begin() as work:
        ombud, manager = holding(work, 11, "ombud", "alby"), holding(work, 12, "manager", "alby")
        first, _ = asked(work, ombud), asked(work, ombud)
        begins, ends = work.now - DAY, work.now + DAY
        assert threads.count(work, "alby", begins, ends) == Count(2, 0, 2)
        asking.said(Said(first.id, "På fredag"), DESK, work, manager)
        asking.said(Said(first.id, "Förlåt, på lördag"), DESK, work, manager)
        assert threads.count(work, "alby", begins, ends) == Count(2, 1, 1)
        assert threads.count(work, "alby", ends, ends + 7 * DAY) == Count(0, 0, 1)
        assert threads.count(work, "fittja", begins, ends) == Count()
        assert threads.count(work, "alby", begins - 7 * DAY, begins) == Count()


# What is said


def spoken() -> Iterator[tuple[str, Text, int]]:
    """Every notice with what it is said with in earnest, and how many segments it may cost."""
    to, asker = notices.partner("police", ""), notices.sender("ombud", LONG_AREA)
    quotes = 2
    yield "partner", notices.partner("association", ""), 1
    yield "coordinator", notices.coordinator(), 1
    yield "sender", asker, 1
    for name in ("on_its_way", "to_coordinator", "unanswered", "unanswered_yours", "escalated", "unreachable"):
        yield name, getattr(notices, name)(CODE, to), 1
    for name in ("to_nobody", "closed", "answered_already", "not_needed", "sent"):
        yield name, getattr(notices, name)(CODE), 1
    for name in ("delivered", "delivered_late", "delivered_too", "subject"):
        yield name, getattr(notices, name)(CODE, asker), 1
    yield "answer", notices.answer(CODE, to, WORDS), quotes
    for name in ("heard", "question", "last"):
        yield name, getattr(notices, name)(CODE, asker, WORDS), quotes
    yield "heard_when_busy", notices.heard_when_busy(notices.question(CODE, asker, LONG_WORDS), CODE), quotes
    yield "still_waiting", notices.still_waiting(CODE, "2026-11-24"), 1
    yield "passed", notices.passed(CODE, LONG_AREA, to, WORDS), quotes
    yield "letter", notices.letter(asker, WORDS, "https://ombudet.example/svar/x", "2026-12-08"), 9


def test_every_notice_is_said_above() -> None:
    """A new notice has to be looked at before it is green."""
    made = inspect.getmembers(notices, inspect.isfunction)
    written = {name for name, made in made if made.__module__ == notices.__name__}
    assert written == {name for name, _, _ in spoken()}


@pytest.mark.parametrize(("text", "most"), [pytest.param(text, most, id=name) for name, text, most in spoken()])
def test_what_is_said_is_translated_and_short(text: Text, most: int) -> None:
    """Each sentence is in each language that is offered, and by SMS one segment, or two where it quotes."""
    for language, channel in product(VOICES.languages, CHANNELS):
        assert language == "en" or untranslated(text, language) == []
        assert channel != "sms" or within(VOICES.say(text, language, "sms"), language, most)


# In the digest


@both
def test_the_digest_counts_questions_for_coordinator_and_association_alone(database: Database) -> None:
    """Closed with the week: what is answered later changes nothing that was told, and nobody else is told at all."""
    with database.begin() as work:
        ombud, manager = holding(work, 11, "ombud", "alby"), holding(work, 12, "manager", "alby")
        kept = asked(work, ombud)
        week = facts.this_week(DESK, work)
    clock_of(database).now = facts.slot_of(DESK, week, "digest")
    for _ in range(2):
        with database.begin() as work:
            for role, told in (("coordinator", True), ("association", True), ("manager", False), ("police", False)):
                seen = digest(DESK, work, week, role, "alby")  # type: ignore[arg-type]
                said = VOICES.say(as_text(seen, ""), "sv")
                assert seen.questions == (Questions(1, 0, 1) if told else None)
                assert ("Frågor till partner: 1 ställda, 0 besvarade, 1 utan svar." in said) is told
            assert digest(DESK, work, week, "association", "fittja").questions == Questions()
            asking.said(Said(kept.id, "På fredag"), DESK, work, manager)
