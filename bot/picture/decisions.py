"""What partners have decided, as it is closed with a week: what is open or has lately changed, late or not, and whether
it helped. Of the weeks behind, only closed reports are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.desk import Desk
from bot.people import cover
from bot.picture import places
from bot.picture.counts import Week
from bot.picture.shapes import Step
from bot.weekly.week import iso_week, shift
from storage import actions, quotes
from storage.actions import OPEN, Kept
from storage.database import Work

CHANGED = timedelta(weeks=4)  # what is done or dropped is told of for so long,
HELPED = timedelta(weeks=9)  # and what is done until its effect has been told of for as long
WEEKS = 4  # before and after, between which the effect is

Closed = Callable[[str], Week | None]


def steps(desk: Desk, work: Work, closed: Closed) -> tuple[Step, ...]:
    """What is decided, what is late first, then by the day it is due; what is done or dropped last. `closed` gives a
    week's reports as they were closed, None where they were not."""
    approved = {one.number: one.told for one in quotes.in_actions(work, work.now - HELPED)}
    known = {area.slug for area in desk.town.areas}
    named = [one for one in actions.told_of(work, work.now - CHANGED, work.now - HELPED) if one.area in known]
    told = places.in_actions(desk, work, named)
    found = [(one.id, _step(desk, work, one, approved.get(one.id, ""), closed)) for one in told]
    return tuple(step for _id, step in sorted(found, key=lambda pair: (*_place(pair[1]), pair[0])))


def _place(step: Step) -> tuple[bool, bool, bool, str]:
    return step.status not in OPEN, not step.overdue, not step.due, step.due


def _step(desk: Desk, work: Work, one: Kept, what: str, closed: Closed) -> Step:
    owner = dict(desk.town.organisations).get(one.owner, one.owner)
    late = one.status in OPEN and "" < one.due < cover.today(desk, work).isoformat()
    effect = _effect(desk, one, closed)
    return Step(one.area, one.category, one.place, what, owner, one.due, one.status, late, one.follow_up, effect)


def _effect(desk: Desk, one: Kept, closed: Closed) -> tuple[int, int] | None:
    """What was confirmed of its kind in its area in the four weeks before the one it was done in, and in the four after
    that. None unless all eight are closed with a report: a week without one is not a week without trouble."""
    if one.status != "done" or one.done_at is None:
        return None
    done = iso_week(one.done_at.astimezone(desk.zone).date())
    after = _confirmed(one, [shift(done, by) for by in range(1, WEEKS + 1)], closed)
    before = None if after is None else _confirmed(one, [shift(done, -by) for by in range(1, WEEKS + 1)], closed)
    return None if after is None or before is None else (before, after)


def _confirmed(one: Kept, weeks: list[str], closed: Closed) -> int | None:
    number = 0
    for week in reversed(weeks):
        known = closed(week)
        area = next((area for area in known.areas if area.slug == one.area), None) if known else None
        if area is None or not area.assessments:
            return None
        number += sum(seen.category == one.category for seen in area.observations)
    return number
