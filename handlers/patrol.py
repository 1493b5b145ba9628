"""A pass of the neighbourhood patrol: it begins with two in the car, what is seen is written as it comes, and it ends.
The crew sees and tells. It never steps in, and nothing here asks it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.car import car, fault_in
from handlers.categories import FOR_OMBUD
from handlers.dialogue import Dialogue, Option
from handlers.observation import DETAILS, UNSAID
from handlers.patrol_notices import NONE_OPEN
from handlers.patrol_records import CarFault, Fault, PassEnd, PassSeen, PassStart, Remark, Second, Undo
from handlers.reading.category import category
from handlers.reading.emergency import emergency
from handlers.reading.patrol import areas_in, describes, read_codes, read_fault, read_km, read_pass, read_passed_on
from handlers.reading.place import Area, find_area, spot_in
from handlers.reading.when import time_band
from handlers.text import Text, _, lines, verbatim

TRIES = 3
LONGEST = 300  # characters of what is seen
THEMSELVES = "themselves"
_LATER = Option(THEMSELVES, _("They write it themselves").sms(_("They write")), number=0, icon="📱")
_DONE = Option("done", _("That is all"), number=0, icon="✅", words=("klart", "nej", "inga fler"))
_NOT_KNOWN = Option("unknown", _("I don't know").sms(_("Don't know")), number=0)


async def patrol(d: Dialogue) -> PassStart | None:
    """A pass begins. By SMS what begins it is a code, which a forged number has not seen."""
    second = await _second(d)
    if second is None:
        return None
    areas = await _areas(d)
    if not areas:
        return None
    yes, no = Option("yes", _("Yes, we have met"), icon="👮"), Option("no", _("No, not today"))
    briefed = await d.confirm("briefed", _("Have the police briefed you?").sms(_("Police briefing?")), yes, no)
    return PassStart(second, areas, briefed) if await _signed(d, second, areas) else None


async def _second(d: Dialogue) -> str | None:
    """The code of the other in the car, "" if they confirm from their own telephone; None after too many wrong ones."""
    own = d.facts["code_name"]
    asked = _("You are {code}. The car carries two, always. Who is the other? Their code, like G-12.", code=own).sms(
        _("You are {code}. Two in the car, always: the other's code?", code=own)
    )
    for number in range(1, TRIES + 1):
        said = await d.text(f"second_{number}", asked, max_length=LONGEST, options=(_LATER,))
        if said == THEMSELVES:
            return ""
        found = [] if category(said) else [code for code in read_codes(said, alone=True) if code != own]
        if len(found) == 1 and found[0] in d.facts["crew"]:
            return found[0]
        asked = _wrong(d, found, said)
    d.say(_("Ask the other to write PASS with {code} from their own telephone.", code=own))
    return None


def _wrong(d: Dialogue, found: Sequence[str], said: str) -> Text:
    if category(said):
        return lines(NONE_OPEN, _("Who is the other? Their code, like G-12."))
    if not found:
        return _("That is your own code, or none. What is the other's?")
    if found[0] in d.facts["busy"]:
        return _("{code} is out on a pass already. Who is with you?", code=found[0])
    return _("I know no {code}. They see their code when they write PASS. Which is it?", code=found[0]).sms(
        _("I know no {code}. Which is it?", code=found[0])
    )


async def _areas(d: Dialogue) -> tuple[str, ...]:
    """The areas, several in one message or one by one."""
    known: Sequence[Area] = d.facts["areas"]
    chosen: list[str] = []
    for number in range(1, len(known) + TRIES):
        left = [Option(area.slug, verbatim(area.name)) for area in known if area.slug not in chosen]
        asked = _("Which areas? You may name several.").sms(_("Which areas?"))
        if number > 1:
            asked = _("Any other area?") if chosen else _("I know no such area. Which areas?")
        said = await d.text(f"areas_{number}", asked, max_length=120, options=[*left, *([_DONE] if chosen else [])])
        named = (said,) if said in {area.slug for area in known} else areas_in(said, known)
        chosen += [slug for slug in named if slug not in chosen]
        if said == _DONE.key or len(named) > 1 or len(chosen) == len(known) or (number >= TRIES and not chosen):
            break
    return tuple(area.slug for area in known if area.slug in chosen)


async def _signed(d: Dialogue, second: str, areas: tuple[str, ...]) -> bool:
    code = d.facts.get("code")
    if not code:
        return True
    start = Option("yes", _("Begin"), int(code), secret=True)
    no = Option("no", _("Don't begin"), number=0, words=("nej", "no"))
    crew = lines(*(verbatim(c) for c in (d.facts["code_name"], second) if c), separator=" + ")
    asked = _("Pass {crew}, {areas}?", crew=crew, areas=names(d.facts["areas"], areas))
    return await d.choose("go", asked, (start, no)) == "yes"


def names(known: Sequence[Area], slugs: Sequence[str]) -> Text:
    """Areas as they are said."""
    return verbatim(", ".join(area.name for area in known if area.slug in slugs))


# Under way


async def patrolling(d: Dialogue) -> PassSeen | PassEnd | CarFault | Second | Remark | Undo | None:
    """While a pass is open: what is seen, or that it is over. One tap says that there is nothing to report."""
    words = await d.text("said", _board(d), max_length=LONGEST, options=_choices(d))
    number, said = d.facts["pass"], read_pass(words, d.facts["areas"])
    if said.word in ("quiet", "end"):
        return PassEnd(number) if said.word == "quiet" else await _end(d, said.rest)
    if said.word == "car":
        return CarFault(number, fault_in(said.rest)) if said.rest else CarFault(number, *await car(d))
    if said.word == "undo":
        return Undo(number)
    codes = read_codes(words)
    if d.facts["alone"] and codes and codes[0] in d.facts["crew"] and not category(words):
        return Second(number, codes[0])
    earlier, _newline, latest = words.rpartition("\n")
    aside = read_pass(latest).word if emergency(words) is None else ""
    if aside in ("calm", "misplaced") or (aside == "quiet" and earlier):
        if not _kind(d, earlier):
            return Remark(number, misplaced=aside == "misplaced")
        return await _seen(d, earlier, spot_in(latest, d.facts["areas"]) if aside == "misplaced" else "")
    return await _seen(d, words)


def _choices(d: Dialogue) -> list[Option]:
    quiet = Option("quiet", _("Nothing to report, end").sms(_("Nothing, end")), icon="🌤")
    end, fault = Option("end", _("End the pass"), icon="🏁"), Option("car", _("Fault on the car"), icon="🔧")
    return [*([] if d.facts["seen"] else [quiet]), end, fault]


def _board(d: Dialogue) -> Text:
    areas = names(d.facts["areas"], d.facts["own"])
    alone = _("The other is still missing: their code here, or PASS with {code} from them.", code=d.facts["code_name"])
    asked = _(
        "Pass since {since}, {areas}. See, tell, never step in. Write what and where, or:",
        since=d.facts["since"],
        areas=areas,
    ).sms(_("What and where? Or:"))
    return lines(alone if d.facts["alone"] else None, asked)


async def _seen(d: Dialogue, words: str, instead: str = "") -> PassSeen | Remark:
    """What is seen, the latest of it: what was whole before it is kept as it is. The place `instead` puts it right."""
    seen: PassSeen | None = None
    *before, (mark, latest) = _apart(d, words)
    for its_mark, its_words in before:
        one = await _one(d, its_words, its_mark, asks=False)
        seen = replace(one, before=seen) if isinstance(one, PassSeen) else seen
    one = await _one(d, latest, mark, instead)
    return replace(one, before=seen) if isinstance(one, PassSeen) else one


def _apart(d: Dialogue, words: str) -> list[tuple[str, str]]:
    """Each thing that is whole in what was written line by line, with the mark of its questions. What names no kind
    gives way to one that is whole."""
    rows = words.split("\n")
    for start in range(len(rows) - 1, 0, -1):
        earlier, latest = "\n".join(rows[:start]), "\n".join(rows[start:])
        if not (category(latest) and spot_in(latest, d.facts["areas"])):
            continue
        its_own = (f"_{start}", latest)
        if not _kind(d, earlier):
            return [its_own]
        placed = spot_in(earlier, d.facts["areas"]) or d.given("where")
        return [*_apart(d, earlier), its_own] if placed else [("", words)]
    return [("", words)]


def _kind(d: Dialogue, words: str) -> bool:
    return bool(category(words) or d.given("category"))


async def _one(d: Dialogue, words: str, mark: str = "", instead: str = "", *, asks: bool = True) -> PassSeen | Remark:
    """One thing seen: what of it can be read is not asked. Nobody in danger is asked anything."""
    calm = asks and emergency(words) is None
    what = category(words) or (await _what(d, mark) if calm or d.given(f"category{mark}") else "ovrigt")
    where = instead or spot_in(words, d.facts["areas"])
    if not where and (calm or d.given(f"where{mark}")):
        found = await _where(d, mark)
        if found is None:
            return Remark(d.facts["pass"])
        where = found
    area = await _area(d, where, words, mark, calm=calm)
    passed_on = read_passed_on(words)
    if not passed_on and calm and not d.facts["sms"]:
        passed_on = await _passed_on(d, mark)
    about = f"{words} {d.given(f'where{mark}')}"
    return PassSeen(d.facts["pass"], what, area, where, time_band(words), passed_on, describes(about))


async def _what(d: Dialogue, mark: str) -> str:
    return await d.choose(f"category{mark}", _("What is it about?").sms(_("What?")), FOR_OMBUD, columns=2)


async def _where(d: Dialogue, mark: str) -> str | None:
    """A street or a landmark; what is written in other words stays only if it speaks of nobody. None where there is
    nothing to report after all."""
    said = await d.text(f"where{mark}", _("Where? A street or a landmark, never a flat."), max_length=100)
    if read_pass(said).word in ("quiet", "calm"):
        return None
    found = spot_in(said, d.facts["areas"])
    return found or ("" if describes(said) else said)


async def _area(d: Dialogue, where: str, words: str, mark: str, *, calm: bool) -> str:
    """Where the place is: as it says, else the only area of the pass, else asked for."""
    known: Sequence[Area] = d.facts["areas"]
    read = find_area(where, known) or find_area(words, known)
    own = list(d.facts["own"])
    if read or len(own) == 1 or not (calm or d.given(f"area{mark}")):
        return read or own[0]
    options = [Option(area.slug, verbatim(area.name)) for area in known if area.slug in own]
    return await d.choose(f"area{mark}", _("Which area?"), options, columns=2)


async def _passed_on(d: Dialogue, mark: str) -> str:
    question, options = DETAILS["passed_on"]
    said = await d.choose(f"passed_on{mark}", question, options, columns=2)
    return "" if said == UNSAID.key else said


async def _end(d: Dialogue, rest: str) -> PassEnd:
    """Kilometres and the car, asked for unless the `rest` of the message says them; and who the other was, if nobody
    has said so."""
    second = await _who_was(d) if d.facts["alone"] else ""
    if rest:
        kind = read_fault(rest)
        return PassEnd(d.facts["pass"], read_km(rest), Fault(kind) if kind else None, second=second)
    km = await _km(d)
    fault, mended = await car(d)
    return PassEnd(d.facts["pass"], km, fault, mended, second)


async def _who_was(d: Dialogue) -> str:
    asked = _("Who was the other in the car? Their code.")
    said = await d.text("crew", asked, max_length=60, options=(_NOT_KNOWN,))
    return next((code for code in read_codes(said, alone=True) if code in d.facts["crew"]), "")


async def _km(d: Dialogue) -> int | None:
    asked = _("How many kilometres?")
    for number in range(1, TRIES + 1):
        said = await d.text(f"km_{number}", asked, max_length=30, options=(_NOT_KNOWN,))
        km = read_km(said)
        if said == _NOT_KNOWN.key or km is not None:
            return km
        asked = _("A number, please, like 34. How many kilometres?")
    return None


async def crew(d: Dialogue) -> Second:
    """The one who was named as the other in the car says yes or no."""
    yes, no = Option("yes", _("Yes, I am")), Option("no", _("No, I am not"))
    asked = _("{code} has begun a pass with you. Are you in the car?", code=d.facts["code_name"])
    return Second(d.facts["pass"], yes=await d.confirm("answer", asked, yes, no))
