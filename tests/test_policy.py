"""Who is shown what: a municipality's file chooses among what was released, and never goes above a role's ceiling."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from test_municipality import SMALL, faults_of, read

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.picture import policy
from bot.picture.change import Change
from bot.picture.policy import CEILING, EVERYTHING, NEEDS, QUOTES, USUAL, limited
from bot.picture.pulse import Pulse
from bot.picture.render import as_text
from bot.picture.shapes import Digest, Questions, Quote, Ranked, Reason, Released, Seen, Spot, Step, as_json
from handlers.additions import KINDS
from handlers.records import ROLES, Role

PULSE = Pulse(6, (1, 2, 2, 1), 0)
AREA = Released(
    "alby",
    "Alby",
    vacant=False,
    assessments=(2, 3),
    before=2,
    observations=(Seen("brand", "Tingstorget", "night"),),
    tips=9,
    categories={"brand": 9},
    bands={"night": 9},
    change=Change(4.5, "more"),
    drafts=1,
    ombud=2,
    silent=1,
    pulse=PULSE,
    quotes=tuple(Quote(kind, f"ord om {kind}") for kind in KINDS),
)
REASONS = (Reason("unsafe", 2), Reason("recurring", 3, "Tingstorget"), Reason("more", 9))
FULL = Digest(
    "2026-W47",
    "coordinator",
    (AREA,),
    min_cell=3,
    order=(Ranked("alby", "Alby", REASONS),),
    spots=(Spot("alby", "brand", "Tingstorget", 3),),
    steps=(Step("alby", "brand", "Tingstorget", "Byt lås", "Botkyrkabyggen", "2026-12-01", "planned"),),
    pulse=PULSE,
    questions=Questions(7, 5, 4),
)
# What stands for each word of the policy in the digest above, as JSON.
MARKS = {
    "observations": '"when": "night"',
    "places": "Tingstorget",
    "tips": '"tips": 9',
    "questions": '"asked": 7',
    "pulse": '"answers": (1, 2, 2, 1)',
    **{word: f"ord om {kind}" for word, kind in QUOTES.items()},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lillby.toml"


def shown(role: Role, shows: frozenset[str]) -> str:
    return str(as_json(limited(replace(FULL, role=role), shows))).replace("'", '"')


def whole(words: frozenset[str]) -> bool:
    return all(NEEDS[word] in words for word in words if word in NEEDS)


def test_what_is_usual_is_below_the_ceiling_and_makes_sense() -> None:
    """Each role's usual list is one that a file might write."""
    for role, words in USUAL.items():
        assert words <= CEILING[role] <= EVERYTHING
        assert whole(words)
    assert set(USUAL) == set(CEILING) < set(ROLES)
    assert set(QUOTES.values()) == set(KINDS)


def test_the_association_never_sees_places_nor_anything_but_coverage() -> None:
    """Whatever a policy says, an association gets which areas have an ombud, and a role without a ceiling not that."""
    said = limited(replace(FULL, role="association"), EVERYTHING)
    area = said.areas[0]
    assert (area.vacant, area.ombud, area.silent) == (False, 2, 1)
    assert (area.assessments, area.observations, area.tips, area.pulse, area.quotes) == ((), (), None, None, ())
    assert (said.order, said.spots, said.steps, said.pulse) == ((), (), (), None)
    for role in set(ROLES) - set(CEILING):
        assert limited(replace(FULL, role=role), EVERYTHING).areas[0].ombud == 0
    assert "Tingstorget" not in shown("association", EVERYTHING)


@pytest.mark.parametrize("role", sorted(CEILING))
def test_what_is_not_in_the_list_is_nowhere_in_the_digest(role: Role) -> None:
    """Without one word or two of what a role may be shown, nothing of these is in any field."""
    assert all(mark in shown("admin", EVERYTHING) for mark in MARKS.values())
    for without in (*((word,) for word in EVERYTHING), *combinations(sorted(MARKS), 2)):
        left = CEILING[role] - set(without)
        found = {word for word, mark in MARKS.items() if mark in shown(role, left)}
        hidden = set(without) | (EVERYTHING - CEILING[role])
        assert not found & hidden, (role, without)


