"""The ways to reach a person. A channel turns a provider's messages into `Inbound` and `Outbound` into theirs;
it keeps nothing and decides nothing about the conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any, Literal, Protocol

from handlers.value import value

ChannelName = Literal["sms", "telegram", "email"]
Did = Literal["text", "button", "location", "ignored"]


@value
class Inbound:
    """One message from a person, as any channel brings it.

    `external_id` is the provider's own id: the same id is the same message, however often it comes. `sender` is
    the address to answer (a number in E.164, a chat id). `button` is a tapped button's callback data; `message_id`
    the provider's id of the message that carried the button, or that is replied to. `ignored` names why a message
    that no flow can use is only recorded ("sticker", "group", …); `answerable` is False where nothing may be sent
    back (groups, alphanumeric senders and short codes). `said_at` is the provider's time (ISO, with its zone) of a
    message that was fetched afterwards, so that it is handled before what was said later. `forwarded`: somebody else
    wrote it.
    """

    channel: ChannelName
    external_id: str
    sender: str
    did: Did = "text"
    text: str = ""
    button: str = ""
    message_id: str = ""
    location: tuple[float, float] | None = None
    language: str = ""
    ignored: str = ""
    answerable: bool = True
    said_at: str = ""
    forwarded: bool = False

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__match_args__}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Inbound:
        at = stored["location"]
        return cls(**{**stored, "location": tuple(at) if at else None})


@value
class Button:
    label: str
    callback: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Which picture goes with a message: that of a week's digest as the holder of `role` gets it, in a language. It is
    made when it is sent; what is in it was decided when the week was released."""

    week: str
    role: str
    area: str | None
    language: str


@value
class Outbound:
    """One message to one address.

    `keyboard` is rows of buttons. `edits` is the provider's id of an earlier message of ours: then its keyboard is
    taken away, and if `text` is not empty its text becomes that; nothing new is sent.
    `ask_location` is the label of a button by which the client shares where it stands; empty for none. `picture` goes
    above the text where the channel shows pictures; `photo` then makes it (PNG; nothing where that fails), and is
    never kept.
    """

    channel: ChannelName
    address: str
    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()
    edits: str = ""
    ask_location: str = ""
    picture: Picture | None = None
    photo: Callable[[], Awaitable[bytes]] | None = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        rows = [[[button.label, button.callback] for button in row] for row in self.keyboard]
        kept = {"text": self.text, "keyboard": rows, "edits": self.edits, "ask_location": self.ask_location}
        return kept | ({"picture": astuple(self.picture)} if self.picture else {})

    @classmethod
    def from_json(cls, channel: ChannelName, address: str, stored: dict[str, Any]) -> Outbound:
        rows = tuple(tuple(Button(*button) for button in row) for row in stored["keyboard"])
        picture = Picture(*stored["picture"]) if "picture" in stored else None
        return cls(channel, address, stored["text"], rows, stored["edits"], stored["ask_location"], picture)


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a channel may send: `rate` units (messages, or SMS segments) a second overall, `burst` of them at
    once, and `per_address` units a second to one address. None: as fast as it goes. `in_a_second` is how many the
    provider lets arrive in any second; 0 where it does not count so."""

    rate: float | None = None
    burst: int = 1
    per_address: float | None = None
    in_a_second: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has it. `provider_id` is empty where the provider gives none."""

    provider_id: str = ""


class SendError(Exception):
    """Why a message did not go out: one of the kinds below. `reason` is a short code that is safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(SendError):
    """It did not go out now; it may later. `after` is how many seconds the provider asked us to wait (429), and
    `everyone` whether that concerns all addresses of the channel."""

    def __init__(self, reason: str, after: float | None = None, *, everyone: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.everyone = everyone


class NeverAgain(SendError):
    """This message can never go out (malformed, a chat that does not exist)."""


class PersonStopped(SendError):
    """The person has blocked the bot or opted out at the provider: nothing more is to be sent there."""


class Unknown(SendError):
    """It may have gone out (time-out, dropped connection): look before sending again."""


class Channel(Protocol):
    """What delivery asks of a way out. Errors of `send` are always a `SendError`."""

    name: ChannelName
    limits: Limits

    async def send(self, message: Outbound) -> Sent: ...

    async def find(self, message: Outbound, since: float) -> Sequence[Sent]:
        """Look whether a message whose fate is unknown did go out after `since` (Unix time): all that it may be, latest
        first; none if it did not, or if the provider can't tell."""
        ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class Delivery:
    """What a provider says later of a message it took: `status` is "delivered", "failed" or "stopped"."""

    channel: ChannelName
    provider_id: str
    status: Literal["delivered", "failed", "stopped"]
    reason: str = ""
    extra: dict[str, str] = field(default_factory=dict)
