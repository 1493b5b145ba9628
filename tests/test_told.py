"""What may be told: with everything that ever left put together, no withheld number can be worked out."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.picture import cells
from bot.picture.change import against
from bot.picture.counts import BANDS_TOLD, CATEGORIES, Tree
from bot.picture.disclosure import Told, compiled
from bot.picture.pulse import FEWEST, together

AREAS = ("", "alby", "fittja", "tumba")
MIN = 3


def whole(tips: list[tuple[str, str, str]]) -> Tree:
    found = Tree({a: dict.fromkeys(CATEGORIES, 0) for a in AREAS}, {a: dict.fromkeys(BANDS_TOLD, 0) for a in AREAS})
    for area, category, band in tips:
        found.categories[area][category] += 1
        found.bands[area][band] += 1
    return found


def solved(rows: list[dict[object, Fraction]]) -> set[object]:
    """The unknowns that linear equations determine, by elimination over the rationals."""
    reduced: list[tuple[object, dict[object, Fraction]]] = []
    for row in rows:
        for pivot, known in reduced:
            if pivot in row:
                row = _less(row, known, row[pivot])
        if row:
            pivot = next(iter(row))
            row = {key: value / row[pivot] for key, value in row.items()}
            reduced = [(p, _less(k, row, k[pivot]) if pivot in k else k) for p, k in reduced] + [(pivot, row)]
    return {pivot for pivot, row in reduced if len(row) == 1}


def _less(row: dict[object, Fraction], other: dict[object, Fraction], times: Fraction) -> dict[object, Fraction]:
    left = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in {*row, *other}}
    return {key: value for key, value in left.items() if value}


def equations(week: int, told: Told) -> tuple[list[dict[object, Fraction]], set[object]]:
    """What a week's release says of what it withholds, and the unknowns: every whole is the sum of its parts."""
    rows: list[dict[object, Fraction]] = []
    hidden: set[object] = {(week, "area", a) for a in AREAS if told.areas.get(a) is None}
    groups = [("area", told.areas)] if told.total is not None else []
    groups += [(f"category {a}", parts) for a, parts in told.categories.items()]
    groups += [(f"band {a}", parts) for a, parts in told.bands.items()]
    for name, parts in groups:
        unknown = {(week, name, key) for key, number in parts.items() if number is None}
        hidden |= unknown
        rows.append({key: Fraction(1) for key in unknown})
    for a in AREAS:
        if told.areas.get(a) is None:
            for kind, keys in (("category", CATEGORIES), ("band", BANDS_TOLD)):
                below = {(week, f"{kind} {a}", key) for key in keys}
                hidden |= below
                rows.append({**dict.fromkeys(below, Fraction(1)), (week, "area", a): Fraction(-1)})
    return rows, hidden


TIPS = st.lists(
    st.tuples(st.sampled_from(AREAS), st.sampled_from(CATEGORIES[:3]), st.sampled_from(BANDS_TOLD)), max_size=30
)


@settings(max_examples=12, deadline=None)
@given(st.lists(TIPS, min_size=8, max_size=8))
def test_eight_weeks_of_all_that_was_told_determine_no_withheld_number(weeks: list[list[tuple[str, str, str]]]) -> None:
    """Everything any recipient gets is chosen among these cells: together they determine none that is withheld."""
    rows: list[dict[object, Fraction]] = []
    hidden: set[object] = set()
    for number, tips in enumerate(weeks):
        more, unknown = equations(number, compiled(whole(tips), MIN))
        rows, hidden = rows + more, hidden | unknown
    assert not solved(rows) & hidden


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_each_withheld_part_may_also_reach_the_bound_even_for_who_knows_the_rule(parts: int) -> None:
    """By enumeration: of all weeks that look alike, some has the withheld part below the bound, some at or above."""
    alike: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
    for numbers in product(range(8), repeat=parts):
        told = cells.told(dict(enumerate(numbers)), MIN)
        alike.setdefault((sum(numbers), tuple(told.values())), []).append(numbers)
    for (total, seen), worlds in alike.items():
        if total >= MIN and max(max(world) for world in worlds) < 7:
            for place in (p for p, number in enumerate(seen) if number is None):
                values = {world[place] for world in worlds}
                assert max(values) >= MIN > min(values), (total, seen)


def test_a_mark_needs_all_five_weeks_told_and_more_than_chance() -> None:
    """Twelve against a mean of three is more; five is not; a withheld week leaves no comparison."""
    assert [against(n, [3, 3, 3, 3]).mark for n in (12, 5)] == ["more", ""]  # type: ignore[union-attr]
    assert against(3, [20, 20, 20, 20]).mark == "fewer"  # type: ignore[union-attr]
    assert against(None, [3, 3, 3, 3]) is None
    assert against(9, [3, None, 3, 3]) is None


ANSWERS = st.lists(st.tuples(st.sampled_from(AREAS[1:]), st.integers(1, 5)), max_size=40)


def answered(given: list[tuple[str, int]]) -> dict[str, Counter[int]]:
    return {area: Counter(answer for where, answer in given if where == area) for area in AREAS[1:]}


@given(ANSWERS, ANSWERS)
def test_no_area_below_five_can_be_subtracted_from_the_pulse_of_all(
    given_: list[tuple[str, int]], other: list[tuple[str, int]]
) -> None:
    """Whatever the residents of the areas that are not shown have answered, nothing that is shown is another."""
    week, twin = answered(given_), answered(other)
    pulses = compiled(whole([]), MIN, week).pulses
    told = together(pulses.values())
    hidden = {area for area in AREAS[1:] if area not in pulses}
    unseen = {area for area in hidden if sum(twin[area][answer] for answer in range(1, 5)) < FEWEST}
    alike = compiled(whole([]), MIN, {area: twin[area] if area in unseen else week[area] for area in week}).pulses
    assert (alike, together(alike.values())) == (pulses, told)
    assert all(pulse.n >= FEWEST for pulse in pulses.values())
    assert (told is None) == (len(pulses) < 2)


@given(ANSWERS)
def test_the_pulse_of_all_is_the_sum_of_what_is_shown(given_: list[tuple[str, int]]) -> None:
    """Each answer adds up; who stay in are there only where no area withholds them."""
    pulses = compiled(whole([]), MIN, answered(given_)).pulses
    told = together(pulses.values())
    if told is not None:
        assert told.n == sum(pulse.n for pulse in pulses.values()) == sum(told.answers)
        assert (told.stay_in is None) == any(pulse.stay_in is None for pulse in pulses.values())
