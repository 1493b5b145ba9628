"""What a person's words are to the question that is open, or to none: an answer, a slip, a note, or what they came to
say. What names a word of ours has been seen to in `bot.conversation`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot import confirming, facts
from bot.deeds import do, follow
from bot.effects import file_begun_tip
from bot.partners import forward_deeds
from bot.tips import meaning
from bot.visit import Outcome, Visit
from handlers import notices
from handlers.dialogue import Asked, Json, Reply, State, read
from handlers.flows import FLOWS
from handlers.reading.category import category
from handlers.reading.meant import afraid, corrects, threatens
from handlers.reading.meant import asks as asks_something
from handlers.reading.place import find_area, find_place, spot_in
from handlers.records import Message, Reviewed, Start
from handlers.tip import UNKNOWN
from storage import challenges

LONGEST_NOTE = 4096  # characters of what somebody adds, sentence by sentence
ANSWER = 30  # characters: what names a category or an area and is no longer is an answer, and no note
SLIP = 12  # characters: what misses a choice and is no longer is taken for a slip


def free(visit: Visit) -> Outcome:
    """Words that answer nothing and name nothing: from a resident a tip, unless they belong to one; from others asked
    about."""
    if not any(c.isalnum() for c in visit.words):
        return do(visit, "help")
    if not any(c.isalpha() for c in visit.words):  # a number that comes too late is nobody's words
        return visit.say(notices.NOTHING_OPEN)
    known = meaning.free(visit)
    if known is not None:
        return known
    state = facts.for_tip(visit.desk, visit.person, visit.words)
    if afraid(visit.words) and not visit.cried and visit.desk.turn_page(state).question is not None:
        visit.lead.append(notices.DANGER_NOW)
    if visit.cried:  # nobody in danger is asked anything more
        return visit.say(*file_begun_tip(visit.desk, visit.work, visit.person, state)[1:])
    return visit.begin(state)


def answered(visit: Visit, reply: Reply) -> Outcome:
    """What was written, tapped or shared is an answer to what is asked, if it can be one."""
    if visit.state is None or visit.asked is None:
        return _unasked(visit, reply)
    if visit.cried and visit.asked.kind != "text" and FLOWS[visit.state.flow].notes:
        return _cried(visit, visit.state)
    if _could_be_several(visit, visit.state, reply):
        return _instead(visit)
    asks = visit.asked.kind == "place" and asks_something(reply.text)
    if asks and not find_place(reply.text, visit.desk.areas):
        return _cannot_answer(visit, visit.state)
    value = read(visit.asked, reply)
    if value is None:
        return _missed(visit, visit.state, visit.asked, reply)
    if any(option.secret and option.key == value for option in visit.asked.options):
        return _confirmed(visit, visit.state, visit.asked, reply)
    return _filed(visit, visit.state, visit.asked, value)


def _could_be_several(visit: Visit, state: State, reply: Reply) -> bool:
    """A partner who writes in a chat how it goes, with several tips waiting, may mean another than the one being asked
    about. A button says which, and so does the code by SMS."""
    written = state.flow == "forwarded" and not state.answers and reply.option is None
    return written and visit.person.channel == "telegram" and len(forward_deeds.with_them(visit)) > 1


def _cried(visit: Visit, state: State) -> Outcome:
    """Danger where one was to choose: of the same thing, or a tip of its own, and then the open one goes first."""
    if state.flow != "tip" or not meaning.is_apart(visit, state):
        return _noted(visit, state, visit.words)
    visit.state = replace(state, facts={**state.facts, "free": True})
    return _instead(visit)


def _confirmed(visit: Visit, state: State, asked: Asked, reply: Reply) -> Outcome:
    """A code has been written that confirms: it must still be good, whatever was guessed meanwhile."""
    if not _code_holds(visit, state, reply.text):
        visit.close()
        return visit.say(notices.code_spent())
    return _filed(visit, state, asked, read(asked, reply))


def _code_holds(visit: Visit, state: State, code: str) -> bool:
    digits = "".join(str(unicodedata.decimal(c)) for c in code if c.isdecimal())
    return challenges.check(visit.work, visit.person.id, confirming.purpose_of(state), digits)


def _filed(visit: Visit, state: State, asked: Asked, value: Json) -> Outcome:
    visit.tidy()
    given = tuple(pair for pair in state.answers if pair[0] != asked.key)
    return _go_on(visit, State(state.flow, (*given, (asked.key, value)), state.facts, state.asked))


def _unasked(visit: Visit, reply: Reply) -> Outcome:
    """A position shared out of the blue is where a tip begins, or where the one just sent is."""
    added = meaning.position(visit, reply)
    if added is not None:
        return added
    where: Json = {"text": "", "at": list(reply.location or ())}
    return visit.begin(replace(facts.for_tip(visit.desk, visit.person), answers=(("where", where),)))


def _missed(visit: Visit, state: State, asked: Asked, reply: Reply) -> Outcome:
    """Words that answer nothing: a slip is asked again, a sentence is kept."""
    known = _known(visit, state, asked, reply.text)
    if known is not None:
        return _filed(visit, _nearer(visit, state, asked, reply.text), asked, known)
    if asked.kind == "choice" and _is_sentence(visit, state, reply.text):
        return _noted(visit, state, reply.text)
    if any(option.secret for option in asked.options) and reply.text.isdecimal():
        _code_holds(visit, state, reply.text)  # a guess, and it is counted
    if asked.kind == "choice" and visit.person.channel == "sms":
        return visit.say(confirming.what_to_write(visit.work, visit.person, state, asked))
    too_long = asked.kind != "choice" and len(reply.text) > asked.max_length
    if too_long and FLOWS[state.flow].notes:
        return _noted(visit, state, reply.text)
    unread = notices.NOT_UNDERSTOOD if asked.options else notices.NOT_CAUGHT
    visit.lead.append(notices.TOO_LONG if too_long else unread)
    return visit.show(state)


def _is_sentence(visit: Visit, state: State, words: str) -> bool:
    """Whether it is more than a slip; so is, in a tip, the place that was not asked for yet, and that one is afraid."""
    tells = state.flow == "tip" and bool(find_place(words, visit.desk.areas) or category(words))
    return " " in words and (len(words) > SLIP or tells or state.flow == "consent")


def _known(visit: Visit, state: State, asked: Asked, words: str) -> str | None:
    """Of a tip's questions, the category or the area that a word or two name: "klotter", "vid Albyvägen"."""
    if state.flow != "tip" or len(words) > ANSWER or visit.cried:
        return None
    named = category(words) if asked.key == "category" else None
    if asked.key == "area":
        named = find_area(words, visit.desk.areas)
    return named if any(option.key == named for option in asked.options) else None


