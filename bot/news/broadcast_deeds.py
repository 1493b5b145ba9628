"""What the word BROADCAST does, and where the conversations about news lead on to one another."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot import confirming, facts
from bot.news import broadcasting
from bot.news.broadcasting import CONFIRMS
from bot.visit import Outcome, Visit
from handlers import broadcast_notices as notices
from handlers.broadcast import APPROVE, CHECK, WHOLE, WRITE, Halt, as_answers
from handlers.dialogue import Answers, Json, State
from handlers.notices import NOT_FOR_YOU, code_spent
from storage import broadcasts
from storage.broadcasts import Kept
from storage.people import Person


def broadcast(visit: Visit, argument: str) -> Outcome:
    """News to many: write, approve (`argument` an id), or "stop" what is on its way ("stop-7": that one)."""
    word, _, key = argument.partition("-")
    if not facts.allowed("broadcast", visit.person):
        return visit.say(NOT_FOR_YOU)
    if confirming.locked(visit.work, visit.person, CONFIRMS):
        return visit.say(code_spent())
    if word.isdecimal():
        return approve(visit, word)
    if word.casefold() in ("stop", "stopp", "stoppa"):
        return _stop(visit, key)
    return _begin(visit)


def _begin(visit: Visit, answers: Answers = ()) -> Outcome:
    desk, work, person = visit.desk, visit.work, visit.person
    known: dict[str, Json] = {
        "open": [] if answers else _open(visit),
        "own": [_own(visit, area) for area in broadcasting.areas_of(desk, person)],
        "languages": [[code, desk.voices.name(code)] for code in desk.town.languages if code in desk.voices.languages],
    }
    if not known["open"] and not broadcasting.approvers(desk, work, None, person.id):
        return visit.say(notices.NOBODY_ELSE)
    return visit.begin(State("broadcast", answers, known | confirming.by_code(work, person, CONFIRMS)))


def _own(visit: Visit, area: str | None) -> Json:
    return [area or WHOLE, _named(visit, area)]


def _named(visit: Visit, area: str | None) -> str:
    name = visit.desk.area_name(area) if area else notices.EVERYWHERE
    return visit.desk.voices.say(name, visit.person.language)


def _open(visit: Visit) -> list[Json]:
    """What has not ended and is the person's to do something about, as (id, area, state, what)."""
    found: list[Json] = []
    for kept in broadcasts.not_ended(visit.work):
        can = _can(visit, visit.person, kept)
        if can:
            found.append([kept.id, _named(visit, kept.area), kept.state, can])
    return found


def _can(visit: Visit, person: Person, kept: Kept) -> str:
    mine = kept.person_id == person.id
    if kept.state == "waiting" and not mine and kept.area in broadcasting.areas_of(visit.desk, person):
        return "approve"
    return "stop" if kept.state in ("waiting", "sending") and broadcasting.may_stop(person, kept) else ""


def approve(visit: Visit, key: str) -> Outcome:
    """The question whether somebody else's news is to be sent."""
    kept = next((one for one in broadcasts.not_ended(visit.work) if str(one.id) == key), None)
    if kept is None or _can(visit, visit.person, kept) != "approve":
        mine = kept is not None and kept.person_id == visit.person.id
        return visit.say(notices.NOT_OWN if mine else notices.NOTHING_WAITS)
    return visit.begin(broadcasting.approving(visit.desk, visit.work, visit.person, kept))


def _stop(visit: Visit, key: str) -> Outcome:
    """By Telegram at once; by SMS it is asked for the code that confirms. Of several it is asked which."""
    found = [kept for kept in broadcasting.stoppable(visit.work, visit.person) if key in ("", str(kept.id))]
    if not found:
        return visit.say(notices.NOTHING_TO_STOP)
    if len(found) > 1:
        return _begin(visit)
    if visit.person.channel == "telegram":
        return visit.say(*broadcasting.halt(Halt(found[0].id), visit.desk, visit.work, visit.person))
    known: dict[str, Json] = {"open": _open(visit), "own": [], "languages": []}
    known |= confirming.by_code(visit.work, visit.person, CONFIRMS)
    return visit.begin(State("broadcast", (("which", str(found[0].id)),), known))


def check(visit: Visit, given: str) -> Outcome:
    """What has been written, as it will be received."""
    area, words = json.loads(given)
    return visit.begin(broadcasting.checking(visit.desk, visit.work, visit.person, area, words, given))


def write(visit: Visit, given: str) -> Outcome:
    """Once more, but for what is to be written anew."""
    return _begin(visit, as_answers(*json.loads(given)))


DEEDS: dict[str, Callable[[Visit, str], Outcome]] = {
    "broadcast": broadcast,
    CHECK: check,
    WRITE: write,
    APPROVE: approve,
}
