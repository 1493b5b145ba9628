"""What is said about tips as they live: their states, bundles of them, and where a message was put."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.categories import label
from handlers.text import Text, _, lines, n_, shortened, verbatim

STATUSES = {
    "new": _("received"),
    "seen": _("seen by the ombud"),
    "forwarded": _("passed on to those who can do something"),
    "handled": _("dealt with"),
    "closed": _("closed"),
    "reopened": _("open again"),
}
HAPPENED = {
    **STATUSES,
    "merged": _("counted with another tip"),
    "unmerged": _("counted by itself again"),
}
NOTHING_OPEN = _("No tips are open. Thank you! Write TIPTIMES to choose when they come.")
HANDLED_BUTTON = _("Handled")
INBOX_BUTTON = _("Open tips")
UNMERGED = _("They are apart again.")
NOT_MERGED = _("That could not be done: one of them is settled or merged by now. Write INBOX to see.")
TIMES_SET = _("Saved. What waits comes by your new choice.")
WRONG_NUMBER = _("Sorry to have troubled you! Write STOP and you hear no more from us.")


def status_of(code: str, status: str) -> Text:
    """The public state, which a code alone opens."""
    return _("{code}: {status}.", code=code, status=STATUSES[status])


def status_of_own(code: str, status: str, category: str, day: str) -> Text:
    """What the tipster sees of a tip of theirs; of a settled one, how to say that it is not fixed."""
    told = _(
        "{code}, {day}, {category}: {status}.", code=code, day=day, category=label(category), status=STATUSES[status]
    )
    if status not in ("handled", "closed"):
        return told
    return lines(told, _("Not fixed? Write {code} NOT FIXED.", code=code), separator=" ")


def history(code: str, events: Sequence[tuple[str, str, Text]]) -> Text:
    """What the ombud sees: each thing that happened as (when, what, who)."""
    listed = [_("{when} {what}, {who}", when=when, what=HAPPENED[what], who=who) for when, what, who in events]
    return lines(verbatim(code), *listed)


THE_TIPSTER = _("the tipster")
UNKNOWN = _("unknown")


def settled(code: str, status: str, told: int) -> Text:
    """To who settled a tip; `told` is how many tipsters hear of it."""
    return n_(
        "{code}: {status}. {count} tipster is told, and may say that it is not fixed.",
        "{code}: {status}. {count} tipsters are told, and may say that it is not fixed.",
        told,
        code=code,
        status=STATUSES[status],
    )


def already(code: str, status: str) -> Text:
    """To the second of two who settle a tip at once."""
    return _("{code} is already: {status}.", code=code, status=STATUSES[status])


def settled_when_busy(code: str, status: str, category: str) -> Text:
    """To a tipster who is in the middle of something else."""
    return _(
        "Your tip {code} ({what}): {status}. Not fixed? Write {code} NOT FIXED.",
        code=code,
        what=label(category),
        status=STATUSES[status],
    )


def is_settled(code: str) -> Text:
    """To a tipster who writes about a settled tip, and whose words are passed on."""
    return _("The tip is settled. Not fixed? Write {code} NOT FIXED.", code=code)


def reopened(code: str, area: Text, category: str, place: str) -> Text:
    """To the ombud."""
    where = lines(area, verbatim(place) if place else None, separator=", ")
    return _(
        "{code}, {where}: {what}. The tipster says it is not fixed. It is open again.",
        code=code,
        where=where,
        what=label(category),
    )


def reopened_thanks(code: str) -> Text:
    return _("Thank you for saying so. {code} is open again, and the ombud is told.", code=code)


def merged(kept: str, gone: str) -> Text:
    return _("{gone} counts with {kept} now. Who tipped hears what comes of it.", kept=kept, gone=gone)


def taken_as_answer(code: str) -> Text:
    return _("Passed on to the ombud as your answer about {code}. Something else? Write NEW TIP.", code=code)


_SHOWN = 60  # characters of what was moved


def moved(words: str) -> Text:
    """To a tipster, of words that were with one tip and begin another now."""
    return _("This goes with the new tip: “{words}”", words=shortened(words, _SHOWN))


def taken_as_addition(code: str) -> Text:
    return _("Added to your tip {code}. Something else? Write NEW TIP.", code=code)


def place_right(code: str) -> Text:
    """The tipster has put its place right."""
    return _("I have put the place right. Whoever reads the tips there has your tip {code} now.", code=code)


def bundle(tips: Sequence[Text]) -> Text:
    """Several tips in one message."""
    head = n_("{count} new tip:", "{count} new tips:", len(tips))
    call = _("Answer: REPLY, the code and your words. INBOX shows them all.")
    return lines(head, *tips, call)


def in_bundle(code: str, area: Text, category: str, place: str, words: str) -> Text:
    """A tip among others; by SMS without its words."""
    where = lines(area, label(category), verbatim(place) if place else None, separator=", ")
    head = lines(verbatim(code), where, separator=" ")
    return lines(head, verbatim(words)).sms(head)
