"""The residents' pulse as it may be shown: who answers chose to, so the number of answers is always there, and below
five there is nothing. It is never mixed with the ombud's assessment, nor compared with the national survey."""

from __future__ import annotations

from collections.abc import Mapping
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
