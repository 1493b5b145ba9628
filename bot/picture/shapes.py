"""What one recipient gets of one week: the shapes, and the same as plain values. Whatever shows a week, in the chat, on
paper, on the page or in a file, reads these and nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.picture.change import Change
from bot.picture.pulse import Pulse
from handlers.records import Role

Why = Literal["unsafe", "worse", "more", "recurring", "overdue", "missing", "vacant"]


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation as it is shown: category, street or landmark ("" if withheld for this purpose), time band."""

    category: str
    place: str
    when: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an ombud that the coordinator has approved, as approved; `kind` as in `handlers.additions`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where the same kind of thing has been confirmed in several weeks: in `weeks` of the last five."""

    area: str
    category: str
    place: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Step:
    """What partners have decided. `owner` is an organisation's name, `due` and `follow_up` ISO dates or empty; `what`
    is empty until the coordinator has approved it. `effect` is the confirmed observations of its kind in its area in
    the four weeks before it was done and in those after, None before there are four."""

    area: str
    category: str
    place: str
    what: str
    owner: str
    due: str
    status: str
    overdue: bool = False
    follow_up: str = ""
    effect: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an area stands where it does: `number` and `what` (a category, or a place) are what the words need."""

    why: Why
    number: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area in the order in which next week's shared resources are best used, with the reasons."""

    area: str
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """How many questions to partners were asked in a week, were answered in it, and waited for an answer at its end."""

    asked: int = 0
    answered: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Released:
    """An area's week as a recipient may see it. `tips` is None where the number is withheld, `categories` and `bands`
    are empty with it; `change` is None where one of the five weeks it needs is withheld. `ombud` is how many look
    after it; `silent` for how many weeks on end no report has come; `unreviewed` how many quotes nobody has approved.
    `paused`, `drafts`, `trained` and `groups` as in `AreaWeek`."""

    slug: str
    name: str
    vacant: bool
    assessments: tuple[int, ...]
    before: int | None
    observations: tuple[Seen, ...]
    tips: int | None
    categories: dict[str, int | None] = field(default_factory=dict)
    bands: dict[str, int | None] = field(default_factory=dict)
    change: Change | None = None
    paused: bool = False
    drafts: int = 0
    ombud: int = 0
    north: bool = False
    silent: int = 0
    pulse: Pulse | None = None
    quotes: tuple[Quote, ...] = ()
    unreviewed: int = 0
    trained: int = 0
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How an area is looked after today: ombud, of them trained, silent, on a pause, and of those
    how many with somebody in their place; watch groups, and the patrol's passes there this week."""

    slug: str
    name: str
    north: bool
    ombud: int
    trained: int
    silent: int
    paused: int
    stood_in: int
    groups: int
    passes: int

    @property
    def vacant(self) -> bool:
        return self.ombud == 0


@dataclass(frozen=True, slots=True)
class Patrols:
    """The patrol's week: passes that are over, how long and how far, areas (names) they went to, how many things were
    seen, of how many passes the end was not reported, and the kinds of what is wrong with the car now."""

    passes: int
    minutes: int
    km: int
    areas: tuple[str, ...]
    seen: int
    unreported: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What one recipient gets of one week. `min_cell` is the bound below which counts are withheld."""

    week: str
    role: Role
    areas: tuple[Released, ...]
    min_cell: int
    order: tuple[Ranked, ...] = ()
    spots: tuple[Spot, ...] = ()
    steps: tuple[Step, ...] = ()
    pulse: Pulse | None = None
    patrols: Patrols | None = None
    questions: Questions | None = None


def as_json(digest: Digest) -> dict[str, Any]:
    """The digest as plain values; null where withheld."""
    return {
        "week": digest.week,
        "role": digest.role,
        "min_cell": digest.min_cell,
        "areas": [_area(area) for area in digest.areas],
        "order": [asdict(one) for one in digest.order],
        "hotspots": [asdict(one) for one in digest.spots],
        "actions": [asdict(one) for one in digest.steps],
        "pulse": asdict(digest.pulse) if digest.pulse else None,
        "patrols": asdict(digest.patrols) if digest.patrols else None,
        "questions": asdict(digest.questions) if digest.questions else None,
    }


def _area(area: Released) -> dict[str, Any]:
    return {
        "area": area.slug,
        "name": area.name,
        "north": area.north,
        "ombud": area.ombud,
        "trained": area.trained,
        "groups": area.groups,
        "vacant": area.vacant,
        "paused": area.paused,
        "reported": bool(area.assessments),
        "silent_weeks": area.silent,
        "drafts": area.drafts,
        "assessments": list(area.assessments),
        "assessment_before": area.before,
        "observations": [{"category": s.category, "place": s.place, "when": s.when} for s in area.observations],
        "tips": area.tips,
        "tips_by_category": area.categories,
        "tips_by_time": area.bands,
        "tips_mean_of_four_weeks": area.change.mean if area.change else None,
        "tips_changed": area.change.mark if area.change else None,
        "pulse": asdict(area.pulse) if area.pulse else None,
        "quotes": [asdict(quote) for quote in area.quotes],
        "unreviewed": area.unreviewed,
    }
