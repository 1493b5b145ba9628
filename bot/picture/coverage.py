"""A digest for the association: which areas somebody looks after, the north first. No places, and nothing seen."""

from __future__ import annotations

from bot.picture import patrols, questions
from bot.picture.shapes import Digest, Released
from handlers.text import Text, _, lines, n_, verbatim

_NAMED = 4  # areas without an ombud that are named in an SMS


def coverage(digest: Digest, url: str) -> Text:
    """How many ombud each area has; by SMS how many areas have any, and which have none while they are few."""
    head = _("The week in brief, week {week}", week=digest.week[-2:])
    areas = sorted(digest.areas, key=lambda area: not area.north)
    more = patrols.told(digest.patrols), questions.in_words(digest.questions)
    told = lines(head, _north(digest), *(_area(area) for area in areas), *more)
    return told.sms(_short(digest, url)) if len(areas) > 1 else told


def _north(digest: Digest) -> Text | None:
    north = [area for area in digest.areas if area.north]
    if len(north) < 2:
        return None
    return _("The north: {count} of {total} areas have an ombud.", count=_covered(north), total=len(north))


def _covered(areas: list[Released]) -> int:
    return sum(not area.vacant for area in areas)


def _area(area: Released) -> Text:
    state = _("vacant") if area.vacant else n_("{count} ombud", "{count} ombud", area.ombud)
    paused = _("on a pause") if area.paused else None
    return _("{area}: {state}", area=verbatim(area.name), state=lines(state, paused, separator=", "))


def _short(digest: Digest, url: str) -> Text:
    areas, vacant = list(digest.areas), [verbatim(area.name) for area in digest.areas if area.vacant]
    paused = sum(area.paused for area in areas)
    told = [_("{count} of {total} areas have an ombud.", count=_covered(areas), total=len(areas)), _north(digest)]
    named = _("Vacant: {areas}.", areas=lines(*vacant, separator=", ")) if 0 < len(vacant) <= _NAMED else None
    away = n_("{count} area is on a pause.", "{count} areas are on a pause.", paused) if paused else None
    more = _("More: {url}", url=url) if url else None
    return lines(_("Week {week}", week=digest.week[-2:]), *told, named, away, patrols.told(digest.patrols), more)
