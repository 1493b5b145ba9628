"""`ombud summary`: a week's digest on demand, through the same compiler as the one that is sent."""

from __future__ import annotations

from typing import Any

from bot.app import Ombudet
from bot.picture.disclosure import digest as digest_of
from bot.picture.render import as_text
from bot.picture.shapes import as_json
from bot.weekly.week import monday
from bot.weekly.week_jobs import DIGEST_ROLES
from handlers.records import Role
from storage import audit


class Unanswerable(Exception):
    """There is no such digest; the message says what to ask for instead."""


def summary(app: Ombudet, week: str, role: Role, area: str | None) -> tuple[str, dict[str, Any]]:
    """The digest as text and as plain values. Raises Unanswerable."""
    _check(app, week, role, area)
    with app.database.begin() as work:
        digest = digest_of(app.desk, work, week, role, area)
        audit.note(work, "operator", "release", f"summary:{week}:{role}:{area or '*'}")
    text = app.desk.voices.say(as_text(digest, app.desk.public_url), app.desk.town.languages[0])
    return text, as_json(digest)


def on_paper(app: Ombudet, plain: dict[str, Any], form: str) -> bytes:
    """A digest's plain values as PDF or PNG, in the municipality's first language. Raises ValueError."""
    from bot.picture import paper

    town, language = app.desk.town, app.desk.town.languages[0]
    places = {area.slug: area.at for area in town.areas if area.at}
    page = paper.sheet(plain, places, town.name, language, lambda text: app.desk.voices.say(text, language))
    return (paper.pdf if form == "pdf" else paper.png)(page, paper.dated(plain["week"]))


def _check(app: Ombudet, week: str, role: Role, area: str | None) -> None:
    try:
        monday(week)
    except ValueError as error:
        raise Unanswerable(str(error)) from None
    if role not in (*DIGEST_ROLES, "admin"):
        raise Unanswerable(f"a {role} gets no digest: choose one of {', '.join(DIGEST_ROLES)}")
    if area is None and role == "manager":
        raise Unanswerable("a manager's digest is about an area: --area")
    known = [a.slug for a in app.desk.areas]
    if area is not None and area not in known:
        raise Unanswerable(f"no area {area!r}: choose one of {', '.join(known)}")
