"""`ombud people leave`, `revoke`, `assign` and `move`: the same as a coordinator does in the chat."""

from __future__ import annotations

from typing import Any

from bot.app import Ombudet
from bot.people.membership import OPERATOR, take_away
from handlers.records import Membership
from storage import audit, moving, people
from storage.database import Work
from storage.people import Person


class Refused(Exception):
    """It was not done; the message says why."""


def change(app: Ombudet, person: int, role: Any, area: str | None, what: Any, to: str = "") -> None:
    """End a role, or move it to the area `to`. Raises Refused."""
    slugs = [a.slug for a in app.desk.areas]
    for slug in filter(None, (area, to)):
        if slug not in slugs:
            raise Refused(f"no area {slug!r}: choose one of {', '.join(slugs)}")
    with app.database.begin() as work:
        known(work, person)
        reason = take_away(app.desk, work, Membership(person, role, area, what, to), by=OPERATOR)
    if reason:
        raise Refused(reason)


def known(work: Work, person: int) -> Person:
    """The person with this number. Raises Refused."""
    try:
        return people.get(work, person)
    except KeyError:
        raise Refused(f"no person {person}: `ombud people` lists them") from None


def move(app: Ombudet, person: int) -> dict[str, str]:
    """The code that moves a person to the telephone they send it from, and until when: ``{"code", "expires"}``. Raises
    Refused."""
    with app.database.begin() as work:
        known(work, person)
        audit.note(work, "operator", "move", f"{person}:asked")
        code = moving.issue(work, person, None)
        return {"code": code, "expires": (work.now + moving.LASTS).isoformat(timespec="seconds")}
