"""Invitations as they are handed over: the code, a link for Telegram, the text for an SMS."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.app import Ombudet
from bot.channels import SendError
from bot.channels.telegram import Telegram
from handlers.join import named
from handlers.records import Role
from handlers.text import _
from storage import audit, invitations
from storage.database import Work
from storage.invitations import Invitation


class UnknownArea(Exception):
    """The municipality has no such area."""


async def invite(app: Ombudet, role: Role, area: str | None) -> dict[str, Any]:
    """A fresh invitation: ``{"code", "link", "sms", "expires"}``; `link` is empty while Telegram is off.

    Raises UnknownArea for an area that is none, or that is missing where the role needs one.
    """
    known = [a.slug for a in app.desk.areas]
    if area is not None and area not in known:
        raise UnknownArea(f"no area {area!r}: choose one of {', '.join(known)}")
    if area is None and role in ("ombud", "manager"):
        raise UnknownArea(f"the role {role} has an area: --area, one of {', '.join(known)}")
    code, made = await app.database.run(lambda work: _issue(work, role, area))
    return {
        "code": code,
        "link": await _link(app, code),
        "sms": _sms(app, code, made),
        "expires": made.expires_at.isoformat(timespec="seconds"),
    }


def _issue(work: Work, role: Role, area: str | None) -> tuple[str, Invitation]:
    audit.note(work, "operator", "invite", f"{role}:{area or '*'}")
    return invitations.issue(work, role, area)


async def _link(app: Ombudet, code: str) -> str:
    """Opens the bot with the code filled in. Needs the bot's name, which only Telegram knows."""
    telegram = app.channels.get("telegram")
    if not isinstance(telegram, Telegram):
        return ""
    with suppress(SendError):
        return f"https://t.me/{(await telegram.me())['username']}?start={code}"
    return ""


def _sms(app: Ombudet, code: str, made: Invitation) -> str:
    role = named(made.role, app.desk.town.area_name(made.area))
    text = _(
        "Welcome to the safety ombud's line ({role}). Answer with this code within a week: {code}", role=role, code=code
    )
    return app.desk.voices.say(text, app.desk.town.languages[0], "sms")


def as_text(made: dict[str, Any]) -> str:
    """The invitation for a person to read."""
    lines = [f"Code:    {made['code']}", f"Expires: {made['expires']}"]
    lines += [f"Link:    {made['link']}"] if made["link"] else []
    return "\n".join([*lines, f"SMS:     {made['sms']}"])


def revoke(app: Ombudet, code: str) -> bool:
    """Take an unused invitation back."""
    with app.database.begin() as work:
        audit.note(work, "operator", "revoke", "invitation")
        return invitations.revoke(work, code)
