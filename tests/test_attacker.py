"""An attacker who holds everything that ever left, of eight weeks and from every recipient, taken at different times
with late, merged and erased tips between: what is withheld stays unknown.

Two attacks. What can be read as numbers is put into equations and solved. And for every withheld number below the bound
there is a twin of the world in which it reaches the bound: in both, all that leaves is the same to the octet, so nobody
can tell in which of them they are."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from storing import KEY, HandClock
from test_told import AREAS, MIN, solved, whole

from bot.app import Ombudet, build
from bot.facts import slot_of
from bot.municipality import Municipality, load
from bot.operating.export import Asked, Form, Kind, export, weeks_out
from bot.picture.counts import BANDS_TOLD, CATEGORIES
from bot.picture.disclosure import compiled, digest
from bot.picture.render import as_text
from bot.picture.shapes import as_json
from bot.web.entrance import entrance_routes
from bot.web.picture import Picture
from bot.web.site import site
from bot.weekly.week import monday, shift
from handlers.records import Observation, Place, Report, Role
from handlers.records import Tip as Said
from storage import entrances, people, pulses, reports, tips
from storage.database import Work
from storage.models import tip

Tip = tuple[str, str, str]  # area, category, band
Cell = tuple[str, str, str]  # week, group, part

pytestmark = pytest.mark.no_cover  # thousands of weeks, which take twice as long when each line is noted
FIRST = "2026-W36"
WEEKS = tuple(shift(FIRST, n) for n in range(8))
TOWN = AREAS[1:]
HOLDINGS: tuple[tuple[Role, str | None], ...] = (
    *(("coordinator", None), ("police", None), ("association", None), ("police", TOWN[0])),
    *(("manager", area) for area in TOWN),
)
WANTED: tuple[tuple[Kind, Form], ...] = tuple(
    (kind, form) for kind in ("tips", "reports", "actions", "picture") for form in ("csv", "json", "geojson")
)
CSRF = re.compile(r'name="csrf" value="(\w+)"')


@cache
def town() -> Municipality:
    """Botkyrka with three areas."""
    whole_town = load("botkyrka")
    return replace(whole_town, areas=tuple(whole_town.area(slug) for slug in TOWN), min_cell=MIN)


class World:
    """A service with its database, and everything that has left it, by what it is."""

    def __init__(self, url: str) -> None:
        self.clock = HandClock()
        self.clock.now = slot_of_monday(FIRST)
        self.app: Ombudet = build(
            database_url=url, secret_key=KEY, town=town(), channels={}, clock=self.clock,
            random=Random(1), public_url="https://ombud.example",  # noqa: S311 - the same chance in both worlds
        )  # fmt: skip
        self.left: dict[tuple[Any, ...], str] = {}

    def meet(self) -> None:
        with self.app.database.begin() as work:
            for number, (role, area) in enumerate(HOLDINGS):
                person = people.meet(work, "telegram", str(7_000 + number), "sv")
                people.give_role(work, person.id, role, area)

    def live(self, weeks: Sequence[Sequence[Tip]], answers: Sequence[Sequence[tuple[str, int]]]) -> None:
        """Eight weeks; after each somebody asks on Monday, then the digests go, and then what is late comes."""
        for number, week in enumerate(WEEKS):
            with self.app.database.begin() as work:
                self._happens(work, week, weeks[number], answers[number])
            self.clock.now = slot_of_monday(shift(week, 1))
            self.take_digests("on Monday", week)
            with self.app.database.begin() as work:
                self._comes_late(work, week, weeks[number])
            self.clock.now = slot_of(self.app.desk, week, "digest")
            self.take_digests("in time", week)
            with self.app.database.begin() as work:
                self._comes_late(work, week, weeks[number])

    def _happens(self, work: Work, week: str, filed: Sequence[Tip], answers: Sequence[tuple[str, int]]) -> None:
        for area, category, band in filed:
            tips.add(work, 1, Said(category, area or None, Place("Torget"), "Ord"), week, band)
        for number, (area, answer) in enumerate(answers):
            person = people.meet(work, "telegram", str(8_000 + number), "sv")
            pulses.put(work, person.id, week, area or None, answer)
        reported = TOWN[len(answers) % 3]
        seen = (Observation("ordning", "Torget", "evening", sum(one[0] == reported for one in filed)),)
        reports.put(work, 1, Report(week, reported, 2, seen))

    def _comes_late(self, work: Work, week: str, filed: Sequence[Tip]) -> None:
        """One tip more, one that turns out to be of another area and kind, and one that is erased; and a report."""
        tips.add(work, 1, Said("brand", TOWN[0], Place("Torget"), "Sent"), week, "night")
        ids = work.conn.execute(select(tip.c.id).where(tip.c.week == week).order_by(tip.c.id)).scalars().all()
        work.conn.execute(update(tip).where(tip.c.id == ids[0]).values(area=TOWN[1], category="brand"))
        work.conn.execute(delete(tip).where(tip.c.id == ids[len(filed) // 2]))
        pulses.unlink(work, shift(week, 1))

    def take_digests(self, when: str, week: str) -> None:
        """Every recipient's digest of a week, in words and as values."""
        with self.app.database.begin() as work:
            for role, area in (*HOLDINGS, *(("coordinator", slug) for slug in TOWN)):
                made = digest(self.app.desk, work, week, role, area)
                self.left["json", when, week, role, area] = json.dumps(as_json(made))
                self.left["text", when, week, role, area] = self.app.desk.voices.say(as_text(made, ""), "en")

    def take_exports(self, last: str, areas: Sequence[str | None]) -> None:
        for (kind, form), area in ((one, area) for one in WANTED for area in areas if area is None or one[1] == "csv"):
            asked, file = Asked(kind, form, None, last, area), io.BytesIO()
            export(self.app, asked, weeks_out(self.app, asked), file, lambda *_: None)
            self.left["export", self.clock.now, kind, form, last, area] = file.getvalue().decode()

    async def take_pages(self) -> None:
        """What each sees who logs in, whatever the address asks for."""
        desk, database = self.app.desk, self.app.database
        served = site([*Picture(desk, database).routes, *entrance_routes(desk, database)], nullcontext)
        for number, (role, area) in enumerate(HOLDINGS):
            transport = httpx.ASGITransport(served)
            async with httpx.AsyncClient(transport=transport, base_url="https://ombud.example") as visitor:
                await _enter(visitor, self.app, str(7_000 + number))
                for week in WEEKS:
                    for asked in (area, *(TOWN if role == "coordinator" else ())):
                        answer = await visitor.get("/", params={"week": week, **({"area": asked} if asked else {})})
                        assert answer.status_code == 200, answer.text
                        self.left["page", week, role, area, asked] = CSRF.sub("", answer.text)


