"""Which areas somebody looks after, the north first: a digest for the association, and what COVERAGE shows as it stands
now. No places, and nothing seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.picture import patrols, questions
from bot.picture.shapes import Digest, Released, Standing
from handlers.text import Text, _, lines, n_, verbatim

_NAMED = 4  # areas without an ombud that are named in an SMS


class _Area(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def north(self) -> bool: ...
    @property
    def ombud(self) -> int: ...
    @property
    def trained(self) -> int: ...
    @property
    def groups(self) -> int: ...
    @property
    def vacant(self) -> bool: ...


def coverage(digest: Digest, url: str) -> Text:
    """How many ombud each area has; by SMS how many areas have any, and which have none while they are few."""
    head = _("The week in brief, week {week}", week=digest.week[-2:])
    areas = sorted(digest.areas, key=lambda area: not area.north)
    more = patrols.told(digest.patrols), questions.in_words(digest.questions)
    told = lines(head, _north(areas), *(_area(area, _paused(area)) for area in areas), *more)
    return told.sms(_short_digest(digest, url)) if len(areas) > 1 else told


def standing(areas: Iterable[Standing], passes: int, day: Text, url: str) -> Text:
    """The same as it stands on a day, with who is silent or away, and the patrol's `passes` so far this week."""
    known = sorted(areas, key=lambda area: not area.north)
    more = _("More: {url}", url=url) if url else None
    head = _("Coverage, {day}", day=day)
    told = lines(head, _north(known), *(_area(area, *_now(area)) for area in known), more)
    return (
        told.sms(lines(head, lines(*_reached(known), _passes(passes), separator="; "), more))
        if len(known) > 1
        else told
    )


def _north(areas: Iterable[_Area]) -> Text | None:
    north = [area for area in areas if area.north]
    if len(north) < 2:
        return None
    return _("The north: {count} of {total} areas have an ombud.", count=_covered(north), total=len(north))


def _covered(areas: Iterable[_Area]) -> int:
    return sum(not area.vacant for area in areas)


def _area(area: _Area, *more: Text | None) -> Text:
    state = _("vacant") if area.vacant else n_("{count} ombud", "{count} ombud", area.ombud)
    learnt = (
        n_("{count} trained", "{count} trained", area.trained)
        if area.trained or (area.ombud and isinstance(area, Standing))
        else None
    )
    groups = n_("{count} watch group", "{count} watch groups", area.groups) if area.groups else None
    return _("{area}: {state}", area=verbatim(area.name), state=lines(state, learnt, *more, groups, separator=", "))


def _paused(area: Released) -> Text | None:
    return _("on a pause") if area.paused else None


def _now(area: Standing) -> tuple[Text | None, ...]:
    return _silent(area.silent), _away(area.paused, area.stood_in), _passes(area.passes) if area.passes else None


def _silent(number: int) -> Text | None:
    return n_("{count} silent", "{count} silent", number) if number else None


def _away(number: int, stood_in: int) -> Text | None:
    """How many are on a pause, and for how many of them somebody steps in."""
    if not number:
        return None
    return n_(
        "{count} on a pause, {there} with a deputy", "{count} on a pause, {there} with a deputy", number, there=stood_in
    )


def _passes(number: int) -> Text:
    return n_("{count} pass this week", "{count} passes this week", number)


def _reached(areas: list[Standing]) -> tuple[Text | None, ...]:
    """In short: how many areas have an ombud, which have none while they are few, and what is known of all of them."""
    north, vacant = [a for a in areas if a.north], [verbatim(area.name) for area in areas if area.vacant]
    ombud, trained, silent, paused, there, groups = (
        sum(getattr(area, name) for area in areas)
        for name in ("ombud", "trained", "silent", "paused", "stood_in", "groups")
    )
    return (
        _("{count} of {total} areas have an ombud", count=_covered(areas), total=len(areas)),
        _("the north {count} of {total}", count=_covered(north), total=len(north)) if len(north) > 1 else None,
        _("vacant: {areas}", areas=lines(*vacant, separator=", ")) if 0 < len(vacant) <= _NAMED else None,
        _("{trained} of {count} ombud trained", trained=trained, count=ombud),
        _silent(silent),
        _away(paused, there),
        n_("{count} watch group", "{count} watch groups", groups),
    )


def _short_digest(digest: Digest, url: str) -> Text:
    areas, vacant = list(digest.areas), [verbatim(area.name) for area in digest.areas if area.vacant]
    paused = sum(area.paused for area in areas)
    told = [_("{count} of {total} areas have an ombud.", count=_covered(areas), total=len(areas)), _north(areas)]
    named = _("Vacant: {areas}.", areas=lines(*vacant, separator=", ")) if 0 < len(vacant) <= _NAMED else None
    away = n_("{count} area is on a pause.", "{count} areas are on a pause.", paused) if paused else None
    more = _("More: {url}", url=url) if url else None
    return lines(_("Week {week}", week=digest.week[-2:]), *told, named, away, patrols.told(digest.patrols), more)
