"""Words between ombud and tipster, about one tip, by its code. Neither learns who the other is."""

from __future__ import annotations

from handlers.dialogue import Dialogue
from handlers.records import Message
from handlers.text import _


async def reply(d: Dialogue) -> Message:
    code = d.facts["code"]
    asked = _("What do you want to say about {code}?", code=code)
    return Message(code, await d.text("text", asked))


async def answer(d: Dialogue) -> Message:
    """The tipster's side: the question is the ombud's own words, in the facts."""
    code = d.facts["code"]
    heard = _("The ombud about {code}: {words}", code=code, words=d.facts["words"])
    return Message(code, await d.text("text", heard))
