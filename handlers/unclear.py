"""Somebody with a role writes something that answers nothing and names nothing: ask, and lose nothing."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Start
from handlers.text import _, lines, verbatim


async def unclear(d: Dialogue) -> Start | None:
    tip = Option("tip", _("A tip from the area").sms(_("A tip")), icon="💬", words=("tips",))
    nothing = Option("nothing", _("Nothing, forget it").sms(_("Nothing")))
    threads = [
        Option(code, lines(verbatim(code), verbatim(area), separator=", "), icon="💬")
        for code, area in d.facts.get("threads", ())
    ]
    said = d.facts["words"]
    asked = _("You wrote: “{words}”. What is it?", words=said).sms(_("What was that?"))
    chosen = await d.choose("what", asked, (*threads, tip, nothing))
    if chosen == "tip":
        return Start("tip", (("words", said),))
    return None if chosen == "nothing" else Start("about", (("words", f"{chosen} {said}"),))
