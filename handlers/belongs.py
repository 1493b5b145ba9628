"""Words that may belong to a tip that was sent, or be a tip of their own: the one question about it."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Message, Start
from handlers.text import _


async def belongs(d: Dialogue) -> Message | Start:
    """Of who never says, the words go where they do no harm: to the ombud, under the code of the tip that was sent."""
    code, words = d.facts["code"], d.facts["words"]
    old = Option("old", _("It belongs to {code}", code=code), 1, words=("svar", "answer"))
    new = Option("new", _("A new tip"), 2, words=("nytt tips", "new tip", "nytt", "new"), icon="💬")
    asked = _("Is that about {code}, or a new tip?", code=code)
    if await d.choose("which", asked, (old, new), default="old") == "old":
        return Message(code, words)
    return Start("tip", (("words", words),))
