"""One inbound message is one transaction: the emergency gate, who it is, what they mean, and what comes of it.
Nothing is sent here; everything that is to be sent stands in the outbox when the transaction ends."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot import confirming, facts, router, stopped
from bot.deeds import do, follow
from bot.desk import Desk
from bot.effects import carry_out, file_begun_tip
from bot.gate import answer_danger, captioned, ignored, repeats, unanswerable
from bot.partners import forward_deeds
from bot.tips import meaning
from bot.visit import Outcome, Visit
from handlers import notices
from handlers.dialogue import Asked, Json, Reply, State, pick, read
from handlers.flows import CREW, FLOWS, PARTNERS
from handlers.reading.category import category
from handlers.reading.meant import corrects
from handlers.reading.place import find_area, find_place
from handlers.records import Language, Reviewed, Start
from handlers.tip import UNKNOWN
from storage import applications, challenges, forwards, outbound, threads, tips
from storage.database import Work
from storage.inbound import Waiting
from storage.outbound import Priority

LONGEST_NOTE = 4096  # characters of what somebody adds, sentence by sentence
BUTTONS = (
    "forward",
    "reply",
    "review",
    "handled",
    "inbox",
    "broadcast",
)  # what a button of a message that asks nothing may begin; its deed looks who may
_TO_SPEAK = {"action": PARTNERS, "patrol": CREW}  # of whom a sentence that begins with our word is more than a sentence
ANSWER = 30  # characters: what names a category or an area and is no longer is an answer, and no note
SLIP = 12  # characters: what misses a choice and is no longer is taken for a slip


def handle(desk: Desk, work: Work, waiting: Waiting) -> Outcome:
    """Handle one message whole; it is marked so in the same transaction, by who took it out of the inbox."""
    return _respond(Visit(desk, work, waiting))


def apologise(desk: Desk, work: Work, waiting: Waiting) -> None:
    """What a person hears whose message could not be handled, and is set aside."""
    visit = Visit(desk, work, waiting)
    if visit.message.answerable:
        desk.tell(work, visit.meet(), notices.TROUBLE, f"trouble:{waiting.id}", Priority.REPLY)


def _respond(visit: Visit) -> Outcome:
    if not visit.message.answerable:
        return unanswerable(visit)
    visit.meet()
    answer_danger(visit)
    if visit.message.ignored and not captioned(visit):
        return ignored(visit)
    visit.recall()
    return Outcome("repeat") if repeats(visit) else _converse(visit)


# What they mean


def _converse(visit: Visit) -> Outcome:
    if visit.message.did == "button":
        return _tapped(visit)
    if visit.message.location:
        return _answered(visit, Reply(location=visit.message.location))
    intent = _intent(visit)
    if visit.person.stopped and (intent is None or intent.name not in ("start", "greeting", "join", "move")):
        return stopped.heard(visit, intent)
    if intent is not None and not _names_option(visit):
        return do(visit, intent.name, intent.argument)
    visit.redact()
    told = meaning.asked_of_us(visit)
    if told is not None:
        return told
    if visit.state is None:
        return _free(visit)
    return meaning.after_a_question(visit) or _answered(visit, Reply(visit.words))


def _intent(visit: Visit) -> router.Intent | None:
    """The word or code the message begins with; a reply to a message about a tip begins with its code."""
    intent = router.route(visit.words, visit.message.channel)
    if visit.message.message_id and not visit.steers():
        code = outbound.about(visit.work, visit.person.address_id, visit.message.message_id)
        if code and visit.state and visit.state.flow == "answer" and visit.state.facts["code"] == code:
            return None
        if code:
            return router.Intent("about", f"{code} {visit.words}")
        if meaning.bundled(visit):
            return router.Intent("bundled")
    if intent is None or (intent.name == "thanks" and visit.asked is not None and visit.asked.kind != "choice"):
        return None
    return intent if _is_meant(visit, intent) else None


def _is_meant(visit: Visit, intent: router.Intent) -> bool:
    """Whether it is our word, and no sentence that begins like one: of a resident "hot" and "pass på" are words, and
    "åtgärd behövs vid tunneln" is a tip."""
    if intent.name == "threat":
        return visit.person.has("ombud", "patrol", "contact")
    if intent.name in _TO_SPEAK and intent.argument and not visit.words.startswith("/"):
        return visit.person.has(*_TO_SPEAK[intent.name])
    return intent.name != "about" or _is_code(visit, intent.argument)


def _is_code(visit: Visit, words: str) -> bool:
    """Whether it is a code of ours, or nothing but what looks like one: "hej-hej, lampan är…" is a sentence."""
    code, rest = router.receipt(words) or ("", "")
    kinds = (tips, forwards, applications, threads)
    return not rest or any(kind.by_code(visit.work, code) is not None for kind in kinds)


def _names_option(visit: Visit) -> bool:
    """Whether the words are one of the options asked about: then they are that, whatever else they mean."""
    if visit.asked is None or visit.words.startswith("/") or visit.steers():
        return False
    return pick(visit.asked.options, visit.words) is not None


def _tapped(visit: Visit) -> Outcome:
    """A button: of the question that is open, of one long past, or one that begins something ("go:…")."""
    turn, _, key = visit.message.button.partition(":")
    begins, _, what = key.partition(":")
    if turn == "go" and begins in BUTTONS:  # what a button says can be forged: these, and nothing else
        return do(visit, begins, what)
    if visit.state is not None and turn == str(visit.before.turn):
        return _answered(visit, Reply(option=key))
    visit.tidy(chosen=False)
    visit.lead.append(notices.OLD_BUTTON if visit.state else notices.NOTHING_OPEN)
    return visit.show(visit.state) if visit.state else do(visit, "menu")


def _free(visit: Visit) -> Outcome:
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
    if visit.cried:  # nobody in danger is asked anything more
        return visit.say(*file_begun_tip(visit.desk, visit.work, visit.person, state)[1:])
    return visit.begin(state)


# The conversation goes on


def _answered(visit: Visit, reply: Reply) -> Outcome:
    if visit.state is None or visit.asked is None:
        return _unasked(visit, reply)
    if visit.cried and visit.asked.kind != "text" and FLOWS[visit.state.flow].notes:
        return _cried(visit, visit.state)
    asks = visit.asked.kind == "place" and meaning.is_question(reply.text)
    if asks and not find_place(reply.text, visit.desk.areas):
        return _cannot_answer(visit, visit.state)
    value = read(visit.asked, reply)
    if value is None:
        return _missed(visit, visit.state, visit.asked, reply)
    if any(option.secret and option.key == value for option in visit.asked.options):
        return _confirmed(visit, visit.state, visit.asked, reply)
    return _filed(visit, visit.state, visit.asked, value)


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
        return _filed(visit, state, asked, known)
    if asked.kind == "choice" and _is_sentence(visit, state, reply.text):
        return _noted(visit, state, reply.text)
    if any(option.secret for option in asked.options) and reply.text.isdecimal():
        _code_holds(visit, state, reply.text)  # a guess, and it is counted
    if asked.kind == "choice" and visit.person.channel == "sms":
        return visit.say(confirming.what_to_write(visit.work, visit.person, state, asked))
    too_long = asked.kind != "choice" and len(reply.text) > asked.max_length
    if too_long and FLOWS[state.flow].notes:
        return _noted(visit, state, reply.text)
    visit.lead.append(notices.TOO_LONG if too_long else notices.NOT_UNDERSTOOD)
    return visit.show(state)


def _is_sentence(visit: Visit, state: State, words: str) -> bool:
    """Whether it is more than a slip; so is, in a tip, the place that was not asked for yet."""
    names_place = state.flow == "tip" and bool(find_place(words, visit.desk.areas))
    return " " in words and (len(words) > SLIP or names_place)


def _known(visit: Visit, state: State, asked: Asked, words: str) -> str | None:
    """Of a tip's questions, the category or the area that a word or two name: "klotter", "vid Albyvägen"."""
    if state.flow != "tip" or len(words) > ANSWER or visit.cried:
        return None
    named = category(words) if asked.key == "category" else None
    if asked.key == "area":
        named = find_area(words, visit.desk.areas)
    return named if any(option.key == named for option in asked.options) else None


