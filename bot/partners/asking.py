"""What a question to a partner brings about: who is asked, who hears the answer, and that a thread outlives the ombud
who began it. `ask_chasing` looks after that an answer comes, and `ask_letters` asks by mail."""

from __future__ import annotations

from bot import confirming
from bot.channels import Button
from bot.desk import Desk
from bot.pages import Message as Written
from bot.partners import ask_letters
from bot.partners import threads as partners
from bot.people import cover
from handlers import ask_notices as notices
from handlers.dialogue import Json, State
from handlers.notices import NOT_FOR_YOU, no_such_code
from handlers.records import Closed, Question, Said
from handlers.text import Text, lines
from storage import audit, challenges, conversations, threads
from storage.database import Work
from storage.outbound import Priority
from storage.people import Person
from storage.threads import Kept

CONFIRMS = "ask"
REMINDED, ESCALATED = 1, 2  # how far a thread has been chased


def begin(desk: Desk, work: Work, person: Person, words: str = "") -> State:
    """The conversation about a new question, or about one that is open."""
    facts: dict[str, Json] = {
        "own": [[slug, desk.town.area_name(slug)] for slug in _areas(desk, work, person)],
        "open": [
            [kept.id, kept.code, kept.partner, desk.town.area_name(kept.area), kept.state]
            for kept in partners.own(desk, work, person)
        ],
        "owner": _owner(desk, work, person),
        **_called(desk),
        **confirming.by_code(work, person, CONFIRMS),
    }
    return State("ask", (("words", words),) if words else (), facts)


def _areas(desk: Desk, work: Work, person: Person) -> list[str]:
    """The areas that a person asks about: their own, and of a coordinator all."""
    own = cover.covered_by(work, person, cover.today(desk, work))
    return own or [area.slug for area in desk.town.areas]


def _owner(desk: Desk, work: Work, person: Person) -> str:
    return "ombud" if cover.covered_by(work, person, cover.today(desk, work)) else "coordinator"


def _called(desk: Desk) -> dict[str, Json]:
    return {"landlord_name": desk.town.landlord_name(desk.town.landlord)}


def more(desk: Desk, work: Work, kept: Kept, person: Person, words: str) -> State:
    """More words from the asking side, to be approved."""
    facts = {**about(desk, kept, ""), **_called(desk), **confirming.by_code(work, person, CONFIRMS)}
    return State("ask_more", (("words", words),) if words else (), facts)


def about(desk: Desk, kept: Kept, words: str) -> dict[str, Json]:
    """What a conversation about a thread knows of it; `words` are the question."""
    return {
        "thread": kept.id,
        "receipt": kept.code,
        "owner": kept.owner,
        "partner": kept.partner,
        "area_name": desk.town.area_name(kept.area),
        "words": words,
    }


# The question


