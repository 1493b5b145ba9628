"""Somebody with a role writes something that answers nothing and names nothing: ask, and lose nothing. An ombud may
have meant it for one of the tips that wait for an answer, a partner for one of the questions that do."""

from __future__ import annotations

from dataclasses import replace

from handlers.dialogue import Dialogue, Option
from handlers.open_tips import brief
from handlers.records import Start
from handlers.text import _, lines, verbatim


async def unclear(d: Dialogue) -> Start | None:
    tip = Option("tip", _("A tip from the area").sms(_("A tip")), icon="💬", words=("tips",))
    nothing = Option("nothing", _("Nothing, forget it").sms(_("Nothing")))
    threads = [
        Option(code, lines(verbatim(code), verbatim(area), separator=", "), icon="💬", words=(area, code))
        for code, area in d.facts.get("threads", ())
    ]
    said = d.facts["words"]
    talks = d.facts.get("tips", ())
    about = [Option(code, brief(code, kind, place), number) for number, (code, kind, place) in enumerate(talks, 1)]
    if about or threads:
        tip, nothing = replace(tip, number=len(about) + len(threads) + 1), replace(nothing, number=0)
    asked = _("You wrote: “{words}”. What is it?", words=said).sms(_("What was that?"))
    what = await d.choose("what", asked, (*about, *threads, tip, nothing))
    if what == "nothing":
        return None
    return Start("tip", (("words", said),)) if what == "tip" else Start("about", (("words", f"{what} {said}"),))
