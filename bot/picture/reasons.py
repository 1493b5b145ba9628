"""What a picture says in words, once for the chat, the page and paper: why an area comes first, whether its tips have
changed, where the same thing comes back, and what partners have decided."""

from __future__ import annotations

from bot.picture.change import Change
from bot.picture.shapes import Ranked, Reason, Released, Spot, Step
from handlers.action import STATUS_NAMES
from handlers.categories import LABELS, label
from handlers.text import Text, _, lines, n_, verbatim

_UNSAFE = {1: _("the ombud finds it very unsafe"), 2: _("the ombud finds it rather unsafe")}


def in_words(reason: Reason) -> Text:
    """Why an area stands where it does, as part of a sentence."""
    number, what = reason.number, _what(reason.what)
    if reason.why == "unsafe":
        return _UNSAFE.get(number, _("the ombud finds it unsafe"))
    if reason.why == "worse":
        return _("less safe than last time")
    if reason.why == "more":
        return _("more tips than usual: {what}", what=what) if reason.what else _("more tips than usual")
    if reason.why == "recurring":
        return n_(
            "{what} comes back: {count} week of five", "{what} comes back: {count} weeks of five", number, what=what
        )
    if reason.why == "overdue":
        return n_("{count} action is late", "{count} actions are late", number)
    if reason.why == "missing":
        return n_("no report for {count} week", "no report for {count} weeks", max(number, 1))
    return _("no ombud")


def because(ranked: Ranked) -> Text:
    """All of an area's reasons in a row."""
    return lines(*(in_words(reason) for reason in ranked.reasons), separator="; ")


def change_in_words(area: Released) -> Text | None:
    """An area's tips against the four weeks before; None where that can't be told."""
    return changed(area.change) if area.change else None


def changed(change: Change) -> Text:
    """A change with the mean it is measured by. Without a mark the difference is no more than chance would have it."""
    mean = decimal(change.mean)
    if change.mark == "more":
        return _("clearly more than before (mean of four weeks: {mean})", mean=mean)
    if change.mark == "fewer":
        return _("clearly fewer than before (mean of four weeks: {mean})", mean=mean)
    return _("about as before (mean of four weeks: {mean})", mean=mean)


def decimal(number: float) -> Text:
    """A number with one decimal, or none when it is whole, with the language's own sign between."""
    whole, tenths = divmod(round(number * 10), 10)
    return _("{whole}.{tenths}", whole=whole, tenths=tenths) if tenths else verbatim(str(whole))


def spot_in_words(spot: Spot) -> Text:
    """A hot-spot: what, where, and how often."""
    what = lines(label(spot.category), verbatim(spot.place) if spot.place else None, separator=", ")
    return n_("{what}: {count} week of five", "{what}: {count} weeks of five", spot.weeks, what=what)


def step_in_words(step: Step) -> Text:
    """How far a decided action has come, whether it is late, and its effect once that is known."""
    status = STATUS_NAMES[step.status]
    return lines(lines(status, _("late") if step.overdue else None, separator=", "), effect(step), separator="; ")


def effect(step: Step) -> Text | None:
    """What was confirmed of its kind there before it was done and after; None before four weeks have passed."""
    if step.effect is None:
        return None
    before, after = step.effect
    return _("observations in four weeks: {before} before, {after} after", before=before, after=after)


def _what(word: str) -> Text:
    return label(word) if word in LABELS else verbatim(word) if word else _("the same thing")
