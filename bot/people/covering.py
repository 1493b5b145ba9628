"""COVERAGE: for who finds and helps ombud, how each area is looked after today. Nobody is named, and nothing that was
seen or said is in it."""

from __future__ import annotations

from bot import facts
from bot.desk import Desk
from bot.municipality import AreaInfo
from bot.people import cover, silence
from bot.picture.coverage import standing
from bot.picture.policy import in_view
from bot.picture.shapes import Standing
from bot.visit import Outcome, Visit
from bot.weekly.week import shift
from handlers.days import day
from handlers.flows import ANSWERING
from handlers.notices import NOT_FOR_YOU
from storage import audit, patrols, people, trainings
from storage.database import Work
from storage.people import Person


def show(visit: Visit, _: str) -> Outcome:
    """Every area the person has to do with."""
    desk, work = visit.desk, visit.work
    held = [h for h in visit.person.roles if h.role in ANSWERING]
    if not held:
        return visit.say(NOT_FOR_YOU)
    seen = [area for area in desk.town.areas if any(in_view(h.role, h.area, area.slug) for h in held)]
    audit.note(work, f"person:{visit.person.id}", "coverage", ",".join(area.slug for area in seen)[:120])
    today = day(cover.today(desk, work).isoformat())
    passes = sum(any(area.slug in kept.areas for area in seen) for kept in _passes(desk, work))
    return visit.say(standing(areas_now(desk, work, seen), passes, today, desk.public_url))


def _passes(desk: Desk, work: Work) -> list[patrols.Kept]:
    return patrols.of_week(work, facts.this_week(desk, work))


def areas_now(desk: Desk, work: Work, areas: list[AreaInfo]) -> list[Standing]:
    """How each of these areas is looked after now."""
    learnt = trainings.trained(work)
    gone = [slug for kept in _passes(desk, work) for slug in kept.areas]
    return [_area(desk, work, area, learnt, gone.count(area.slug)) for area in areas]


def _area(desk: Desk, work: Work, area: AreaInfo, learnt: set[int], passes: int) -> Standing:
    held = people.holders(work, "ombud", area.slug)
    away = [kept for person in held if (kept := cover.away(work, person.id, cover.today(desk, work)))]
    return Standing(
        area.slug,
        area.name,
        area.north,
        ombud=len(held),
        trained=sum(person.id in learnt for person in held),
        silent=sum(is_silent(desk, work, person, area.slug) for person in held),
        paused=len(away),
        stood_in=sum(kept.answer == "yes" for kept in away),
        groups=len(desk.town.groups_of(area.slug)),
        passes=passes,
    )


def is_silent(desk: Desk, work: Work, person: Person, area: str) -> bool:
    """Whether an ombud has not answered for so long that the coordinator is told; who is away today is not silent."""
    if cover.away(work, person.id, cover.today(desk, work)):
        return False
    return silence.silent_weeks(work, person, area, shift(facts.this_week(desk, work), -2)) >= silence.TOLD_AFTER
