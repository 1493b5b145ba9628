"""The deeds of those who want to take part, or know who does: JOIN, NEWS, OMBUD, TRAINING, and a message that begins
with an application's code."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot import confirming
from bot.effects import carry_out
from bot.news import subscribing
from bot.people import applying, groups, training, whose
from bot.visit import Outcome, Visit
from handlers import application_notices as notices
from handlers.dialogue import Answers, State, yes_or_no
from handlers.notices import NOT_FOR_YOU, code_spent, no_such_code
from handlers.records import Talk, Verdict
from handlers.training import reads_again
from storage import applications, challenges
from storage.applications import Kept

_PIN = re.compile(r"\d{4}")


def take_part(visit: Visit, _: str) -> Outcome:
    return visit.begin(_wish(visit))


def _wish(visit: Visit, answers: Answers = ()) -> State:
    kinds = [kept.kind for kept in applications.open_of(visit.work, visit.person.id)]
    return State(
        "take_part", answers, {"open": kinds, "town": visit.desk.town.name, "groups": groups.by_area(visit.desk)}
    )


def news(visit: Visit, argument: str) -> Outcome:
    """News from an area: yes, no more, or which one gets."""
    if yes_or_no(argument) is False:
        return visit.say(*subscribing.unsubscribe(visit.work, visit.person))
    which = subscribing.which(visit.desk, visit.work, visit.person)
    return visit.say(*which) if which else visit.begin(_wish(visit, (("kind", "news"),)))


def whose_(visit: Visit, argument: str) -> Outcome:
    return visit.begin(whose.begin(visit.desk, visit.work, visit.person, argument))


def training_(visit: Visit, _: str) -> Outcome:
    if not training.lessons_of(visit.person):
        return visit.say(NOT_FOR_YOU)
    state = training.begin(visit.work, visit.person)
    if visit.state is not None and visit.state.flow == "training":
        return visit.show(visit.state)
    if state.facts["again"]:
        visit.lead.append(reads_again())
    return visit.begin(state)


DEEDS: dict[str, Callable[[Visit, str], Outcome]] = {
    "take_part": take_part,
    "news": news,
    "whose": whose_,
    "training": training_,
}


def about(visit: Visit, code: str, rest: str = "") -> Outcome:
    """A message that begins with an application's code: from who applied, or who answers. To others it is none."""
    kept = applications.by_code(visit.work, code)
    if kept is not None and kept.person_id == visit.person.id:
        return _own(visit, kept, rest)
    if kept is None or not applying.may_answer(visit.person, kept):
        return visit.say(no_such_code(code))
    if not kept.is_open:
        return visit.say(notices.answered(kept.code, kept.state))
    return _answered(visit, kept, rest)


def _own(visit: Visit, kept: Kept, rest: str) -> Outcome:
    """The applicant takes it back, says more, or asks where it stands."""
    if kept.is_open and yes_or_no(rest) is False:
        applications.decide(visit.work, kept, "withdrawn", visit.person.id)
        applying.tell_others(visit.desk, visit.work, kept, visit.person, "withdrawn")
        return visit.say(notices.WITHDRAWN)
    visit.words = rest
    visit.redact()
    if not visit.words or not kept.is_open:
        return visit.say(applying.where_it_stands(visit.desk, kept))
    return visit.say(*carry_out(Talk(kept.id, visit.words), visit.desk, visit.work, visit.person))


def _answered(visit: Visit, kept: Kept, rest: str) -> Outcome:
    """An answer in words: yes, no, or what is to be said first. By SMS what says yes is the code."""
    sms = visit.person.channel == "sms"
    if confirming.locked(visit.work, visit.person, applying.confirms(kept)):
        return visit.say(code_spent())
    if visit.state is not None and visit.state.facts.get("application") == kept.id:
        visit.leave()  # the question that is open is answered by this
    if sms and _PIN.fullmatch(rest):
        return _by_pin(visit, kept, rest)
    state = applying.asking(visit.desk, visit.work, visit.person, kept)
    return visit.begin(State(state.flow, _said(visit, rest, sms=sms), state.facts))


def _said(visit: Visit, rest: str, *, sms: bool) -> Answers:
    if yes_or_no(rest) is False:
        return (("answer", "no"),)
    if yes_or_no(rest):
        return () if sms else (("answer", "yes"),)
    visit.words = rest
    visit.redact()
    return (("answer", "talk"), ("words", visit.words)) if visit.words else ()


def _by_pin(visit: Visit, kept: Kept, pin: str) -> Outcome:
    if not challenges.check(visit.work, visit.person.id, applying.confirms(kept), pin):
        return visit.say(code_spent())
    yes = Verdict(kept.id, "yes")
    return visit.say(*carry_out(yes, visit.desk, visit.work, visit.person))
