"""A digest as text for the chat, short by SMS."""

from __future__ import annotations

from collections import Counter

from bot.picture import patrols
from bot.picture.shapes import Digest, Quote, Released, Seen
from handlers.additions import name as named
from handlers.categories import label
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_, verbatim

TIMES = {
    "morning": _("mornings"),
    "day": _("daytime"),
    "evening": _("evenings"),
    "night": _("nights"),
}


def as_text(digest: Digest, url: str) -> Text:
    """The digest in words; by SMS at most two segments for one area, with where to read more."""
    head = _("The week in brief, week {week}", week=digest.week[-2:])
    reported = sum(bool(area.assessments) for area in digest.areas)
    if digest.role == "association":
        return lines(head, *(_coverage(area) for area in digest.areas), patrols.told(digest.patrols))
    told = [_area(area) for area in digest.areas]
    many = len(digest.areas) > 1
    counted = n_("{count} area has reported.", "{count} areas have reported.", reported) if many else None
    long = lines(
        head,
        *([counted] if counted else []),
        *told,
        patrols.told(digest.patrols),
        foot(digest.min_cell),
        separator="\n\n",
    )
    short = lines(_("Week {week}", week=digest.week[-2:]), *(_short(a) for a in digest.areas), separator="\n")
    return long.sms(lines(short, _("More: {url}", url=url)) if url else short)


def _coverage(area: Released) -> Text:
    state = _("vacant") if area.vacant else _("has an ombud")
    return _("{area}: {state}", area=verbatim(area.name), state=state)


def _area(area: Released) -> Text:
    name = verbatim(area.name)
    tips = _("not shown") if area.tips is None else verbatim(str(area.tips))
    tail = _("Tips from residents: {tips}", tips=tips)
    draft = _("A report is half-way; it is counted as far as it has come.") if area.drafts else None
    listed = [_seen(seen) for seen in area.observations]
    if not area.assessments:
        missing = _("no ombud, so no report") if area.vacant else _("the report is missing")
        missing = _("the ombud is on a pause") if area.paused else missing
        return lines(_("{area}: {missing}.", area=name, missing=missing), *listed, draft, tail)
    told = listed or [_("Nothing to report")]
    return lines(_("{area}: {safe}", area=name, safe=_assessed(area)), *told, *_quoted(area), draft, tail)


def _quoted(area: Released) -> list[Text]:
    """What has been approved of the ombud's own words, in the language they wrote; and how much has not been."""
    left = n_(
        "{count} quote from the ombud is not reviewed, and not shown.",
        "{count} quotes from the ombud are not reviewed, and not shown.",
        area.unreviewed,
    )
    return [*(_said(quote) for quote in area.quotes), *([left] if area.unreviewed else [])]


def _said(quote: Quote) -> Text:
    kind = named(quote.kind, "")
    return _("• {what}, in the ombud's words, reviewed: ”{words}”", what=kind, words=quote.text)


def _assessed(area: Released) -> Text:
    said = lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(area.assessments))), separator=" / ")
    if area.before is None:
        return _("{safe}, as the ombud sees it.", safe=said)
    return _("{safe}, as the ombud sees it; before: {before}.", safe=said, before=ASSESSMENTS[area.before - 1].label)


def _seen(seen: Seen) -> Text:
    parts = [label(seen.category), verbatim(seen.place) if seen.place else None, TIMES.get(seen.when)]
    return lines(verbatim("•"), lines(*parts, separator=", "), separator=" ")


def _short(area: Released) -> Text:
    name = verbatim(area.name)
    if not area.assessments and area.paused:
        return _("{area}: paused.", area=name)
    if not area.assessments:
        return _("{area}: vacant.", area=name) if area.vacant else _("{area}: report missing.", area=name)
    said = lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(area.assessments))), separator="/")
    counted = Counter(seen.category for seen in area.observations)
    what = [lines(verbatim(str(n)), label(c), separator=" ") for c, n in counted.most_common(4)]
    seen = lines(*what, separator=", ") if what else _("Nothing to report")
    told = _("{area}: {safe}. {seen}.", area=name, safe=said, seen=seen)
    counted_tips = None if area.tips is None else _("Tips: {tips}.", tips=area.tips)
    return lines(told, counted_tips, separator=" ")


def foot(min_cell: int) -> Text:
    """What a digest is made from, and what is not in it."""
    return _(
        "Made from the ombud's reports and residents' tips. Numbers below {bound}, and those that would give them away,"
        " are withheld, so that nobody can be picked out.",
        bound=min_cell,
    )
