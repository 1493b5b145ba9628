"""What is said about a pause to those whom it concerns."""

from __future__ import annotations

from handlers.days import span
from handlers.text import Text, _

NOT_PAUSED = _("You have no pause. Write PAUSE and the days to begin one.")
NO_LONGER = _("Thank you, that is no longer needed.")
DECLINED = _("That's all right. Thank you for answering.")


def paused(first: str, last: str, *, asked: bool) -> Text:
    days = span(first, last)
    if asked:
        return _("Paused {span}. I ask who is to step in, and tell you. Rest well!", span=days)
    return _("Paused {span}. The coordinator takes over meanwhile. Rest well!", span=days)


def asked_when_busy(area: str, first: str, last: str) -> Text:
    return _("Can you step in for {area} {span}? Write PAUSE yes or PAUSE no.", area=area, span=span(first, last))


def stepping_in(area: str, first: str, last: str) -> Text:
    return _("Thank you! {area} comes to you {span}.", area=area, span=span(first, last))


def deputy_said(*, yes: bool) -> Text:
    if yes:
        return _("Somebody steps in during your pause. Rest well!")
    return _("Whom I asked can't step in. The coordinator takes over meanwhile.")


def alone(area: str, first: str, last: str) -> Text:
    return _("{area} has no ombud {span}. Its tips come to you.", area=area, span=span(first, last))


def ends(area: str) -> Text:
    return _("Your pause ends today. From tomorrow {area} comes to you again. Longer? Write PAUSE.", area=area)


def ends_for_deputy(area: str) -> Text:
    return _("Thank you for stepping in for {area}! From tomorrow its ombud is back.", area=area)


def back_already(area: str) -> Text:
    return _("The ombud for {area} is back already. Thank you for stepping in!", area=area)


def welcome_back(area: str) -> Text:
    return _("Welcome back! {area} comes to you again from now on.", area=area)
