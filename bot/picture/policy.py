"""Who is shown what of a week: each role's list in the municipality's file, and the ceiling above which no file can go.
A policy only chooses among what the compiler (`bot.picture.disclosure`) has released; it never widens it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.toml_table import TomlTable
from handlers.records import Role

if TYPE_CHECKING:  # the shapes know the picture, and the municipality's file is read before there is any
    from bot.picture.shapes import Digest, Ranked, Released, Seen, Step

Policy = Mapping[Role, frozenset[str]]

# A word of the policy for ombud's words: their kind in `handlers.additions`.
QUOTES = {
    "police_contacts": "police",
    "wish_landlord": "wish_landlord",
    "wish_police": "wish_police",
    "wish_municipality": "wish_municipality",
    "events": "events",
    "good_news": "good",
    "comment": "comment",
}
PLACES = {"places": "where"}  # words for a place, which are not quoted, and reviewed as the others
COVERAGE = frozenset({"coverage"})
PICTURE = COVERAGE | {"assessment", "observations", "places", "tips", "pulse", "order", "hotspots", "actions"}
QUESTIONS = frozenset({"questions"})
EVERYTHING = PICTURE | frozenset(QUOTES) | QUESTIONS

# What a role may be shown at most, whatever the file says (docs/privacy.md). A role that is not here is shown nothing.
CEILING: Policy = {
    "manager": EVERYTHING - QUESTIONS - {"police_contacts", "wish_police"},
    "police": EVERYTHING - QUESTIONS - {"wish_landlord"},
    "coordinator": EVERYTHING,
    "admin": EVERYTHING,
    "association": COVERAGE | QUESTIONS,
}
# What it is shown where the file says nothing.
USUAL: Policy = {
    "manager": PICTURE | {"wish_landlord", "events", "good_news", "comment"},
    "police": PICTURE | {"police_contacts", "wish_police", "events", "comment"},
    "coordinator": EVERYTHING,
    "admin": EVERYTHING,
    "association": COVERAGE | QUESTIONS,
}
# What a word is nothing without. Without the assessment a report can't be told from a missing one.
NEEDS = {
    **dict.fromkeys(EVERYTHING - COVERAGE, "assessment"),
    "assessment": "coverage",
    "questions": "coverage",
    "places": "observations",
    "hotspots": "places",
}
# What may be held for no area, and so for all. An area manager sees the own ones alone.
ALL_AREAS: tuple[Role, ...] = ("coordinator", "association", "admin", "police")
_REASONS = {
    "unsafe": "assessment",
    "worse": "assessment",
    "more": "tips",
    "recurring": "places",
    "overdue": "actions",
    "missing": "coverage",
    "vacant": "coverage",
}


def read(table: TomlTable) -> Policy:
    """The `[policy]` of a municipality's file; every fault goes to the table's."""
    found: dict[Role, frozenset[str]] = {role: _shows(table.table(role), role) for role in USUAL if role != "admin"}
    table.done()
    return MappingProxyType({**found, "admin": USUAL["admin"]})


def _shows(table: TomlTable, role: Role) -> frozenset[str]:
    if "shows" not in table.values:
        table.done()
        return USUAL[role]
    words = table.texts("shows", what=f"what is shown, of: {', '.join(sorted(EVERYTHING))}")
    for word in words:
        _check(table, role, word, words)
    table.done()
    return frozenset(words) & CEILING[role]


def _check(table: TomlTable, role: Role, word: str, words: Collection[str]) -> None:
    if word not in EVERYTHING:
        table.fault("shows", f"{word!r} is nothing that can be shown; choose among {', '.join(sorted(CEILING[role]))}")
    elif word not in CEILING[role]:
        table.fault("shows", f"{word!r} is more than this role may be shown (docs/privacy.md); take it away")
    elif word in NEEDS and NEEDS[word] not in words:
        table.fault("shows", f"{word!r} is nothing without {NEEDS[word]!r}; add that or take it away")


def in_view(role: Role, area: str | None, slug: str) -> bool:
    """Whether the holder of `role` for `area` (None: for all) may see the area `slug`."""
    return area == slug or (area is None and role in ALL_AREAS)


def kinds(shows: Collection[str]) -> frozenset[str]:
    """The kinds of people's words (`handlers.additions`, and a place's) among what is shown."""
    return frozenset(kind for word, kind in (QUOTES | PLACES).items() if word in shows)


def limited(digest: Digest, shows: Collection[str]) -> Digest:
    """What of a digest may be shown by a policy that `shows` these; never more than the role's ceiling."""
    left = _whole(frozenset(shows) & CEILING.get(digest.role, frozenset()))
    return replace(
        digest,
        areas=tuple(_area(area, left) for area in digest.areas),
        order=tuple(_ranked(one, left) for one in digest.order) if "order" in left else (),
        spots=digest.spots if "hotspots" in left else (),
        steps=tuple(_step(one, left) for one in digest.steps) if "actions" in left else (),
        pulse=digest.pulse if "pulse" in left else None,
        questions=digest.questions if "questions" in left else None,
    )


def _whole(words: frozenset[str]) -> frozenset[str]:
    """Without the words that are nothing without one that is missing."""
    left = frozenset(word for word in words if NEEDS.get(word, word) in words)
    return left if left == words else _whole(left)


def _area(area: Released, left: frozenset[str]) -> Released:
    spoken = kinds(left)
    without: dict[str, object] = {"quotes": tuple(quote for quote in area.quotes if quote.kind in spoken)}
    without["observations"] = tuple(_seen(one, left) for one in area.observations) if "observations" in left else ()
    if "coverage" not in left:
        without |= {"ombud": 0, "silent": 0, "trained": 0, "groups": 0}
    if "assessment" not in left:
        without |= {"assessments": (), "before": None, "drafts": 0}
    if "tips" not in left:
        without |= {"tips": None, "categories": {}, "bands": {}, "change": None}
    if "pulse" not in left:
        without["pulse"] = None
    return replace(area, **without)  # type: ignore[arg-type]


def _seen(seen: Seen, left: frozenset[str]) -> Seen:
    return seen if "places" in left else replace(seen, place="")


def _step(step: Step, left: frozenset[str]) -> Step:
    return step if "places" in left else replace(step, place="", what="")


def _ranked(one: Ranked, left: frozenset[str]) -> Ranked:
    return replace(one, reasons=tuple(reason for reason in one.reasons if _REASONS.get(reason.why) in left))
