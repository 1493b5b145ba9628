"""A resident tells the ombud about something that feels unsafe, or about something good.

A free message arrives here with what could be read in it already answered; a poster has answered the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.categories import FOR_RESIDENTS, label
from handlers.dialogue import Dialogue, Option
from handlers.reading.place import Area, find_area, nearest
from handlers.records import Place, Tip
from handlers.text import Text, _, lines, verbatim

UNKNOWN = "unknown"


async def tip(d: Dialogue) -> Tip | None:
    category = await d.choose("category", _("What is it about?"), FOR_RESIDENTS, default="ovrigt", columns=2)
    where = await d.place(
        "where",
        _("Where is it? Write a street or a landmark, never a flat.").sms(
            _("Where? Street or landmark, never a flat.")
        ),
        default={"text": ""},
    )
    area = await area_of(d, where)
    what = await d.text(
        "what",
        _("What have you seen? Tell me about the place and what happens, not about who.").sms(
            _("What have you seen? The place and what happens, not who.")
        ),
        default=d.facts.get("words"),
    )
    named = find_area(what, d.facts["areas"]) if area == UNKNOWN else area
    said = Tip(category, named, _place(where), what)
    return said if await _send(d, said) else None


async def area_of(d: Dialogue, where: Mapping[str, Any]) -> str:
    """The area's slug: read from the place, else asked for."""
    areas: Sequence[Area] = d.facts["areas"]
    at = where.get("at")
    known: str | None = nearest((at[0], at[1]), areas) if at else find_area(where["text"], areas)
    if known:
        return known
    options = [Option(area.slug, verbatim(area.name)) for area in areas]
    options.append(Option(UNKNOWN, _("I don't know").sms(_("Don't know")), number=0))
    return await d.choose(
        "area",
        _("Which part of the municipality is that?").sms(_("Which area?")),
        options,
        default=UNKNOWN,
        columns=2,
    )


def _place(where: Mapping[str, Any]) -> Place:
    at = where.get("at")
    return Place(where["text"], (at[0], at[1]) if at else None)


async def _send(d: Dialogue, said: Tip) -> bool:
    """Ask before sending, unless it was one SMS in: then it is one out."""
    free = bool(d.facts.get("free"))
    if free and (d.closing or d.facts.get("sms")):
        return True
    answer = await d.choose(
        "send",
        lines(_("This is what the ombud gets:").sms(_("To the ombud:")), summary(said), _("Shall I send it?")),
        (
            Option("yes", _("Send"), words=("ja", "yes", "skicka", "ok"), icon="✅"),
            Option("change", _("Change something").sms(_("Change")), words=("ändra",)),
            Option("no", _("Don't send"), words=("nej", "no")),
        ),
        columns=2,
    )
    if answer == "change":
        await _change(d)
    return answer == "yes"


async def _change(d: Dialogue) -> None:
    wrong = await d.choose(
        "change",
        _("What shall we change?"),
        (
            Option("category", _("What it is about")),
            Option("where", _("Where it is")),
            Option("what", _("What you have seen")),
        ),
    )
    d.forget(wrong, "area" if wrong == "where" else wrong, "send", "change")


def summary(said: Tip) -> Text:
    """Category, place and words, as they will be read."""
    where = verbatim(said.place.text) if said.place.text else _("(the position you shared)") if said.place.at else None
    about = lines(label(said.category), where, separator=", ")
    return lines(about, verbatim(said.what))
