"""What a flow needs to know of the world when it begins, gathered from storage: flows ask nobody themselves."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

from bot import cover
from bot.desk import Desk
from bot.week import iso_week, shift, slots
from handlers.dialogue import Answers, Json, State
from handlers.flows import FLOWS, PARTNERS
from handlers.menu import ITEMS
from handlers.reading.category import category
from handlers.reading.place import find_area, find_place
from handlers.reading.when import time_band
from storage import actions, challenges, reports, tips
from storage.database import Work
from storage.people import Person
from storage.tips import Filed

_AT = re.compile(r"^(?:vid|på|at)\s+", re.IGNORECASE)  # the place itself, so that equal places read alike


def this_week(desk: Desk, work: Work) -> str:
    """The ISO week it is in the municipality."""
    return iso_week(work.now.astimezone(desk.zone).date())


def reported_week(desk: Desk, work: Work) -> str:
    """The week that reports are about now: the one that ended last Sunday."""
    return shift(this_week(desk, work), -1)


def for_tip(desk: Desk, person: Person, words: str = "") -> State:
    """A tip, from the beginning or from a free message: then what could be read is answered already."""
    facts: dict[str, Json] = {"free": bool(words), "words": words, "sms": person.channel == "sms"}
    answers: list[tuple[str, Json]] = []
    if words:
        read = category(words)
        where = _AT.sub("", find_place(words, desk.areas))
        if read:
            answers.append(("category", read))
        if where:
            answers.append(("where", {"text": where}))
        answers += _area_in(desk, words)
        answers.append(("what", words))
    return State("tip", tuple(answers), facts)


def _area_in(desk: Desk, words: str) -> Answers:
    area = find_area(words, desk.areas)
    return (("area", area),) if area else ()


def for_report(desk: Desk, work: Work, person: Person, area: str) -> State:
    """The week's report for an area, with the week's tips grouped; by SMS with the code that sends it."""
    week = reported_week(desk, work)
    listed: list[Json] = [list(group) for group in grouped(desk, tips.of_week(work, week, area))]
    facts: dict[str, Json] = {
        "week": week,
        "area": area,
        "area_name": desk.town.area(area).name,
        "tips": listed,
        "last": reports.last_assessment(work, area, week, shift(week, -1)),
    }
    if person.channel == "sms":
        facts["code"] = code_for_report(work, person, week)
    return State("report", (), facts)


def digest_due(desk: Desk, week: str) -> datetime:
    """When the digest of a week goes out; where there is no room for one, when the week after has ended."""
    slot = next(slot for slot in slots(week, desk.town.week) if slot.job == "digest")
    return slot.due or slot.until


def area_to_report(desk: Desk, work: Work, person: Person) -> str | None:
    """The area an ombud is to report now, their own or one they step in for: of several the first that has no report
    yet; None without any."""
    areas = cover.covered_by(work, person, cover.today(desk, work))
    answered = reports.answered(work, reported_week(desk, work))
    return next((area for area in areas if (person.id, area) not in answered), areas[0] if areas else None)


def code_for_report(work: Work, person: Person, week: str) -> str:
    """The four digits that confirm a report of the week by SMS."""
    return challenges.issue(work, person.id, f"report:{week}")


_DAYS = {"week": 7, "two_weeks": 14, "month": 30}


def for_action(desk: Desk, work: Work, person: Person) -> State:
    """What is decided in the person's areas, and what a new decision may be about."""
    own = {holding.area for holding in person.roles if holding.role in PARTNERS}
    areas = [area for area in desk.town.areas if None in own or area.slug in own]
    today = work.now.astimezone(desk.zone).date()
    listed = actions.under_way(work, [area.slug for area in areas])
    known = {area.slug: area.name for area in areas}
    dues: list[Json] = [[key, (today + timedelta(days=days)).isoformat()] for key, days in _DAYS.items()]
    facts: dict[str, Json] = {
        "own": [[area.slug, area.name] for area in areas],
        "owners": [list(owner) for owner in desk.town.organisations],
        "dues": [*dues, ["open", ""]],
        "actions": [[one.id, known[one.area], one.category, one.place, one.status] for one in listed],
    }
    if person.channel == "sms":
        facts |= {"code": challenges.issue(work, person.id, "action"), "confirms": "action"}
    return State("action", (), facts)


def grouped(desk: Desk, filed: list[Filed]) -> list[tuple[str, str, str, int]]:
    """Tips as observations (category, place, time band, how many), the most frequent first. Of the time only
    what its words say is taken over, never when it was sent; of the place only a street or a landmark. This is the way
    by which a resident's words could reach a partner."""
    named = {tip.id: _AT.sub("", find_place(tip.place.text, desk.areas)) for tip in filed}
    count: Counter[tuple[str, str]] = Counter((tip.category, named[tip.id]) for tip in filed)
    bands: dict[tuple[str, str], str] = {}
    for tip in filed:
        bands.setdefault((tip.category, named[tip.id]), time_band(tip.what))
    return [(*key, bands[key], number) for key, number in count.most_common()]


def for_menu(person: Person) -> State:
    can: list[Json] = [key for key in ITEMS if key not in FLOWS or allowed(key, person)]
    return State("menu", (), {"can": can})


def for_language(desk: Desk) -> State:
    named: list[Json] = [[code, desk.voices.name(code)] for code in desk.voices.languages]
    return State("language", (), {"languages": named})


def allowed(flow: str, person: Person) -> bool:
    """Whether the person's roles let them start this conversation."""
    roles = FLOWS[flow].roles
    return not roles or person.has(*roles)
