"""The ombud's week: confirm what is known, one assessment, and off it goes. About two minutes.

The week's tips arrive as facts, grouped; by SMS the sending is confirmed with a code that only the real number has.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from handlers.categories import FOR_OMBUD, label
from handlers.dialogue import Dialogue, Option
from handlers.records import Observation, Report
from handlers.text import Text, _, lines, n_, verbatim

_MOST = 20  # observations in one report

ASSESSMENTS = (
    Option("1", _("Very unsafe"), number=1, icon="😟"),
    Option("2", _("Rather unsafe"), number=2, icon="😕"),
    Option("3", _("Rather safe"), number=3, icon="🙂"),
    Option("4", _("Very safe"), number=4, icon="😊"),
)
_NOTHING = Option("nothing", _("Nothing to report"), number=0, icon="🌤", words=("inget", "nothing"))


async def report(d: Dialogue) -> Report | None:
    seen = await _observations(d)
    assessment = int(await d.choose("assessment", _assessed(d), ASSESSMENTS, columns=2))
    step = await d.choose(
        "finish",
        _with_comment(d, _ready(d, assessment, seen)),
        _endings(d, comment=not d.given("comment") or d.given("finish") == "comment"),
    )
    comment = str(d.given("comment") or "")
    if step == "comment":
        comment = await d.text("comment", _("What do you want to add? No names, please."))
        step = await d.choose("send", _with_comment(d, _("Shall I send it?")), _endings(d, comment=False))
    if step == "change":
        d.forget(*(key for key in d.answered if key != "comment"))
    if step == "no":
        return None
    return Report(d.facts["week"], d.facts["area"], assessment, seen, comment)


async def _observations(d: Dialogue) -> tuple[Observation, ...]:
    known = tuple(Observation(*tip) for tip in d.facts["tips"])
    happened = await d.choose("happened", opening(d.facts), _beginnings(bool(known)))
    if happened == "nothing":
        return ()
    seen = known if happened != "more" or known else ()
    if happened == "more":
        seen += await _more(d)
    return seen


def opening(facts: Any) -> Text:
    """What the week looks like from here: the first page, and what the weekly prompt says."""
    tips = [Observation(*tip) for tip in facts["tips"]]
    head = _("{area}, week {week}.", area=facts["area_name"], week=facts["week"][-2:])
    if not tips:
        asked = _("No tips came in. How was the week?").sms(_("No tips. How was the week?"))
        return lines(head, asked, separator=" ")
    total = sum(tip.tips for tip in tips)
    counted = n_("{count} tip came in:", "{count} tips came in:", total)
    listed = [_listed(tip) for tip in tips]
    long = lines(lines(head, counted, separator=" "), *listed, _("Is that right?"))
    kinds = Counter[str]()
    for tip in tips:
        kinds[tip.category] += tip.tips
    named = [lines(verbatim(str(number)), label(kind), separator=" ") for kind, number in kinds.most_common(3)]
    asked = _("{what}. Right?", what=lines(*named, separator=", "))
    return long.sms(lines(head, n_("{count} tip:", "{count} tips:", total), asked, separator=" "))


def _listed(tip: Observation) -> Text:
    where = verbatim(tip.place) if tip.place else _("place not given")
    times = verbatim(f" ×{tip.tips}") if tip.tips > 1 else verbatim("")
    return _("• {what}: {where}{times}", what=label(tip.category), where=where, times=times)


def _beginnings(known: bool) -> tuple[Option, ...]:
    if known:
        return (
            Option("right", _("That's right"), number=1, icon="✅", words=("ja", "yes")),
            Option("more", _("Right, and I have more").sms(_("Right, and more")), number=2, icon="➕"),
            _NOTHING,
        )
    return (
        _NOTHING,
        Option("more", _("I have something to report").sms(_("Something to report")), number=1, icon="➕"),
    )


async def _more(d: Dialogue) -> tuple[Observation, ...]:
    seen: list[Observation] = []
    for number in range(1, _MOST + 1):
        what = await d.choose(f"category_{number}", _("What is it about?").sms(_("What?")), FOR_OMBUD, columns=2)
        where = await d.place(f"where_{number}", _("Where? A street or a landmark, never a flat."))
        when = await d.choose(f"when_{number}", _("When, mostly?"), _TIMES, columns=2)
        seen.append(Observation(what, where["text"], "" if when == "mixed" else when))
        again = Option("more", _("One more"), number=1, icon="➕")
        done = Option("done", _("That's all"), number=0, icon="✅")
        if await d.choose(f"again_{number}", _("Noted. Is there more?"), (again, done), columns=2) == "done":
            break
    return tuple(seen)


_TIMES = (
    Option("morning", _("Morning")),
    Option("day", _("Daytime")),
    Option("evening", _("Evening")),
    Option("night", _("Night")),
    Option("mixed", _("All hours")),
)


def _assessed(d: Dialogue) -> Text:
    last = d.facts.get("last")
    asked = _("How safe is the area, as you see it?").sms(_("How safe is the area?"))
    if not last:
        return asked
    return lines(asked, _("Last week: {last}.", last=ASSESSMENTS[last - 1].label), separator=" ")


def _ready(d: Dialogue, assessment: int, seen: tuple[Observation, ...]) -> Text:
    what = n_("{count} observation", "{count} observations", len(seen)) if seen else _("Nothing to report")
    safe = ASSESSMENTS[assessment - 1].label
    short = _("Week {week}. {what}. {safe}.", week=d.facts["week"][-2:], what=what, safe=safe)
    return lines(short, *(_listed(one) for one in seen)).sms(short)


def _with_comment(d: Dialogue, text: Text) -> Text:
    """What is signed is seen: the comment stands in the page that asks whether to send."""
    comment = d.given("comment")
    return lines(text, verbatim(str(comment))) if comment else text


def _endings(d: Dialogue, *, comment: bool) -> tuple[Option, ...]:
    """Send, or not yet. By SMS what sends is the code, which a forged number has not seen."""
    code = d.facts.get("code")
    number = int(code) if code else 1
    send = Option("yes", _("Send"), number, ("ja", "yes", "skicka"), "✅", secret=bool(code))
    rest = (
        Option("change", _("Begin again"), number=3, words=("ändra",)),
        Option("no", _("Don't send"), number=0, words=("nej", "no")),
    )
    add = (Option("comment", _("Add a comment"), number=2, icon="✏️"),) if comment else ()
    return (send, *add, *rest)
