"""Reads one raw Telegram update, as the Bot API sends it, into an `Inbound`.

It is pure, knows no library and keeps nothing of photos, contacts and files but what they were. Whatever is
missing or of the wrong type is read as absent: only an update without its id is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels import Inbound

MEDIA = (
    *("animation", "audio", "contact", "dice", "document", "game", "paid_media", "photo", "poll", "sticker"),
    *("story", "video", "video_note", "voice"),
)
"""What a message may hold instead of text, in the order to look: an animation also comes as a document."""

GROUPS = ("group", "supergroup", "channel")
MEMBERSHIP = {"kicked": "blocked", "member": "unblocked"}
"""`my_chat_member` in a private chat: https://core.telegram.org/bots/api#chatmemberupdated."""

_ADDRESSED = re.compile(r"^(/\w+)@\w+(?=\s|$)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def parse(update: Mapping[str, Any]) -> Inbound:
    """The message in an update (https://core.telegram.org/bots/api#update).

    Raises ValueError if `update_id` is missing or no whole number: without it a message could be taken in
    twice.
    """
    external_id = _id(_within(update).get("update_id"))
    if not external_id or external_id.startswith("-"):
        raise ValueError("an update without a valid update_id")
    for kind, read in (
        ("message", _message),
        ("callback_query", _tap),
        ("edited_message", _edit),
        ("my_chat_member", _membership),
    ):
        if isinstance(update.get(kind), Mapping):
            return read(external_id, update[kind])
    return _other(external_id, update)


def _message(external_id: str, message: Mapping[str, Any]) -> Inbound:
    chat = _within(message.get("chat"))
    common = _common(external_id, chat, message)
    if _is_group(chat):
        return Inbound(**common, did="ignored", ignored="group", answerable=False)
    common["message_id"] = _id(_within(message.get("reply_to_message")).get("message_id"))
    common["answerable"] = bool(common["sender"])
    common["forwarded"] = isinstance(message.get("forward_origin"), Mapping)
    text, place = message.get("text"), _place(message)
    if isinstance(text, str):
        return Inbound(**common, text=_ADDRESSED.sub(r"\1", text))
    if place is not None:
        return Inbound(**common, did="location", location=place)
    kind = next((kind for kind in MEDIA if kind in message), "unknown")
    return Inbound(**common, did="ignored", ignored=kind, text=_words(message, "caption"))


def _tap(external_id: str, tap: Mapping[str, Any]) -> Inbound:
    """A tapped button. The message that carried it may be gone or too old: then its text is empty."""
    carrier = _within(tap.get("message"))
    chat, person = _within(carrier.get("chat")), _within(tap.get("from"))
    where = chat if _id(chat.get("id")) else person
    common = _common(external_id, where, tap)
    if _is_group(chat) or _is_group(where):
        return Inbound(**common, did="ignored", ignored="group", answerable=False)
    common |= {"message_id": _id(carrier.get("message_id")), "answerable": bool(common["sender"])}
    data, text = tap.get("data"), carrier.get("text")
    if not isinstance(data, str) or not data:
        return Inbound(**common, did="ignored", ignored="unknown")
    return Inbound(**common, did="button", button=data, text=text if isinstance(text, str) else "")


def _edit(external_id: str, message: Mapping[str, Any]) -> Inbound:
    edited = _passed_over(external_id, message, "edited", answerable=True)
    return replace(edited, text=_words(message, "text") or _words(message, "caption")) if edited.answerable else edited


def _words(message: Mapping[str, Any], key: str) -> str:
    words = message.get(key)
    return words if isinstance(words, str) else ""


def _membership(external_id: str, change: Mapping[str, Any]) -> Inbound:
    status = _within(change.get("new_chat_member")).get("status")
    known = MEMBERSHIP.get(status, "unknown") if isinstance(status, str) else "unknown"
    return _passed_over(external_id, change, known, answerable=False)


def _other(external_id: str, update: Mapping[str, Any]) -> Inbound:
    """An update of a kind that was not asked for; its chat is read only to tell groups and channels apart."""
    bodies = [_within(body) for key, body in update.items() if key != "update_id"]
    body = next((body for body in bodies if "chat" in body), {})
    return _passed_over(external_id, body, "unknown", answerable=False)


def _passed_over(external_id: str, body: Mapping[str, Any], why: str, *, answerable: bool) -> Inbound:
    chat = _within(body.get("chat"))
    common = _common(external_id, chat, body)
    if _is_group(chat):
        return Inbound(**common, did="ignored", ignored="group", answerable=False)
    return Inbound(**common, did="ignored", ignored=why, answerable=answerable and bool(common["sender"]))


def _common(external_id: str, chat: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel": "telegram",
        "external_id": external_id,
        "sender": _id(chat.get("id")),
        "language": _language(_within(body.get("from")).get("language_code")),
    }


def _is_group(chat: Mapping[str, Any]) -> bool:
    """Only private chats have positive ids: https://core.telegram.org/api/bots/ids."""
    return chat.get("type") in GROUPS or _id(chat.get("id")).startswith("-")


def _place(message: Mapping[str, Any]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees of a shared position, or of a venue."""
    venue = _within(message.get("venue")).get("location")
    at = _within(message.get("location", venue))
    latitude, longitude = _degrees(at.get("latitude"), 90), _degrees(at.get("longitude"), 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _degrees(value: object, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -most <= value <= most else None


def _language(code: object) -> str:
    """The primary subtag of an IETF language tag: "sv" of "sv-SE"."""
    primary = re.split("[-_]", code.lower())[0] if isinstance(code, str) else ""
    return primary if _LANGUAGE.fullmatch(primary) else ""


def _id(value: object) -> str:
    """An identifier as text; Telegram's fit in 64 bits."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        return ""
    return str(value)


def _within(value: object) -> Mapping[str, Any]:
    """A nested object, empty where there is none: what follows then finds nothing in it."""
    return value if isinstance(value, Mapping) else {}
