"""Thirteen weeks of each area, drawn on the server: the ombud's assessment in steps, residents' tips as a line,
confirmed observations as bars, the pulse as dots. A week that was not released, not reported or withheld is a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.desk import Desk
from bot.picture.disclosure import closed
from bot.picture.shapes import Released
from bot.picture.views import QUARTER
from bot.weekly.week import shift
from handlers.records import Role
from storage.database import Work

WIDE, HIGH = 312, 56  # of a panel, in its own units
_EDGE = 6
_REMEMBERED = 2000  # weeks as somebody may see them

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Point:
    """One area's week: the ombud's lowest assessment, the share of residents who feel safe (in per cent) and how many
    answered, tips, confirmed observations. None where nothing was reported, or where it is withheld."""

    week: str
    assessment: int | None = None
    safe: int | None = None
    answers: int | None = None
    tips: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One area's thirteen weeks, the earliest first."""

    slug: str
    name: str
    points: tuple[Point, ...]

    @property
    def reported(self) -> int:
        return sum(point.assessment is not None for point in self.points)

    @property
    def unsafe(self) -> int:
        """In how many weeks the ombud found it unsafe."""
        return sum(point.assessment in (1, 2) for point in self.points)

    @property
    def seen(self) -> int:
        return sum(point.seen or 0 for point in self.points)

    @property
    def told(self) -> tuple[int, int]:
        """The told tips, and of how many weeks they are."""
        told = [point.tips for point in self.points if point.tips is not None]
        return sum(told), len(told)


class Past:
    """What has been released before, remembered: a release never changes, so it is read from the database once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[tuple[str, Role, str | None], tuple[Released, ...]] = {}

    def trends(self, work: Work, week: str, role: Role, area: str | None, category: str) -> list[Trend]:
        """The quarter that ends with `week`, as the holder of `role` may see it; "" for all categories."""
        weeks = [shift(week, -back) for back in reversed(range(QUARTER))]
        shown = {week: {one.slug: one for one in self._areas(work, week, role, area)} for week in weeks}
        now = self._areas(work, week, role, area)
        return [
            Trend(a.slug, a.name, tuple(_point(week, shown[week].get(a.slug), category) for week in weeks)) for a in now
        ]

    def _areas(self, work: Work, week: str, role: Role, area: str | None) -> tuple[Released, ...]:
        key = (week, role, area)
        if key not in self._known:
            found = closed(self._desk, work, week, role, area)
            if found is None:
                return ()
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = found.areas
        return self._known[key]


def _point(week: str, area: Released | None, category: str) -> Point:
    if area is None:
        return Point(week)
    pulse = area.pulse
    safe = round(100 * sum(pulse.answers[:2]) / pulse.n) if pulse else None
    seen = sum(category in ("", one.category) for one in area.observations)
    return Point(
        week,
        min(area.assessments, default=None),
        safe,
        pulse.n if pulse else None,
        area.categories.get(category) if category else area.tips,
        seen if area.assessments or area.observations else None,
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart: SVG paths for lines, (x, y) for dots, (x, y, height) for bars; `most` is what its top means."""

    kind: str
    most: int
    paths: tuple[str, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    bars: tuple[tuple[float, float, float], ...] = ()


def panels(trend: Trend, trends: Iterable[Trend], shows: Collection[str]) -> list[Panel]:
    """An area's charts, of what the role is shown. All areas have the same scale, or they could not be compared."""
    others = [point for one in trends for point in one.points]
    tips = max([4, *(point.tips or 0 for point in others)])
    seen = max([4, *(point.seen or 0 for point in others)])
    safe = [point.safe for point in trend.points]
    drawn = [steps([point.assessment for point in trend.points])]
    drawn += [dots(safe)] if any(share is not None for share in safe) else []
    drawn += [line([point.tips for point in trend.points], tips)] if "tips" in shows else []
    return drawn + ([bars([point.seen for point in trend.points], seen)] if "observations" in shows else [])


def _x(week: int) -> float:
    """The middle of a week's place."""
    return round(_EDGE + (week + 0.5) * (WIDE - 2 * _EDGE) / QUARTER, 1)


def _y(value: float, least: float, most: float) -> float:
    return round(HIGH - _EDGE - (value - least) / (most - least) * (HIGH - 2 * _EDGE), 1)


def _runs(values: Values) -> list[list[tuple[int, float]]]:
    """The weeks that have a value, in runs without a gap."""
    known = groupby(enumerate(values), key=lambda pair: pair[1] is not None)
    return [[(week, value) for week, value in run if value is not None] for there, run in known if there]


def steps(values: Values) -> Panel:
    """The assessment, 1 to 4, each as wide as its week."""
    half = (WIDE - 2 * _EDGE) / QUARTER / 2
    paths = []
    for run in _runs(values):
        corners = [f"{round(_x(week) + side, 1)} {_y(value, 1, 4)}" for week, value in run for side in (-half, half)]
        paths.append("M" + "L".join(corners))
    return Panel("assessment", 4, tuple(paths))


def line(values: Values, most: int) -> Panel:
    """Tips: a line through weeks that follow on each other, a dot on each."""
    places = [[(_x(week), _y(value, 0, most)) for week, value in run] for run in _runs(values)]
    paths = tuple("M" + "L".join(f"{x} {y}" for x, y in run) for run in places if len(run) > 1)
    return Panel("tips", most, paths, tuple(place for run in places for place in run))


def dots(values: Values) -> Panel:
    """The share who feel safe, in per cent. Each week's answers are from whoever chose to: no line joins them."""
    return Panel("safe", 100, dots=tuple((_x(w), _y(value, 0, 100)) for run in _runs(values) for w, value in run))


def bars(values: Values, most: int) -> Panel:
    """Confirmed observations; a line on the floor for a week that had none."""
    drawn = []
    for run in _runs(values):
        for week, value in run:
            top = _y(value, 0, most)
            drawn.append((round(_x(week) - 8, 1), min(top, HIGH - _EDGE - 1), max(HIGH - _EDGE - top, 1)))
    return Panel("seen", most, bars=tuple(drawn))
