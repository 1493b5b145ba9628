"""What people say, on every side of a comparison alike: a tip in five messages (begin, category, where, what, send),
then another. Nobody says the same thing twice where that would be taken for a repeated message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.forms import number_of

STEPS = 5
_BEGIN = ("tips", "tipsa", "tip", "vihje", "aviso", "talo", "ihbar", "bildirim", "warbixi", "vinkki")
FIRST_CHAT = 7_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """The `number`-th thing that a person says; numbers of one person go up by one."""

    person: int
    number: int

    @property
    def step(self) -> int:
        return self.number % STEPS

    @property
    def id(self) -> int:
        """One that no other message has."""
        return self.person * 1_000 + self.number

    def text(self, channel: str) -> str:
        by_sms = channel == "sms"
        return (
            _BEGIN[self.number // STEPS % len(_BEGIN)] if by_sms else "/tips",
            "2" if by_sms else "Skräp",
            f"Albyvägen {self.number}",
            f"Soporna ligger utanför rummet, nu för gång {self.number}",
            "1" if by_sms else "Skicka",
        )[self.step]

    def form(self) -> dict[str, str]:
        """As Twilio posts it, in the fields that are read."""
        return {"MessageSid": f"SM{self.id:032x}", "From": number_of(self.person), "Body": self.text("sms")}

    def update(self) -> dict[str, Any]:
        """As Telegram posts it."""
        chat = FIRST_CHAT + self.person
        someone = {"id": chat, "is_bot": False, "first_name": "Test", "language_code": "sv"}
        private = {"id": chat, "type": "private", "first_name": "Test"}
        text = self.text("telegram")
        message: dict[str, Any] = {"message_id": self.number + 1, "date": 1_790_000_000, "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return {"update_id": self.id, "message": {**message, "from": someone, "chat": private}}


def said_before(person: int) -> int:
    """How many messages a person is into the conversation when it is opened: one to four, all alike often."""
    return 1 + person % (STEPS - 1)


def opening(people: int) -> Iterator[Said]:
    """What brings everybody to somewhere in the middle of a conversation."""
    for number in range(STEPS - 1):
        for person in range(people):
            if number < said_before(person):
                yield Said(person, number)


def going_on(people: int, messages: int) -> Iterator[Said]:
    """So many messages more, everybody in turn."""
    for count in range(messages):
        person = count % people
        yield Said(person, said_before(person) + count // people)
