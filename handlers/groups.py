"""Which watch groups (grannsamverkan) there are in an area, and how a neighbour joins one. Of who keeps a group
together only the code of ours is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.dialogue import Dialogue, Option
from handlers.text import Text, _, lines, verbatim


@dataclass(frozen=True, slots=True)
class Groups:
    """The area, a slug, whose watch groups somebody asked for."""

    area: str


@dataclass(frozen=True, slots=True)
class Known:
    """A group as it is told: `contact` is the number of its contact ombud in the area, 0 for none just now."""

    name: str
    join: str
    contact: int = 0


async def groups(d: Dialogue) -> Groups:
    area = d.facts["area"]
    if not area:
        areas = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"]]
        area = await d.choose("area", _("Which area do you live in?"), areas, columns=2)
    return Groups(area)


def told(area: str, found: Sequence[Known]) -> Text:
    """To who asked."""
    if not found:
        return _("There is no watch group in {area} yet. Would you begin one? Write JOIN.", area=area)
    head = _("Watch groups in {area}. Together neighbours keep an eye on where they live.", area=area)
    return lines(head, *(_told(area, one) for one in found)).sms(
        lines(_("Watch groups in {area}:", area=area), *(_short(one) for one in found))
    )


def _told(area: str, one: Known) -> Text:
    if not one.contact:
        return _("• {group}. {join} It has no contact ombud just now.", group=one.name, join=one.join)
    return _(
        "• {group}. {join} It is kept together by {area}, contact ombud {number}.",
        group=one.name,
        join=one.join,
        area=area,
        number=one.contact,
    )


def _short(one: Known) -> Text:
    return verbatim(f"{one.name}: {one.join}")


def beside(area: str, found: Sequence[tuple[str, str]]) -> Text:
    """To who wants to be contact ombud or patrol volunteer there: the groups' names, and how one joins."""
    whole = lines(
        _("Watch groups in {area}:", area=area),
        *(_("• {group}. {join}", group=name, join=join) for name, join in found),
    )
    names = ", ".join(name for name, _join in found)
    return whole.sms(_("Watch groups in {area}: {groups}. WATCH tells how to join.", area=area, groups=names))
