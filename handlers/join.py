"""Taking up an invitation: what it is for, and yes or no. The only way to a role."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Join, Role
from handlers.text import Text, _, verbatim

ROLE_NAMES: dict[Role, Text] = {
    "ombud": _("safety ombud"),
    "manager": _("area manager"),
    "police": _("police contact"),
    "coordinator": _("coordinator"),
    "association": _("the association"),
    "patrol": _("patrol volunteer"),
    "contact": _("contact ombud"),
    "admin": _("administrator"),
}


def named(role: Role, area_name: str) -> Text:
    """A role as it is said: with its area, where it has one."""
    if not area_name:
        return ROLE_NAMES[role]
    return _("{role}, {area}", role=ROLE_NAMES[role], area=verbatim(area_name))


async def join(d: Dialogue) -> Join | None:
    role = named(d.facts["role"], d.facts["area_name"])
    yes = Option("yes", _("Yes, I'm in"), icon="✅")
    no = Option("no", _("No"))
    invited = _(
        "Welcome! You are invited as: {role}. What we keep of you, and why: {url}\n\nDo you accept?",
        role=role,
        url=d.facts["url"],
    ).sms(_("Welcome! Invited as: {role}. Your data: {url} Do you accept?", role=role, url=d.facts["url"]))
    return Join(d.facts["code"]) if await d.confirm("accept", invited, yes, no) else None
