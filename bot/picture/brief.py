"""A digest by SMS: two segments, with where to read more. Of several areas only those that come first are named."""

from __future__ import annotations

from collections import Counter

from bot.picture.priority import known
from bot.picture.reasons import decimal
from bot.picture.shapes import Digest, Ranked, Released, Why
from handlers.categories import label
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_, verbatim

_FIRST = 3
_KINDS = 4  # of observations, of one area
_WHY: dict[Why, Text] = {
    "unsafe": _("unsafe"),
    "worse": _("worse"),
    "more": _("more tips"),
    "recurring": _("comes back"),
    "overdue": _("a late action"),
    "missing": _("no report"),
    "vacant": _("no ombud"),
}


def as_sms(digest: Digest, url: str) -> Text:
    """The digest as short as it can be said."""
    week = _("Week {week}", week=digest.week[-2:])
    told = _several(digest) if len(digest.areas) > 1 else [_area(area, digest) for area in digest.areas]
    return lines(week, *told, _("More: {url}", url=url) if url else None)


def gaps(digest: Digest) -> dict[str, list[Released]]:
    """The areas nobody has reported, by why: "missing", "vacant" or "paused"."""
    found: dict[str, list[Released]] = {"missing": [], "vacant": [], "paused": []}
    for area in digest.areas:
        if not area.assessments:
            found["paused" if area.paused else "vacant" if area.vacant else "missing"].append(area)
    return found


def _several(digest: Digest) -> list[Text]:
    reported = sum(bool(area.assessments) for area in digest.areas)
    told = [_("{count} of {total} areas have reported.", count=reported, total=len(digest.areas))]
    told += [_ranked(number, one) for number, one in enumerate(known(digest.order)[:_FIRST], 1)]
    late = sum(step.overdue for step in digest.steps)
    return [*told, n_("{count} action is late.", "{count} actions are late.", late)] if late else told


def _ranked(number: int, one: Ranked) -> Text:
    reasons = lines(*(_WHY[reason.why] for reason in one.reasons), separator=", ")
    return _("{number}. {area}: {reasons}", number=number, area=verbatim(one.name), reasons=reasons)


def _area(area: Released, digest: Digest) -> Text:
    name = verbatim(area.name)
    if not area.assessments and area.paused:
        return _("{area}: paused.", area=name)
    if not area.assessments:
        return _("{area}: vacant.", area=name) if area.vacant else _("{area}: report missing.", area=name)
    said = lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(area.assessments))), separator="/")
    more = [part for part in (_tips(area), _late(digest)) if part]
    counted = Counter(seen.category for seen in area.observations).most_common(_KINDS)
    what = [lines(verbatim(str(n)), label(c), separator=" ") for c, n in counted]
    empty = _("No observations") if area.quotes or area.unreviewed else _("Nothing to report")
    seen = lines(*what, separator=", ") if what else empty
    return lines(_("{area}: {safe}. {seen}.", area=name, safe=said, seen=seen), *more, separator=" ")


def _tips(area: Released) -> Text | None:
    if area.tips is None:
        return None
    if area.change is not None and area.change.mark == "more":
        return _("Tips: {tips} (usually {usual}).", tips=area.tips, usual=decimal(area.change.mean))
    return _("Tips: {tips}.", tips=area.tips)


def _late(digest: Digest) -> Text | None:
    late = sum(step.overdue for step in digest.steps)
    return n_("{count} action is late.", "{count} actions are late.", late) if late else None
