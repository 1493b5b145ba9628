"""The whole service on simulated telephones and a movable clock: what the demo, the simulation and the transcripts
play on. It is `bot.app` and nothing less; only the channels and the clock are of this world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from bot.app import Ombudet, build
from bot.channels import Button, ChannelName, Inbound
from bot.channels.simulator import Shown, Simulated
from bot.clock import MovableClock
from bot.costs import Costs
from bot.municipality import Municipality
from bot.weekly.week import due_around

_STEP = timedelta(hours=1)  # how often the service looks around while the clock is moved


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's telephone. `address` is a number or a chat id; `language` what the telephone is set to."""

    name: str
    channel: ChannelName
    address: str
    language: str = ""


@dataclass(slots=True)
class Line:
    """A line on a telephone: what its owner did (`shown` is None), or what came. A tap leaves no line there."""

    at: datetime
    phone: Phone
    text: str
    shown: Shown | None = None
    tap: bool = False


@dataclass(slots=True)
class Stage:
    """`lines` is everything said so far, in order, as it stands now; `first_shown` how each message first looked.
    `on_change` is called after each."""

    app: Ombudet
    clock: MovableClock
    phones: dict[str, Phone]
    lines: list[Line] = field(default_factory=list)
    on_change: Callable[[], None] = lambda: None
    first_shown: dict[tuple[str, str], Shown] = field(default_factory=dict)
    _count: int = 0

    def watch(self) -> None:
        """Listen to what the channels deliver."""
        for channel in self.app.channels.values():
            assert isinstance(channel, Simulated)  # noqa: S101 - a stage has no others
            channel.on_change = self._came

    def _came(self, shown: Shown) -> None:
        self.first_shown.setdefault((shown.message.channel, shown.message_id), shown)
        line = self._line_of(shown)
        if line is not None:
            line.shown, line.text = shown, shown.message.text
        else:
            phone = self.by_address(shown.message.channel, shown.message.address)
            self.lines.append(Line(self.clock(), phone, shown.message.text, shown))
        self.on_change()

    def _line_of(self, shown: Shown) -> Line | None:
        for line in reversed(self.lines):
            if line.shown and line.shown.message_id == shown.message_id and line.phone.channel == shown.message.channel:
                return line
        return None

    def by_address(self, channel: ChannelName, address: str) -> Phone:
        return next(p for p in self.phones.values() if (p.channel, p.address) == (channel, address))

    def add(self, phone: Phone) -> Phone:
        self.phones[phone.name] = phone
        return phone

    # What people do

    async def say(self, phone: Phone, text: str) -> None:
        """Write a message, and let everything that follows from it happen."""
        await self._do(
            phone, text, Inbound(phone.channel, self._next_id(), phone.address, text=text, language=phone.language)
        )

    async def tap(self, phone: Phone, button: Button, message_id: str) -> None:
        """Tap a button of a message."""
        text = next((ln.text for ln in self.shown_on(phone) if ln.shown and ln.shown.message_id == message_id), "")
        inbound = Inbound(
            "telegram",
            self._next_id(),
            phone.address,
            "button",
            text=text,
            button=button.callback,
            message_id=message_id,
            language=phone.language,
        )
        await self._do(phone, f"[{button.label}]", inbound)

    async def share(self, phone: Phone, latitude: float, longitude: float) -> None:
        """Share a position (Telegram)."""
        at = (latitude, longitude)
        inbound = Inbound("telegram", self._next_id(), phone.address, "location", location=at, language=phone.language)
        await self._do(phone, f"📍 {latitude:.4f}, {longitude:.4f}", inbound)

    async def receive(self, phone: Phone, text: str, inbound: Inbound) -> None:
        """Anything else that a telephone can bring about: a sticker, a block, the same message twice."""
        await self._do(phone, text, inbound)

    async def _do(self, phone: Phone, text: str, inbound: Inbound) -> None:
        self.lines.append(Line(self.clock(), phone, text, tap=inbound.did == "button"))
        self.on_change()
        await self.app.receive(inbound)
        await self.app.settle()

    def _next_id(self) -> str:
        self._count += 1
        return str(self._count)

    # What time does

    async def go_to(self, moment: datetime) -> None:
        """Move the clock on, and let everything happen on its way, each at its time."""
        while self.clock() < moment:
            dues = [
                slot.due for slot in due_around(self.clock() + timedelta(days=1), self.app.desk.town.week) if slot.due
            ]
            ahead = [due for due in dues if due > self.clock()]
            self.clock.move_to(min([*ahead, self.clock() + _STEP, moment]))
            await self.app.tick()
        await self.app.tick()

    # What is on a telephone

    def shown_on(self, phone: Phone) -> list[Line]:
        return [line for line in self.lines if line.phone == phone]

    def buttons_on(self, phone: Phone) -> dict[str, tuple[Button, str]]:
        """The buttons that can be tapped now, by label, with their message: the latest message that has any."""
        for line in reversed(self.shown_on(phone)):
            if line.shown and line.shown.message.keyboard:
                rows = line.shown.message.keyboard
                return {b.label: (b, line.shown.message_id) for row in rows for b in row}
        return {}


def set_stage(
    database_url: str,
    town: Municipality,
    start: datetime,
    seed: int,
    *,
    public_url: str,
    secret_key: bytes = bytes(32),
    runs: bool = False,
    costs: Costs = Costs(Decimal(50)),  # noqa: B008 - frozen
) -> Stage:
    """A service on simulated telephones. The key is no secret: there is nothing here to protect."""
    clock = MovableClock(start, runs=runs)
    app = build(
        database_url=database_url,
        secret_key=secret_key,
        town=town,
        channels={"sms": Simulated("sms"), "telegram": Simulated("telegram")},
        clock=clock,
        random=Random(seed),  # noqa: S311 - codes that are the same at every run are the point here
        public_url=public_url,
        costs=costs,
    )
    stage = Stage(app, clock, {})
    stage.watch()
    return stage
