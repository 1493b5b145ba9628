"""The partners' side of a big database, as a process: the service fires the week's digests at their time, and serves
the page to a coordinator who has just come in."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import httpx
from sqlalchemy import delete, func, select
from starlette.applications import Starlette

from bench.forms import PUBLIC_URL
from bench.ours import service
from bench.processes import Failed
from bench.seeding import past
from bench.timing import in_turn
from bot.app import Ombudet
from bot.clock import MovableClock, system_clock
from bot.facts import slot_of
from bot.log import set_up
from bot.picture.disclosure import digest
from bot.picture.views import weeks_released
from bot.weekly.week import shift
from handlers.records import Observation, Report, Role
from storage import entrances, models, people, reports
from storage.database import Work

_TIMES = 15
_BEFORE = 4  # weeks that a week is compared with
_FIRST_CHAT = 5_000_000
_SETTLED = 3.0  # seconds: a start is over by then, and nobody looks before
_ROLES: tuple[Role, ...] = ("coordinator", "police", "association")
_SEEN = ("otrygg_plats", "skadegorelse", "narkotika")


def latest(app: Ombudet) -> tuple[str, datetime]:
    """The latest week whose digest is out in truth, and when its time was."""
    week = weeks_released(app.desk, system_clock())[0]
    return week, slot_of(app.desk, week, "digest")


def prepare(app: Ombudet, clock: MovableClock) -> dict[str, float]:
    """Partners, reports of five weeks, and the digests before the latest one."""
    week, due = latest(app)
    with app.database.begin() as work:
        for number, (role, area) in enumerate(_holdings(app)):
            person = people.meet(work, "telegram", str(_FIRST_CHAT + number), "sv")
            people.give_role(work, person.id, role, area)
            if role == "manager":
                _report(work, person.id, str(area), week)
    clock.move_to(due - timedelta(seconds=1))
    with app.database.begin() as work:
        past(app, work)
    clock.move_to(due)
    for back in range(_BEFORE, 0, -1):
        with app.database.begin() as work:
            digest(app.desk, work, shift(week, -back), "coordinator", None)
    return {}


def _holdings(app: Ombudet) -> Iterator[tuple[Role, str | None]]:
    yield from ((role, None) for role in _ROLES)
    yield from (("manager", area.slug) for area in app.desk.town.areas)


def _report(work: Work, person_id: int, area: str, week: str) -> None:
    for back in range(_BEFORE + 1):
        seen = tuple(Observation(category, "Torget", "evening") for category in _SEEN)
        reports.put(work, person_id, Report(shift(week, -back), area, 2, seen))


def digests(sides: dict[str, tuple[Ombudet, MovableClock]]) -> dict[str, float]:
    """How long the service takes to fire all of a week's digests in each database, in turn, in seconds; the week's tips
    are counted anew each time."""
    return in_turn({name: partial(_fire, *side) for name, side in sides.items()}, _TIMES)


def _fire(app: Ombudet, clock: MovableClock) -> float:
    week, due = latest(app)
    clock.move_to(due)
    _undo(app, week)
    begun = time.monotonic()
    fired = asyncio.run(app.schedule.tick())
    taken = time.monotonic() - begun
    if fired != len([*_holdings(app)]):
        raise Failed(f"{fired} digests were written")
    return taken


def _undo(app: Ombudet, week: str) -> None:
    """As if the week's digest had not been written, nor anything of it told."""
    with app.database.begin() as work:
        work.conn.execute(delete(models.release).where(models.release.c.week == week))
        work.conn.execute(delete(models.firing).where(models.firing.c.job == "digest", models.firing.c.week == week))
        work.conn.execute(delete(models.outbound).where(models.outbound.c.purpose.startswith(f"digest:{week}")))


def page() -> dict[str, float]:
    """How long the server takes for a coordinator's first view after its start, in ms, and how long the processor;
    nothing of the week has been told before, so that its tips are counted too."""
    from bot.serve import application
    from bot.settings import load_settings

    site = application(load_settings(serving=True))
    app: Ombudet = site.state.ombudet
    with app.database.begin() as work:
        role = models.role.c
        person_id = work.conn.execute(select(func.min(role.person_id)).where(role.role == "coordinator")).scalar_one()
        link = f"/in/{entrances.issue(work, person_id)}"
    gc.freeze()  # as `bot.serve` does
    taken, worked = asyncio.run(_first_view(site, link, partial(_undo, app, latest(app)[0])))
    return {"ms": 1e3 * taken, "cpu": 1e3 * worked}


async def _first_view(site: Starlette, link: str, undo: Callable[[], None]) -> tuple[float, float]:
    async with (
        site.router.lifespan_context(site),
        httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=PUBLIC_URL) as visitor,
    ):
        await asyncio.sleep(_SETTLED)
        undo()
        csrf = re.search(r'name="csrf" value="(\w+)"', (await visitor.get(link)).text)
        entered = await visitor.post(link, data={"csrf": csrf[1] if csrf else ""})
        begun, worked = time.monotonic(), time.process_time()
        answer = await visitor.get(entered.headers["location"])
        taken, worked = time.monotonic() - begun, time.process_time() - worked
    if answer.status_code != 200 or "<table" not in answer.text:
        raise Failed(f"the page is not the picture: {answer.status_code}")
    return taken, worked


def _side(url: str) -> tuple[Ombudet, MovableClock]:
    clock = MovableClock(system_clock() - timedelta(weeks=3))
    return service(url, clock), clock


def main(what: str, few: str = "") -> None:
    """With `few`, the database that holds eight weeks, against the one in the environment."""
    set_up("ERROR")
    many = os.environ["DATABASE_URL"]
    if what == "page":
        print(json.dumps(page()))
    elif what == "prepare":
        print(json.dumps(prepare(*_side(many))))
    else:
        print(json.dumps(digests({"many": _side(many), "few": _side(few)})))


if __name__ == "__main__":
    main(*sys.argv[1:])
