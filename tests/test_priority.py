"""Where next week's resources are best used, and why: by what a recipient is shown, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from bot.picture.change import Change
from bot.picture.priority import known, order
from bot.picture.shapes import Digest, Reason, Released, Seen, Spot, Step

CALM = Released("tumba", "Tumba", vacant=False, assessments=(3,), before=3, observations=(), tips=4, ombud=1)
LATE = Step("tumba", "fordon", "", "", "Polisen", "2026-11-01", "planned", overdue=True)


def named(slug: str, **values: object) -> Released:
    return replace(CALM, slug=slug, name=slug.title(), **values)  # type: ignore[arg-type]


def ranked(*areas: Released, spots: tuple[Spot, ...] = (), steps: tuple[Step, ...] = ()) -> list[str]:
    found = order(Digest("2026-W47", "coordinator", areas, 3, spots=spots, steps=steps))
    return [f"{one.area}: {', '.join(reason.why for reason in one.reasons)}" for one in found]


def test_an_area_without_a_reason_is_not_in_the_order() -> None:
    """Calm, reported and as before, or on an agreed pause: nothing to say."""
    fewer = named("b", change=Change(9.0, "fewer"))
    paused = named("c", assessments=(), paused=True)
    assert ranked(CALM, fewer, paused) == []


def test_each_reason_has_the_number_its_words_need() -> None:
    """The lowest assessment, the one before, the tips, the weeks and the place, what is late."""
    area = replace(CALM, assessments=(3, 2), before=3, change=Change(1.0, "more"))
    spots = (Spot("tumba", "fordon", "Torget", 4), Spot("tumba", "brand", "Parken", 3), Spot("alby", "brand", "X", 5))
    (one,) = order(Digest("2026-W47", "police", (area,), 3, spots=spots, steps=(LATE, replace(LATE, overdue=False))))
    assert one.reasons == (
        Reason("unsafe", 2),
        Reason("worse", 3),
        Reason("more", 4),
        Reason("recurring", 4, "Torget"),
        Reason("overdue", 1),
    )


def test_the_order_is_by_one_reason_after_the_other() -> None:
    """The lowest assessment first, then worse, more, what comes back most, what is late; who knows nothing last."""
    areas = (
        named("vacant", vacant=True, assessments=(), ombud=0),
        named("silent", assessments=(), silent=2),
        named("longer", assessments=(), silent=5),
        named("late"),
        named("four"),
        named("five"),
        named("more", change=Change(1.0, "more")),
        named("worse", before=4),
        named("rather", assessments=(2,)),
        named("very", assessments=(1,), before=1),
    )
    spots = (Spot("five", "brand", "X", 5), Spot("four", "brand", "X", 4))
    assert ranked(*areas, spots=spots, steps=(replace(LATE, area="late"),)) == [
        "very: unsafe",
        "rather: unsafe, worse",
        "worse: worse",
        "more: more",
        "five: recurring",
        "four: recurring",
        "late: overdue",
        "longer: missing",
        "silent: missing",
        "vacant: vacant",
    ]


def test_no_data_is_neither_safety_nor_danger() -> None:
    """A missing report gives a reason of its own and never "unsafe", nor hides what else is known of the area."""
    silent = named("silent", assessments=(), before=1)
    busy = named("busy", assessments=(), change=Change(1.0, "more"))
    digest = Digest("2026-W47", "coordinator", (silent, busy), 3)
    assert ranked(silent, busy) == ["busy: more, missing", "silent: missing"]
    assert [one.area for one in known(order(digest))] == ["busy"]


def test_areas_alike_come_as_the_municipality_has_them() -> None:
    """The same digest gives the same order, every time."""
    alike = [named(slug, assessments=(2,), before=2) for slug in ("b", "a", "c")]
    assert ranked(*alike) == ["b: unsafe", "a: unsafe", "c: unsafe"]
    assert ranked(*alike) == ranked(*alike)


def test_what_was_seen_is_no_reason_by_itself() -> None:
    """Observations are shown with their area; that there are some does not rank it."""
    assert ranked(replace(CALM, observations=(Seen("brand", "Torget", "night"),) * 4)) == []
