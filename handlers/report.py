"""The ombud's week: confirm what is known, one assessment, and off it goes. About two minutes.

The week's tips arrive as facts, grouped; by SMS the sending is confirmed with a code that only the real number has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from handlers.additions import COMMENT, OBSERVATION, added, shown
from handlers.additions import choose as additions
from handlers.categories import label
from handlers.dialogue import Dialogue, Option
from handlers.observation import ask_part, detail, key_of, listed, named, observe
from handlers.records import Observation, Report
from handlers.text import Text, _, lines, n_, verbatim

_MOST = 20  # observations in one report

ASSESSMENTS = (
    Option("1", _("Very unsafe"), number=1, icon="😟"),
    Option("2", _("Rather unsafe"), number=2, icon="😕"),
    Option("3", _("Rather safe"), number=3, icon="🙂"),
    Option("4", _("Very safe"), number=4, icon="😊"),
)
TRENDS = (
    Option("better", _("better than before").sms(_("better"))),
    Option("same", _("as before")),
    Option("worse", _("worse than before").sms(_("worse"))),
)
_NOTHING = Option("nothing", _("Nothing to report"), number=0, icon="🌤", words=("inget", "nothing"))


async def report(d: Dialogue) -> Report | None:
    _reopen(d)
    seen = await _observations(d)
    assessment = int(await d.choose("assessment", _assessed(d), ASSESSMENTS, default="0", columns=2))
    change = await _trend(d, assessment, seen)
    words = await added(d)
    said = _said(d, assessment, change, seen, words)
    if d.closing:
        return said
    step = await d.choose("finish", _ready(d, said), _endings(d))
    if step == "add":
        await additions(d)
    if step == "change":
        await ask_part(d, await _changed(d, seen))
    return said if step == "yes" else None


def _said(
    d: Dialogue, assessment: int, change: str, seen: Mapping[str, Observation], words: Mapping[str, str]
) -> Report:
    kinds = tuple(pair for pair in words.items() if pair[0] != COMMENT)
    landlord = str(d.facts.get("landlord") or "")
    observations = tuple(seen.values())
    week, area = d.facts["week"], d.facts["area"]
    return Report(week, area, assessment, observations, words.get(COMMENT, ""), change, landlord, kinds)


def _reopen(d: Dialogue) -> None:
    """What was chosen to be added or changed is forgotten, and so asked for again; nothing else is."""
    step, kind, wrong = d.given("finish"), d.given("add"), d.given("change")
    if step == "add" and kind == OBSERVATION:
        d.forget("finish", "add", _last_gate(d))
    if step == "add" and kind:
        d.forget("finish", str(kind))
    if step == "change" and wrong == "trend":
        d.forget("finish", "trend")
    if step == "change" and wrong == "assessment":
        d.forget("finish", "change", "trend", "assessment")
    if step == "change" and wrong and (part := d.given(f"part_{wrong}")):
        d.forget("finish", "change", key_of(str(part), str(wrong)))


def _last_gate(d: Dialogue) -> str:
    """The question where one says that there is more: after the latest observation of one's own, else the first."""
    gates = [f"{name}_{number}" for number in range(_MOST, 0, -1) for name in ("then", "again")]
    if d.given("happened") != "more":
        return "happened"
    return next((gate for gate in gates if d.given(gate)), "happened")


async def _observations(d: Dialogue) -> dict[str, Observation]:
    """The week's observations by the mark of their answers: "k1" was known beforehand, "1" is new."""
    known = {f"k{number}": Observation(*tip) for number, tip in enumerate(d.facts["tips"], 1)}
    happened = await d.choose("happened", opening(d.facts), _beginnings(bool(known)), default="nothing")
    if happened == "nothing":
        return {}
    found = {mark: await observe(d, mark, tip) for mark, tip in known.items()}
    if happened == "more":
        found |= await _more(d)
    return {mark: seen for mark, seen in found.items() if seen is not None}


async def _more(d: Dialogue) -> dict[str, Observation | None]:
    found: dict[str, Observation | None] = {}
    for number in range(1, _MOST + 1):
        mark = str(number)
        if d.closing and d.given(f"category_{mark}") is None:
            break
        found[mark] = await observe(d, mark)
        if await _after(d, mark) == "done":
            break
    return found