async def _enter(visitor: httpx.AsyncClient, app: Ombudet, chat: str) -> None:
    with app.database.begin() as work:
        link = f"/in/{entrances.issue(work, people.meet(work, 'telegram', chat, 'sv').id)}"
    found = CSRF.search((await visitor.get(link)).text)
    assert found
    assert (await visitor.post(link, data={"csrf": found[1]})).status_code == 303


def slot_of_monday(week: str) -> Any:
    """Eight in the morning of a week's Monday."""
    return HandClock().now.replace(year=(day := monday(week)).year, month=day.month, day=day.day, hour=8)


@contextmanager
def lived(weeks: Sequence[Sequence[Tip]], answers: Sequence[Sequence[tuple[str, int]]], fresh: Path) -> Iterator[World]:
    """A world after its eight weeks, and all that an attacker can take from it."""
    with tempfile.TemporaryDirectory(prefix="ombudet-attacker-") as folder:
        shutil.copy(fresh, f"{folder}/ombud.db")
        world = World(f"sqlite:///{folder}/ombud.db")
        world.meet()
        world.live(weeks, answers)
        world.take_exports(WEEKS[3], (None,))
        world.take_exports(WEEKS[-1], (None, *TOWN))
        world.clock.pass_(days=6)
        for week in WEEKS:
            world.take_digests("afterwards", week)
        for last in (WEEKS[3], WEEKS[-1]):
            world.take_exports(last, (None,))
        asyncio.run(world.take_pages())
        yield world
        world.app.database.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, up to date: every world begins with a copy of it."""
    path = tmp_path_factory.mktemp("fresh") / "ombud.db"
    World(f"sqlite:///{path}").app.database.close()
    return path


# The first attack: numbers


def harvest(world: World) -> dict[Cell, set[int]]:
    """Every number of tips that can be read anywhere, by week, group and part."""
    found: dict[Cell, set[int]] = defaultdict(set)
    for (what, *about), text in world.left.items():
        if what == "json":
            _from_digest(found, json.loads(text))
        elif what == "text":
            for name, number in re.findall(r"^(\w+):(?:.|\n(?!\n))*?Tips from residents: (\d+)", text, re.MULTILINE):
                found[about[1], "area", name.lower()].add(int(number))
        elif what == "export" and about[2] == "csv" and about[1] in ("tips", "picture"):
            for row in csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"):
                _from_row(found, row)
    return found


def _from_digest(found: dict[Cell, set[int]], told: dict[str, Any]) -> None:
    for area in told["areas"]:
        parts = [("area", area["area"], area["tips"])]
        parts += [(f"category {area['area']}", name, number) for name, number in area["tips_by_category"].items()]
        parts += [(f"band {area['area']}", name, number) for name, number in area["tips_by_time"].items()]
        for group, part, number in parts:
            if number is not None:
                found[told["week"], group, part].add(number)
        if area["tips_mean_of_four_weeks"] is not None:
            found[told["week"], "mean", area["area"]].add(round(4 * area["tips_mean_of_four_weeks"]))


def _from_row(found: dict[Cell, set[int]], row: dict[str, str]) -> None:
    """A row of the tips' or the picture's CSV."""
    area = row["area"].replace("unknown", "")
    parts = [("area", area, row["tips"])]
    if "by" in row:
        part = {"area": area, "category": row["category"], "time_band": row["time_band"].replace("unknown", "")}
        group = {"municipality": "all", "area": "area", "category": f"category {area}", "time_band": f"band {area}"}
        parts = [(group[row["by"]], part.get(row["by"], ""), row["tips"])]
    for group_name, name, number in parts:
        if number:
            found[row["week"], group_name, name].add(int(number))


def equations(found: dict[Cell, set[int]]) -> tuple[list[dict[object, Fraction]], set[object]]:
    """Every whole is the sum of its parts, and a mean is a quarter of four weeks; without what is known."""
    sums: list[list[Cell]] = []
    for week in WEEKS:
        sums.append([(week, "all", ""), *((week, "area", a) for a in AREAS)])
        for a in AREAS:
            sums += [[(week, "area", a), *((week, f"category {a}", c) for c in CATEGORIES)]]
            sums += [[(week, "area", a), *((week, f"band {a}", b) for b in BANDS_TOLD)]]
    sums += [
        [cell, *((shift(cell[0], -back), "area", cell[2]) for back in range(1, 5))]
        for cell in found
        if cell[1] == "mean"
    ]
    rows: list[dict[object, Fraction]] = []
    for first, *parts in sums:
        signed = {first: Fraction(-1), **dict.fromkeys(parts, Fraction(1))}
        rows.append({cell: sign for cell, sign in signed.items() if cell not in found})
    return rows, {cell for row in rows for cell in row}


# The second attack: which of two worlds is it?


def twin(filed: Sequence[Tip], choice: int) -> list[Tip]:
    """A week of which the same is told, and in which a withheld number below the bound reaches it; the week itself
    where nothing is withheld, or nothing told at all. `choice` says which of the withheld."""
    counted = whole(list(filed))
    told = compiled(counted, MIN)
    wholes: list[tuple[int, str, dict[str, int], dict[str, int | None]]] = []
    if told.total is not None:
        wholes.append((0, "", {a: sum(counted.categories[a].values()) for a in AREAS}, told.areas))
    wholes += [(1, a, counted.categories[a], parts) for a, parts in told.categories.items()]
    wholes += [(2, a, counted.bands[a], parts) for a, parts in told.bands.items()]
    small = [
        (at, area, numbers, shown, part)
        for at, area, numbers, shown in wholes
        for part, number in shown.items()
        if number is None and numbers[part] < MIN
    ]
    if not small:
        return list(filed)
    at, area, numbers, shown, part = small[choice % len(small)]
    partner = next((other for other, number in shown.items() if number is None and numbers[other] >= MIN), None)
    hidden = [other for other, number in shown.items() if number is None]
    moved = {part: partner, partner: part} if partner is not None else dict.fromkeys(hidden, part)
    changed = [
        (*one[:at], moved.get(one[at], one[at]), *one[at + 1 :]) if at == 0 or one[0] == area else one for one in filed
    ]
    assert Counter(one[at] for one in changed if at == 0 or one[0] == area)[part] >= MIN
    return changed  # type: ignore[return-value]


TIPS = st.lists(
    st.tuples(st.sampled_from(AREAS), st.sampled_from(CATEGORIES[:2]), st.sampled_from(BANDS_TOLD[:2])),
    min_size=6, max_size=20,
)  # fmt: skip
PULSE = st.lists(st.tuples(st.sampled_from(AREAS), st.integers(1, 5)), max_size=14)
ATTACKED = settings(max_examples=3, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))


@settings(derandomize=True, database=None)
@given(TIPS, st.integers(0, 99))
def test_a_week_and_its_twin_are_told_alike(filed: list[Tip], choice: int) -> None:
    """Whichever number below the bound is withheld, it reaches the bound in a week of which the same is told."""
    assert compiled(whole(twin(filed, choice)), MIN) == compiled(whole(filed), MIN)


@ATTACKED
@given(*(st.lists(one, min_size=8, max_size=8) for one in (TIPS, PULSE, st.integers(0, 99))))
def test_with_everything_that_left_nothing_withheld_is_known(
    fresh: Path, weeks: list[list[Tip]], answers: list[list[tuple[str, int]]], choices: list[int]
) -> None:
    """Each number is the same wherever and whenever it is read, none that is withheld follows from the others, and no
    octet tells a world from its twin."""
    with lived(weeks, answers, fresh) as world:
        found = harvest(world)
        assert all(len(values) == 1 for values in found.values())
        rows, hidden = equations(found)
        assert not solved(rows) & hidden
        frozen(world)
        pulses_hold(world)
    twins = [twin(filed, choice) for filed, choice in zip(weeks, choices, strict=True)]
    with lived(twins, answers, fresh) as other:
        assert other.left == world.left


def frozen(world: World) -> None:
    """What left at the digest's time leaves the same ever after, and an export of the same weeks too."""
    for (what, *about), text in world.left.items():
        if what in ("json", "text") and about[0] == "in time":
            assert world.left[what, "afterwards", *about[1:]] == text
    exports = defaultdict(set)
    for (what, *about), text in world.left.items():
        if what == "export":
            exports[tuple(about[1:])].add(text)
    assert all(len(texts) == 1 for texts in exports.values())


def pulses_hold(world: World) -> None:
    """No number of answers from one to four is shown, nor left over when what is shown is subtracted from a total."""
    for (what, *_), text in world.left.items():
        if what == "json":
            told = json.loads(text)
            areas = [area["pulse"] for area in told["areas"] if area["pulse"]]
            for name in ("n", "stay_in"):
                shown = [one[name] for one in areas if one[name] is not None]
                total = told["pulse"] and told["pulse"][name]
                left_over = [total - sum(shown)] if total is not None and len(told["areas"]) == len(TOWN) else []
                assert all(number == 0 or number >= 5 for number in (*shown, *left_over))
