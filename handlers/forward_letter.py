"""What a letter says that passes a tip on to a mailbox. The place, what it is about, and the words if the ombud has
approved them; nothing else of the tip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.days import day
from handlers.forward import CRIMES, handed
from handlers.text import Text, _, lines

NEXT = _("Thank you, the ombud knows. Here is the link for your next answer, when there is one.")
CRIME = _("It may be a crime, and this is no police report: whoever saw it makes that, 114 14; if it is going on, 112.")


def reminder(days: int) -> Text:
    """Why one more letter comes where nobody has answered."""
    return _("This was passed on to you {days} days ago, and somebody waits to hear.", days=days)


def subject(f: Mapping[str, Any]) -> Text:
    return _("{receipt}, from the ombud in {area}", receipt=f["receipt"], area=f["area_name"])


def letter(lead: Text | None, f: Mapping[str, Any], url: str, until: str) -> Text:
    """What is passed on and how it is answered; `lead` is why they get one more letter about it."""
    return lines(
        lead,
        handed(f),
        CRIME if f["category"] in CRIMES else None,
        _("How does it go? Answer here: {url}", url=url),
        _(
            "The link works once, until {day}. Have you only got it, or are you on it? Say so: a new link comes for "
            "the next answer. The link belongs to this mailbox: whoever has it can answer for you. A reply to this "
            "letter itself does not reach the ombud.",
            day=day(until),
        ),
        separator="\n\n",
    )
