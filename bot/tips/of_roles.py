"""What an ombud or a partner means who writes without a code: by SMS it goes where just one thing waits for their
words; else they are asked which it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.effects import carry_out
from bot.partners import ask_deeds, forward_deeds
from bot.partners import threads as partners
from bot.tips import open_tips
from bot.visit import Outcome, Visit
from handlers import notices
from handlers.dialogue import Json, State
from handlers.reading.category import category
from handlers.reading.meant import announces_new, asks_us, threatens
from handlers.reading.place import find_place
from handlers.records import Message
from storage import open_tips as waits
from storage import outbound, tip_shares
from storage.outbound import BUNDLE
from storage.tips import Filed

ASKED_FOR = timedelta(days=3)  # what the ombud asked is answered by what comes, this long
TALKS = 5  # tips to choose among
JUST = timedelta(hours=1)  # how long what an ombud settled may be what their words are about


def said_by(visit: Visit) -> Outcome:
    """By SMS words go to the one talk with a tipster, the one question from an ombud, or the one tip passed on to them,
    that waits for them; else it is asked which, and they are kept."""
    if visit.person.has("ombud", "patrol", "contact") and threatens(visit.message.text):
        visit.lead.append(notices.THREATENED)
    talks, questions = _talks(visit), partners.waiting_on(visit.work, visit.person)
    passed_on = forward_deeds.with_them(visit)
    if visit.person.channel == "sms" and len(talks) + len(questions) + len(passed_on) == 1:
        if questions:
            return ask_deeds.answer(visit, questions[0])
        if _for_the_tipster(visit):
            if passed_on:
                return forward_deeds.answer(visit, passed_on[0], visit.words)
            return visit.say(*carry_out(Message(talks[0].code, visit.words), visit.desk, visit.work, visit.person))
    return _which(
        visit,
        [*_just_settled(visit), *talks],
        [*ask_deeds.open_threads(visit), *forward_deeds.listed(visit, passed_on)],
    )


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


def _just_settled(visit: Visit) -> list[Filed]:
    """What this person has said is dealt with a moment ago: the next words may say how."""
    return waits.settled_by(visit.work, visit.person.id, visit.work.now - JUST)


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
