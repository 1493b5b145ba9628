"""Who is in: a coordinator invites, moves and takes away; anyone with a role may lay it down. By SMS it is confirmed by
a code that only the real number was sent."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.dialogue import Dialogue, Option
from handlers.join import ROLE_NAMES, named
from handlers.moving import NewPhone
from handlers.pause import days_and_deputy
from handlers.records import ROLES, Invite, Membership, Pause
from handlers.text import Text, _, lines, verbatim

WHOLE = "all"
_WITH_AREA = ("ombud", "manager", "contact")  # roles that are always about an area
_WHEN_THEY = _("When are they away? Like: v29-31, 3 weeks, until 5 January.")
_MARKS = {
    "threat": _("withdrawn after a threat"),
    "silent": _("silent"),
    "paused": _("on a pause"),
    "stopped": _("wants no messages"),
    "untrained": _("not trained"),
}


async def invite(d: Dialogue) -> Invite | None:
    role = await d.choose("role", _("As what?"), [Option(r, ROLE_NAMES[r]) for r in ROLES], columns=2)
    areas = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"]]
    whole = [] if role in _WITH_AREA else [Option(WHOLE, _("The whole municipality"), number=0)]
    area = await d.choose("area", _("Which area?"), [*areas, *whole], columns=2)
    name = "" if area == WHOLE else next(a.name for a in d.facts["areas"] if a.slug == area)
    asked = _("Invite: {role}. Whoever has the code gets the role. Right?", role=named(role, name))  # type: ignore[arg-type]
    made = Invite(role, None if area == WHOLE else area)  # type: ignore[arg-type]
    return made if await _signed(d, asked) else None


@dataclass(frozen=True, slots=True)
class PauseFor:
    """An ombud who asked a coordinator to is paused."""

    person: int
    pause: Pause


async def members(d: Dialogue) -> Membership | NewPhone | PauseFor | None:
    """Everyone who holds a role, and what can be done about one of them."""
    held = [tuple(one) for one in d.facts["members"]]
    listed = [Option(str(n), _line(role, area, mark)) for n, (_p, role, _s, area, mark) in enumerate(held)]
    close = Option("close", _("Close"), number=0, words=("nej", "no", "stäng"))
    which = await d.choose("who", _("Who holds which role. Change something?"), [*listed, close])
    if which == "close":
        return None
    person, role, slug, area, mark = held[int(which)]
    what = await d.choose("what", lines(_line(role, area, mark), _("What is to happen?")), _deeds(role, mark, slug))
    if what == "keep":
        return None
    if what == "phone":
        return NewPhone(person) if await _signed(d, _sure(what, named(role, area))) else None
    if what == "paused":
        days = await days_and_deputy(d, d.facts["deputies"][str(person)], _WHEN_THEY)
        return PauseFor(person, days) if days else None
    to = await _where_to(d, slug) if what == "moved" else ""
    signed = await _signed(d, _sure(what, named(role, area)))
    return Membership(person, role, slug or None, what, to) if signed else None  # type: ignore[arg-type]


async def leave(d: Dialogue) -> Membership | None:
    """Lay down a role of one's own."""
    own = [tuple(one) for one in d.facts["own"]]
    n = 0
    if len(own) > 1:
        n = int(
            await d.choose("which", _("Which role?"), [Option(str(i), _line(r, a)) for i, (r, _s, a) in enumerate(own)])
        )
    role, slug, area = own[n]
    asked = _(
        "You lay down your role: {role}. You get no more tips or questions about it. Sure?", role=named(role, area)
    )
    return Membership(d.facts["person"], role, slug or None, "left") if await _signed(d, asked) else None


def _line(role: str, area: str, mark: str = "") -> Text:
    said = named(role, area)  # type: ignore[arg-type]
    known = lines(*(_MARKS[each] for each in mark.split()), separator=", ")
    return _("{role} ({state})", role=said, state=known) if mark else said


def _deeds(role: str, mark: str, slug: str) -> list[Option]:
    keep = Option("keep", _("Leave it as it is"), number=0, words=("nej", "no"))
    if mark == "threat":
        return [Option("over", _("The threat is over: give the role back")), keep]
    move = [Option("moved", _("Another area"))] if slug else []
    move += [Option("paused", _("A pause"), words=("paus", "pause"))] if role == "ombud" else []
    phone = Option("phone", _("New telephone"), words=("nytt nummer", "new number"))
    return [*move, phone, Option("revoked", _("Take the role away")), keep]


async def _where_to(d: Dialogue, slug: str) -> str:
    others = [Option(area.slug, verbatim(area.name)) for area in d.facts["areas"] if area.slug != slug]
    return await d.choose("to", _("Which area?"), others, columns=2)


def _sure(what: str, role: Text) -> Text:
    if what == "phone":
        return _("{role}: a code for their new telephone. Are you sure who you are talking with?", role=role)
    if what == "over":
        return _("{role}: gets tips and questions again. Sure?", role=role)
    if what == "moved":
        return _("{role}: moves now, tips and questions too. Sure?", role=role)
    return _("{role}: loses the role now, and hears of it. Sure?", role=role)


async def _signed(d: Dialogue, asked: Text) -> bool:
    code = d.facts.get("code")
    yes = Option("yes", _("Yes"), int(code) if code else 1, ("ja", "yes"), "✅", secret=bool(code))
    return await d.choose("sure", asked, (yes, Option("no", _("No"), 0, ("nej", "no"))), columns=2) == "yes"


# What is said of it


def invited(code: str, role: Text, until: str) -> Text:
    return _(
        "The invitation ({role}), good once, until {until}. Pass it on yourself, for example:\n\n"
        "Welcome to the ombud's line ({role}). Write this code to it: {code}",
        role=role,
        code=code,
        until=until,
    )


def ended(role: Text) -> Text:
    return _(
        "Your role has ended: {role}. Thank you for what you have done! You can still send tips, like anyone.",
        role=role,
    )


def moved(role: Text) -> Text:
    return _("From now on you are: {role}. Tips and questions come to you from there.", role=role)


def given_back(role: Text) -> Text:
    return _("Welcome back. You are again: {role}.", role=role)


def member_left(role: Text) -> Text:
    return _("Has laid down the role: {role}. INVITE makes an invitation for whoever comes next.", role=role).sms(
        _("Has laid down the role: {role}.", role=role)
    )


DONE = _("Done.")
NOTHING_HELD = _("You hold no role here.")
NO_LONGER_SO = _("That has changed meanwhile. Nothing was done.")
LAST_COORDINATOR = _("Somebody has to be coordinator. Invite another first, then try again.")

# Threatened

HIDDEN = _(
    "You are withdrawn now: nobody sees you as ombud, and nothing is asked of you. The coordinator knows. Is it going"
    " on: ring 112. Else 114 14. Tell the police what has happened. You come back only when you want to."
).sms(_("You are withdrawn; the coordinator knows. Danger now: 112. Else police 114 14. Nothing more is asked of you."))


def threatened(role: Text) -> Text:
    """To the coordinator and the admins."""
    return _(
        "An ombud says they are threatened: {role}. They are withdrawn everywhere; the area's tips come to you. Ring"
        " them now. Is it going on: 112, else 114 14. With MEMBERS you give the role back when it is over.",
        role=role,
    ).sms(_("THREATENED: {role}. Withdrawn; tips come to you. Ring them now. 112, else 114 14.", role=role))
