"""What is said about a pass to those whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.car import KINDS
from handlers.categories import label
from handlers.days import day
from handlers.patrol_records import PassSeen
from handlers.text import Text, _, lines, n_, verbatim

OVER = _("That pass is over already. Write PASS to begin a new one.")
NONE_OPEN = _("No pass is open, so that was not noted. Begin one, then write it again.")
NOTHING_OPEN = _("You have no open pass.")
NOT_ASKED = _("Nobody has asked you about a pass. Write PASS to begin one.")
OUT_ALREADY = _("You are out on a pass already.")
FULL = _("Somebody else is in the car already.")
UNDONE = _("Taken out again.")
ALL_CALM = _("Good to hear. Write when you see something.")
PUT_RIGHT = _("Was the last one noted wrong? Write PASS undo, then write it again as it should be.").sms(
    _("Noted wrong? PASS undo, then write it anew.")
)
NOTHING_TO_UNDO = _("There is nothing to take out.")
NOT_THEN = _("That's all right, and the other hears so.")
TO_POLICE = _("Plates and descriptions I don't keep: phone that to the police, 114 14, or 112 if it is now.").sms(
    _("Plates, descriptions: phone the police, 114 14.")
)
KNOWN_FAULT = _("The association knows of that already.")
FAULT_TOLD = _("The association has been told of the fault.")
NOT_A_FAULT = _("The fault is struck off.")
SEEN = _("Thank you! The fault stands until somebody says that it is mended.")
IS_MENDED = _("Thank you! The fault is struck off.")


def your_code(code: str) -> Text:
    """What somebody who joins a patrol is called on passes."""
    return _("Your crew code is {code}. Write PASS when you go out, always two in the car.", code=code)


def started(code: str, second: str) -> Text:
    if second:
        return _("The pass has begun, {code} and {second}. Have a good one!", code=code, second=second)
    return _("The pass has begun. The other confirms with: PASS with {code}", code=code)


def asked_when_busy(code: str) -> Text:
    return _("{code} has begun a pass with you. Right? Write PASS yes or PASS no.", code=code)


def is_with_you(code: str) -> Text:
    return _("{code} is with you on the pass.", code=code)


def is_not_with_you(code: str) -> Text:
    return _("{code} is not with you. Who is the other? Write PASS and their code.", code=code)


def no_such_crew(code: str) -> Text:
    return _("I find no open pass of {code} that lacks somebody.", code=code)


def noted(seen: PassSeen, area: Text) -> Text:
    """One thing seen, as it is kept."""
    where = verbatim(seen.place) if seen.place else _("place not given")
    what = _("Noted: {what}, {where} ({area}).", what=label(seen.category), where=where, area=area)
    return lines(what, TO_POLICE if seen.to_police else None, separator=" ")


def ended(minutes: int, km: int | None, seen: int) -> Text:
    """A pass in a line."""
    parts = [lasted(minutes), *([_("{km} km", km=km)] if km is not None else []), events(seen)]
    return _("The pass is over: {what}. Thank you!", what=lines(*parts, separator=", "))


def km_missing() -> Text:
    return _("The kilometres can follow: PASS end 34.")


def other_ended(code: str) -> Text:
    return _("{code} has ended your pass. Thank you!", code=code)


def lasted(minutes: int) -> Text:
    """How long, in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min", minutes=rest)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)


def events(seen: int) -> Text:
    if not seen:
        return _("nothing to report")
    return n_("{count} observation", "{count} observations", seen)


def forgotten(since: str) -> Text:
    return _("Your pass from {since} is still open. Over? Write PASS end and kilometres, or PASS quiet.", since=since)


def closed_at_midnight(iso: str) -> Text:
    """A pass that nobody ended; `iso` is its day."""
    return _("Your pass of {day} was closed at midnight, its end not reported. Add: PASS end 34", day=day(iso))


def km_added(km: int) -> Text:
    return _("Thank you, {km} km noted.", km=km)


def faults(kinds: Sequence[str]) -> Text:
    """Kinds of fault, as one reads them."""
    return lines(*(KINDS[kind] for kind in kinds), separator=", ")
