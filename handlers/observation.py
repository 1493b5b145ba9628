"""One observation of the week: what, where and when are asked; the rest only of who wants to tell more about it.

Each part is an answer of its own, so that one can be given anew without the others.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.categories import FOR_OMBUD, label
from handlers.dialogue import Dialogue, Option
from handlers.records import Observation
from handlers.text import Text, _, lines, verbatim

UNSAID = Option("unsaid", _("Not said"), number=0)
DROP = "drop"
_TIMES = (
    Option("morning", _("Morning")),
    Option("day", _("Daytime")),
    Option("evening", _("Evening")),
    Option("night", _("Night")),
    Option("mixed", _("All hours")),
)
# detail: (question, its answers)
DETAILS: dict[str, tuple[Text, tuple[Option, ...]]] = {
    "place_type": (
        _("What kind of place is it?"),
        (
            Option("street", _("Street or path").sms(_("Street"))),
            Option("square", _("Square or centre").sms(_("Square"))),
            Option("yard", _("Courtyard")),
            Option("indoors", _("Stairwell or cellar").sms(_("Stairwell"))),
            Option("parking", _("Garage or car park").sms(_("Car park"))),
            Option("park", _("Park or playground").sms(_("Park"))),
            Option("transit", _("Station or stop").sms(_("Stop"))),
            UNSAID,
        ),
    ),
    "how_many": (
        _("How many, about?"),
        (
            Option("1", _("Just one")),
            Option("2-5", _("A few, 2-5")),
            Option("6-15", _("Several, 6-15")),
            Option("16+", _("Many, over 15")),
            UNSAID,
        ),
    ),
    "source": (
        _("How do you know?"),
        (Option("seen", _("Saw it myself")), Option("heard", _("Heard about it")), UNSAID),
    ),
    "state": (
        _("Is it still going on?"),
        (Option("ongoing", _("Still going on")), Option("ended", _("It is over")), UNSAID),
    ),
    "passed_on": (
        _("Has it been passed on?"),
        (
            Option("112", _("Called 112")),
            Option("11414", _("Called 114 14")),
            Option("landlord", _("Fault report")),
            Option("nobody", _("To nobody")),
            UNSAID,
        ),
    ),
}
_PARTS = {
    "category": _("What it is about"),
    "place": _("Where it is"),
    "when": _("When"),
    "place_type": _("Kind of place"),
    "how_many": _("How many"),
    "source": _("How you know"),
    "state": _("Going on or over"),
    "passed_on": _("Passed on to"),
    DROP: _("Take it out"),
}
_KEYS = {"place": "where"}  # the key a part is asked under, where it is not its name


def key_of(part: str, mark: str) -> str:
    return f"{_KEYS.get(part, part)}_{mark}"


async def observe(d: Dialogue, mark: str, known: Observation | None = None) -> Observation | None:
    """An observation, asked for or `known` beforehand, as corrected; None if it was taken out. Its answers' keys end
    in `mark`."""
    if d.given(f"part_{mark}") == DROP:
        return None
    said = {part: await _ask(d, part, mark) for part in _PARTS if d.given(key_of(part, mark)) is not None}
    wrong = await ask_part(d, mark) if d.given(f"part_{mark}") and d.given("finish") is None and not d.closing else ""
    if known is None:
        what = await _ask(d, "category", mark)
        where = await _ask(d, "place", mark)
        known = Observation(what, where, await _ask(d, "when", mark))
    if wrong:
        said[wrong] = await _ask(d, wrong, mark)
        d.forget(f"part_{mark}")
    return replace(known, **said)  # type: ignore[arg-type]


async def detail(d: Dialogue, mark: str) -> None:
    """More about it, a tap each; `observe` takes the answers up."""
    for part in DETAILS:
        await _ask(d, part, mark)


async def ask_part(d: Dialogue, mark: str) -> str:
    """Which part of an observation is to be given anew."""
    options = [Option(part, name, number=0 if part == DROP else None) for part, name in _PARTS.items()]
    return await d.choose(
        f"part_{mark}", _("What about it shall we change?").sms(_("Change what?")), options, columns=2
    )


async def _ask(d: Dialogue, part: str, mark: str) -> str:
    key = key_of(part, mark)
    if part == "category":
        return await d.choose(key, _("What is it about?").sms(_("What?")), FOR_OMBUD, default="ovrigt", columns=2)
    if part == "place":
        asked = _("Where? A street or a landmark, never a flat.")
        return str((await d.place(key, asked, default={"text": ""}))["text"])
    if part == "when":
        said = await d.choose(key, _("When, mostly?"), _TIMES, default="mixed", columns=2)
        return "" if said == "mixed" else said
    question, options = DETAILS[part]
    said = await d.choose(key, question, options, default=UNSAID.key, columns=2)
    return "" if said == UNSAID.key else said


def listed(seen: Observation) -> Text:
    """An observation in a line."""
    times = verbatim(f" ×{seen.tips}") if seen.tips > 1 else verbatim("")
    return _("• {what}: {where}{times}", what=label(seen.category), where=_where(seen), times=times)


def named(seen: Observation, number: int) -> Text:
    """An observation on a button; the second of the same name bears its `number`."""
    again = verbatim(f"({number})") if number > 1 else None
    return lines(lines(label(seen.category), _where(seen), separator=", "), again, separator=" ")


def _where(seen: Observation) -> Text:
    return verbatim(seen.place) if seen.place else _("place not given")
