"""A digest as text for the chat: what comes first next week and why, then area by area, then what is decided."""

from __future__ import annotations

from bot.picture import brief, patrols, pulse
from bot.picture.coverage import coverage
from bot.picture.priority import known
from bot.picture.questions import in_words as asked
from bot.picture.reasons import because, decimal, in_words, spot_in_words, step_in_words
from bot.picture.shapes import Digest, Quote, Ranked, Reason, Released, Seen, Step
from handlers.additions import name as named
from handlers.categories import label
from handlers.days import day
from handlers.report import ASSESSMENTS
from handlers.text import Text, _, lines, n_, verbatim

TIMES = {
    "morning": _("mornings"),
    "day": _("daytime"),
    "evening": _("evenings"),
    "night": _("nights"),
}
FIRST = 3  # areas that are named as coming first
_MOST = 5  # hot-spots, and decisions, that are told in a chat; paper and the page have them all
_MOST_OF_MANY = 3  # observations of each area, where there are several areas


def as_text(digest: Digest, url: str) -> Text:
    """The digest in words; by SMS at most two segments, with where to read more."""
    if digest.role == "association":
        return coverage(digest, url)
    head = _("The week in brief, week {week}", week=digest.week[-2:])
    told = _several(digest) if len(digest.areas) > 1 else _one(digest)
    more = patrols.told(digest.patrols), asked(digest.questions)
    parts = [head, *told, _coming_back(digest), _decided(digest), *more, foot(digest.min_cell)]
    return lines(*parts, separator="\n\n").sms(brief.as_sms(digest, url))


def _one(digest: Digest) -> list[Text | None]:
    """An area's reasons, unless all there is to say is that nobody knows, and its week."""
    why = [_("To look at next week: {reasons}.", reasons=because(one)) for one in known(digest.order)]
    return [*why, *(_area(area, most=None) for area in digest.areas)]


def _several(digest: Digest) -> list[Text | None]:
    """The areas that come first, those with something to tell, and the rest in a line for each way they are."""
    reported = sum(bool(area.assessments) for area in digest.areas)
    counted = n_("{count} area has reported.", "{count} areas have reported.", reported)
    together = _("All areas that are shown: {pulse}", pulse=pulse.in_words(digest.pulse)) if digest.pulse else None
    told = [_area(area, most=_MOST_OF_MANY) for area in digest.areas if _has_more(area)]
    return [_first(known(digest.order)), lines(counted, together), *told, _the_rest(digest)]


def _first(order: list[Ranked]) -> Text | None:
    """Where next week's resources are best used. Of whom nothing is known stand among the rest."""
    if not order:
        return None
    ranked = [
        _("{number}. {area}: {reasons}", number=number, area=verbatim(one.name), reasons=because(one))
        for number, one in enumerate(order[:FIRST], 1)
    ]
    return lines(_("First next week"), *ranked)


def _has_more(area: Released) -> bool:
    """Whether there is more to tell of an area than how safe it is, or that nobody has reported."""
    return bool(area.observations or area.quotes or area.unreviewed or area.drafts) or area.tips is not None


def _the_rest(digest: Digest) -> Text | None:
    """The areas of which there is no more to tell, by how it is with them."""
    gone = brief.gaps(digest)
    calm = [area for area in digest.areas if area.assessments and not _has_more(area)]
    found = (
        (_("Nothing to report"), [_noted(area, _levels(area)) for area in calm]),
        (_("The report is missing"), [_noted(area, _weeks(area)) for area in gone["missing"]]),
        (_("No ombud"), [verbatim(area.name) for area in gone["vacant"]]),
        (_("The ombud is on a pause"), [verbatim(area.name) for area in gone["paused"]]),
    )
    told = [
        _bullet(_("{what}: {areas}", what=what, areas=lines(*areas, separator=", "))) for what, areas in found if areas
    ]
    return lines(_("The other areas"), *told) if told else None


def _noted(area: Released, note: Text) -> Text:
    return _("{area} ({note})", area=verbatim(area.name), note=note)


def _weeks(area: Released) -> Text:
    return n_("{count} week", "{count} weeks", max(area.silent, 1))


