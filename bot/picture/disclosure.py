"""The privacy compiler: everything that leaves towards a partner passes here.

An observation that an ombud has confirmed concerns a place, and is shown. How many residents tipped is withheld
below the municipality's `min_cell`, zero included, and never broken down; words of ombud or residents never pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.picture.counts import AreaWeek, Week
from handlers.records import Role

SEES_PLACES: tuple[Role, ...] = ("manager", "police", "coordinator", "admin")
SEES_ALL_AREAS: tuple[Role, ...] = ("coordinator", "association", "admin")


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation as it is shown: category, street or landmark ("" if withheld for this purpose), time band."""

    category: str
    place: str
    when: str


@dataclass(frozen=True, slots=True)
class Released:
    """An area's week as a recipient may see it. `tips` is None where the number is withheld."""

    slug: str
    name: str
    vacant: bool
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Seen, ...]
    tips: int | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What one recipient gets of one week. `min_cell` is the bound below which counts are withheld."""

    week: str
    role: Role
    areas: tuple[Released, ...]
    min_cell: int


def release(counted: Week, role: Role, area: str | None, min_cell: int) -> Digest:
    """A counted week as the holder of `role` may see it: own area, or all where the purpose needs all."""
    chosen = [a for a in counted.areas if _in_view(a, role, area)]
    return Digest(counted.week, role, tuple(_released(a, role, min_cell) for a in chosen), min_cell)


def _in_view(counted: AreaWeek, role: Role, area: str | None) -> bool:
    return area == counted.slug or (area is None and role in (*SEES_ALL_AREAS, "police"))


def _released(counted: AreaWeek, role: Role, min_cell: int) -> Released:
    places = role in SEES_PLACES
    seen = [Seen(o.category, o.place if places else "", o.when) for o in counted.observations]
    return Released(
        counted.slug,
        counted.name,
        counted.ombud == 0,
        counted.assessments if places else (),
        counted.before if places else None,
        tuple(seen) if places else (),
        counted.tips if counted.tips >= min_cell and places else None,
        counted.paused,
    )