def _noted(visit: Visit, state: State, words: str) -> Outcome:
    """A sentence where one was to choose: filed where this conversation has a place for it, else it is what they
    came to say."""
    key = FLOWS[state.flow].notes
    read_too = dict(facts.for_tip(visit.desk, visit.person, words).answers) if state.flow == "tip" else {}
    if meaning.is_question(words) and not visit.cried and not read_too.keys() & {"category", "where", "area"}:
        return _cannot_answer(visit, state)
    if state.flow in _GOES_ON:
        return _GOES_ON[state.flow](visit, state, words)
    if not key:
        return _instead(visit)
    answers = dict(state.answers)
    noted = f"{answers[key]}\n{words}" if key in answers else words
    if len(noted) > LONGEST_NOTE:
        return _noted_enough(visit, state)
    visit.lead.append(notices.NOTED)
    free = {**state.facts, "free": True} if state.flow == "tip" else state.facts
    visit.tidy()
    answers = {**_corrected(answers, read_too, words), key: noted}
    return _go_on(visit, replace(state, answers=tuple(answers.items()), facts=free))


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
    return _free(visit)


def _with_more(visit: Visit, state: State, words: str) -> Outcome:
    visit.words = f"{state.facts['words']}\n{words}"[:LONGEST_NOTE]
    visit.tidy()
    visit.close()
    visit.recall()
    return _free(visit)


_GOES_ON = {"unclear": _with_more, "forwarded": _told_more}  # where words are more of what they came to say


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
    said = carry_out(page.record, visit.desk, visit.work, visit.person)
    if isinstance(page.record, Language):
        visit.person = replace(visit.person, language=page.record.language)
    return visit.say(*said)
