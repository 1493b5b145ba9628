"""What is done by SMS in the name of anyone with a role is confirmed by a code that their telephone got: a sender's
number can be forged. On Telegram it can't, and a tap will do."""

from __future__ import annotations

from handlers.dialogue import Json
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
