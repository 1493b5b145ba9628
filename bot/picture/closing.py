"""What is closed with a week, once, at the digest's time: its reports, where the same comes back, what is decided, and
for how long nobody has reported. Of the weeks before it, only what was closed is read."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from typing import Any

from bot import facts
from bot.desk import Desk
from bot.picture import decisions, recurring
from bot.picture.counts import AreaWeek, Week, count
from bot.picture.shapes import Questions, Spot, Step
from bot.weekly.week import shift
from handlers.records import Observation
from storage import releases
from storage.database import Work


def week_of(desk: Desk, work: Work, week: str) -> Week:
    """What the ombud reported: as it stands until the digest's time, and from then on as it was closed."""
    kept = releases.of(work, week)
    if kept is None or work.now < facts.slot_of(desk, week, "digest"):
        return as_it_stands(desk, work, week)
    if kept.reports is None:
        releases.close(work, week, _plain(as_it_stands(desk, work, week)))
        kept = releases.of(work, week) or kept
    return _read(week, kept.reports)


def as_it_stands(desk: Desk, work: Work, week: str) -> Week:
    """The week as it would be closed now."""

    @cache
    def earlier(then: str) -> Week | None:
        return closed(work, then) if then < week else counted if then == week else None

    counted = count(desk, work, week)
    past = {area.slug: area for area in before.areas} if (before := earlier(shift(week, -1))) else {}
    five = [earlier(shift(week, -back)) for back in range(recurring.WEEKS)]
    return Week(
        week,
        tuple(replace(area, silent=_silent(area, past.get(area.slug))) for area in counted.areas),
        recurring.spots([one for one in five if one]),
        decisions.steps(desk, work, earlier),
    )


def closed(work: Work, week: str) -> Week | None:
    """A week as it was closed; None where it was not."""
    kept = releases.of(work, week)
    return None if kept is None or kept.reports is None else _read(week, kept.reports)


def _silent(area: AreaWeek, before: AreaWeek | None) -> int:
    """For how many weeks on end nobody has reported who was asked: where all are paused, or there is no ombud, nobody
    was."""
    if not _owed(area):
        return 0
    return 1 + (max(before.silent, 1) if before and _owed(before) else 0)


def _owed(area: AreaWeek) -> bool:
    return not area.assessments and not area.paused and area.ombud > 0


def _plain(week: Week) -> dict[str, Any]:
    plain = asdict(week)
    del plain["week"]
    return plain


def _read(week: str, plain: Any) -> Week:
    """As it was closed; by an earlier version only the areas were, as a list."""
    if isinstance(plain, list):
        plain = {"areas": plain}
    return Week(
        week,
        tuple(_area(area) for area in plain["areas"]),
        tuple(Spot(**spot) for spot in plain.get("spots", ())),
        tuple(_step(step) for step in plain.get("steps", ())),
    )


def _area(plain: dict[str, Any]) -> AreaWeek:
    seen = tuple(Observation(**one) for one in plain["observations"])
    words = tuple((kind, text) for kind, text in plain.get("quotes", ()))
    read: dict[str, Any] = {"quotes": words, "unreviewed": tuple(plain.get("unreviewed", ()))}
    read["questions"] = Questions(**plain.get("questions", {}))
    return AreaWeek(**{**plain, **read, "assessments": tuple(plain["assessments"]), "observations": seen})


def _step(plain: dict[str, Any]) -> Step:
    effect = plain.get("effect")
    return Step(**{**plain, "effect": (effect[0], effect[1]) if effect else None})
