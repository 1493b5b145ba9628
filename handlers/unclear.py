"""Somebody with a role writes something that answers nothing and names nothing: ask, and lose nothing."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Start
from handlers.text import _


async def unclear(d: Dialogue) -> Start | None:
    tip = Option("tip", _("A tip from the area").sms(_("A tip")), icon="💬", words=("tips",))
    nothing = Option("nothing", _("Nothing, forget it").sms(_("Nothing")))
    said = d.facts["words"]
    asked = _("You wrote: “{words}”. What is it?", words=said).sms(_("What was that?"))
    if await d.choose("what", asked, (tip, nothing)) == "tip":
        return Start("tip", (("words", said),))
    return None
