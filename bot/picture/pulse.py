"""The residents' pulse as it may be shown: who answers chose to, so the number of answers is always there, and below
five there is nothing. It is never mixed with the ombud's assessment, nor compared with the national survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.pulse import ANSWERS
from handlers.text import Text, _, lines, n_

FEWEST = 5
_APART = 5  # the answer that says nothing of how safe it is: "I hardly ever go out then"


@dataclass(frozen=True, slots=True)
class Pulse:
    """`answers` are how many said very safe, rather safe, rather unsafe, very unsafe; `n` is their sum. `stay_in`
    is how many hardly ever go out, None where that is withheld."""

    n: int
    answers: tuple[int, int, int, int]
    stay_in: int | None


def pulse(counted: Mapping[int, int]) -> Pulse | None:
    """What may be shown of an area's week, or of several together; None below five answers."""
    safe, rather, unsafe, very = (counted.get(answer, 0) for answer in range(1, _APART))
    n, apart = safe + rather + unsafe + very, counted.get(_APART, 0)
    if n < FEWEST:
        return None
    return Pulse(n, (safe, rather, unsafe, very), apart if apart >= FEWEST else None)


def together(areas: Iterable[Pulse | None]) -> Pulse | None:
    """The areas that are shown, added up; None if they are not two. An area that is not shown is not in the sum, so
    there is nothing to subtract from it; nor are those who stay in, unless every area that is shown tells them."""
    shown = [area for area in areas if area is not None]
    if len(shown) < 2:
        return None
    safe, rather, unsafe, very = (sum(column) for column in zip(*(area.answers for area in shown), strict=True))
    apart = [area.stay_in for area in shown if area.stay_in is not None]
    n = sum(area.n for area in shown)
    return Pulse(n, (safe, rather, unsafe, very), sum(apart) if len(apart) == len(shown) else None)


def in_words(shown: Pulse) -> Text:
    """The pulse in a line, and a line for those who stay in."""
    said = [
        _("{answer} {number}", answer=option.label, number=number)
        for option, number in zip(ANSWERS, shown.answers, strict=False)
    ]
    head = _("Residents who chose to answer (n={n}): {answers}", n=shown.n, answers=lines(*said, separator=", "))
    if shown.stay_in is None:
        return head
    return lines(head, n_("{count} more hardly ever goes out", "{count} more hardly ever go out", shown.stay_in))
