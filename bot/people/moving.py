"""Somebody changes telephone, or goes over between SMS and Telegram. Who they are is shown by a code that only the old
telephone, or a coordinator who knows their voice, has been told; nobody is taken for another on any other ground."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.channels import Outbound
from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.effects import carry_out
from bot.pages import LONGEST, pieces
from handlers import moving as said
from handlers.dialogue import Json, State
from handlers.flows import FLOWS
from handlers.join import named
from handlers.moving import NewPhone
from handlers.text import Text, lines
from storage import audit, challenges, conversations, handover, moving, people
from storage.conversations import Conversation
from storage.database import Work
from storage.moving import Move
from storage.outbound import BODY
from storage.people import Person

TRIES = "moving"  # under which a telephone's wrong codes are counted
# By SMS what these come to is confirmed by a code: begun in Telegram, they hold none.
_CONFIRMED = frozenset(
    {"action", "review", "car_fault", "pause", "patrol", "application", "invite", "members", "leave"}
)


# The code is given out


def own_code(work: Work, person: Person) -> tuple[Text, ...]:
    """To who asks on the telephone that they have: it goes to the real one, whoever wrote in its name."""
    if not (person.roles or handover.has_anything(work, person.id)):
        return (said.NOTHING_TO_MOVE,)
    audit.note(work, f"person:{person.id}", "move", f"{person.id}:asked")
    return (said.code_for_you(moving.issue(work, person.id, person.id)),)


def code_for(record: NewPhone, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """To a coordinator, for somebody who has lost their telephone."""
    challenges.close(work, person.id, "members")
    other = people.get(work, record.person)
    if not person.has("coordinator", "admin") or not (person.has("admin") or not other.has("admin")):
        return (said.NOT_THEIRS,)
    audit.note(work, f"person:{person.id}", "move", f"{other.id}:asked")
    code = moving.issue(work, other.id, person.id)
    return (said.code_for_other(_roles(desk, other), code),)


def _roles(desk: Desk, person: Person) -> Text:
    return lines(*_named(desk, person), separator="; ")


def _named(desk: Desk, person: Person) -> tuple[Text, ...]:
    return tuple(named(h.role, desk.town.area_name(h.area)) for h in person.roles)


# The code is sent from the new telephone


def refused(work: Work, person: Person, code: str) -> Text | Move:
    """Whom the code moves to this person's telephone, or why nobody; a wrong one costs a try."""
    if challenges.locked(work, person.id, TRIES):
        return said.LOCKED
    found = moving.find(work, code)
    if found is None:
        challenges.issue(work, person.id, TRIES)
        challenges.check(work, person.id, TRIES, code)
        return said.LOCKED if challenges.locked(work, person.id, TRIES) else said.WRONG_CODE
    if found.person_id == person.id:
        return said.SAME_PHONE
    return said.ROLE_HERE if person.roles else found


def move(desk: Desk, work: Work, found: Move, person: Person) -> tuple[Person, list[Text]]:
    """All that is the mover's comes to the telephone of `person`, at once; returns who that is now, and what to say. Of
    two telephones that send the code together the first has it."""
    if not moving.spend(work, found):
        return person, [said.WRONG_CODE]
    before = people.get(work, found.person_id)
    old = handover.hand_over(work, before.id, person.id)
    mover = people.get(work, before.id)
    for row in handover.waiting(work, old):
        handover.readdress(work, row.id, _readdressed(work, row, before, mover))
    audit.note(work, f"person:{found.asked_by or 'operator'}", "move", f"{mover.id}:done")
    _tell_old(desk, work, people.get(work, person.id), mover)
    if found.asked_by != mover.id:
        _tell_coordinators(desk, work, mover)
    return mover, [said.moved_here(_named(desk, mover)), *_recoded(work, mover)]


def _readdressed(work: Work, row: Any, before: Person, mover: Person) -> dict[str, Any] | None:
    """A message as it goes to the new address; None for what only the old one needs."""
    out = Outbound.from_json(row.channel, before.address, work.vault.open_json(row.sealed, BODY))
    if row.asks or out.edits:
        return None
    if row.channel != mover.channel:
        text = pieces(out.text, LONGEST[mover.channel])[0]
        out = replace(out, text=text, keyboard=(), ask_location="", picture=None)
    units = segments(to_gsm(out.text)).count if mover.channel == "sms" else 1
    sealed = work.vault.seal_json(out.to_json(), BODY)
    return {"address_id": mover.address_id, "channel": mover.channel, "sealed": sealed, "units": units}


def _tell_old(desk: Desk, work: Work, left: Person, mover: Person) -> None:
    contact = desk.town.contact
    who = contact.phone or contact.email or contact.url or contact.name
    desk.tell(work, left, said.moved_away(who), f"moved:{mover.id}:{work.now:%Y%m%dT%H%M%S}:old")


def _tell_coordinators(desk: Desk, work: Work, mover: Person) -> None:
    for other in people.holders(work, "coordinator", None):
        if other.id != mover.id:
            purpose = f"moved:{mover.id}:{work.now:%Y%m%dT%H%M%S}:{other.id}"
            desk.tell(work, other, said.moved_by(_roles(desk, mover)), purpose)


def _recoded(work: Work, mover: Person) -> tuple[Text, ...]:
    """The mover's open conversation is confirmed as the new telephone wants it: by a fresh code, or by none. One that
    was begun without a code, and would need one now, is begun again."""
    before = conversations.load(work, mover.id)
    state = State.from_json(before.state) if before.state else None
    if state is None:
        return ()
    purpose = _purpose(state)
    if mover.channel == "sms" and not purpose and state.flow in _CONFIRMED:
        conversations.save(work, before, None, None)
        return (said.BEGIN_AGAIN,)
    if purpose:
        _save(work, before, replace(state, facts=_with_code(work, mover, state, purpose)))
    return ()


def _purpose(state: State) -> str:
    return f"report:{state.facts['week']}" if state.flow == "report" else str(state.facts.get("confirms") or "")


def _with_code(work: Work, mover: Person, state: State, purpose: str) -> dict[str, Json]:
    known = {key: value for key, value in state.facts.items() if key not in ("code", "confirms")}
    if mover.channel != "sms":
        return known
    confirms = {} if state.flow == "report" else {"confirms": purpose}
    return {**known, **confirms, "code": challenges.issue(work, mover.id, purpose)}


def _save(work: Work, before: Conversation, state: State) -> None:
    conversations.save(work, before, state.to_json(), FLOWS[state.flow].lasts)


carry_out.register(NewPhone, code_for)