def test_a_policy_widens_nothing() -> None:
    """What the compiler has withheld stays withheld, and limiting twice is limiting once."""
    withheld = replace(FULL, areas=(Released("alby", "Alby", True, (), None, (), None),), order=(), spots=(), steps=())
    assert limited(withheld, EVERYTHING) == withheld
    once = limited(FULL, USUAL["manager"])
    assert limited(once, USUAL["manager"]) == once


def test_an_order_gives_no_reason_that_is_not_shown() -> None:
    """A reason that rests on what a role is not shown goes; the area's place in the order stays."""
    left = CEILING["manager"] - {"places", "hotspots", "tips"}
    order = limited(replace(FULL, role="manager"), left).order
    assert [reason.why for reason in order[0].reasons] == ["unsafe"]


def test_the_landlord_reads_no_words_about_the_police_and_the_police_none_to_the_landlord() -> None:
    """An ombud's words go to whom they are for."""
    manager, police = shown("manager", USUAL["manager"]), shown("police", USUAL["police"])
    assert "ord om wish_landlord" in manager
    assert "ord om police" not in manager
    assert "ord om police" in police
    assert "ord om wish_landlord" not in police


def test_the_digest_in_words_is_as_short_as_the_policy() -> None:
    """Approved words are said as the ombud's, and those of another kind are not said."""
    said = Voices().say(as_text(limited(replace(FULL, role="police"), USUAL["police"]), ""), "sv")
    assert "• Kontakter med polisen, med ombudets ord, granskat: ”ord om police”" in said
    assert "ord om good" not in said


def test_without_a_policy_the_usual_holds(file: Path) -> None:
    """A file without [policy], or with a role left out, is as usual; the shipped file says what is usual."""
    assert read(file, SMALL).policy == USUAL
    some = read(file, SMALL + '[policy.manager]\nshows = ["coverage", "assessment", "tips"]\n[policy.police]\n').policy
    assert some == {**USUAL, "manager": frozenset({"coverage", "assessment", "tips"})}
    assert load("botkyrka").policy == USUAL


def test_every_fault_of_a_policy_is_named(file: Path) -> None:
    """A word that is none, one above the ceiling, one that is nothing alone, a role without a digest: all at once."""
    text = (
        '[policy.manager]\nshows = ["coverage", "assesment", "wish_police"]\n'
        '[policy.police]\nshows = ["coverage", "assessment", "places"]\nareas = "all"\n'
        '[policy.association]\nshows = ["coverage", "places"]\n'
        '[policy.coordinator]\nshows = "all"\n'
        '[policy.patrol]\nshows = ["coverage"]\n'
    )
    faults = faults_of(file, SMALL + text)
    named = [fault.partition(";")[0].partition("; write")[0] for fault in faults]
    assert named == [
        "policy.manager.shows: 'assesment' is nothing that can be shown",
        "policy.manager.shows: 'wish_police' is more than this role may be shown (docs/privacy.md)",
        "policy.police.shows: 'places' is nothing without 'observations'",
        "policy.police.areas: is not a key here",
        "policy.coordinator.shows: 'all' won't do",
        "policy.association.shows: 'places' is more than this role may be shown (docs/privacy.md)",
        "policy.patrol: is not a key here",
    ]


def test_the_ceiling_stands_in_the_privacy_document() -> None:
    """Each role's ceiling is told to whoever reads docs/privacy.md: what it is never shown."""
    told = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text("utf-8")
    for role in ("manager", "police"):
        never = ", ".join(f"`{word}`" for word in sorted(EVERYTHING - CEILING[role]))
        assert f"| `{role}` | {never} |" in told
    assert "| `association` | all but `coverage` and `questions` |" in told


def test_own_areas_are_all_that_an_area_manager_sees() -> None:
    """A manager who holds the role for no area sees none; the police, the association and the coordinator see all."""
    slug = Desk(load("botkyrka"), Voices()).town.areas[0].slug
    assert not policy.in_view("manager", None, slug)
    assert policy.in_view("manager", slug, slug)
    assert not policy.in_view("manager", "fittja", slug)
    assert all(policy.in_view(role, None, slug) for role in policy.ALL_AREAS)
