"""What PASS does: it begins a pass, or says something of the one that is open, in one message or step by step."""

from __future__ import annotations

from bot import confirming, facts
from bot.effects import carry_out
from bot.patrols import forgotten, patrolling
from bot.visit import Outcome, Visit
from handlers import notices
from handlers import patrol_notices as said_of_pass
from handlers.car import fault_in
from handlers.dialogue import Answers
from handlers.patrol_records import CarFault, Second
from handlers.reading.patrol import Said, read_codes, read_km, read_pass
from storage import patrols
from storage.patrols import Kept


def patrol(visit: Visit, argument: str) -> Outcome:
    if not facts.allowed("patrol", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    visit.words = argument
    visit.redact()
    said = read_pass(visit.words, visit.desk.areas)
    if said.word in ("yes", "no"):
        return _answer(visit, yes=said.word == "yes")
    if said.word == "with":
        return _with(visit, read_codes(said.rest)[0])
    kept = patrols.open_of(visit.work, visit.person.id)
    return _begin(visit, said) if kept is None else _go_on(visit, kept, said)


def _answer(visit: Visit, *, yes: bool) -> Outcome:
    """Who was named as the other in the car says by a word whether they are."""
    kept = patrols.asking(visit.work, visit.person.id)
    return visit.say(said_of_pass.NOT_ASKED) if kept is None else _second(visit, kept, yes=yes)


def _with(visit: Visit, code: str) -> Outcome:
    """The other in the car confirms from their own telephone, with the code of the one who began."""
    first = patrolling.whose(visit.work, code)
    kept = patrols.open_of(visit.work, first) if first is not None else None
    if kept is None or kept.first_id == visit.person.id:
        return visit.say(said_of_pass.no_such_crew(code))
    return _second(visit, kept, yes=True)


def _second(visit: Visit, kept: Kept, *, yes: bool) -> Outcome:
    _close(visit, "crew", "patrol")
    return visit.say(*carry_out(Second(kept.id, yes=yes), visit.desk, visit.work, visit.person))


def _begin(visit: Visit, said: Said) -> Outcome:
    """No pass is open: one begins, unless it is about the one before."""
    if said.word in ("end", "quiet", "calm"):
        return visit.say(*forgotten.late(visit.work, visit.person, read_km(said.rest)))
    if said.word in ("car", "misplaced", "undo"):
        return _about_the_last(visit, said)
    if confirming.locked(visit.work, visit.person, patrolling.CONFIRMS):
        return visit.say(notices.code_spent())
    begins = said.word == "start" or bool(read_codes(said.rest))
    if said.rest and not begins:
        visit.lead.append(said_of_pass.NONE_OPEN)
    _close(visit, "patrol")
    state = patrolling.begin(visit.desk, visit.work, visit.person, said.rest if begins else "")
    return visit.begin(state)


def _about_the_last(visit: Visit, said: Said) -> Outcome:
    """A fault on the car is heard after the pass too."""
    last = patrols.last_of(visit.work, visit.person.id, visit.work.now - forgotten.ADDED_WITHIN)
    if last is None or said.word != "car" or not said.rest:
        return visit.say(said_of_pass.NOTHING_OPEN)
    return visit.say(*carry_out(CarFault(last.id, fault_in(said.rest)), visit.desk, visit.work, visit.person))


def _go_on(visit: Visit, kept: Kept, said: Said) -> Outcome:
    """Something of the open pass. Its own conversation gives way; another that is open is gone on with afterwards."""
    _close(visit, "patrolling")
    if said.word == "start":
        visit.lead.append(said_of_pass.OUT_ALREADY)
    answers: Answers = (("said", visit.words),) if visit.words and said.word != "start" else ()
    return visit.begin(patrolling.under_way(visit.desk, visit.work, visit.person, kept, answers))


def _close(visit: Visit, *flows: str) -> None:
    if visit.state is not None and visit.state.flow in flows:
        visit.tidy()
        visit.close()
        visit.recall()
