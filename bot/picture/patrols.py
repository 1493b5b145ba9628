"""The patrol's week for the association: how many passes, how long, how far, where, and what is wrong with the car. No
crew is in it, and what was seen stands among the areas' observations. Closed once, with the week's reports."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot import facts
from bot.desk import Desk
from bot.picture.shapes import Patrols
from handlers.patrol_notices import events, faults, lasted
from handlers.records import Role
from handlers.text import Text, _, lines, n_, verbatim
from storage import car_faults, patrols
from storage.database import Work
from storage.patrols import Kept

SEE: tuple[Role, ...] = ("association", "coordinator", "admin")


def of_week(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Patrols | None:
    """The passes of a week, for who has to do with all of them; None without a patrol."""
    if role not in SEE or area is not None:
        return None
    kept = patrols.closed(work, week)
    if kept is not None:
        return _read(kept)
    counted = _counted(desk, work, week) if patrols.any_members(work) else None
    if work.now >= facts.slot_of(desk, week, "digest"):
        patrols.close(work, week, asdict(counted) if counted else {})
    return counted


def _read(plain: dict[str, Any]) -> Patrols | None:
    return Patrols(**{**plain, "areas": tuple(plain["areas"]), "faults": tuple(plain["faults"])}) if plain else None


def _counted(desk: Desk, work: Work, week: str) -> Patrols:
    passes = patrols.of_week(work, week)
    over = [kept for kept in passes if kept.ending]
    visited = {slug for kept in over for slug in kept.areas}
    numbers = [patrols.count_seen(work, kept.id) for kept in over]
    return Patrols(
        passes=len(over),
        minutes=sum(_minutes(kept) for kept in over),
        km=sum(kept.km or 0 for kept in over),
        areas=tuple(area.name for area in desk.town.areas if area.slug in visited),
        seen=sum(numbers),
        unreported=sum(kept.ending == "unreported" for kept in over),
        faults=tuple(dict.fromkeys(fault.kind for fault in car_faults.standing(work))),
    )


def _minutes(kept: Kept) -> int:
    """How long a pass lasted; of one whose end was not reported nobody knows."""
    if kept.ended_at is None or kept.ending == "unreported":
        return 0
    return (kept.ended_at - kept.started_at) // timedelta(minutes=1)


def told(week: Patrols | None) -> Text | None:
    """The patrol's week in words; None where there is nothing to tell."""
    if week is None:
        return None
    car = _("The patrol car: {what}.", what=faults(week.faults)) if week.faults else None
    if not week.passes:
        return lines(_("Patrol: no passes."), car, separator=" ")
    counted = n_("{count} pass", "{count} passes", week.passes)
    unknown = n_("The end of {count} was not reported.", "The end of {count} was not reported.", week.unreported)
    long, far = lasted(week.minutes) if week.minutes else None, _("{km} km", km=week.km) if week.km else None
    parts = (counted, long, far, verbatim(", ".join(week.areas)), events(week.seen))
    whole, short = (lines(*told, separator=", ") for told in (parts, (counted, events(week.seen))))
    said = _("Patrol: {what}.", what=whole).sms(_("Patrol: {what}.", what=short))
    return lines(said, unknown if week.unreported else None, car, separator=" ")