def _nearer(visit: Visit, state: State, asked: Asked, words: str) -> State:
    """Which area was asked, and the words say where in it: that is kept with the place."""
    spot, answers = spot_in(words, visit.desk.areas), dict(state.answers)
    where = answers.get("where")
    if asked.key != "area" or not spot or not isinstance(where, dict):
        return state
    told = ", ".join(filter(None, (str(where.get("text", "")), spot)))
    return replace(state, answers=tuple({**answers, "where": {**where, "text": told}}.items()))


def _noted(visit: Visit, state: State, words: str) -> Outcome:
    """A sentence where one was to choose: filed where this conversation has a place for it, else it is what they
    came to say."""
    key = FLOWS[state.flow].notes
    read_too = dict(facts.for_tip(visit.desk, visit.person, words).answers) if state.flow == "tip" else {}
    if asks_something(words) and not visit.cried and not read_too.keys() & {"category", "where", "area"}:
        return _cannot_answer(visit, state)
    if visit.person.has("ombud", "patrol", "contact") and threatens(words):
        visit.lead.append(notices.THREATENED)
    if state.flow in _GOES_ON:
        return _GOES_ON[state.flow](visit, state, words)
    if not key:
        return _instead(visit)
    answers = dict(state.answers)
    noted = f"{answers[key]}\n{words}" if key in answers else words
    if len(noted) > LONGEST_NOTE:
        return _noted_enough(visit, state)
    if afraid(words) and not visit.cried:
        visit.lead.append(notices.DANGER_NOW)
    known = {**state.facts, "free": True} if state.flow == "tip" else state.facts
    visit.tidy()
    answers = {**_corrected(answers, read_too, words), key: noted}
    state = replace(state, answers=tuple(answers.items()), facts=known)
    if state.flow != "patrolling" or visit.desk.turn_page(state).question is not None:  # else the pass says so itself
        visit.lead.append(notices.NOTED_IN_REPORT if state.flow == "report" else notices.NOTED)
    return _go_on(visit, state)


