"""`ombud simulate`: a municipality's weeks on a simulated clock, without a person; the same seed, the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.municipality import Municipality
from bot.simulation.cast import RESIDENTS, SEEN, TIPS, TOWN, Cast
from bot.simulation.stage import Line, set_stage
from bot.weekly.week import WeekPlan, due_around, monday, shift

FIRST = "2026-W46"


async def simulate(
    weeks: int, seed: int, folder: Path, town: Municipality, database_url: str, progress: Callable[[str], None]
) -> list[str]:
    """Play `weeks` weeks; write each digest to `folder` as WEEK-WHO.txt; return the transcript's lines."""
    zone = ZoneInfo(town.week.timezone)
    start = datetime.combine(monday(FIRST), time(8), zone)
    stage = set_stage(database_url, town, start, seed, public_url="https://ombudet.example")
    cast = Cast(stage, Random(seed))  # noqa: S311 - the same weeks for the same seed are the point
    try:
        await cast.assemble()
        for number in range(weeks + 1):
            progress(shift(FIRST, number))
            await _week(cast, shift(FIRST, number), zone, tips=number < weeks)
    finally:
        await stage.app.close()
    _write_digests(stage.lines, folder, town.week)
    return [_as_text(line, zone) for line in stage.lines]


async def _week(cast: Cast, week: str, zone: ZoneInfo, *, tips: bool) -> None:
    """Residents tip on weekday evenings; ombud answer Monday's prompt in the evening; on Thursday there is a pass."""
    for day in range(7):
        if day == 3 and tips:
            await _pass(cast, datetime.combine(monday(week) + timedelta(days=day), time(13), zone))
        evening = datetime.combine(monday(week) + timedelta(days=day), time(18, 30), zone)
        await cast.stage.go_to(evening)
        if day == 0:
            await cast.report_all()
        for _ in range(cast.random.randint(0, 3) if tips else 0):
            name = cast.random.choice(RESIDENTS)[0]
            await cast.stage.go_to(cast.stage.clock() + timedelta(minutes=cast.random.randint(3, 40)))
            await cast.tip(cast.stage.phones[name], cast.random.choice(TIPS))
    await cast.stage.go_to(datetime.combine(monday(week) + timedelta(days=7), time(8), zone))


async def _pass(cast: Cast, start: datetime) -> None:
    """What is seen, if anything; and now and then the brakes."""
    seen = cast.random.sample(SEEN, cast.random.randint(0, 2))
    fault = cast.random.choice(("", "", " bromsarna gnisslar"))
    await cast.patrol(start, seen, f"slut {cast.random.randint(18, 60)}{fault}")


def _write_digests(lines: list[Line], folder: Path, plan: WeekPlan) -> None:
    """What each partner got at the digest's time; what came in several messages is one again."""
    folder.mkdir(parents=True, exist_ok=True)
    got: dict[str, list[str]] = {}
    partners = {name for name, _, _, role, _ in TOWN if role in ("manager", "police", "coordinator", "association")}
    for line in lines:
        week = next((s.week for s in due_around(line.at, plan) if s.job == "digest" and s.due == line.at), "")
        if line.shown and line.phone.name in partners and week:
            got.setdefault(f"{week}-{line.phone.name}.txt", []).append(line.text)
    for name, texts in got.items():
        (folder / name).write_text("\n\n".join(texts) + "\n", encoding="utf-8")


def _as_text(line: Line, zone: ZoneInfo) -> str:
    when = line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    mark = "<" if line.shown else ">"
    text = line.text.replace("\n", " / ")
    cost = f" [{line.shown.segments.count} SMS]" if line.shown and line.shown.segments else ""
    return f"{when} {line.phone.name} {mark} {text}{cost}"
