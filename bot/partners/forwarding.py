"""A tip is passed on to who can do something: who they are, what they get, what comes back, and who hears of it. To the
police nothing goes without the tipster's yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot import confirming
from bot.channels import Button
from bot.desk import Desk
from bot.pages import Message as Written
from bot.partners import forward_letters
from bot.partners.forward_partners import ROLES, handed, may_answer, passed, reached, recipients, tip_of
from bot.tips import sharing, tip_life
from handlers import forward_notices as said
from handlers import tip_notices
from handlers.dialogue import Json, State
from handlers.forward import consent_asked, forwarded_asked
from handlers.notices import no_such_code
from handlers.records import Consent, Forward, Forwarded, ForwardTo
from handlers.text import Text
from storage import audit, challenges, conversations, forwards, people, tip_merges, tips
from storage.database import Work
from storage.forwards import Kept
from storage.outbound import Priority
from storage.people import Person
from storage.tips import Filed

CONFIRMS = "forward"


# The questions


def begin(desk: Desk, work: Work, person: Person, filed: Filed) -> State:
    """To whom, asked of an ombud; by SMS with the code that confirms."""
    wanted: list[ForwardTo] = list(ROLES)
    there_is: list[Json] = [to for to in wanted if reached(desk, work, to, filed.area, person.id)]
    there: list[Json] = [to for to in wanted if _there(work, filed, to)]
    known: dict[str, Json] = {
        **passed(desk, filed),
        "code_of_tip": filed.code,
        "what": filed.what,
        "to": there_is,
        "there": there,
        "police_url": desk.town.links.get("police_tip", ""),
        "fault_url": fault_report(desk, filed.area),
    }
    return State("forward", (), known | confirming.by_code(work, person, CONFIRMS))


def fault_report(desk: Desk, area: str | None) -> str:
    """Where faults are reported to the area's landlord."""
    slugs = desk.town.area(area).landlords if area else (desk.town.landlord,)
    if desk.town.landlord in slugs or not slugs:
        return desk.town.links.get("fault_report", "")
    return next((one.url for one in desk.town.landlords if one.slug == slugs[0]), "")


def asking_back(desk: Desk, work: Work, reader: Person, kept: Kept) -> State:
    """How it goes, asked of who got it; by SMS with the code that confirms."""
    return State("forwarded", (), handed(desk, work, kept) | confirming.by_code(work, reader, confirms(kept)))


def confirms(kept: Kept) -> str:
    """The purpose of the code that confirms an answer by SMS."""
    return f"forward:{kept.id}"


def asking_tipster(desk: Desk, work: Work, kept: Kept) -> State:
    """May the police have it?"""
    filed = tip_of(work, kept)
    return State("consent", (), {**passed(desk, filed), "code": kept.code, "tip": filed.code, "words": kept.words})


# It is passed on


