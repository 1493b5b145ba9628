"""Telephones without a network: a channel that keeps what it is given, for the demo, the simulation and transcripts.

It shapes messages as the real channel of its name would, and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels import ChannelName, Limits, NeverAgain, Outbound, Sent
from bot.channels.gsm7 import Segments, segments, to_gsm

_LONGEST = {"sms": 1600, "telegram": 4096, "email": 1 << 20}  # characters, as the real ones have it


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands on the telephone. `segments` only by SMS."""

    message_id: str
    message: Outbound
    segments: Segments | None = None


class Simulated:
    """A channel by the name of a real one. `on_change` is called for each new or edited message."""

    def __init__(self, name: ChannelName, on_change: Callable[[Shown], None] = lambda _: None) -> None:
        self.name: ChannelName = name
        self.limits = Limits()
        self.phones: dict[str, list[Shown]] = {}
        self.on_change = on_change
        self._count = 0

    async def send(self, message: Outbound) -> Sent:
        phone = self.phones.setdefault(message.address, [])
        if message.edits:
            return self._edit(phone, message)
        if len(message.text) > _LONGEST[self.name]:
            raise NeverAgain("too-long")
        self._count += 1
        shown = self._as_shown(str(self._count), message)
        phone.append(shown)
        self.on_change(shown)
        return Sent(shown.message_id)

    def _edit(self, phone: list[Shown], message: Outbound) -> Sent:
        for index, shown in enumerate(phone):
            if shown.message_id == message.edits:
                text = message.text or shown.message.text
                phone[index] = replace(shown, message=replace(shown.message, text=text, keyboard=()))
                self.on_change(phone[index])
        return Sent(message.edits)

    def _as_shown(self, message_id: str, message: Outbound) -> Shown:
        if self.name != "sms":
            return Shown(message_id, message)
        text = to_gsm(message.text)
        return Shown(message_id, replace(message, text=text), segments(text))

    async def find(self, message: Outbound, since: float) -> tuple[Sent, ...]:  # noqa: ARG002
        return ()

    async def close(self) -> None:
        return
