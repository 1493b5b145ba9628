"""An ombud pauses: when, read back before it holds, and who steps in meanwhile. Who is asked says yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.days import span
from handlers.dialogue import Dialogue, Option
from handlers.reading.span import Span, read_span
from handlers.records import Pause, StepIn
from handlers.text import Text, _, verbatim

_TRIES = 4
_WHEN = _("When are you away? Like: v29-31, 3 weeks, until 5 January.")


async def pause(d: Dialogue) -> Pause | None:
    if d.facts.get("standing") and not d.answered:
        d.say(_("You are paused {span}. PAUSE end ends it.", span=span(*d.facts["standing"])))
    return await days_and_deputy(d, d.facts["others"])


async def days_and_deputy(d: Dialogue, known: Sequence[tuple[int, str]], asked: Text = _WHEN) -> Pause | None:
    """When, `asked` so, and which of those who are `known` (id and code name) steps in."""
    read = await _when(d, asked)
    if read is None:
        return None
    first, last = (day.isoformat() for day in read)
    if not await _sure(d, first, last):
        return None
    others = [Option(str(key), verbatim(name)) for key, name in known]
    deputy = "nobody"
    if others:
        nobody = Option("nobody", _("The coordinator"), number=0)
        deputy = await d.choose("deputy", _("Who steps in?"), (*others, nobody))
    return Pause(first, last, None if deputy == "nobody" else int(deputy))


async def _when(d: Dialogue, asked: Text) -> Span | None:
    """The days, asked for until they can be read."""
    for number in range(1, _TRIES + 1):
        said = d.given(f"when_{number}") or await d.text(f"when_{number}", asked, max_length=60)
        read = read_span(str(said), date.fromisoformat(d.facts["today"]))
        if read:
            return read
        asked = _("I can't read those days. Write like: v29-31, 3 weeks, until 5 January.")
    return None


async def _sure(d: Dialogue, first: str, last: str) -> bool:
    """Read back. By SMS what confirms is a code, which a forged number has not seen."""
    code = d.facts.get("code")
    yes = Option("yes", _("Yes, pause"), int(code) if code else 1, ("ja", "yes"), "✅", secret=bool(code))
    change = Option("change", _("Other days"), number=2)
    no = Option("no", _("No pause"), number=0, words=("nej", "no"))
    chosen = await d.choose("sure", _("Pause {span}?", span=span(first, last)), (yes, change, no))
    if chosen == "change":
        d.forget(*(key for key in d.answered if key == "sure" or key.startswith("when_")))
    return chosen == "yes"


async def step_in(d: Dialogue) -> StepIn:
    facts = d.facts
    yes = Option("yes", _("Yes, I will"), icon="✅")
    no = Option("no", _("No, I can't"))
    asked = _(
        "The ombud for {area} pauses {span}. Will you step in? Its tips and weekly question then come to you too.",
        area=facts["area_name"],
        span=span(facts["first"], facts["last"]),
    ).sms(_("Step in for {area} {span}?", area=facts["area_name"], span=span(facts["first"], facts["last"])))
    return StepIn(facts["pause"], await d.confirm("answer", asked, yes, no))
