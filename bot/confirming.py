"""What is done by SMS in the name of anyone with a role is confirmed by a code that their telephone got: a sender's
number can be forged. On Telegram it can't, and a tap will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.dialogue import Json
from storage import challenges
from storage.database import Work
from storage.people import Person

if TYPE_CHECKING:
    from bot.visit import Visit


def by_code(work: Work, person: Person, purpose: str) -> dict[str, Json]:
    """The facts by which a conversation asks for the code of a purpose; none where no code is asked for."""
    if person.channel != "sms":
        return {}
    return {"code": challenges.issue(work, person.id, purpose), "confirms": purpose}


def locked(visit: Visit, purpose: str) -> bool:
    """Whether so many wrong codes have come that nothing is to be begun that would need one."""
    return visit.person.channel == "sms" and challenges.locked(visit.work, visit.person.id, purpose)
