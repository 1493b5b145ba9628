"""The rows of the four exports: the fields in their order, and how a released week or an action becomes rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from bot.municipality import Municipality
from bot.picture.counts import BANDS_TOLD, CATEGORIES, UNKNOWN
from bot.picture.disclosure import Told
from bot.picture.shapes import Digest, Ranked, Released, Spot
from bot.weekly.week import monday
from storage.actions import OPEN, Kept

Row = dict[str, Any]

_WEEK = ("week", "week_starts")
_AREA = ("area", "area_name")
_REPORTED = ("reports", "drafts", "assessment_lowest", "assessment_highest", "assessment_before")
_PULSE = ("very_safe", "rather_safe", "rather_unsafe", "very_unsafe")
FIELDS: dict[str, tuple[str, ...]] = {
    "tips": (*_WEEK, "by", *_AREA, "category", "time_band", "tips"),
    "reports": (*_WEEK, *_AREA, "vacant", "paused", *_REPORTED, "observation", "category", "place", "time_band"),
    "actions": (
        "action",
        "decided_on",
        *_AREA,
        *("category", "place", "owner", "owner_name", "due", "status", "overdue", "done_on"),
    ),
    "picture": (
        *_WEEK,
        *_AREA,
        *("priority", "priority_reasons", "north", "ombud", "vacant", "paused", "silent_weeks"),
        *_REPORTED,
        *("observations", "hotspots", "quotes", "unreviewed", "min_cell"),
        *("tips", "tips_mean_of_four_weeks", "tips_changed"),
        *(f"tips_{category}" for category in CATEGORIES),
        *(f"tips_{band or 'time_unknown'}" for band in BANDS_TOLD),
        *("pulse_n", *(f"pulse_{answer}" for answer in _PULSE), "pulse_stay_in"),
    ),
}


def tips(week: str, told: Told, town: Municipality) -> Iterator[Row]:
    """The released cells of a week: the municipality, its areas, and below a told area its categories and bands of the
    day. A withheld number is None."""
    yield _cell(week, "municipality", "", "", told.total)
    for slug, name in [*((area.slug, area.name) for area in town.areas), (UNKNOWN, "")]:
        area = slug or "unknown"
        yield _cell(week, "area", area, name, told.areas.get(slug))
        for category, number in told.categories.get(slug, {}).items():
            yield _cell(week, "category", area, name, number, category=category)
        for band, number in told.bands.get(slug, {}).items():
            yield _cell(week, "time_band", area, name, number, time_band=band or "unknown")


def _cell(
    week: str, by: str, area: str, name: str, number: int | None, *, category: str = "", time_band: str = ""
) -> Row:
    values = (*_week(week), by, area, name, category, time_band, number)
    return dict(zip(FIELDS["tips"], values, strict=True))


def reports(digest: Digest) -> Iterator[Row]:
    """A row for each confirmed observation, and one for each area that has none, its report missing or not."""
    for area in digest.areas:
        about = (*_week(digest.week), area.slug, area.name, area.vacant, area.paused, *_reported(area))
        for number, one in enumerate(area.observations, 1):
            yield dict(zip(FIELDS["reports"], (*about, number, one.category, one.place, one.when), strict=True))
        if not area.observations:
            yield dict(zip(FIELDS["reports"], (*about, None, "", "", ""), strict=True))


def action(kept: Kept, town: Municipality, zone: tzinfo, today: date) -> Row:
    """What partners have decided, as it stands; what the words say is not in it."""
    names = {area.slug: area.name for area in town.areas}
    values = (
        kept.id,
        kept.created_at.astimezone(zone).date().isoformat(),
        *(kept.area, names.get(kept.area, ""), kept.category, kept.place),
        *(kept.owner, dict(town.organisations).get(kept.owner, ""), kept.due, kept.status),
        kept.status in OPEN and "" < kept.due < today.isoformat(),
        kept.done_at.astimezone(zone).date().isoformat() if kept.done_at else "",
    )
    return dict(zip(FIELDS["actions"], values, strict=True))


def picture(digest: Digest) -> Iterator[Row]:
    """A row for each area of a digest."""
    ranks = {one.area: (rank, _reasons(one)) for rank, one in enumerate(digest.order, 1)}
    for area in digest.areas:
        values = (
            *(*_week(digest.week), area.slug, area.name, *ranks.get(area.slug, (None, ""))),
            *(area.north, area.ombud, area.vacant, area.paused, area.silent, *_reported(area)),
            *(len(area.observations), _spots(area.slug, digest.spots)),
            *("; ".join(quote.text for quote in area.quotes), area.unreviewed, digest.min_cell),
            *(area.tips, area.change.mean if area.change else None, area.change.mark if area.change else None),
            *(area.categories.get(category) for category in CATEGORIES),
            *(area.bands.get(band) for band in BANDS_TOLD),
            *_pulse(area),
        )
        yield dict(zip(FIELDS["picture"], values, strict=True))


def _week(week: str) -> tuple[str, str]:
    return week, monday(week).isoformat()


def _reported(area: Released) -> tuple[int | None, ...]:
    said = area.assessments
    return len(said), area.drafts, min(said, default=None), max(said, default=None), area.before


def _reasons(ranked: Ranked) -> str:
    said = ((reason.why, str(reason.number or ""), reason.what) for reason in ranked.reasons)
    return "; ".join(" ".join(filter(None, parts)) for parts in said)


def _spots(slug: str, spots: tuple[Spot, ...]) -> str:
    return "; ".join(f"{one.category} {one.place} ({one.weeks})" for one in spots if one.area == slug)


def _pulse(area: Released) -> tuple[int | None, ...]:
    if area.pulse is None:
        return (None,) * (len(_PULSE) + 2)
    return area.pulse.n, *area.pulse.answers, area.pulse.stay_in
