"""In which order next week's shared resources are best used, with the reasons in words instead of a score. It reads a
digest as its recipient is shown it, and nothing else, so the order tells nothing that the digest does not.

No data is not safety, and not danger either: an area without a report, or without an ombud, is in the order for that
alone, after those of which something is known, and never as unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.picture.shapes import Digest, Ranked, Reason, Released

_UNSAFE = 2  # the assessment at which the ombud finds it unsafe, or lower
_NOBODY_KNOWS = ("missing", "vacant")


def order(digest: Digest) -> tuple[Ranked, ...]:
    """The areas for which there is a reason. They come by the lowest assessment, if that is unsafe; then those that are
    less safe than before, those with more tips than usual, those where the same comes back (in most weeks first), those
    with most that is late, those longest without a report, those without an ombud; else as the municipality has them.
    """
    found = [(_reasons(area, digest), area) for area in digest.areas]
    ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: _place(pair[0]))
    return tuple(Ranked(area.slug, area.name, reasons) for reasons, area in ranked)


def known(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Those of which more is known than that nobody knows."""
    return [one for one in ranked if any(reason.why not in _NOBODY_KNOWS for reason in one.reasons)]


def _reasons(area: Released, digest: Digest) -> tuple[Reason, ...]:
    return (*_of_the_ombud(area), *_more(area), *_recurring(area, digest), *_overdue(area, digest), *_unknown(area))


def _of_the_ombud(area: Released) -> list[Reason]:
    lowest = min(area.assessments, default=None)
    if lowest is None:
        return []
    found = [Reason("unsafe", lowest)] if lowest <= _UNSAFE else []
    return [*found, Reason("worse", area.before)] if area.before and lowest < area.before else found


def _more(area: Released) -> list[Reason]:
    marked = area.change is not None and area.change.mark == "more"
    return [Reason("more", area.tips)] if marked and area.tips is not None else []


def _recurring(area: Released, digest: Digest) -> list[Reason]:
    """The area's worst hot-spot; `digest.spots` has them all, the most frequent first."""
    here = [spot for spot in digest.spots if spot.area == area.slug]
    return [Reason("recurring", here[0].weeks, here[0].place)] if here else []


def _overdue(area: Released, digest: Digest) -> list[Reason]:
    late = sum(step.overdue for step in digest.steps if step.area == area.slug)
    return [Reason("overdue", late)] if late else []


def _unknown(area: Released) -> list[Reason]:
    """Nobody knows: there is no ombud, or none who reported. A pause is agreed on, and no reason."""
    if area.vacant:
        return [Reason("vacant")]
    return [] if area.assessments or area.paused else [Reason("missing", max(area.silent, 1))]


def _place(reasons: tuple[Reason, ...]) -> tuple[int, ...]:
    """Where an area comes by its reasons, the lowest first."""
    known = {reason.why: reason.number for reason in reasons}
    return (
        known.get("unsafe", _UNSAFE + 1),
        *("worse" not in known, "more" not in known),
        *(-known.get("recurring", 0), -known.get("overdue", 0), -known.get("missing", 0)),
        "vacant" not in known,
    )
