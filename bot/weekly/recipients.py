"""Who gets the digest by mail, as the municipality's file says: function mailboxes, each for a role and its area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bot.toml_table import TomlTable
from handlers.records import Role

MAILBOX = r"[^@\s,<>]+@[^@\s,<>]+\.[^@\s,<>]+"
_ASCII = rf"(?=[!-~]+$){MAILBOX}"  # others need SMTPUTF8, which not every server on the way has
_ROLES = ("manager", "police", "coordinator", "association")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The mailboxes that get what the holder of `role` gets of `area`, or of all areas (None)."""

    role: Role
    area: str | None
    mail: tuple[str, ...]


def read(top: TomlTable, areas: Sequence[str]) -> tuple[Recipient, ...]:
    """The tables under [[recipients]]; what is wrong with them goes into the file's faults."""
    found = tuple(_recipient(table, areas) for table in top.tables("recipients"))
    every = [f"{mailbox} as {one.role} of {one.area or 'all areas'}" for one in found for mailbox in one.mail]
    top.unique("recipients", "mailbox of a role and area", every)
    return found


def _recipient(table: TomlTable, areas: Sequence[str]) -> Recipient:
    role = table.text("role", "|".join(_ROLES), f"one of {', '.join(_ROLES)}")
    area = table.text("area", default="")
    if area and area not in areas:
        table.fault("area", f"{area!r} is not among the [[areas]]: {', '.join(areas)}")
    if role == "manager" and not area:
        table.fault("area", "is missing; a manager's digest is about an area")
    mail = table.texts("mail", _ASCII, "e-mail addresses")
    if not mail and not table.values.get("mail"):
        table.fault("mail", 'is missing; write at least one mailbox, like ["omradeschef@example.se"]')
    table.done()
    return Recipient(cast("Role", role), area or None, mail)
