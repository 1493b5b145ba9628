"""Which message is this? Words that name nothing are put where a person would have put them: with the tip they belong
to, with the ombud who asked, or as a tip of their own. What was guessed is said, and NEW TIP undoes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import facts
from bot.effects import carry_out
from bot.tips import of_roles, sharing, tip_life
from bot.tips.of_roles import ASKED_FOR
from bot.visit import Outcome, Visit
from handlers import notices
from handlers import tip_notices as said
from handlers.dialogue import Json, Reply, State
from handlers.reading import asked
from handlers.reading.meant import QUESTION_MARKS, Before, Meaning, meant, put_right
from handlers.reading.meant import is_apart as meant_apart
from handlers.reading.place import find_area, nearest, spot_in
from handlers.records import Message, Place
from handlers.text import Text
from storage import tip_merges, tip_talk, tips
from storage.tips import Filed

KNOWN_FOR = timedelta(days=14)  # what the ombud asked may be answered by what comes, this long
LOCATED_FOR = timedelta(days=3)  # how long a tip without a place gets one from what is written after it
PUT_RIGHT_FOR = timedelta(hours=1)  # how long one with a wrong place does


def asked_of_us(visit: Visit) -> Outcome | None:
    """What a resident asks that we can answer: then what was open is open still. None for whatever else they say."""
    asks = "" if visit.person.roles or visit.cried else asked.asked_of_us(visit.words)
    if visit.state is None and not (asks or visit.person.roles) and asked.undone(visit.words):
        asks = "data"
    talking = visit.state is not None and visit.state.flow == "answer"
    if not asks or (asks == "outcome" and talking):  # the ombud wrote, and is asked
        return None
    if asks == "who":
        visit.lead.append(notices.who_reads(visit.privacy))
        visit.mark_noticed()
    elif asks == "data":
        visit.lead.append(visit.desk.whom_to_ask())
    else:
        visit.lead += tip_life.status_of_all(visit.desk, visit.work, visit.person)
    return visit.show(visit.state) if visit.state else visit.say()


class _Lately:
    """What was said last of a resident's tips: `heard` by an ombud, if that is unanswered, and `said` by the tipster;
    each with the tip's code."""

    def __init__(self, visit: Visit) -> None:
        since = visit.work.now - KNOWN_FOR
        self._now = visit.work.now
        self.heard = tip_talk.heard(visit.work, visit.person.id, since)
        self.said = tip_talk.last_said(visit.work, visit.person.id, since)

    @property
    def late(self) -> bool:
        """Whether what the ombud asked has waited for long."""
        return self.heard is not None and self._now - self.heard[0].at > ASKED_FOR

    @property
    def asked(self) -> bool:
        return self.heard is not None and not self.late

    def before(self, visit: Visit, filed: Filed, *, asked: bool, late: bool) -> Before:
        """What was said before, as it bears on what is said now."""
        at = self.said[0].at if self.said and self.said[1] == filed.code else filed.created_at
        minutes = (self._now - at).total_seconds() / 60
        settled = tip_merges.standing(visit.work, filed).status in tips.SETTLED
        question = not asked or self.heard is None or any(mark in self.heard[0].text for mark in QUESTION_MARKS)
        return Before(filed.category, filed.place.text, minutes, asked, late, question, settled)


def after_a_question(visit: Visit) -> Outcome | None:
    """Words that came while the ombud's words wait for an answer; None where they are the open question's to read."""
    if visit.state is None or visit.state.flow != "answer" or visit.cried or len(visit.words) > 4096:
        return None
    filed, lately = tips.by_code(visit.work, str(visit.state.facts["code"])), _Lately(visit)
    if filed is None:
        return None
    return _put(visit, filed, lately, asked=True, late=False)


def free(visit: Visit) -> Outcome | None:
    """Words that nothing waits for; None where they are a new tip."""
    if visit.person.roles:
        return of_roles.said_by(visit)
    if visit.cried:  # nobody in danger is asked anything more
        return None
    lately = _Lately(visit)
    filed = _last(visit, lately)
    if filed is None:
        return _put_alone(visit, _meant(visit, Before()))
    return _put(visit, filed, lately, asked=lately.heard is not None, late=lately.late)


def _meant(visit: Visit, before: Before) -> Meaning:
    message = visit.message
    captioned, forwarded = bool(message.ignored), message.forwarded
    return meant(visit.words, before, visit.desk.areas, caption=captioned, forwarded=forwarded)


