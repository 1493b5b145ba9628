"""The deeds about tips that are passed on: FORWARD with a tip's code, and a message that begins with the code it was
passed on with."""

from __future__ import annotations

from bot import confirming, facts, router
from bot.effects import carry_out
from bot.partners import forward_partners, forwarding
from bot.tips import tip_life
from bot.visit import Outcome, Visit
from handlers import forward_notices as said
from handlers import notices
from handlers.dialogue import Answers, Json, State, fold, yes_or_no
from handlers.forward import WORDS
from handlers.records import Consent
from handlers.text import shortened
from storage import forwards, tip_merges
from storage.forwards import Kept

_STATES = {
    fold(word): state for number, (state, words) in enumerate(WORDS.items(), 1) for word in (*words, str(number))
}
_LONGEST = 300  # characters of an answer in words of one's own, as of the reason why not
_LISTED = 4  # that words out of the blue may be about


def forward(visit: Visit, argument: str) -> Outcome:
    """A tip by its code, to be passed on; or what was passed on, by its own."""
    found = router.receipt(argument, loose=True)
    if found and (answered := about(visit, *found)) is not None:
        return answered
    if not facts.allowed("forward", visit.person):
        return visit.say(notices.NOT_FOR_YOU)
    if found is None:
        return visit.say(said.WHICH)
    filed = tip_life.read_by(visit.desk, visit.work, visit.person, found[0])
    if filed is None:
        return visit.say(notices.no_such_code(found[0]))
    if confirming.locked(visit.work, visit.person, forwarding.CONFIRMS):
        return visit.say(notices.code_spent())
    tip_life.see(visit.work, filed, visit.person)
    stands = tip_merges.standing(visit.work, filed)
    return visit.begin(forwarding.begin(visit.desk, visit.work, visit.person, stands))


def about(visit: Visit, code: str, rest: str = "") -> Outcome | None:
    """A message that begins with the code of what was passed on: from the tipster, from who got it, or from the ombud.
    None to everybody else, and where there is no such code."""
    kept = forwards.by_code(visit.work, code)
    if kept is None:
        return None
    filed = forward_partners.tip_of(visit.work, kept)
    if filed.person_id == visit.person.id:
        return _tipster(visit, kept, rest)
    if forward_partners.may_answer(visit.work, kept, visit.person):
        return answer(visit, kept, rest)
    if tip_life.read_by(visit.desk, visit.work, visit.person, filed.code) is not None:
        return visit.say(said.where_it_is(kept.code, kept.to, kept.state))
    return None


def _tipster(visit: Visit, kept: Kept, rest: str) -> Outcome:
    agreed = yes_or_no(rest) if kept.to == "police" else None
    if agreed is not None:
        if visit.state is not None and visit.state.flow == "consent":
            visit.close()
        record = Consent(kept.code, agreed)
        return visit.say(*carry_out(record, visit.desk, visit.work, visit.person))
    if kept.state == "asked":
        return visit.begin(forwarding.asking_tipster(visit.desk, visit.work, kept))
    return visit.say(said.where_it_is(kept.code, kept.to, kept.state))


def answer(visit: Visit, kept: Kept, rest: str) -> Outcome:
    """How it goes, from who got it. Words that name no state are kept, and only the state is asked for."""
    if confirming.locked(visit.work, visit.person, forwarding.confirms(kept)):
        return visit.say(notices.code_spent())
    state = _STATES.get(fold(rest))
    answers: Answers = (("state", state),) if state else ()
    known = forwarding.asking_back(visit.desk, visit.work, visit.person, kept).facts
    open_ = visit.state
    if open_ is not None and (open_.flow != "forwarded" or open_.facts["receipt"] != kept.code):
        open_ = None
    before = str(open_.facts.get("said", "")) if open_ else ""
    words = _own_words(visit, rest) if state is None else ""
    if told := "\n".join(filter(None, (before, words))):  # it reaches the ombud though nothing more is said
        known = {**known, "said": shortened(told, _LONGEST), "free": True}
    if open_:
        visit.tidy()
        visit.close()
        visit.recall()
    return visit.begin(State("forwarded", answers, known))


def _own_words(visit: Visit, rest: str) -> str:
    if not any(c.isalpha() for c in rest):
        return ""
    visit.words = rest
    visit.redact()
    return visit.words


def with_them(visit: Visit) -> list[Kept]:
    """What was passed on to this person and is not done."""
    return [kept for kept in forwards.under_way(visit.work) if _is_with(visit, kept)]


def _is_with(visit: Visit, kept: Kept) -> bool:
    area = forward_partners.tip_of(visit.work, kept).area
    theirs = forward_partners.recipients(visit.work, kept.to, area, kept.person_id)
    return any(reader.id == visit.person.id for reader in theirs)


def listed(visit: Visit, kept: list[Kept]) -> list[Json]:
    """Each with its code and where it is, to choose among."""
    of = [(one.code, forward_partners.tip_of(visit.work, one)) for one in kept[:_LISTED]]
    town = visit.desk.town
    return [[code, tip.place.text or (town.area_name(tip.area) if tip.area else town.name)] for code, tip in of]


DEEDS = {"forward": forward}
