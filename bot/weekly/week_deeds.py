"""The deeds of the week: the ombud's report and pause, the partners' actions, the coordinator's review, and how safe
residents feel."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from bot import confirming, facts
from bot.effects import carry_out
from bot.news import pulsing
from bot.people import cover, pausing
from bot.visit import Outcome, Visit
from bot.weekly import reviewing
from handlers import notices, week_notices
from handlers.dialogue import fold, yes_or_no
from handlers.records import Report, StepIn
from handlers.report import trend
from storage import challenges, pauses

SENTENCE = 3  # words: fewer after ÅTGÄRD ("klar") say nothing by themselves


def report(visit: Visit, _: str) -> Outcome:
    area = facts.area_to_report(visit.desk, visit.work, visit.person)
    if area is None:
        return visit.say(notices.NOT_FOR_YOU)
    week = facts.reported_week(visit.desk, visit.work)
    if visit.state is not None and visit.state.flow == "report" and visit.state.facts["week"] == week:
        return visit.show(visit.state)
    if confirming.locked(visit.work, visit.person, f"report:{week}"):
        return visit.say(notices.code_spent())
    into = facts.goes_into(visit.desk, visit.work, visit.person.id, week, area)
    if into != week:
        visit.lead.append(week_notices.goes_into_next(week, into))
    return visit.begin(facts.for_report(visit.desk, visit.work, visit.person, area))


def nothing(visit: Visit, argument: str) -> Outcome:
    """A whole report in one message: nothing to report, how safe it is, and the code that was sent."""
    assessment, code = argument.split()
    area = facts.area_to_report(visit.desk, visit.work, visit.person)
    if area is None:
        return visit.say(notices.NOT_FOR_YOU)
    week = facts.reported_week(visit.desk, visit.work)
    if not challenges.check(visit.work, visit.person.id, f"report:{week}", code):
        return visit.say(notices.code_spent())
    visit.close()
    known = facts.for_report(visit.desk, visit.work, visit.person, area).facts
    way = trend(cast("int | None", known["last"]), int(assessment))
    said = Report(week, area, int(assessment), trend=way, landlord=str(known["landlord"]))
    return visit.say(*carry_out(said, visit.desk, visit.work, visit.person))


def action(visit: Visit, words: str) -> Outcome:
    """What is decided; a sentence after the word is a new decision, in their words."""
    if not facts.allowed("action", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    visit.words = words if len(words.split()) >= SENTENCE else ""
    visit.redact()
    return visit.begin(facts.for_action(visit.desk, visit.work, visit.person, visit.words))


def review(visit: Visit, which: str) -> Outcome:
    """What ombud and partners wrote, for the coordinator to approve; `which` as in `bot.weekly.reviewing.page`."""
    if not facts.allowed("review", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    if confirming.locked(visit.work, visit.person, reviewing.CONFIRMS):
        return visit.say(notices.code_spent())
    said, state = reviewing.page(visit.desk, visit.work, visit.person, which)
    visit.lead += said
    return visit.begin(state) if state else visit.say()


_END = ("slut", "avsluta", "end", "stop", "over")


def pause(visit: Visit, argument: str) -> Outcome:
    """An ombud's pause: its days, its end, or yes or no to stepping in for another's."""
    if not visit.person.has("ombud"):
        return visit.say(notices.NOT_FOR_YOU)
    if fold(argument) in _END:
        return visit.say(*pausing.end(visit.desk, visit.work, visit.person))
    asked = pauses.asking(visit.work, visit.person.id, cover.today(visit.desk, visit.work))
    answer = yes_or_no(argument)
    if asked is not None and answer is not None:
        return visit.say(*carry_out(StepIn(asked.id, answer), visit.desk, visit.work, visit.person))
    if confirming.locked(visit.work, visit.person, pausing.CONFIRMS):
        return visit.say(notices.code_spent())
    return visit.begin(pausing.begin(visit.desk, visit.work, visit.person, argument))


def pulse(visit: Visit, argument: str) -> Outcome:
    """How safe a resident feels; with yes or no, whether to be asked once a month."""
    wants = yes_or_no(argument)
    if wants is not None:
        return visit.say(*pulsing.wishes(visit.desk, visit.work, visit.person, wants=wants))
    return visit.begin(pulsing.begin(visit.work, visit.person))


DEEDS: dict[str, Callable[[Visit, str], Outcome]] = {
    "report": report,
    "nothing": nothing,
    "action": action,
    "review": review,
    "pause": pause,
    "pulse": pulse,
}