async def _after(d: Dialogue, mark: str) -> str:
    """After an observation: one more, no more, or first more about this one."""
    more = Option("more", _("One more"), number=1, icon="➕")
    about = Option("about", _("More about it"), number=2, icon="🔎")
    done = Option("done", _("That's all"), number=0, icon="✅")
    asked = _("Noted. Is there more?")
    said = await d.choose(f"again_{mark}", asked, (more, done, about), default="done", columns=2)
    if said != "about":
        return said
    await detail(d, mark)
    return await d.choose(f"then_{mark}", asked, (more, done), default="done", columns=2)


def opening(facts: Any) -> Text:
    """What the week looks like from here: the first page, and what the weekly prompt says."""
    tips = [Observation(*tip) for tip in facts["tips"]]
    head = _("{area}, week {week}.", area=facts["area_name"], week=facts["week"][-2:])
    if not tips:
        asked = _("No tips came in. How was the week?").sms(_("No tips. How was the week?"))
        return lines(head, asked, separator=" ")
    total = sum(tip.tips for tip in tips)
    counted = n_("{count} tip came in:", "{count} tips came in:", total).sms(n_("{count} tip:", "{count} tips:", total))
    if not all(tip.tips for tip in tips):
        counted = _("So far there is this:").sms(_("So far:"))
    each = [listed(tip) for tip in tips]
    long = lines(lines(head, counted, separator=" "), *each, _("Is that right?"))
    kinds = Counter[str]()
    for tip in tips:
        kinds[tip.category] += tip.tips or 1
    named = [lines(verbatim(str(number)), label(kind), separator=" ") for kind, number in kinds.most_common(3)]
    asked = _("{what}. Right?", what=lines(*named, separator=", "))
    return long.sms(lines(head, counted, asked, separator=" "))


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


def _assessed(d: Dialogue) -> Text:
    last = d.facts.get("last")
    asked = _("How safe is the area, as you see it?").sms(_("How safe is the area?"))
    if not last:
        return asked
    return lines(asked, _("Last week: {last}.", last=ASSESSMENTS[last - 1].label), separator=" ")


def trend(last: int | None, assessment: int) -> str:
    """Which way it has gone since the last assessment; "" where either is missing."""
    if not last or not assessment:
        return ""
    return "same" if assessment == last else "better" if assessment > last else "worse"


async def _trend(d: Dialogue, assessment: int, seen: Mapping[str, Observation]) -> str:
    """It follows from the two assessments, unless the ombud knows better."""
    follows = trend(d.facts.get("last"), assessment)
    wanted = d.given("change") == "trend" and d.given("finish") is None and not d.closing
    if wanted:
        await _changed(d, seen)
    if not wanted and not d.given("trend"):
        return follows
    said = await d.choose("trend", _("How is it, compared with the week before?"), TRENDS)
    if wanted:
        d.forget("change")
    return said


async def _changed(d: Dialogue, seen: Mapping[str, Observation]) -> str:
    names = Counter[tuple[str, str]]()
    observations = []
    for mark, one in seen.items():
        names[one.category, one.place] += 1
        observations.append(Option(mark, named(one, names[one.category, one.place])))
    options = (
        Option("assessment", _("How safe the area is").sms(_("How safe"))),
        Option("trend", _("Better or worse than before").sms(_("Better or worse"))),
        *observations,
    )
    return await d.choose("change", _("What shall we change?"), options)


def _ready(d: Dialogue, said: Report) -> Text:
    what = n_("{count} observation", "{count} observations", len(said.observations))
    empty = _("No observations") if said.words or said.comment else _("Nothing to report")
    what = what if said.observations else empty
    safe = ASSESSMENTS[said.assessment - 1].label
    way = next((option.label for option in TRENDS if option.key == said.trend), None)
    safe = lines(safe, way, separator=", ") if way else safe
    short = _("Week {week}. {what}. {safe}.", week=said.week[-2:], what=what, safe=safe)
    landlord = d.facts.get("landlord_name")
    whose = verbatim(f"{d.facts['area_name']}, {landlord}") if landlord else None
    told = shown(d, {**dict(said.words), **({COMMENT: said.comment} if said.comment else {})})
    return lines(whose, short, *(listed(one) for one in said.observations), *told).sms(lines(short, *told))


def _endings(d: Dialogue) -> tuple[Option, ...]:
    """Send, or not yet. By SMS what sends is the code, which a forged number has not seen."""
    code = d.facts.get("code")
    number = int(code) if code else 1
    return (
        Option("yes", _("Send"), number, ("ja", "yes", "skicka"), "✅", secret=bool(code)),
        Option("add", _("Add something"), number=2, icon="✏️"),
        Option("change", _("Change something").sms(_("Change")), number=3, words=("ändra",)),
        Option("no", _("Don't send"), number=0, words=("nej", "no")),
    )
