"""A synthetic Botkyrka: people without names, telephones from the range reserved for fiction, and what they say.

The demo and the simulation play with the same cast. Everyone with a role joins as people do: by an invitation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.channels import ChannelName
from bot.simulation.stage import Phone, Stage
from handlers.records import LESSONS, Role
from storage import invitations, people, trainings
from storage.database import Work

TOWN: tuple[tuple[str, ChannelName, str, Role, str | None], ...] = (
    ("ombud-alby", "telegram", "7001", "ombud", "alby"),
    ("ombud-fittja", "sms", "+46701740620", "ombud", "fittja"),
    ("ombud-hallunda", "telegram", "7002", "ombud", "hallunda-norsborg"),
    ("ombud-tullinge", "telegram", "7003", "ombud", "tullinge"),
    ("ombud-tumba", "sms", "+46701740621", "ombud", "tumba"),
    ("omradeschef-alby", "telegram", "7010", "manager", "alby"),
    ("omradeschef-fittja", "sms", "+46701740630", "manager", "fittja"),
    ("samordnare", "telegram", "7020", "coordinator", None),
    ("polis", "telegram", "7030", "police", "alby"),
    ("foreningen", "telegram", "7040", "association", None),
    ("grannstod-1", "telegram", "7050", "patrol", None),
    ("grannstod-2", "sms", "+46701740640", "patrol", None),
)
RESIDENTS: tuple[tuple[str, ChannelName, str], ...] = (
    ("boende-sms", "sms", "+46701740611"),
    ("boende-telegram", "telegram", "7101"),
    ("boende-2", "sms", "+46701740612"),
    ("boende-3", "telegram", "7102"),
    ("boende-4", "sms", "+46701740613"),
    ("boende-5", "sms", "+46701740614"),
)
CREW = ("grannstod-1", "grannstod-2")
SEEN = (
    "klotter på busskuren vid Fittja centrum",
    "skrotbil vid Tingstorget, felanmäld",
    "trasig lampa i tunneln vid Alby centrum",
    "skräp vid Krögarvägen 8, felanmält",
)
REPORTING = ("ombud-alby", "ombud-fittja", "ombud-hallunda", "ombud-tullinge")
TIPS = (
    "Lampan är trasig vid Albyvägen 12, mörkt på kvällen",
    "Klotter på väggen vid Alby centrum",
    "Krossat glas på gångvägen vid Krögarvägen 8",
    "Bråk och skrik på kvällarna vid Fittja centrum",
    "Mopeder kör fort på gångvägen vid Tomtbergavägen 20",
    "Skräp överallt vid Hallunda centrum",
    "Trasigt lås till källaren, inbrott i helgen på Brunnavägen 4",
    "Mörkt och otryggt i tunneln vid Tullinge station",
    "Grannarna har städat gården på Krögarvägen 30, så fint!",
    "Gäng samlas vid Tumba centrum om kvällarna",
    "Skrotbil står kvar vid Värdshusvägen 10",
    "Någon eldar papper i soprummet vid Tingsvägen 3 på kvällarna",
)


@dataclass(slots=True)
class Cast:
    """The people on a stage. `random` decides what they do; the same seed, the same weeks."""

    stage: Stage
    random: Random

    async def assemble(self) -> None:
        """Everyone gets a telephone; those with a role accept their invitation."""
        for name, channel, address in RESIDENTS:
            self.stage.add(Phone(name, channel, address, "sv"))
        for name, channel, address, role, area in TOWN:
            phone = self.stage.add(Phone(name, channel, address, "sv"))
            await self.invite(phone, role, area)

    async def invite(self, phone: Phone, role: Role, area: str | None) -> None:
        """Invite somebody, and have them accept."""
        code, _ = await self.stage.app.database.run(lambda work: invitations.issue(work, role, area))
        await self.stage.say(phone, f"/start {code}" if phone.channel == "telegram" else code)
        await self.choose(phone, "yes", "ja")
        await self.stage.app.database.run(lambda work: _knows_it_all(work, phone))

    async def choose(self, phone: Phone, key: str, words: str) -> bool:
        """Tap the button that means `key`, or by SMS write `words`. False if there is no such button."""
        if phone.channel == "sms":
            await self.stage.say(phone, words)
            return True
        for button, message_id in self.stage.buttons_on(phone).values():
            if button.callback.partition(":")[2] == key:
                await self.stage.tap(phone, button, message_id)
                return True
        return False

    async def tip(self, phone: Phone, text: str) -> None:
        """Send a tip, and answer what is asked until it is sent."""
        await self.stage.say(phone, text)
        for _ in range(4):
            waiting = self.stage.buttons_on(phone)
            if phone.channel == "sms" or not waiting:
                return
            if not await self.choose(phone, "yes", ""):
                button, message_id = next(iter(waiting.values()))
                await self.stage.tap(phone, button, message_id)

    async def patrol(self, start: datetime, seen: Sequence[str], end: str) -> None:
        """A pass of two and a half hours, by a crew that has done it before: each thing is one message."""
        first, second = (self.stage.phones[name] for name in CREW)
        await self.stage.go_to(start)
        await self.stage.say(first, "/pass start G-02 alby fittja genomgång")  # the second to have joined
        await self.stage.say(second, "pass ja")
        for number, words in enumerate(seen, 1):
            await self.stage.go_to(start + timedelta(minutes=40 * number))
            await self.stage.say(second, f"pass {words}")
        await self.stage.go_to(start + timedelta(minutes=150))
        await self.stage.say(first, f"/pass {end}")

    async def report_all(self) -> None:
        """Everyone who usually does answers the prompt: one always forgets."""
        for name in REPORTING:
            await self.report(self.stage.phones[name])

    async def report(self, phone: Phone) -> None:
        """Answer the weekly prompt, as somebody in a hurry would."""
        safe = self.random.choice("2333")
        if phone.channel == "sms":
            await self._report_by_sms(phone, safe)
            return
        if not await self.choose(phone, "right", ""):
            await self.choose(phone, "nothing", "")
        await self.choose(phone, safe, "")
        await self.choose(phone, "yes", "")

    async def _report_by_sms(self, phone: Phone, safe: str) -> None:
        """In one message where the prompt offers it, else a digit at a time; the code is read off the telephone."""
        quick = self._last_on(phone, r"\b0 3 (\d{4})\b")
        if quick:
            await self.stage.say(phone, f"0 {safe} {quick}")
            return
        for words in ("1", safe):
            await self.stage.say(phone, words)
        await self.stage.say(phone, self._last_on(phone, r"(?m)^(\d{4}) "))

    def _last_on(self, phone: Phone, pattern: str) -> str:
        """What `pattern` finds in the latest message that came; empty if it finds nothing."""
        came = [line.text for line in self.stage.shown_on(phone) if line.shown]
        found = re.search(pattern, came[-1]) if came else None
        return found[1] if found else ""


def _knows_it_all(work: Work, phone: Phone) -> None:
    """Who is on the stage from the beginning has been through the training."""
    person = people.meet(work, phone.channel, phone.address, phone.language)
    for lesson in LESSONS:
        trainings.passed(work, person.id, lesson)
