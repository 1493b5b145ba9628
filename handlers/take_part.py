"""Somebody wants to take part: as what, where, when they are best reached, and a plain yes to passing it on. Of how to
reach them nothing is asked: they are answered where they write from."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.groups import beside
from handlers.join import named
from handlers.records import Application, News, Role
from handlers.text import Text, _, verbatim

KINDS = (
    Option("ombud", _("Safety ombud"), icon="🧡"),
    Option("patrol", _("Patrol volunteer"), icon="🚗"),
    Option("contact", _("Contact ombud"), icon="🏘"),
    Option("news", _("Just news"), icon="📰"),
)
NEAR_GROUPS = ("contact", "patrol")
WHOLE = ("patrol", "news")  # what one may want for the whole municipality


async def take_part(d: Dialogue) -> Application | News | None:
    kind = await d.choose("kind", _what(), KINDS)
    if kind in d.facts["open"]:  # one at a time: it is said where that one stands
        return Application(kind, None)  # type: ignore[arg-type]
    area = await _where(d, kind)
    name = next((known.name for known in d.facts["areas"] if known.slug == area), d.facts["town"])
    if kind == "news":
        return News(area) if await _news(d, name) else None
    role: Role = kind  # type: ignore[assignment]
    _mention_groups(d, kind, area, name)
    skip = Option("skip", _("Any time"), number=0)
    asked = _(
        "When are you best reached? A few words, like: evenings. You are answered here, where you write now, so leave "
        "out name and number."
    ).sms(_("When are you best reached? A few words. You are answered here: no name, no number."))
    when = await d.text("when", asked, max_length=60, options=(skip,))
    if not await _consent(d, named(role, name)):
        return None
    return Application(role, area, "" if when == "skip" else when)


def _what() -> Text:
    return _(
        "How good that you want to join in! As what?\n\n"
        "• Safety ombud: gets the tips of an area, and reports its week in two minutes.\n"
        "• Patrol volunteer: one or two rounds a month in the patrol car, by day and always two.\n"
        "• Contact ombud: keeps the neighbours of a watch group together, a quarter of an hour a month.\n"
        "• Just news: now and then you hear what happens in your area."
    ).sms(_("How good that you want to join in! As what?"))


async def _where(d: Dialogue, kind: str) -> str | None:
    areas = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"]]
    if kind in WHOLE:
        areas.append(Option("whole", _("The whole municipality"), number=0))
    area = await d.choose("area", _("In which area?"), areas, columns=2)
    return None if area == "whole" else area


def _mention_groups(d: Dialogue, kind: str, area: str | None, name: str) -> None:
    """The area's watch groups, once, to who wants to be where they are."""
    found = [(group, join) for slug, group, join in d.facts.get("groups", ()) if slug == area]
    if found and kind in NEAR_GROUPS and d.given("when") is None:
        d.say(beside(name, found))


async def _news(d: Dialogue, area: str) -> bool:
    yes, no = Option("yes", _("Yes, please"), icon="✅"), Option("no", _("No"))
    asked = _(
        "I write to you here now and then with news from {area}, until you write NEWS no. Is that all right?", area=area
    )
    return await d.confirm("news", asked, yes, no)


async def _consent(d: Dialogue, role: Text) -> bool:
    yes, no = Option("yes", _("Yes, pass it on"), icon="✅"), Option("no", _("No"))
    asked = _(
        "I pass this on to the association and the safety coordinator: {role}, and when you are best reached. They do "
        "not see your name or your number, and answer you here. You can take it back at any time. Is that all right?",
        role=role,
    ).sms(
        _(
            "I tell the association and the coordinator: {role}. No name, no number. You can take it back. OK?",
            role=role,
        )
    )
    return await d.confirm("consent", asked, yes, no)