def forward(record: Forward, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """An ombud passes a tip on; to the police, once the tipster says yes."""
    filed = tip_life.read_by(desk, work, person, record.code)
    challenges.close(work, person.id, CONFIRMS)
    if filed is None:
        return (no_such_code(record.code),)
    if filed.status in tips.SETTLED:
        return (tip_notices.already(filed.code, filed.status),)
    if there := _there(work, filed, record.to):
        return (said.already(filed.code, there.code, there.to, there.state),)
    if not reached(desk, work, record.to, filed.area, person.id):
        return (said.nobody_there(record.to, fault_report(desk, filed.area) if record.to == "landlord" else ""),)
    return (
        _ask(desk, work, person, filed, record) if record.to == "police" else _pass(desk, work, person, filed, record)
    )


def _there(work: Work, filed: Filed, to: str) -> Kept | None:
    """Where it is with them already. A tipster who was asked about the police is not asked again."""
    theirs = [kept for kept in forwards.of_tip(work, filed.id) if kept.to == to]
    return next((kept for kept in theirs if kept.state in (*forwards.LIVE, *forwards.NOT_SENT)), None)


def _pass(desk: Desk, work: Work, person: Person, filed: Filed, record: Forward) -> tuple[Text, ...]:
    kept = forwards.add(work, filed.id, record.to, person.id, filed.what if record.words else "", "sent")
    if kept is None:
        return (said.already(filed.code, "", record.to, "sent"),)
    _send(desk, work, kept, filed)
    return (said.passed_on(filed.code, kept.code, kept.to),)


def _ask(desk: Desk, work: Work, person: Person, filed: Filed, record: Forward) -> tuple[Text, ...]:
    tipster = people.get(work, filed.person_id) if filed.person_id else None
    if tipster is None or tipster.stopped:
        return (said.NO_TIPSTER,)
    kept = forwards.add(work, filed.id, record.to, person.id, filed.what if record.words else "", "asked")
    if kept is not None:
        audit.note(work, f"person:{person.id}", "forward", f"{kept.code}:police:asked")
        state = asking_tipster(desk, work, kept)
        otherwise = said.consent_when_busy(consent_asked(state.facts), kept.code)
        desk.ask_unless_busy(work, tipster, state, f"consent:{kept.id}", otherwise, about=kept.code)
    return (said.asked_tipster(filed.code),)


def _send(desk: Desk, work: Work, kept: Kept, filed: Filed) -> None:
    audit.note(work, f"person:{kept.person_id}", "forward", f"{kept.code}:{kept.to}:sent")
    tips.set_status(work, filed, "forwarded", kept.person_id)
    for reader in recipients(work, kept.to, filed.area, kept.person_id):
        put_to(desk, work, reader, kept, f"forward:{kept.id}:{reader.id}")
    forward_letters.write(desk, work, kept, "sent")
    if kept.to != "police":
        words = bool(kept.words)
        tell_tipsters(
            desk, work, kept, lambda one: said.told_tipster(one.code, one.category, kept.to, words=words), "on"
        )


def put_to(desk: Desk, work: Work, reader: Person, kept: Kept, purpose: str, lead: tuple[Text, ...] = ()) -> None:
    """Ask a reader how it goes; who is in the middle of something else is told how to answer."""
    before = conversations.load(work, reader.id)
    state = asking_back(desk, work, reader, kept)
    if before.state is None:
        page = desk.turn_page(state)
        desk.ask(work, reader, before, state, page, purpose, Priority.RELAY, lead, about=kept.code)
        return
    text = said.when_busy(lead[0] if lead else forwarded_asked(state.facts), kept.code)
    label = desk.voices.say(said.ANSWER_BUTTON, reader.language)
    keyboard = ((Button(f"💬 {label}", f"go:forward:{kept.code}"),),) if reader.channel == "telegram" else ()
    words = desk.voices.say(text, reader.language, reader.channel)
    desk.post(work, reader, Written(words, keyboard), purpose, Priority.RELAY, about=kept.code)


# What comes back


def consent(record: Consent, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The tipster's yes or no; a yes that comes late is a yes."""
    kept = forwards.by_code(work, record.code)
    if kept is None or tip_of(work, kept).person_id != person.id:
        return (no_such_code(record.code),)
    filed = tip_of(work, kept)
    if not record.yes:
        return (_refused(desk, work, kept, filed),)
    if kept.state not in forwards.WITH_THEM and not reached(desk, work, kept.to, filed.area, kept.person_id):
        tell_ombud(desk, work, kept, said.nobody_there(kept.to, ""), "nobody")
        return (said.CONSENT_NOBODY,)
    if forwards.consent(work, kept, "sent"):
        _send(desk, work, kept, filed)
        tell_ombud(desk, work, kept, said.consent_given(filed.code, kept.code), "yes")
    return (said.CONSENT_THANKS,)


def _refused(desk: Desk, work: Work, kept: Kept, filed: Filed) -> Text:
    if forwards.consent(work, kept, "refused"):
        tell_ombud(desk, work, kept, said.consent_refused(filed.code), "no")
    return said.CONSENT_LATE_NO if kept.state in forwards.WITH_THEM else said.CONSENT_NO


def forwarded(record: Forwarded, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Whoever got it says how it goes: the ombud hears it, and so does every tipster. Late is heard as well."""
    kept = forwards.by_code(work, record.code)
    if kept is None or not may_answer(work, kept, person):
        return (no_such_code(record.code),)
    challenges.close(work, person.id, confirms(kept))
    if not record.confirmed:
        return (_read(desk, work, kept, person, record.why),)
    state = kept.state if record.state == "received" and kept.state in forwards.ANSWERS else record.state
    return (hear(desk, work, kept, person, state, record.why),)


def _read(desk: Desk, work: Work, kept: Kept, person: Person, words: str) -> Text:
    """The ombud reads what came by SMS without its code: whoever wrote it has got the tip, and nobody else is told."""
    if kept.state == "sent":
        forwards.answer(work, kept, "received", person.id)
    audit.note(work, f"person:{person.id}", "forward", f"{kept.code}:words")
    text = said.wrote(tip_of(work, kept).code, kept.code, kept.to, words)
    tell_ombud(desk, work, kept, text, f"words:{int(work.now.timestamp())}")
    return said.HEARD_BY_OMBUD


def hear(desk: Desk, work: Work, kept: Kept, person: Person | None, state: str, why: str) -> Text:
    """Tell on how it goes; `person` is None where it came from the page."""
    number = forwards.answer(work, kept, state, person.id if person else None)
    if not number and not (why and kept.state in forwards.WITH_THEM):
        return said.same_as_before(kept.code, state)
    what = f"back:{number}" if number else f"words:{int(work.now.timestamp())}"
    audit.note(work, f"person:{person.id}" if person else "page", "forward", f"{kept.code}:{state}")
    code = tip_of(work, kept).code
    tell_ombud(desk, work, kept, said.came_back(code, kept.code, kept.to, state, why), what)
    tell_tipsters(desk, work, kept, lambda one: said.tipster_hears(one.code, kept.to, state, why), what)
    return said.HEARD


def tell_ombud(desk: Desk, work: Work, kept: Kept, text: Text, what: str) -> None:
    """Whoever passed it on, if they still read the area's tips, else who does now."""
    filed = tip_of(work, kept)
    asker = people.get(work, kept.person_id)
    there = not asker.stopped and tip_life.read_by(desk, work, asker, filed.code) is not None
    for reader in [asker] if there else sharing.readers(desk, work, filed.area):
        purpose = f"forward-{what}:{kept.id}:{int(kept.since.timestamp())}:{reader.id}"
        sharing.tell_of(desk, work, reader, filed, text, purpose)


def tell_tipsters(desk: Desk, work: Work, kept: Kept, text: Callable[[Filed], Text], what: str) -> None:
    """Everyone who tipped of it, each once, by the latest tip of theirs."""
    filed = tip_of(work, kept)
    theirs = {one.person_id: one for one in (filed, *tip_merges.merged_with(work, filed)) if one.person_id}
    for person_id, one in theirs.items():
        purpose = f"forward-{what}:{kept.id}:{int(kept.since.timestamp())}:tipster:{person_id}"
        desk.tell(work, people.get(work, person_id), text(one), purpose, about=one.code)


def register(carry_out: Callable[[Any, Any], Any]) -> None:
    """Each record of this room with what it does."""
    for record, effect in ((Forward, forward), (Consent, consent), (Forwarded, forwarded)):
        carry_out(record, effect)
