"""Actions on the page: to decide on one, and to say how far one has come or give it other days. What is sent goes
through the conversation of ÅTGÄRD in the chat, so that the same is allowed and the same people hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from bot import facts
from bot.desk import Desk
from bot.effects import carry_out
from bot.people import cover
from bot.picture import places
from handlers.action import NEW
from handlers.dialogue import Json, State
from handlers.reading.clean import clean
from handlers.reading.emergency import emergency
from handlers.records import Days
from storage import actions
from storage.actions import Kept
from storage.database import Work
from storage.people import Person

LONGEST = {"where": 100, "what": 600}
_FARTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a form: what is `told` ("saved", "removed" when something was taken out before it was saved,
    "danger" when the words were of danger), or which fields are `wrong`, with what was `given`."""

    told: str = ""
    wrong: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


def desk_of(desk: Desk, work: Work, person: Person, areas: set[str]) -> dict[str, Any] | None:
    """What the forms are made of: what is under way in those of the person's areas that are looked at, and what a new
    action may be about. None for who decides nothing."""
    if not facts.allowed("action", person):
        return None
    known = _known(desk, work, person)
    own = [(slug, name) for slug, name in known["own"] if slug in areas]
    listed = places.seen_by(desk, work, person, actions.under_way(work, [slug for slug, _ in own]))
    seen = person.has("coordinator", "admin")
    return (
        {
            "areas": own,
            "owners": known["owners"],
            "listed": [(one, seen or one.person_id == person.id) for one in listed],
            "today": cover.today(desk, work),
        }
        if own
        else None
    )


def decide(desk: Desk, work: Work, person: Person, form: Mapping[str, str]) -> Answer:
    """A new action. Nothing is kept unless every field is right."""
    words, removed = _words(desk, form)
    due, follow_up = (_day(desk, work, form.get(name, "")) for name in ("due", "follow_up"))
    wrong = [name for name, day in (("due", due), ("follow_up", follow_up)) if day is None]
    wrong += [name for name in LONGEST if len(words[name]) > LONGEST[name]] + ([] if words["what"] else ["what"])
    known = _known(desk, work, person)
    wrong += [] if form.get("area", "") in ("", *dict(known["own"])) else ["area"]
    ahead = cast("dict[str, str]", known["follow_up"])["open"]
    key = due or "open"
    known |= {"dues": [[key, due or ""]], "follow_up": {key: follow_up or _after(due) or ahead}, "follow_ups": []}
    given: tuple[tuple[str, Json], ...] = (
        ("which", NEW),
        *((name, form.get(name, "")) for name in ("area", "category", "owner")),
        ("where", {"text": words["where"]}),
        ("what", words["what"]),
        ("due", key),
        ("send", "yes"),
    )
    page = desk.turn_page(State("action", given, known))
    wrong += [page.question.key] if page.question else []
    if wrong or page.record is None:
        return Answer(wrong=tuple(dict.fromkeys(wrong)), given=form)
    carry_out(page.record, desk, work, person)
    return Answer("danger" if _danger(form) else "removed" if removed else "saved")


def change(desk: Desk, work: Work, person: Person, form: Mapping[str, str], key: int) -> Answer:
    """How far an action has come, and its days. What is not among the person's own is as if it were not there."""
    known = _known(desk, work, person)
    kept = actions.by_id(work, key)
    page = desk.turn_page(State("action", (("which", str(key)), ("status", form.get("status", "keep"))), known))
    there = key in {one[0] for one in known["actions"]}
    days = _new_days(desk, work, form, kept) if kept and there else None
    wrong = ([] if there else ["which"]) + ([] if days else ["due"]) + ([page.question.key] if page.question else [])
    if wrong or days is None:
        return Answer(wrong=tuple(f"{name}-{key}" for name in wrong), given=form)
    for record in (days, page.record):
        if record is not None:
            carry_out(record, desk, work, person)
    return Answer("saved")


def _known(desk: Desk, work: Work, person: Person) -> dict[str, Any]:
    """The facts of ÅTGÄRD; whoever is logged in has shown who they are, and needs no code."""
    return dict(facts.for_action(desk, work, person, confirms=False).facts)


def _words(desk: Desk, form: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The form's words, without what points at a person; and whether something was taken out."""
    words, removed = {}, False
    for name in LONGEST:
        found = desk.redact(clean(form.get(name, "")))
        words[name] = found.text
        removed = removed or bool(found.kinds)
    return words, removed


def _danger(form: Mapping[str, str]) -> bool:
    return any(emergency(clean(form.get(name, ""))) for name in LONGEST)


def _new_days(desk: Desk, work: Work, form: Mapping[str, str], kept: Kept) -> Days | None:
    """The form's days; one that stood there already may have passed."""
    due, follow_up = (
        stood if form.get(name, "") == stood else _day(desk, work, form.get(name, ""))
        for name, stood in (("due", kept.due), ("follow_up", kept.follow_up))
    )
    return None if due is None or follow_up is None else Days(kept.id, due, follow_up)


def _day(desk: Desk, work: Work, written: str) -> str | None:
    """A day from today on, within two years; "" for none, None for what is no such day."""
    if not written:
        return ""
    today = cover.today(desk, work)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day.isoformat() if today <= day <= today + _FARTHEST else None


def _after(due: str | None) -> str:
    """When an action is followed up unless a day is given."""
    return facts.follow_up_of(date.fromisoformat(due)) if due else ""
