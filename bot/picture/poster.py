"""A poster for a stairwell wall: a QR code that opens the bot with the place filled in, or an SMS where there is no
bot; the same few words in several languages side by side; and that it is no alarm service."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import segno

from bot.picture.glyphs import direction, typesettable
from bot.picture.paper import typeset
from handlers.text import Text, _

Say = Callable[[Text, str], str]
_QUIET = 4  # modules of white around a QR code, as ISO/IEC 18004 wants it


@dataclass(frozen=True, slots=True)
class Way:
    """What the QR code holds, and the number that an SMS goes to, if there is one."""

    link: str
    number: str = ""


def by_telegram(bot: str, payload: str, number: str = "") -> Way:
    """Opens the bot with a place's code, or an area."""
    return Way(f"https://t.me/{bot}?start={payload}", number)


def by_sms(number: str, words: str) -> Way:
    """Begins an SMS with where it is, in the form that cameras of telephones read (ZXing's "Barcode Contents")."""
    return Way(f"SMSTO:{number}:{words}", number)


def pdf(way: Way, town: str, where: str, languages: Sequence[str], say: Say, at: datetime) -> bytes:
    """A4, PDF/UA-1, dated `at`. `where` is what stands above the code: a place, an area. Raises ValueError."""
    columns = [_column(way, language, say) for language in languages]
    sheet = {
        "lang": languages[0],
        "about": f"{typesettable(town)} · {typesettable(where)}",
        "town": typesettable(town),
        "title": columns[0]["ask"],
        "where": typesettable(where),
        "qr": drawn(way.link),
        "qr_alt": say(_("QR code: {link}", link=way.link), languages[0]),
        "columns": columns,
    }
    return typeset("poster.typ", sheet, at, format="pdf", pdf_standards="ua-1")


def texts(number: str) -> dict[str, Text]:
    """What stands in each language's column."""
    said = {"ask": _("Does it feel unsafe? Tell the ombud."), "scan": _("Point your phone's camera at the square.")}
    if number:
        said["write"] = _("Or write an SMS to {number}.", number=number)
    return said | {"alarm": _("Not an alarm service. In danger, call 112.")}


def drawn(link: str) -> str:
    """A QR code as SVG; a fifth of it may be damaged (level Q)."""
    made = io.BytesIO()
    segno.make(link, error="q", micro=False).save(made, kind="svg", border=_QUIET, light="#fff", omitsize=True)
    return made.getvalue().decode()


def _column(way: Way, language: str, say: Say) -> dict[str, str]:
    said = {"write": ""} | {part: say(text, language) for part, text in texts(way.number).items()}
    return {"lang": language, "dir": direction(said["ask"]), **said}
