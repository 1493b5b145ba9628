"""Two silent weeks: the coordinator is told, and may send that ombud a personal word with one tap."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Word
from handlers.text import Text, _

FRIENDLY = _("Hello! It has been quiet from you, and I wonder how you are. Can we help? /The coordinator")


async def word(d: Dialogue) -> Word | None:
    person, area = d.facts["person"], d.facts["area_name"]
    ready = Option("ready", _("Send a friendly word"), number=1, icon="💬")
    own = Option("own", _("In my own words"), number=2, icon="✏️")
    no = Option("no", _("Not now"), number=0, words=("nej", "no"))
    chosen = await d.choose("what", silent(area), (ready, own, no))
    if chosen == "no":
        return None
    text = await d.text("words", _("What do you want to say?"), max_length=600) if chosen == "own" else ""
    return Word(person, text)


def silent(area: str) -> Text:
    """What the coordinator is told."""
    return _("{area}: no report for two weeks, and no pause.", area=area)