def _area(area: Released, most: int | None) -> Text:
    """An area's week; of its observations at most `most`."""
    draft = _("A report is half-way; it is counted as far as it has come.") if area.drafts else None
    listed = _some([_seen(seen) for seen in area.observations], most)
    felt = pulse.in_words(area.pulse) if area.pulse and most is None else None
    if not area.assessments:
        head = _("{area}: {missing}.", area=verbatim(area.name), missing=_missing(area))
        return lines(head, *listed, draft, _tips(area), felt)
    head = _("{area}: {safe}", area=verbatim(area.name), safe=_assessed(area))
    told = listed or ([] if area.quotes or area.unreviewed else [_("Nothing to report")])
    return lines(head, *told, *_quoted(area), draft, _tips(area), felt)


def _missing(area: Released) -> Text:
    if area.paused:
        return _("the ombud is on a pause")
    if area.vacant:
        return _("no ombud, so no report")
    return in_words(Reason("missing", area.silent)) if area.silent > 1 else _("the report is missing")


def _tips(area: Released) -> Text:
    """How many; and how many there usually are, where the difference is more than chance."""
    number = _("not shown") if area.tips is None else verbatim(str(area.tips))
    if area.change is not None and area.change.mark:
        usual = decimal(area.change.mean)
        more = _("more than usual ({tips}; usually {usual})", tips=number, usual=usual)
        fewer = _("fewer than usual ({tips}; usually {usual})", tips=number, usual=usual)
        number = more if area.change.mark == "more" else fewer
    return _("Tips from residents: {tips}", tips=number)


def _some(listed: list[Text], most: int | None) -> list[Text]:
    """The first `most`, and how many are left."""
    if most is None or len(listed) <= most:
        return listed
    return [*listed[:most], n_("• and {count} more", "• and {count} more", len(listed) - most)]


def _coming_back(digest: Digest) -> Text | None:
    """Where the same has been confirmed in three of the last five weeks."""
    if not digest.spots:
        return None
    told = [_bullet(_where(digest, spot.area), spot_in_words(spot)) for spot in digest.spots]
    return lines(_("What comes back"), *_some(told, _MOST))


def _decided(digest: Digest) -> Text | None:
    if not digest.steps:
        return None
    return lines(_("What is decided"), *_some([_step(digest, step) for step in digest.steps], _MOST))


def _step(digest: Digest, step: Step) -> Text:
    where, place = _where(digest, step.area), verbatim(step.place) if step.place else None
    what = _("”{words}”", words=step.what) if step.what else None
    due = _("by {day}", day=day(step.due)) if step.due else None
    follow_up = _("followed up {day}", day=day(step.follow_up)) if step.follow_up else None
    return _bullet(where, label(step.category), place, what, verbatim(step.owner), due, follow_up, step_in_words(step))


def _where(digest: Digest, slug: str) -> Text | None:
    """The area's name, where there are several."""
    names = {area.slug: area.name for area in digest.areas}
    return verbatim(names[slug]) if len(names) > 1 else None


def _bullet(*parts: Text | None) -> Text:
    return lines(verbatim("•"), lines(*parts, separator=", "), separator=" ")


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


def _levels(area: Released) -> Text:
    return lines(*(ASSESSMENTS[n - 1].label for n in sorted(set(area.assessments))), separator=" / ")


def _assessed(area: Released) -> Text:
    if area.before is None:
        return _("{safe}, as the ombud sees it.", safe=_levels(area))
    before = ASSESSMENTS[area.before - 1].label
    return _("{safe}, as the ombud sees it; before: {before}.", safe=_levels(area), before=before)


def _seen(seen: Seen) -> Text:
    return _bullet(label(seen.category), verbatim(seen.place) if seen.place else None, TIMES.get(seen.when))


def foot(min_cell: int) -> Text:
    """What a digest is made from, and what is not in it."""
    return _(
        "Made from the ombud's reports and residents' tips. Numbers below {bound}, and those that would give them away,"
        " are withheld, so that nobody can be picked out.",
        bound=min_cell,
    )
