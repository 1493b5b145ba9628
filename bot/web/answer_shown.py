"""What the answer page tells, whatever it is about, and what becomes of the words that are given on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.desk import Desk
from handlers.reading.clean import clean
from handlers.reading.emergency import emergency
from handlers.text import Text
from storage.answer_letters import Link
from storage.database import Work

What = Literal["question", "thanks", "forward", "heard", "going_on", "used", "old", "new", "wrong", "slow", "stale"]
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells. Of a `question`: who asks, its words, what was `given` and whether that is `amiss` ("empty",
    "long"). Of a `forward`: what was passed on, a `note` about it, and the last answer `so_far`. Of thanks (`heard`, or
    `going_on` where a further link follows): the words as they went, whether something was `removed`, and whether they
    were of `danger`."""

    what: What
    asker: Text | None = None
    words: Text | str = ""
    given: str = ""
    amiss: str = ""
    removed: bool = False
    danger: bool = False
    longest: int = 0
    note: Text | None = None
    so_far: str = ""


class Matters(Protocol):
    """One kind of thing that is answered on the page."""

    def shown(self, work: Work, link: Link) -> Shown:
        """What is asked."""

    def amiss(self, work: Work, link: Link, form: Form) -> Shown | None:
        """What is wrong with an answer; None if it will do."""

    def answered(self, work: Work, link: Link, form: Form) -> Shown:
        """Take the answer, for which the link has been spent."""

    def address_of(self, work: Work, link: Link) -> str:
        """Where a new link goes; "" if nobody is to have one."""


@dataclass(frozen=True, slots=True)
class Given:
    """Words as they go on, whether something was `removed` from them, and whether they were of `danger`."""

    words: str
    removed: bool
    danger: bool


def given(desk: Desk, words: str) -> Given:
    """Without what points at a person."""
    said = clean(words)
    found = desk.redact(said)
    return Given(found.text, bool(found.kinds), bool(emergency(said)))