def ask(record: Question, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Begin a thread, and put its question to the partner."""
    if record.area not in _areas(desk, work, person) or not person.has("ombud", *partners.COORDINATING):
        return (NOT_FOR_YOU,)
    own = record.area in cover.covered_by(work, person, cover.today(desk, work))
    kept = threads.add(work, person.id, "ombud" if own else "coordinator", record.area, record.partner)
    audit.note(work, f"person:{person.id}", "ask", f"{kept.code}:{kept.partner}:{kept.area}")
    return _put(desk, work, kept, person, record.words)


def said(record: Said, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """More words, from whichever side the person is on."""
    kept = threads.get(work, record.thread)
    side = partners.side_of(desk, work, kept, person)
    if side == "ombud":
        if record.last and kept.state == "answered":
            return _thank(desk, work, kept, person, record.words)
        return _put(desk, work, kept, person, record.words)
    return answer(desk, work, kept, person, record.words) if side else (no_such_code(kept.code),)


def _put(desk: Desk, work: Work, kept: Kept, person: Person, words: str) -> tuple[Text, ...]:
    challenges.close(work, person.id, CONFIRMS)
    number = threads.say(work, kept, "ombud", person.id, words)
    name = partners.name_of(desk, kept.partner)
    if to_partner(desk, work, kept, f"words:{number}"):
        return (notices.on_its_way(kept.code, name),)
    reached = to_coordinator(desk, work, kept, f"words:{number}", notices.unreachable(kept.code, name))
    return (notices.to_coordinator(kept.code, name) if reached else notices.to_nobody(kept.code),)


def _thank(desk: Desk, work: Work, kept: Kept, person: Person, words: str) -> tuple[Text, ...]:
    """The last words, to those in the chat: nothing is owed for them, and no mailbox is troubled."""
    number = threads.say(work, kept, "ombud", person.id, words, last=True)
    for reader in partners.asked(work, kept):
        text = notices.last(kept.code, partners.asker(desk, kept), words)
        desk.tell(work, reader, text, f"ask-last:{number}:{reader.id}", about=kept.code)
    return (notices.sent(kept.code),)


def to_partner(desk: Desk, work: Work, kept: Kept, why: str, told: tuple[Text, ...] = ()) -> int:
    """Put what was last asked to everyone at the partner, in the chat, by SMS and by mail; returns to how many."""
    readers = partners.asked(work, kept)
    for reader in readers:
        put_to(desk, work, reader, kept, f"ask:{kept.id}:{why}:{reader.id}", told)
    return len(readers) + ask_letters.write(desk, work, kept, why)


def to_coordinator(desk: Desk, work: Work, kept: Kept, why: str, told: Text) -> int:
    """Put it to the coordinators, who may answer in the partner's stead; returns to how many."""
    readers = [p for p in partners.coordinating(work) if p.id != kept.person_id]
    for reader in readers:
        put_to(desk, work, reader, kept, f"ask-call:{kept.id}:{why}:{reader.id}", (told,))
    if readers:
        threads.chased(work, kept, ESCALATED)
    return len(readers)


def put_to(desk: Desk, work: Work, reader: Person, kept: Kept, purpose: str, told: tuple[Text, ...]) -> None:
    """Ask for an answer; who is in the middle of something else is told how to give it."""
    facts = about(desk, kept, threads.last_words(work, kept, "ombud"))
    before = conversations.load(work, reader.id)
    if before.state is None:
        state = State("answering", (), facts)
        page = desk.turn_page(state)
        desk.ask(work, reader, before, state, page, purpose, Priority.RELAY, told, about=kept.code)
        return
    question = notices.question(kept.code, partners.asker(desk, kept), str(facts["words"]))
    text = notices.heard_when_busy(lines(*told, question), kept.code)
    _post(desk, work, reader, kept, text, purpose)


def _post(desk: Desk, work: Work, reader: Person, kept: Kept, text: Text, purpose: str) -> None:
    """Say it, with a button to answer by where there are buttons."""
    words = desk.voices.say(text, reader.language, reader.channel)
    label = desk.voices.say(notices.ANSWER_BUTTON, reader.language)
    keyboard = ((Button(f"💬 {label}", f"go:reply:{kept.code}"),),) if reader.channel == "telegram" else ()
    desk.post(work, reader, Written(words, keyboard), purpose, Priority.RELAY, about=kept.code)


# The answer


def answer(desk: Desk, work: Work, kept: Kept, person: Person | None, words: str) -> tuple[Text, ...]:
    """An answer reaches who asked, whatever state the thread is in; `person` is None where it came from the page."""
    number = threads.say(work, kept, "partner", person.id if person else None, words)
    audit.note(work, f"person:{person.id}" if person else "page", "ask", f"{kept.code}:answered")
    text = notices.answer(kept.code, partners.answerer(desk, kept, person), words)
    for reader in partners.asking(desk, work, kept):
        _post(desk, work, reader, kept, text, f"ask-answer:{number}:{reader.id}")
    if kept.state == "asked":
        _release(desk, work, kept, person.id if person else 0, notices.answered_already(kept.code), f"over:{number}")
    tell = {"asked": notices.delivered, "answered": notices.delivered_too, "closed": notices.delivered_late}
    return (tell[kept.state](kept.code, partners.asker(desk, kept)),)


def _release(desk: Desk, work: Work, kept: Kept, by: int, told: Text, why: str) -> None:
    """Those who were asked need do nothing more, and what they write next is no answer to this."""
    others = partners.asked(work, kept)
    others += partners.coordinating(work) if kept.chased >= ESCALATED else []
    for other in {p.id: p for p in others if p.id not in (by, kept.person_id)}.values():
        _end_conversation(work, kept, other)
        desk.tell(work, other, told, f"ask-{why}:{other.id}", about=kept.code)


def _end_conversation(work: Work, kept: Kept, other: Person) -> None:
    before = conversations.load(work, other.id)
    if before.state and before.state["flow"] == "answering" and before.state["facts"]["thread"] == kept.id:
        conversations.save(work, before, None, None)


def close(record: Closed, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Whoever asked needs no more; who owed an answer hears so."""
    kept = threads.get(work, record.thread)
    if partners.side_of(desk, work, kept, person) != "ombud" or not threads.close(work, kept):
        return (notices.TOO_LATE_TO_CLOSE,)
    audit.note(work, f"person:{person.id}", "ask", f"{kept.code}:closed")
    if kept.state == "asked":
        why = f"closed:{kept.id}:{work.now:%Y%m%dT%H%M%S}"
        _release(desk, work, kept, person.id, notices.not_needed(kept.code), why)
    return (notices.closed(kept.code),)


# The ombud who asked is gone


def pass_on(desk: Desk, work: Work, person: Person, area: str) -> None:
    """What an ombud has open about an area they look after no more is the coordinator's from now on."""
    for kept in threads.open_of(work, person.id, area):
        threads.pass_to_coordinator(work, kept)
        audit.note(work, f"person:{person.id}", "ask", f"{kept.code}:passed")
        name, words = partners.name_of(desk, kept.partner), threads.last_words(work, kept, "ombud")
        text = notices.passed(kept.code, desk.town.area_name(area), name, words)
        for coordinator in partners.coordinating(work):
            if coordinator.id != person.id:
                _end_conversation(work, kept, coordinator)
                _post(desk, work, coordinator, kept, text, f"ask-passed:{kept.id}:{coordinator.id}")
