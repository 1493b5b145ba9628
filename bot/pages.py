"""A page of dialogue becomes a message: text and buttons on Telegram, numbered lines by SMS."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels import Button, Picture
from bot.i18n import Voices
from handlers.dialogue import Asked, Option, Question, shown
from handlers.text import Text, _

SHARE = _("Share where I am")
LONGEST = {"sms": 1500, "telegram": 4096}  # characters in a message; Twilio takes 1,600, in UTF-16 units
UNDER_PHOTO = 1024  # characters: https://core.telegram.org/bots/api#sendphoto


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out, before it has an address; `asked` is the question in it, as shown, `picture` what goes above."""

    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()
    asked: Asked | None = None
    ask_location: str = ""
    picture: Picture | None = None


def present(
    voices: Voices,
    language: str,
    channel: str,
    turn: int,
    said: tuple[Text, ...],
    question: Question | None,
) -> Message:
    """Everything said, then the question. `turn` dates the buttons."""
    spoken = [voices.say(text, language, channel) for text in said]
    if question is None:
        return Message(_join(spoken, channel))
    labels = [voices.say(option.label, language, channel) for option in question.options]
    asked = shown(question, labels, language)
    words = voices.say(question.text, language, channel)
    if channel == "sms":
        numbered = [f"{option.number} {option.label}" for option in asked.options]
        return Message(_join([*spoken, "\n".join([words, *numbered])], channel), asked=asked)
    buttons = [_button(turn, *pair) for pair in zip(question.options, labels, strict=True)]
    rows = [tuple(buttons[i : i + question.columns]) for i in range(0, len(buttons), question.columns)]
    share = question.kind == "place" and not buttons
    offer = f"📍 {voices.say(SHARE, language)}" if share else ""
    return Message(_join([*spoken, words], channel), tuple(rows), asked, offer)


def _button(turn: int, option: Option, label: str) -> Button:
    return Button(f"{option.icon} {label}".strip(), f"{turn}:{option.key}")


def _join(parts: list[str], channel: str) -> str:
    return ("\n" if channel == "sms" else "\n\n").join(part for part in parts if part)


def pieces(text: str, longest: int) -> list[str]:
    """A text too long for one message, cut where a line or a word ends."""
    cut = []
    while len(text) > longest:
        at = max(text.rfind("\n", 1, longest), text.rfind(" ", longest // 2, longest))
        at = at if at > 0 else longest
        cut.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*cut, text]


def under_photo(text: str, longest: int) -> list[str]:
    """A text that goes under a picture: as much as fits there, up to where a paragraph ends if one does in good time,
    then the rest in messages."""
    if fits_under_photo(text):
        return [text]
    at = text.rfind("\n\n", UNDER_PHOTO // 4, UNDER_PHOTO - 100)
    first = text[:at] if at > 0 else pieces(text, UNDER_PHOTO - 100)[0]
    return [first, *pieces(text[len(first) :].lstrip(), longest)]


def fits_under_photo(text: str) -> bool:
    """Counted as Telegram counts, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= UNDER_PHOTO
