"""What a flow needs to know of the world when it begins, gathered from storage: flows ask nobody themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any, cast

from bot import confirming
from bot.desk import Desk
from bot.people import cover
from bot.picture import places
from bot.weekly.week import iso_week, shift, slots
from handlers.action import LONGEST as LONGEST_ACTION
from handlers.action import NEW
from handlers.additions import COMMENT
from handlers.dialogue import Answers, Json, State
from handlers.flows import FLOWS, PARTNERS
from handlers.menu import ITEMS
from handlers.reading.category import category
from handlers.reading.place import find_area, spot_in
from handlers.reading.when import time_band
from handlers.records import Report
from storage import actions, challenges, drafts, reports, tips
from storage.database import Work
from storage.people import Person
from storage.tips import Filed


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
        where = spot_in(words, desk.areas)
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
    answers, seen = _begun(desk, work, person, week, area)
    landlord = _landlord(desk, area)
    facts: dict[str, Json] = {
        "week": week,
        "area": area,
        "area_name": desk.town.area(area).name,
        "landlord": landlord,
        "landlord_name": desk.town.landlord_name(landlord),
        "tips": seen,
        "last": reports.last_assessment(work, area, week, shift(week, -1)),
    }
    if person.channel == "sms":
        facts["code"] = code_for_report(work, person, week)
    return State("report", answers, facts)


def _begun(desk: Desk, work: Work, person: Person, week: str, area: str) -> tuple[Answers, list[Json]]:
    """Where a report goes on: a draft where it was left, a sent one from what was sent, else the week's tips. What
    goes into the next week's report begins from what has been put into that before."""
    into = goes_into(desk, work, person.id, week, area)
    draft = drafts.load(work, person.id, into, area)
    state = State.from_json(draft) if draft else State("report")
    if into == week and dict(state.answers).get("happened"):
        return state.answers, list(cast("Sequence[Json]", state.facts["tips"]))
    sent = reports.of_person(work, week, area, person.id)
    if into == week and sent is not None:
        return _as_sent(sent), [list(astuple(seen)) for seen in sent.observations]
    new = [] if sent else grouped(desk, tips.of_week(work, week, area))
    late = list(cast("Sequence[Any]", state.facts.get("carried", ())))
    there = {(seen[0], seen[1]) for seen in late}
    return state.answers, [*late, *(list(tip) for tip in new if tip[:2] not in there)]


def _as_sent(sent: Report) -> Answers:
    """A report's answers, so that what is asked next is whether to send it again."""
    happened = "right" if sent.observations else "nothing"
    told = (("happened", happened), ("assessment", str(sent.assessment)))
    return (*told, *((("trend", sent.trend),) if sent.trend else ()), *_words(sent))


def _words(said: Report) -> Answers:
    return (*said.words, *(((COMMENT, said.comment),) if said.comment else ()))


def carried(said: Report, sent: Report | None) -> State:
    """What came too late for its week, as the beginning of the next week's report; without what had been `sent`."""
    before = (sent.observations, _words(sent)) if sent else ((), ())
    seen: list[Json] = [list(astuple(one)) for one in said.observations if one not in before[0]]
    return State("report", tuple(pair for pair in _words(said) if pair not in before[1]), {"carried": seen})


def goes_into(desk: Desk, work: Work, person_id: int, week: str, area: str) -> str:
    """The week whose report a report about `week` goes into, sent now: that week's, until the cut-off, or until the
    digest from who has not reported yet; else the next one's."""
    closes = slot_of(desk, week, "digest")
    if (person_id, area) in reports.answered(work, week):
        closes = min(closes, slot_of(desk, week, "cutoff"))
    return week if work.now < closes else shift(week, 1)


def _landlord(desk: Desk, area: str) -> str:
    """The landlord that an area's reports go to: the municipality's own where it has houses there."""
    slugs = desk.town.area(area).landlords
    return desk.town.landlord if desk.town.landlord in slugs else next(iter(slugs), "")


def slot_of(desk: Desk, week: str, job: str) -> datetime:
    """When a week's slot is; where there is no room for it, when it would have stopped making sense."""
    slot = next(slot for slot in slots(week, desk.town.week) if slot.job == job)
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
_FOLLOWED = 14  # days after it is due, unless somebody wants another; from what has no date, a month from today
_FOLLOW_UPS = {"two_weeks": 14, "month": 30, "quarter": 91}


def follow_up_of(due: date) -> str:
    """When what is due on a day is followed up, unless somebody wants another."""
    return (due + timedelta(days=_FOLLOWED)).isoformat()


def for_action(desk: Desk, work: Work, person: Person, words: str = "", *, confirms: bool = True) -> State:
    """What is decided in the person's areas, and what a new decision may be about; by SMS with the code that
    `confirms` it. `words` are a new one: what could be read in them is answered already."""
    own = {holding.area for holding in person.roles if holding.role in PARTNERS}
    areas = [area for area in desk.town.areas if None in own or area.slug in own]
    today = work.now.astimezone(desk.zone).date()
    listed = places.seen_by(desk, work, person, actions.under_way(work, [area.slug for area in areas]))
    known = {area.slug: area.name for area in areas}
    dues = {key: today + timedelta(days=days) for key, days in _DAYS.items()}
    follow_ups = {key: today + timedelta(days=days) for key, days in _FOLLOW_UPS.items()}
    facts: dict[str, Json] = {
        "own": [[area.slug, area.name] for area in areas],
        "owners": [list(owner) for owner in desk.town.organisations],
        "dues": [*([key, day.isoformat()] for key, day in dues.items()), ["open", ""]],
        "follow_up": {**{key: follow_up_of(day) for key, day in dues.items()}, "open": dues["month"].isoformat()},
        "follow_ups": [*([key, day.isoformat()] for key, day in follow_ups.items()), ["never", ""]],
        "actions": [[one.id, known[one.area], one.category, one.place, one.status] for one in listed],
    }
    answers = _decided(desk, words, known, new=bool(listed)) if words else ()
    return State("action", answers, facts | (confirming.by_code(work, person, "action") if confirms else {}))


def _decided(desk: Desk, words: str, areas: Container[str], *, new: bool) -> Answers:
    answers: list[tuple[str, Json]] = [("which", NEW)] if new else []
    answers += [(key, area) for key, area in _area_in(desk, words) if area in areas]
    kind, where = category(words), spot_in(words, desk.areas)
    answers += [("category", kind)] if kind else []
    answers += [("where", {"text": where})] if where else []
    return (*answers, *((("what", words),) if len(words) <= LONGEST_ACTION else ()))


def grouped(desk: Desk, filed: list[Filed]) -> list[tuple[str, str, str, int]]:
    """Tips as observations (category, place, time band, how many), the most frequent first. Of the time only
    what its words say is taken over, never when it was sent; of the place only a street or a landmark. This is the way
    by which a resident's words could reach a partner."""
    named = {tip.id: spot_in(tip.place.text, desk.areas) for tip in filed}
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