def _corrected(answers: dict[str, Json], read_too: dict[str, Json], words: str) -> dict[str, Json]:
    """What was not said yet, or not known, is what these words say; so is what they take back."""
    place = {"where", "area"}
    if corrects(words) and read_too.keys() & place:
        answers = {key: said for key, said in answers.items() if key not in place}
    return {**read_too, **{key: said for key, said in answers.items() if said != UNKNOWN or key not in read_too}}


def _cannot_answer(visit: Visit, state: State) -> Outcome:
    visit.lead.append(notices.THE_OMBUD_ANSWERS if state.flow == "tip" else notices.NO_ANSWERS)
    return visit.show(state)


def _told_more(visit: Visit, state: State, words: str) -> Outcome:
    """Of the one tip that is with them; of several it is asked which."""
    if len(forward_deeds.with_them(visit)) > 1:
        return _instead(visit)
    return forward_deeds.about(visit, str(state.facts["receipt"]), words) or visit.show(state)


def _instead(visit: Visit) -> Outcome:
    """What was open is left, and the words stand for themselves."""
    visit.leave()
    return free(visit)


def _with_more(visit: Visit, state: State, words: str) -> Outcome:
    visit.words = f"{state.facts['words']}\n{words}"[:LONGEST_NOTE]
    visit.tidy()
    visit.close()
    visit.recall()
    return free(visit)


def _asked_again(visit: Visit, state: State, _: str) -> Outcome:
    visit.lead.append(notices.NOT_UNDERSTOOD)
    return visit.show(state)


def _to_ombud(visit: Visit, state: State, words: str) -> Outcome:
    """What is no answer is for the ombud who wants to know; the question stays."""
    visit.tidy()
    visit.do(Message(str(state.facts["tip"]), words))
    visit.lead += [*([notices.DANGER_NOW] if afraid(words) else []), notices.TO_THE_OMBUD]
    return visit.show(state)


_GOES_ON = {  # where words are more of what they came to say, or must not cost what has been written
    "unclear": _with_more,
    "forwarded": _told_more,
    "consent": _to_ombud,
    **dict.fromkeys(("broadcast", "broadcast_check", "broadcast_approve"), _asked_again),
}


def _noted_enough(visit: Visit, state: State) -> Outcome:
    """As much as one conversation holds: a tip is sent as it is, and these words begin the next."""
    if state.flow != "tip":
        visit.lead.append(notices.TOO_LONG)
        return visit.show(state)
    return _instead(visit)


def _go_on(visit: Visit, state: State) -> Outcome:
    """Run the conversation on: ask what is missing, or let what it came to take effect."""
    page = visit.desk.turn_page(state)
    if page.question is not None:
        return visit.show(state, page)
    visit.close()
    visit.lead += page.said
    if isinstance(page.record, Reviewed | Start):
        return follow(visit, page.record)
    if page.record is None:
        visit.desk.forget_draft(visit.work, visit.person, state)
        return visit.say(notices.CANCELLED)
    return visit.say(*visit.do(page.record))
