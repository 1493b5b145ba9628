"""What is done by SMS in the name of anyone with a role is confirmed by a code that their telephone got: a sender's
number can be forged. On Telegram it can't, and a tap will do."""

from __future__ import annotations

from handlers.dialogue import Asked, Json, State
from handlers.notices import PICK_A_NUMBER, write_the_code
from handlers.text import Text
from storage import challenges
from storage.database import Work
from storage.people import Person


def by_code(work: Work, person: Person, purpose: str) -> dict[str, Json]:
    """The facts by which a conversation asks for the code of a purpose; none where no code is asked for."""
    if person.channel != "sms":
        return {}
    return {"code": challenges.issue(work, person.id, purpose), "confirms": purpose}


def locked(work: Work, person: Person, purpose: str) -> bool:
    """Whether so many wrong codes have come that nothing is to be begun that would need one."""
    return person.channel == "sms" and challenges.locked(work, person.id, purpose)


def purpose_of(state: State) -> str:
    """What the code of an open conversation is for."""
    return str(state.facts.get("confirms") or f"report:{state.facts['week']}")


def what_to_write(work: Work, person: Person, state: State, asked: Asked) -> Text:
    """To words by SMS that are none of the choices: where only a code means yes, the code, unless wrong ones have spent
    it."""
    code = next((option for option in asked.options if option.secret), None)
    if code is None or locked(work, person, purpose_of(state)):
        return PICK_A_NUMBER
    others = [str(option.number) for option in asked.options if not option.secret]
    return write_the_code(f"{code.number:04}", code.label.lower().partition(",")[0], others)
