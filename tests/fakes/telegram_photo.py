"""What the Bot API asks of a photo and its caption, and what it makes of them:
https://core.telegram.org/bots/api#sendphoto."""

from __future__ import annotations

import struct

from .telegram_http import Json, Refused

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 10 * 1024 * 1024
LONGEST_CAPTION = 1024
MOST_SIDES = 10_000  # width and height together
MOST_RATIO = 20


def caption(given: Json) -> str:
    """0 to 1024 characters, in UTF-16 units."""
    text = str(given.get("caption", "")).strip()
    if len(text.encode("utf-16-le")) // 2 > LONGEST_CAPTION:
        raise Refused(400, "Bad Request: message caption is too long")
    return text


def checked(given: Json) -> bytes:
    """The photo as it was uploaded; here only PNG is known."""
    octets = given.get("photo", b"")
    if isinstance(octets, str):
        octets = given.get(octets.removeprefix("attach://"), b"")
    if not octets:
        raise Refused(400, "Bad Request: there is no photo in the request")
    if len(octets) > LARGEST:
        raise Refused(413, "Request Entity Too Large")
    if not octets.startswith(PNG):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    wide, high = size(octets)
    if wide + high > MOST_SIDES or max(wide, high) > MOST_RATIO * min(wide, high):
        raise Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return bytes(octets)


def size(png: bytes) -> tuple[int, int]:
    """Width and height, as the file's first chunk says."""
    wide, high = struct.unpack(">II", png[16:24])
    return int(wide), int(high)


def content(text: str, png: bytes) -> Json:
    """The message's own part."""
    wide, high = size(png)
    known = {"file_id": "photo", "file_unique_id": "photo", "width": wide, "height": high, "file_size": len(png)}
    return {"photo": [known], "caption": text} if text else {"photo": [known]}
