"""The deeds of threads with partners: ASK, a message that begins with a thread's code or replies to one about it, and
an answer without any code."""

from __future__ import annotations

from collections.abc import Callable

from bot import confirming, facts, router
from bot.effects import carry_out
from bot.partners import asking
from bot.partners import threads as partners
from bot.people import taking_part
from bot.visit import Outcome, Visit
from handlers.dialogue import Json, State
from handlers.notices import NOT_FOR_YOU, code_spent
from handlers.records import Said
from storage import threads
from storage.threads import Kept

_LISTED = 4  # threads that words out of the blue may be about


def ask(visit: Visit, argument: str) -> Outcome:
    """A question to a partner; words after the word are what is asked."""
    if not facts.allowed("ask", visit.person):
        return visit.say(NOT_FOR_YOU)
    if confirming.locked(visit.work, visit.person, asking.CONFIRMS):
        return visit.say(code_spent())
    visit.words = argument
    visit.redact()
    return visit.begin(asking.begin(visit.desk, visit.work, visit.person, visit.words))


def about(visit: Visit, code: str, rest: str = "") -> Outcome:
    """A message that begins with a thread's code, from either side of it. To others it is none."""
    kept = threads.by_code(visit.work, code)
    side = partners.side_of(visit.desk, visit.work, kept, visit.person) if kept else None
    if kept is None or side is None:
        return taking_part.about(visit, code, rest)
    visit.words = rest
    visit.redact()
    if side == "ombud":
        if confirming.locked(visit.work, visit.person, asking.CONFIRMS):
            return visit.say(code_spent())
        return visit.begin(asking.more(visit.desk, visit.work, kept, visit.person, visit.words))
    if not visit.words:
        words = threads.last_words(visit.work, kept, "ombud")
        return visit.begin(State("answering", (), asking.about(visit.desk, kept, words)))
    return answer(visit, kept)


def answer(visit: Visit, kept: Kept) -> Outcome:
    """Words that need no asking after; the question that is open about the same is answered by them."""
    if visit.state is not None and visit.state.facts.get("thread") == kept.id:
        visit.leave()
    visit.lead += carry_out(Said(kept.id, visit.words), visit.desk, visit.work, visit.person)
    return visit.show(visit.state) if visit.state else visit.say()


def answered(visit: Visit, argument: str) -> Outcome:
    """An answer to the question that was open: of several that wait, it is asked which is meant."""
    code, visit.words = router.receipt(argument) or ("", "")
    kept = threads.by_code(visit.work, code)
    waiting = partners.waiting_on(visit.work, visit.person)
    if len(waiting) > 1:
        return visit.begin(State("which_thread", (), {"words": visit.words, "threads": _listed(visit, waiting)}))
    return answer(visit, kept) if kept else taking_part.about(visit, code)


def _listed(visit: Visit, kept: list[Kept]) -> list[Json]:
    return [[one.id, one.code, visit.desk.town.area_name(one.area)] for one in kept]


def though_stopped(visit: Visit, code: str) -> bool:
    """A partner who wants no messages answers all the same: it is passed on, and nothing is said back. Whoever asks
    would have to approve their words, which they can't. False if the code names no thread."""
    kept = threads.by_code(visit.work, code)
    if kept is not None and partners.side_of(visit.desk, visit.work, kept, visit.person) == "partner":
        carry_out(Said(kept.id, visit.words), visit.desk, visit.work, visit.person)
    return kept is not None


def open_threads(visit: Visit) -> list[Json]:
    """The threads that somebody's words out of the blue may be about, each with its code and its area's name."""
    theirs = {kept.id: kept for kept in partners.put_to(visit.work, visit.person)}
    theirs |= {kept.id: kept for kept in partners.own(visit.desk, visit.work, visit.person) if kept.state == "answered"}
    shown = list(theirs.values())[:_LISTED]
    return [[kept.code, visit.desk.town.area_name(kept.area)] for kept in shown]


DEEDS: dict[str, Callable[[Visit, str], Outcome]] = {"ask": ask, "answered": answered}
