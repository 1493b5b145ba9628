"""What MOVE does: on the old telephone a code is asked for, on the new one it is sent."""

from __future__ import annotations

from bot import router
from bot.people import moving
from bot.visit import Outcome, Visit
from handlers.text import Text


def move(visit: Visit, argument: str) -> Outcome:
    """Without a code, one is told; with one, all that is the mover's comes here."""
    code = router.moving(argument)
    if not code:
        return visit.say(*moving.own_code(visit.work, visit.person))
    found = moving.refused(visit.work, visit.person, code)
    if isinstance(found, Text):
        return visit.say(found)
    visit.leave()
    visit.person, told = moving.move(visit.desk, visit.work, found, visit.person)
    visit.lead += told
    visit.recall()
    return visit.show(visit.state) if visit.state else visit.say()
