"""What any inbound text becomes before anything else reads, stores or shows it.

Characters that no keyboard types on purpose (control characters, bidirectional overrides, invisible joiners,
halves of a surrogate pair) can break a database, a page or a phone, or hide a word from the emergency gate.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")

# Controls but tab and newline; soft hyphen, fillers and invisible operators; marks, embeddings, overrides and
# isolates of the bidirectional algorithm (UAX 9); interlinear anchors, tags, non-characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)

_EMOJI = "\u2194\u2195\u2600-\u27bf\u2b1b\U0001f000-\U0001faff"
_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
_JOINER = re.compile(
    f"(?<=[{_EMOJI}\ufe0f])(\u200d)(?=[{_EMOJI}])|(?<=[{_ARABIC}])([\u200c\u200d])(?=[{_ARABIC}])|[\u200c\u200d]"
)


_FIRST_MARK = "\u0300"  # printable text in letters before this holds nothing that is cleaned


def clean(text: str) -> str:
    """`text` as it may be stored and shown: NFC, lines ended by a newline alone, nothing invisible, trimmed.

    Joiners stay inside emoji and between Arabic letters, where they carry meaning. Never raises, whatever the
    string; cleaning twice changes nothing more.
    """
    if text.isprintable() and max(text, default="") < _FIRST_MARK:
        return text.strip()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    visible = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", whole))
    joined = _JOINER.sub(lambda found: found[1] or found[2] or "", visible)
    return unicodedata.normalize("NFC", joined).strip()
