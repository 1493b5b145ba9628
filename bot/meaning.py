"""Which message is this? Words that name nothing are put where a person would have put them: with the tip they belong
to, with the ombud who asked, or as a tip of their own. What was guessed is said, and NEW TIP undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot import ask_deeds, facts, forward_deeds, open_tips, partners, tip_life
from bot.effects import carry_out
from bot.visit import Outcome, Visit
from handlers import notices
from handlers import tip_notices as said
from handlers.dialogue import Json, Reply, State
from handlers.reading.category import category
from handlers.reading.meant import Before, Meaning, announces_new, asks_us, meant
from handlers.reading.place import find_place
from handlers.records import Message
from handlers.text import Text
from storage import open_tips as waits
from storage import outbound, tip_merges, tip_shares, tip_talk, tips
from storage.outbound import BUNDLE
from storage.tips import Filed

ASKED_FOR = timedelta(days=3)  # what the ombud asked is answered by what comes, this long
KNOWN_FOR = timedelta(days=14)  # and may be this long
QUESTION_MARKS = ("?", "؟")
TALKS = 5  # tips to choose among


def after_a_question(visit: Visit) -> Outcome | None:
    """Words that came while the ombud's words wait for an answer; None where they are the open question's to read."""
    if visit.state is None or visit.state.flow != "answer" or visit.cried or len(visit.words) > 4096:
        return None
    filed = tips.by_code(visit.work, str(visit.state.facts["code"]))
    if filed is None:
        return None
    return _put(visit, filed, _meant(visit, _before(visit, filed, asked=True)))


def free(visit: Visit) -> Outcome | None:
    """Words that nothing waits for; None where they are a new tip."""
    if visit.person.roles:
        return _from_a_role(visit)
    if visit.cried:  # nobody in danger is asked anything more
        return None
    known = _last(visit)
    if known is None:
        return _put_alone(visit, _meant(visit, Before()))
    filed, asked, late = known
    return _put(visit, filed, _meant(visit, _before(visit, filed, asked=asked, late=late)))


def _meant(visit: Visit, before: Before) -> Meaning:
    message = visit.message
    captioned, forwarded = bool(message.ignored), message.forwarded
    return meant(visit.words, before, visit.desk.areas, caption=captioned, forwarded=forwarded)


def _last(visit: Visit) -> tuple[Filed, bool, bool] | None:
    """The tip a resident may be writing of, whether its ombud's words wait for an answer, and whether for long."""
    work, now = visit.work, visit.work.now
    heard = tip_talk.heard(work, visit.person.id, now - KNOWN_FOR)
    filed = tips.by_code(work, heard[1]) if heard else None
    if heard and filed:
        return filed, True, now - heard[0].at > ASKED_FOR
    own = tips.of_person(work, visit.person.id, 1)
    last = tip_talk.last_said(work, visit.person.id, now - KNOWN_FOR)
    if last and own and last[0].at > own[0].created_at:
        filed = tips.by_code(work, last[1])
    return (filed or own[0], False, False) if own else None


def _before(visit: Visit, filed: Filed, *, asked: bool, late: bool = False) -> Before:
    last = tip_talk.last_said(visit.work, visit.person.id, filed.created_at)
    at = last[0].at if last and last[1] == filed.code else filed.created_at
    minutes = (visit.work.now - at).total_seconds() / 60
    settled = tip_merges.standing(visit.work, filed).status in tips.SETTLED
    heard = tip_talk.heard(visit.work, visit.person.id, visit.work.now - KNOWN_FOR) if asked else None
    question = heard is None or any(mark in heard[0].text for mark in QUESTION_MARKS)
    return Before(filed.category, filed.place.text, minutes, asked, late, question, settled)


# Where it goes


def _put_alone(visit: Visit, what: Meaning) -> Outcome | None:
    """From somebody who never tipped."""
    if what == "thanks":
        return visit.say(notices.YOU_ARE_WELCOME)
    return visit.say(said.WRONG_NUMBER) if what == "wrong number" else None


def _put(visit: Visit, filed: Filed, what: Meaning) -> Outcome | None:
    """With the tip `filed`, with its ombud, or as a tip of its own."""
    asked = tip_talk.heard(visit.work, visit.person.id, visit.work.now - ASKED_FOR) is not None
    if what == "new":
        return _anew(visit)
    if what == "unsure":
        facts_: dict[str, Json] = {"free": True, "words": visit.words, "code": filed.code}
        return visit.begin(State("belongs", (), facts_))
    if what == "not fixed":
        visit.close()
        return visit.say(*tip_life.reopen(visit.desk, visit.work, visit.person, filed, visit.words))
    if what in ("thanks", "wrong number") and not asked:
        return _put_alone(visit, what)
    return _passed(visit, filed, what, asked=asked)


def _passed(visit: Visit, filed: Filed, what: Meaning, *, asked: bool) -> Outcome:
    told = _pass(visit, filed)
    if what == "wrong number":
        return visit.say(said.WRONG_NUMBER)
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
    visit.words = f"{reply.location[0]:.3f}, {reply.location[1]:.3f}"
    return _passed(visit, own[0], "addition", asked=False)


# From who has a part in it


def _from_a_role(visit: Visit) -> Outcome:
    """By SMS words go to the one talk with a tipster, the one question from an ombud, or the one tip passed on to them,
    that waits for them; else it is asked which, and they are kept."""
    talks, questions = _talks(visit), partners.waiting_on(visit.work, visit.person)
    passed_on = forward_deeds.with_them(visit)
    if visit.person.channel == "sms" and len(talks) + len(questions) + len(passed_on) == 1:
        if questions:
            return ask_deeds.answer(visit, questions[0])
        if _for_the_tipster(visit):
            if passed_on:
                return forward_deeds.answer(visit, passed_on[0], visit.words)
            return visit.say(*carry_out(Message(talks[0].code, visit.words), visit.desk, visit.work, visit.person))
    return _which(visit, talks, [*ask_deeds.open_threads(visit), *forward_deeds.listed(visit, passed_on)])


def _for_the_tipster(visit: Visit) -> bool:
    """Whether an ombud's words may go to a tipster unasked: no digits alone, no tip, nothing about us or of others."""
    words = visit.words
    whole = category(words) and find_place(words, visit.desk.areas)
    other = whole or visit.cried or visit.message.forwarded or asks_us(words) or announces_new(words)
    return not other and sum(c.isalpha() for c in words) > 1


def _talks(visit: Visit) -> list[Filed]:
    """The tips that wait for this person's words."""
    areas = open_tips.areas_of(visit.desk, visit.work, visit.person)
    found = waits.waiting(visit.work, areas, visit.work.now - ASKED_FOR) if areas else []
    return [filed for filed in found if filed.person_id != visit.person.id]


def _which(visit: Visit, talks: Iterable[Filed], threads: Iterable[Json] = ()) -> Outcome:
    listed: list[Json] = [[one.code, one.category, one.place.text] for one in list(talks)[:TALKS]]
    return visit.begin(State("unclear", (), {"words": visit.words, "tips": listed, "threads": list(threads)}))


def bundled(visit: Visit) -> bool:
    """Whether the message replies to one in which we told of several tips."""
    purpose = outbound.purpose_of(visit.work, visit.person.address_id, visit.message.message_id)
    return purpose.startswith(f"{BUNDLE}:")


def to_bundle(visit: Visit) -> Outcome:
    """A reply to such a message: which of the tips?"""
    visit.redact()
    purpose = outbound.purpose_of(visit.work, visit.person.address_id, visit.message.message_id)
    return _which(visit, tip_shares.in_bundle(visit.work, purpose))
