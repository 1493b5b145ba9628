"""Thirteen weeks of each area, chosen among what was released of each week, and never counted again. A week that has
not been released, or that nobody reported, is a gap, and not a zero."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.desk import Desk
from bot.picture.disclosure import closed, digest
from bot.picture.shapes import Released
from bot.week import shift
from handlers.records import Role
from storage.database import Work

WEEKS = 13

State = Literal["reported", "missing", "vacant", "paused", ""]


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """One area's week as it was released. `state` is "" where the week was not; `assessment` the ombud's lowest, 1 to
    4; `tips` None where withheld; `pulse` how many residents answered and `unsafe` the share of them who feel unsafe,
    in per cent, None below five; `observations` None where nobody reported."""

    week: str
    state: State = ""
    assessment: int | None = None
    tips: int | None = None
    pulse: int | None = None
    unsafe: int | None = None
    observations: int | None = None


@dataclass(frozen=True, slots=True)
class AreaQuarter:
    """One area's thirteen weeks, the earliest first."""

    area: str
    name: str
    north: bool
    weeks: tuple[AreaWeek, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the holder of `role` may see of the thirteen `weeks` (ISO, the earliest first)."""

    role: Role
    weeks: tuple[str, ...]
    areas: tuple[AreaQuarter, ...]


def quarter(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> Quarter:
    """The thirteen weeks that end with `week`. Looking back releases nothing: only `week` itself may be told now."""
    now = digest(desk, work, week, role, area).areas
    weeks = tuple(shift(week, -back) for back in reversed(range(WEEKS)))
    shown = {then: {one.slug: one for one in _seen(desk, work, then, role, area)} for then in weeks}
    return Quarter(
        role,
        weeks,
        tuple(
            AreaQuarter(one.slug, one.name, one.north, tuple(_week(then, shown[then].get(one.slug)) for then in weeks))
            for one in now
        ),
    )


def as_json(quarter: Quarter) -> dict[str, Any]:
    """The quarter as plain values; null where withheld, or where there is nothing."""
    return asdict(quarter)


def _seen(desk: Desk, work: Work, week: str, role: Role, area: str | None) -> tuple[Released, ...]:
    found = closed(desk, work, week, role, area)
    return found.areas if found else ()


def _week(week: str, area: Released | None) -> AreaWeek:
    if area is None:
        return AreaWeek(week)
    pulse = area.pulse
    return AreaWeek(
        week,
        _state(area),
        min(area.assessments, default=None),
        area.tips,
        pulse.n if pulse else None,
        round(100 * sum(pulse.answers[2:]) / pulse.n) if pulse else None,
        len(area.observations) if area.assessments or area.observations else None,
    )


def _state(area: Released) -> State:
    if area.assessments:
        return "reported"
    if area.vacant:
        return "vacant"
    return "paused" if area.paused else "missing"
