"""`ombud demo`: a stage with a cast that has played a few days, eight telephones to look at, and an audience."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.municipality import Municipality
from bot.simulation.cast import Cast
from bot.simulation.stage import Phone, Stage, set_stage
from bot.weekly.week import monday

_WEEK = "2026-W47"
_EARLIER = (  # (day of the week, who, what): so that the week is not empty when the visitor comes
    (0, "boende-2", "Krossat glas på gångvägen vid Krögarvägen 8"),
    (1, "boende-4", "Klotter på väggen vid Alby centrum"),
    (1, "boende-5", "Klotter på väggen vid Alby centrum"),
    (2, "boende-2", "Mopeder kör fort på gångvägen vid Tomtbergavägen 20"),
)


@dataclass(frozen=True, slots=True)
class About:
    """How a telephone is presented on the page."""

    name: str
    role: str
    area: str
    hint: str = ""


PHONES = {
    "boende-sms": About("Boende i Alby", "resident", "Alby", "Lampan är trasig vid Albyvägen 12, mörkt på kvällen"),
    "boende-telegram": About("Boende i Alby", "resident", "Alby", "Det ligger krossat glas på lekplatsen"),
    "ombud-alby": About("Ombudet i Alby", "ombud", "Alby", "/svara {code} Tack! Jag tar det med Botkyrkabyggen i dag."),
    "omradeschef-alby": About("Områdeschefen i Alby", "manager", "Alby"),
    "samordnare": About("Samordnaren", "coordinator", "Botkyrka"),
    "polis": About("Polisens kontaktperson", "police", "Alby"),
    "foreningen": About("Föreningen", "association", "Botkyrka"),
    "grannstod-1": About("Grannstödjaren", "patrol", "Botkyrka", "/pass start G-02 alby fittja genomgång"),
}


class Theatre:
    """One performance: acts come one at a time, and whoever watches is told when something has changed."""

    stage: Stage
    curtain = 0

    def __init__(self, town: Municipality, public_url: str) -> None:
        self._town = town
        self._public_url = public_url
        self._one_at_a_time = asyncio.Lock()
        self._change = asyncio.Condition()
        self._folder = tempfile.TemporaryDirectory(prefix="ombudet-demo-")
        self._performances = 0
        self.version = 0
        self.about = PHONES

    @property
    def visible(self) -> list[Phone]:
        return [self.stage.phones[name] for name in PHONES]

    async def begin(self) -> None:
        """Set the stage anew: Thursday evening, a week with a little in it behind us."""
        if self._performances:
            await self.stage.app.close()
        self._performances += 1
        zone = ZoneInfo(self._town.week.timezone)
        first = datetime.combine(monday(_WEEK), time(8), zone)
        file = Path(self._folder.name) / f"{self._performances}.db"
        self.stage = set_stage(f"sqlite:///{file}", self._town, first, 7, public_url=self._public_url)
        cast = Cast(self.stage, Random(7))  # noqa: S311 - the same stage every time
        await cast.assemble()
        await self.stage.go_to(datetime.combine(monday(_WEEK), time(17, 30), zone))
        await cast.report_all()
        for day, name, words in _EARLIER:
            await self.stage.go_to(datetime.combine(monday(_WEEK) + timedelta(days=day), time(18), zone))
            await cast.tip(self.stage.phones[name], words)
        thursday = monday(_WEEK) + timedelta(days=3)
        await cast.patrol(
            datetime.combine(thursday, time(13), zone), ("skrotbil vid Tingstorget, felanmäld",), "slut 34"
        )
        await self.stage.go_to(datetime.combine(thursday, time(18, 4), zone))
        self.curtain = len(self.stage.lines)
        self.stage.on_change = self._tell

    async def play(self, act: Callable[[], Awaitable[None]]) -> None:
        """One act, after the one before has ended."""
        async with self._one_at_a_time:
            await act()
            self._tell()

    def _tell(self) -> None:
        self.version += 1
        asyncio.get_running_loop().create_task(self._announce())

    async def _announce(self) -> None:
        async with self._change:
            self._change.notify_all()

    async def changed(self, since: int) -> None:
        """Return when the version is no longer `since`."""
        async with self._change:
            await self._change.wait_for(lambda: self.version != since)

    async def end(self) -> None:
        await self.stage.app.close()
        self._folder.cleanup()
