"""Days as they are said: "Monday 13 July"."""

from __future__ import annotations

from datetime import date

from handlers.text import Text, _

_WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


def day(iso: str) -> Text:
    """A day like 2026-07-13 in words."""
    when = date.fromisoformat(iso)
    weekday, month = _WEEKDAYS[when.weekday()], _MONTHS[when.month - 1]
    return _("{weekday} {day} {month}", weekday=weekday, day=when.day, month=month)


def span(first: str, last: str) -> Text:
    """From one day to another, both included."""
    return _("from {first} to {last}", first=day(first), last=day(last))


def on(iso: str) -> Text:
    """A day without its weekday: "13 July"."""
    when = date.fromisoformat(iso)
    return _("{day} {month}", day=when.day, month=_MONTHS[when.month - 1])
