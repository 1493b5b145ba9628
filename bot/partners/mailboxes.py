"""The function mailboxes under `[[recipients]]` of the municipality's file, as those that can be asked something by a
letter with a link to answer by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk import Desk
from handlers.records import Role
from handlers.text import Text
from storage import answer_letters, letters
from storage.answer_letters import Matter
from storage.database import Work


@dataclass(frozen=True, slots=True)
class Worded:
    """What a letter says, and to whom."""

    address: str
    subject: Text
    body: Text


def of(desk: Desk, role: Role, area: str | None) -> list[str]:
    """Those of a role and an area, as for its digest; none where there is no page to answer on."""
    if not desk.public_url:
        return []
    to = [one for one in desk.town.recipients if one.role == role and one.area in (None, area)]
    return list(dict.fromkeys(mailbox for one in to for mailbox in one.mail))


def write(work: Work, matter: Matter, why: str, to: Sequence[str]) -> int:
    """Write down a letter to each of them; returns to how many it goes."""
    for address in to:
        answer_letters.put(work, matter, why, letters.of_mailbox(work, address))
    return len(to)


def known(work: Work, among: Sequence[str], mailbox: bytes) -> str:
    """The address of a mailbox, while it stands in the municipality's file; else ""."""
    return next((address for address in among if letters.of_mailbox(work, address) == mailbox), "")
