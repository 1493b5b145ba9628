"""What is said of an action that was decided: to its ombud, its partners, and those who tipped."""

from __future__ import annotations

from handlers.categories import label
from handlers.text import Text, _, lines, n_, verbatim

KEPT = _("Saved. Write ACTION to see what is under way.")
SOMETHING_DECIDED = _("Something is decided about it, and you hear when it is done.")
NOT_FIXED = _("Thank you for saying so. It is open again, and those who decided on it are told.")


def changed(asked: int) -> Text:
    """To whoever said how far an action has come; `asked` is how many tipsters are asked whether it helped."""
    if not asked:
        return KEPT
    return n_("Saved. {count} who tipped is asked whether it helped.",
              "Saved. {count} who tipped are asked whether it helped.", asked)  # fmt: skip


def decided(category: str, place: str, owner: str) -> Text:
    """A decision of the week, to the area's ombud."""
    where = lines(label(category), verbatim(place) if place else None, separator=", ")
    return _("Decided: {what} ({owner}).", what=where, owner=verbatim(owner))


def done(code: str, category: str) -> Text:
    """To a tipster who is in the middle of something else."""
    return _(
        "We are told that something has been done about what you tipped of ({code}, {what}). "
        "If it is not better, write {code} and tell us.",
        code=code,
        what=label(category),
    )


def open_again(area: Text, category: str, place: str) -> Text:
    """To whoever decided on an action, and the coordinator."""
    where = lines(area, verbatim(place) if place else None, separator=", ")
    return _(
        "{where}: {what}. Said to be done, but someone who tipped says it is not fixed. It is open again.",
        where=where,
        what=label(category),
    )
