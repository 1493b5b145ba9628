"""What the words and buttons about tips do: the inbox, handled, duplicates, when tips come, and NEW TIP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import confirming, facts, router
from bot.tips import of_roles, open_tips, tip_life
from bot.visit import Outcome, Visit
from handlers import notices
from handlers import tip_notices as said
from handlers.dialogue import Json, State, fold
from handlers.reading.meant import not_fixed
from handlers.records import Settle
from storage import tip_merges, tip_shares, tip_talk, tips
from storage.tips import Filed

_HANDLED = {fold(word) for word in ("åtgärdat", "åtgärdad", "fixat", "klart", "handled", "done")}
UNDO = timedelta(days=1)  # how long NEW TIP may take back where words were put


def inbox(visit: Visit, argument: str) -> Outcome:
    """The open tips: a page of them ("page 2"), or one of them by its code."""
    if not facts.allowed("inbox", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    if confirming.locked(visit.work, visit.person, tip_life.CONFIRMS):
        return visit.say(notices.code_spent())
    found = router.receipt(argument, loose=True)
    if found:
        return _opened(visit, found[0])
    number = argument.removeprefix("page ").strip()
    state = open_tips.page(visit.desk, visit.work, visit.person, int(number) if number.isdecimal() else 1)
    return visit.begin(state) if state else visit.say(said.NOTHING_OPEN)


def _opened(visit: Visit, code: str) -> Outcome:
    filed = tip_life.read_by(visit.desk, visit.work, visit.person, code)
    if filed is None:
        return visit.say(notices.no_such_code(code))
    return visit.begin(open_tips.one(visit.desk, visit.work, visit.person, filed))


def alike(visit: Visit, code: str) -> Outcome:
    filed = tip_life.read_by(visit.desk, visit.work, visit.person, code)
    if filed is None:
        return visit.say(notices.no_such_code(code))
    return visit.begin(open_tips.duplicates(visit.work, visit.person, filed))


def handled(visit: Visit, code: str) -> Outcome:
    """The button on a tip's message."""
    settled = tip_life.settle(Settle(code, "handled"), visit.desk, visit.work, visit.person)
    return visit.say(*settled)


def tip_times(visit: Visit, _: str) -> Outcome:
    if not facts.allowed("tip_times", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    if confirming.locked(visit.work, visit.person, tip_life.TIMES_CONFIRMS):
        return visit.say(notices.code_spent())
    known: dict[str, Json] = {"how": tip_shares.wish(visit.work, visit.person.id)}
    known |= confirming.by_code(visit.work, visit.person, tip_life.TIMES_CONFIRMS)
    return visit.begin(State("tip_times", (), known))


def new_tip(visit: Visit, argument: str) -> Outcome:
    """What was just put with a tip is a tip of its own; with words after it, those are."""
    visit.words = argument
    visit.redact()
    last = None if argument else tip_talk.last_said(visit.work, visit.person.id, _since(visit))
    if last and tip_talk.move(visit.work, last[0]):
        visit.words = last[0].text
        visit.lead.append(said.moved(visit.words))
    return visit.begin(facts.for_tip(visit.desk, visit.person, visit.words))


def _since(visit: Visit) -> datetime:
    """What may be taken back has been put somewhere since the last tip: what came before that has been left there."""
    own = tips.of_person(visit.work, visit.person.id, 1)
    earliest = visit.work.now - UNDO
    return max(earliest, own[0].created_at) if own else earliest


def bundled(visit: Visit, _: str) -> Outcome:
    return of_roles.to_bundle(visit)


def looked_at(visit: Visit, filed: Filed) -> Outcome | None:
    """Words about a tip by its code: its ombud has seen it; its tipster may say that it is not fixed, and then all is
    done here."""
    if filed.person_id != visit.person.id:
        tip_life.see(visit.work, filed, visit.person)
        return _settled_by_ombud(visit, filed) if fold(visit.words) in _HANDLED else None
    if tip_merges.standing(visit.work, filed).status not in tips.SETTLED:
        return None
    if not not_fixed(visit.words):
        visit.lead.append(said.is_settled(filed.code))
        return None
    return visit.say(*tip_life.reopen(visit.desk, visit.work, visit.person, filed, visit.words))


def _settled_by_ombud(visit: Visit, filed: Filed) -> Outcome:
    """One word with the code says that it is dealt with, as the button does; by SMS a code confirms it."""
    return handled(visit, filed.code) if visit.person.channel == "telegram" else inbox(visit, filed.code)


DEEDS: dict[str, Callable[[Visit, str], Outcome]] = {
    "inbox": inbox,
    "alike": alike,
    "handled": handled,
    "tip_times": tip_times,
    "new tip": new_tip,
    "bundled": bundled,
}
