"""What a finished conversation comes to: frozen values, the only effect a flow has.

`bot.effects` carries each out; `storage` keeps them. The words are the domain's (docs/architecture.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["ombud", "manager", "police", "coordinator", "association", "patrol", "contact", "admin"]
ROLES: tuple[Role, ...] = (
    "ombud",
    "manager",
    "police",
    "coordinator",
    "association",
    "patrol",
    "contact",
    "admin",
)

Category = Literal[
    "skadegorelse",
    "brand",
    "narkotika",
    "samling",
    "ordning",
    "vald_hot",
    "inbrott_stold",
    "fordon",
    "otrygg_plats",
    "nedskrapning",
    "arrangemang",
    "rykte",
    "personal",
    "positivt",
    "ovrigt",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a street or a landmark in words, never a flat; `at` is (latitude, longitude) where it was shared."""

    text: str = ""
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """What a resident saw. `area` is an area's slug, or None where nobody could tell."""

    category: str
    area: str | None
    place: Place
    what: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing at one place in the week, confirmed by the ombud; `tips` is how many tips it gathers. What is "" has
    not been said; what else may be stands in `handlers.observation`."""

    category: str
    place: str
    when: str = ""
    tips: int = 0
    place_type: str = ""
    how_many: str = ""
    source: str = ""
    state: str = ""
    passed_on: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An ombud's week. `assessment` is 1 (very unsafe) to 4 (very safe), 0 in a draft that has not come so far;
    `week` is ISO, like 2026-W47; `trend` since the week before is "better", "same", "worse" or "" where nothing was
    before; `landlord` is a slug; `words` are what was added, by kind (`handlers.additions`)."""

    week: str
    area: str
    assessment: int
    observations: tuple[Observation, ...] = ()
    comment: str = ""
    trend: str = ""
    landlord: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Words from one side of a tip to the other, by the tip's code."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done about a place. `owner` is an organisation's slug, `due` and `follow_up` ISO dates or empty."""

    area: str
    category: str
    place: str
    what: str
    owner: str
    due: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an action has come: "started", "done" or "dropped"."""

    action: int
    status: str


@dataclass(frozen=True, slots=True)
class Days:
    """Other days for an action: when it is due, and when it is followed up. ISO dates, or empty for none."""

    action: int
    due: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class Better:
    """Whether an action that is said to be done has helped, by someone who tipped of it."""

    action: int
    helped: bool


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a coordinator decided about words: `source` ("report" or "action"), `number` and `kind` say which, `shown`
    and `turn` how they stood. `decision` is "approved", "edited" or "withheld", `told` the words as they may leave."""

    source: str
    number: int
    kind: str
    shown: str
    turn: int
    decision: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Someone took up an invitation; `code` is what they were given."""

    code: str


LESSONS = ("part", "apart", "written", "est", "week")  # the training of ombud, in order (`handlers.training`)
PATROL_LESSONS = ("patrol", *LESSONS[1:3])  # a part of its own, and what holds for everyone outdoors


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody wants to become `kind`: "ombud", "patrol" or "contact"; `area` is a slug, None for the whole
    municipality; `when` they are best reached, in their words."""

    kind: Role
    area: str | None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is answered an applicant: "yes", "talk" (with `words` to them) or "no"."""

    application: int
    answer: Literal["yes", "talk", "no"]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """An applicant's words to those who talk with them."""

    application: int
    words: str


@dataclass(frozen=True, slots=True)
class News:
    """Somebody wants news from an area (a slug), or from the whole municipality (None)."""

    area: str | None


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody asks who the ombud for an area is."""

    area: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson has been learnt: its question is answered rightly. `again` where all had been learnt before."""

    lesson: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody is to be invited to a role, for an area's slug or for the whole municipality (None)."""

    role: Role
    area: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A role of somebody's ends ("left", "revoked"), moves to another area ("moved", to `to`), or is given back after
    a threat ("over")."""

    person: int
    role: Role
    area: str | None
    what: Literal["left", "revoked", "moved", "over"]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The language a person wants to be spoken to in (BCP 47)."""

    language: str


@dataclass(frozen=True, slots=True)
class Start:
    """Open another flow next: what the menu does. `facts` go to that flow."""

    flow: str
    facts: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pause:
    """An ombud is away from `first` to `last`, both included (ISO dates); `deputy` is who is to be asked to step in."""

    first: str
    last: str
    deputy: int | None = None


@dataclass(frozen=True, slots=True)
class StepIn:
    """What somebody says who was asked to step in for a pause."""

    pause: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A personal word from the coordinator to an ombud; `text` empty: the friendly one we have."""

    person: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How safe a resident feels: 1 (very safe) to 4 (very unsafe), or 5: hardly ever goes out then."""

    answer: int
    area: str | None


@dataclass(frozen=True, slots=True)
class PulseMore:
    """What a resident adds to the answer of a `week`: where and when in their words, or whether they want to be asked
    once a month (None: that was not the question)."""

    week: str
    words: str = ""
    wants: bool | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """An ombud calls a tip "handled" or "closed", by its code."""

    code: str
    status: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """Whether what a tip was about is fixed, by its tipster."""

    code: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """Two tips, by their codes, are about the same thing."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Unmerge:
    """A tip, by its code, is about something of its own after all."""

    code: str


@dataclass(frozen=True, slots=True)
class TipTimes:
    """How an ombud wants tips: "instant", "hourly" or "daily"."""

    how: str


ForwardTo = Literal["landlord", "coordinator", "police"]


@dataclass(frozen=True, slots=True)
class Forward:
    """An ombud passes a tip on, by its code; `words` if what the tipster wrote was shown, and approved."""

    code: str
    to: ForwardTo
    words: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether the tipster lets the police have it, by the code it was passed on with."""

    code: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What comes back of what was passed on, by its code: "received", "doing", "done" or "cannot", and why not, or what
    they wrote. By SMS it is not `confirmed` before the code has come."""

    code: str
    state: str
    why: str = ""
    confirmed: bool = True


Partner = Literal["manager", "association", "police"]  # whom an ombud may ask, by the role of those who answer
Owner = Literal["ombud", "coordinator"]
ThreadSide = Literal["ombud", "partner"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a partner about an area (a slug), in words that were approved as they are sent."""

    area: str
    partner: Partner
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """More words in a thread with a partner, from either side; with `last`, who asked needs no answer to them."""

    thread: int
    words: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Whoever asked needs no answer any more."""

    thread: int
