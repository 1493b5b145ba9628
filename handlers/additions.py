"""What an ombud may add to a report in a few words of their own, each kind under its key. None is asked for."""

from __future__ import annotations

from typing import Any

from handlers.dialogue import Dialogue, Option
from handlers.text import Text, _, lines, verbatim

LONGEST = 300  # characters
OBSERVATION = "observation"
COMMENT = "comment"
# kind: its name, on a button and before the words
KINDS: dict[str, Text] = {
    "police": _("Contacts with the police").sms(_("Police contacts")),
    "wish_landlord": _("Wish to {landlord}"),
    "wish_police": _("Wish to the police").sms(_("Wish: police")),
    "wish_municipality": _("Wish to the municipality").sms(_("Wish: municipality")),
    "events": _("Coming events"),
    "good": _("Good news"),
    COMMENT: _("Something else").sms(_("Other")),
}


def name(kind: str, landlord: str) -> Text:
    if kind == "wish_landlord":
        return _("Wish to {landlord}", landlord=verbatim(landlord) if landlord else _("the landlord"))
    return KINDS[kind]


def named(d: Dialogue, kind: str) -> Text:
    return name(kind, str(d.facts.get("landlord_name") or ""))


async def choose(d: Dialogue) -> str:
    """What is to be added: a further observation, or words of one kind."""
    seen = Option(OBSERVATION, _("An observation"), icon="➕")
    kinds = [Option(kind, named(d, kind)) for kind in KINDS]
    return await d.choose("add", _("Anything else?"), (seen, *kinds))


async def added(d: Dialogue) -> dict[str, str]:
    """The words given so far; those just chosen are asked for."""
    said = {kind: await _words(d, kind) for kind in KINDS if d.given(kind)}
    if d.given("add") and d.given("finish") is None and not d.closing:
        await _words(d, await choose(d))
        d.forget("add")
    return said


async def _words(d: Dialogue, kind: str) -> str:
    return await d.text(kind, asked(d, kind), max_length=4096 if kind == COMMENT else LONGEST)


def asked(d: Dialogue, kind: str) -> Text:
    if kind == COMMENT:
        return _("What do you want to add? No names, please.")
    return lines(named(d, kind), _("In a few words, no names."), separator=": ")


def shown(d: Dialogue, words: dict[str, Any]) -> list[Text]:
    """What is signed is seen."""
    spoken = {kind: verbatim(str(said)) for kind, said in words.items()}
    return [t if kind == COMMENT else lines(named(d, kind), t, separator=": ") for kind, t in spoken.items()]
