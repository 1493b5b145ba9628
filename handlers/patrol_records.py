"""What the conversations about a pass come to: frozen values, carried out in `bot.patrols.patrolling`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassStart:
    """A pass begins in these areas (slugs). `second` is the code of the other in the car, "" if they confirm from their
    own telephone; `briefed` whether the police have briefed the crew."""

    second: str
    areas: tuple[str, ...]
    briefed: bool


@dataclass(frozen=True, slots=True)
class PassSeen:
    """One thing seen during a pass: no words of anybody's but the place. `when` is a band of the day, "" for now;
    `to_police` that something was said which belongs to the police and is not kept; `before` what was seen earlier, and
    gave way to this before all was asked about it."""

    patrol: int
    category: str
    area: str
    place: str
    when: str = ""
    passed_on: str = ""
    to_police: bool = False
    before: PassSeen | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the car: its kind (`handlers.car.KINDS`), and words where the kind does not say."""

    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PassEnd:
    """A pass is over: kilometres (None where not known), and how the car was found. `second` as in PassStart, where it
    was said at the end; `mended` is a fault that is one no more."""

    patrol: int
    km: int | None = None
    fault: Fault | None = None
    mended: int | None = None
    second: str = ""


@dataclass(frozen=True, slots=True)
class CarFault:
    """Something about the car, said during a pass."""

    patrol: int
    fault: Fault | None = None
    mended: int | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """Who the other in the car is: by code, said by the one; or `yes` or no by the other."""

    patrol: int
    code: str = ""
    yes: bool = True


@dataclass(frozen=True, slots=True)
class Mended:
    """The association says that a fault is mended, or only that it knows (`done` False)."""

    fault: int
    done: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """Nothing that is kept: that all is calm, or that what was noted last is `misplaced`."""

    patrol: int
    misplaced: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """What was last noted on a pass is taken out."""

    patrol: int
