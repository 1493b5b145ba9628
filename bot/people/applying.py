"""Somebody applies to take part: who gets to know, who answers, and what each answer brings about. Whoever applies is
told at once what happens next; that it then happens is looked after in `bot.people.chasing`."""

from __future__ import annotations

from collections.abc import Sequence

from bot import confirming
from bot.channels import Button
from bot.desk import Desk
from bot.pages import Message as Written
from bot.people import waits
from handlers import application_notices as notices
from handlers.application import heard, told
from handlers.dialogue import Json, State
from handlers.flows import ANSWERING
from handlers.join import named
from handlers.records import Application, Talk, Verdict
from handlers.text import Text
from storage import applications, audit, challenges, conversations, invitations, people
from storage.applications import Kept
from storage.database import Work
from storage.outbound import Priority
from storage.people import Holding, Person


def apply(record: Application, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep an application, and put it to those who answer. Of a kind a person has one open at a time."""
    before = next((kept for kept in applications.open_of(work, person.id) if kept.kind == record.kind), None)
    if before is not None:
        return (where_it_stands(desk, before),)
    if Holding(record.kind, record.area) in person.roles:
        return (notices.holds_already(named(record.kind, desk.town.area_name(record.area))),)
    kept = applications.add(work, person.id, record)
    audit.note(work, f"person:{person.id}", "apply", f"{kept.code}:{kept.kind}:{kept.area or '*'}")
    readers = answering(work, kept)
    for reader in readers or admins(work, kept):
        put_to(desk, work, reader, kept, f"application:{kept.id}:{reader.id}")
    return (notices.received(kept.code, role_of(desk, kept), waits.until(desk, kept), reached=bool(readers)),)


def where_it_stands(desk: Desk, kept: Kept) -> Text:
    """What an applicant is told of an application of their own."""
    if kept.is_open:
        return notices.already(kept.code, waits.until(desk, kept))
    return notices.state_of_own(kept.code, kept.state)


# Who answers


def answering(work: Work, kept: Kept) -> list[Person]:
    """The association for the area, and the coordinators; nobody is asked about themselves."""
    return _reachable(kept, [*people.holders(work, "association", kept.area), *coordinators(work)])


def coordinators(work: Work) -> list[Person]:
    return people.holders(work, "coordinator", None)


def admins(work: Work, kept: Kept) -> list[Person]:
    """Who runs the service: asked where nobody else is, or nobody else answers."""
    return _reachable(kept, people.holders(work, "admin", None))


def _reachable(kept: Kept, found: Sequence[Person]) -> list[Person]:
    return list({p.id: p for p in found if not p.stopped and p.id != kept.person_id}.values())


def may_answer(person: Person, kept: Kept) -> bool:
    """Whether it is theirs to answer."""
    if person.id == kept.person_id:
        return False
    theirs = [h for h in person.roles if h.role in ANSWERING]
    return any(h.role != "association" or kept.area is None or h.area in (None, kept.area) for h in theirs)


def put_to(desk: Desk, work: Work, reader: Person, kept: Kept, purpose: str, said: tuple[Text, ...] = ()) -> None:
    """Ask a reader for an answer; who is in the middle of something else is told how to give it."""
    before = conversations.load(work, reader.id)
    if before.state is None:
        state = asking(desk, work, reader, kept)
        page = desk.turn_page(state)
        desk.ask(work, reader, before, state, page, purpose, Priority.RELAY, said, about=kept.code)
        return
    text = notices.when_busy(said[0] if said else told(_facts(desk, kept)), kept.code)
    words = desk.voices.say(text, reader.language, reader.channel)
    label = desk.voices.say(notices.ANSWER_BUTTON, reader.language)
    keyboard = ((Button(f"💬 {label}", f"go:reply:{kept.code}"),),) if reader.channel == "telegram" else ()
    desk.post(work, reader, Written(words, keyboard), purpose, Priority.RELAY, about=kept.code)


def asking(desk: Desk, work: Work, reader: Person, kept: Kept) -> State:
    """The question to who answers; by SMS with the code that confirms."""
    return State("application", (), _facts(desk, kept) | confirming.by_code(work, reader, confirms(kept)))


def confirms(kept: Kept) -> str:
    """The purpose of the code that confirms an answer by SMS."""
    return f"application:{kept.id}"


def _facts(desk: Desk, kept: Kept) -> dict[str, Json]:
    return {
        "application": kept.id,
        "receipt": kept.code,
        "kind": kept.kind,
        "area_name": desk.town.area_name(kept.area),
        "when": kept.when,
    }


def role_of(desk: Desk, kept: Kept) -> Text:
    """What was applied for, as it is said."""
    return named(kept.kind, desk.town.area_name(kept.area))


# What is answered


def answer(record: Verdict, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Yes, no or a word first. Of several who answer at once the first holds, and the others hear so."""
    kept = applications.get(work, record.application)
    if not may_answer(person, kept):
        return (notices.NOT_TO_ANSWER,)
    if record.answer == "talk":
        return _talk(desk, work, kept, person, record.words)
    challenges.close(work, person.id, confirms(kept))
    if not applications.decide(work, kept, record.answer, person.id):
        return (notices.answered(kept.code, applications.get(work, kept.id).state),)
    audit.note(work, f"person:{person.id}", "application", f"{kept.code}:{record.answer}")
    tell_others(desk, work, kept, person, record.answer)
    tell = _invite if record.answer == "yes" else _decline
    reached = tell(desk, work, kept, people.get(work, kept.person_id))
    return (notices.done(kept.code, record.answer) if reached else notices.NOBODY_TO_WRITE_TO,)


def _invite(desk: Desk, work: Work, kept: Kept, applicant: Person) -> bool:
    """The invitation, made for this applicant, is asked about at once; its code is told, so that it can wait."""
    if applicant.stopped:
        return False
    code, _ = invitations.issue(work, kept.kind, kept.area)
    audit.note(work, f"application:{kept.code}", "invite", f"{kept.kind}:{kept.area or '*'}")
    facts: dict[str, Json] = {
        "code": code,
        "role": kept.kind,
        "area_name": desk.town.area_name(kept.area),
        "url": desk.privacy(applicant.channel),
    }
    role = role_of(desk, kept)
    busy, lead = notices.invited_when_busy(role, code), notices.invited(role, code)
    purpose = f"application-yes:{kept.id}"
    desk.ask_unless_busy(work, applicant, State("join", (), facts), purpose, busy, said=(lead,))
    return True


def _decline(desk: Desk, work: Work, kept: Kept, applicant: Person) -> bool:
    return desk.tell(work, applicant, notices.not_now(kept.code, role_of(desk, kept)), f"application-no:{kept.id}")


def tell_others(desk: Desk, work: Work, kept: Kept, by: Person, state: str) -> None:
    """Those who were asked too need do nothing any more."""
    for other in answering(work, kept):
        if other.id != by.id:
            desk.tell(work, other, notices.answered(kept.code, state), f"application-over:{kept.id}:{other.id}")


# The talk before an answer


def _talk(desk: Desk, work: Work, kept: Kept, person: Person, words: str) -> tuple[Text, ...]:
    """Words to the applicant, whose next words are the answer."""
    number = applications.talk(work, kept, person.id)
    if not number:
        return (notices.answered(kept.code, applications.get(work, kept.id).state),)
    applicant = people.get(work, kept.person_id)
    if applicant.stopped:
        return (notices.NOBODY_TO_WRITE_TO,)
    audit.note(work, f"person:{person.id}", "application", f"{kept.code}:talk")
    state = State("applicant", (), {"application": kept.id, "receipt": kept.code, "words": words})
    busy = notices.heard_when_busy(heard(kept.code, words), kept.code)
    desk.ask_unless_busy(work, applicant, state, f"application-talk:{kept.id}:{number}", busy)
    return (notices.SENT,)


def words(record: Talk, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The applicant's words reach who spoke last, or all who may answer if that one no more does."""
    kept = applications.get(work, record.application)
    number = applications.heard(work, kept) if kept.person_id == person.id else 0
    if not number:
        return (where_it_stands(desk, kept),)
    readers = answering(work, kept) or admins(work, kept)
    last = [reader for reader in readers if reader.id == kept.answered_by]
    for reader in last or readers:
        purpose = f"application-words:{kept.id}:{number}:{reader.id}"
        desk.tell(work, reader, notices.applicant_says(kept.code, record.words), purpose, about=kept.code)
    return (notices.PASSED_ON,)