def _last(visit: Visit, lately: _Lately) -> Filed | None:
    """The tip a resident may be writing of: the one its ombud wrote of, else the one they wrote of last."""
    filed = tips.by_code(visit.work, lately.heard[1]) if lately.heard else None
    if filed:
        return filed
    own = tips.of_person(visit.work, visit.person.id, 1)
    if lately.said and own and lately.said[0].at > own[0].created_at and lately.said[1] != own[0].code:
        filed = tips.by_code(visit.work, lately.said[1])
    return filed or (own[0] if own else None)


def is_apart(visit: Visit, state: State) -> bool:
    """Whether the words are of something else than the tip that is open."""
    answers: dict[str, Any] = dict(state.answers)
    where = answers.get("where") or {}
    before = Before(str(answers.get("category", "")), str(where.get("text", "")))
    return meant_apart(visit.words, before, visit.desk.areas)


# Where it goes


def _put_alone(visit: Visit, what: Meaning) -> Outcome | None:
    """From somebody who never tipped."""
    if what == "thanks":
        return visit.say(notices.YOU_ARE_WELCOME)
    return visit.say(said.WRONG_NUMBER) if what == "wrong number" else None


def _put(visit: Visit, filed: Filed, lately: _Lately, *, asked: bool, late: bool) -> Outcome | None:
    """With the tip `filed`, with its ombud, or as a tip of its own."""
    what = _meant(visit, lately.before(visit, filed, asked=asked, late=late))
    if what == "new":
        return _anew(visit)
    if what == "unsure":
        facts_: dict[str, Json] = {"free": True, "words": visit.words, "code": filed.code}
        return visit.begin(State("belongs", (), facts_))
    if what == "not fixed":
        visit.close()
        return visit.say(*tip_life.reopen(visit.desk, visit.work, visit.person, filed, visit.words))
    if what in ("thanks", "wrong number") and not lately.asked:
        return _put_alone(visit, what)
    return _passed(visit, filed, what, asked=lately.asked)


def _located(visit: Visit, filed: Filed, at: tuple[float, float] | None = None) -> None:
    """A tip that was sent without its area, as in danger, gets it from what is said or shared after, and goes to that
    area's ombud."""
    if filed.area or visit.work.now - filed.created_at > LOCATED_FOR:
        return
    areas = visit.desk.areas
    area = nearest(at, areas) if at else find_area(visit.words, areas)
    where = Place(filed.place.text or spot_in(visit.words, areas), filed.place.at or at)
    if area or where != filed.place:
        _move(visit, filed, area, where)


def _moved(visit: Visit, filed: Filed) -> bool:
    """A tip whose place was wrong, and is put right soon, goes to the ombud there."""
    told, areas = put_right(visit.words), visit.desk.areas
    area, spot = find_area(told, areas), spot_in(told, areas)
    if not (filed.area and area and spot) or visit.work.now - filed.created_at > PUT_RIGHT_FOR:
        return False
    _move(visit, filed, area, Place(spot, None))
    return True


def _move(visit: Visit, filed: Filed, area: str | None, where: Place) -> None:
    located = tips.locate(visit.work, filed, area, where)
    if area and area != filed.area:
        sharing.pass_on(visit.desk, visit.work, located)


def _passed(visit: Visit, filed: Filed, what: Meaning, *, asked: bool) -> Outcome:
    if what != "wrong number":
        _located(visit, filed)
    told = _pass(visit, filed)
    if what == "wrong number":
        return visit.say(said.WRONG_NUMBER)
    if not asked and _moved(visit, filed):  # who was told of the wrong place has heard it by now
        return visit.say(said.place_right(filed.code))
    if told != (notices.passed_on(filed.code),):
        return visit.say(*told)
    as_answer = asked or what in ("answer", "thanks")
    return visit.say(said.taken_as_answer(filed.code) if as_answer else said.taken_as_addition(filed.code))


def _pass(visit: Visit, filed: Filed) -> tuple[Text, ...]:
    """The words go to the ombud, and what was open is done with."""
    visit.tidy()
    visit.close()
    return carry_out(Message(filed.code, visit.words), visit.desk, visit.work, visit.person)


def _anew(visit: Visit) -> Outcome | None:
    """A tip of its own: the open question stays behind, and the words may answer it later by its code."""
    if visit.state is None:
        return None
    return visit.begin(facts.for_tip(visit.desk, visit.person, visit.words))


def position(visit: Visit, reply: Reply) -> Outcome | None:
    """A position shared just after a tip that has none is that tip's; None where it begins a new one."""
    own = tips.of_person(visit.work, visit.person.id, 1)
    if not own or own[0].place.at or reply.location is None or visit.person.roles:
        return None
    if (visit.work.now - own[0].created_at) > timedelta(minutes=15):
        return None
    _located(visit, own[0], reply.location)
    visit.words = f"{reply.location[0]:.3f}, {reply.location[1]:.3f}"
    return _passed(visit, own[0], "addition", asked=False)
