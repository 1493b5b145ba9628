"""News to those who asked for it: a coordinator or the association writes it, sees it as it will be received and what
it costs, and asks for approval; somebody else approves. By SMS each step that changes something is confirmed by a
code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.broadcast_notices import cost, reach, why_not
from handlers.dialogue import NO, YES, Dialogue, Option
from handlers.records import Start
from handlers.text import Text, _, lines, verbatim

NEW, KEEP, WHOLE, DONE = "new", "keep", "all", "done"
LONGEST = 480  # characters of news: three or four SMS with what stands around it
CHECK, WRITE, APPROVE = "check broadcast", "write broadcast", "approve broadcast"  # deeds, for no word of anybody's
STATES = {
    "waiting": _("waits for approval"),
    "sending": _("on its way"),
    "stopping": _("is being stopped"),
}


@dataclass(frozen=True, slots=True)
class Announcement:
    """News for an area (a slug; None: the whole municipality), by language, for somebody else to approve."""

    area: str | None
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second person says about a broadcast, by its id."""

    broadcast: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Halt:
    """Somebody takes back a broadcast that waits, or stops one that is on its way."""

    broadcast: int


async def broadcast(d: Dialogue) -> Start | Halt | None:
    """What is under way, or something new."""
    listed = [Option(str(key), titled(area, state)) for key, area, state, _can in d.facts["open"]]
    which = NEW
    if listed:
        new = Option(NEW, _("Something new"), icon="➕", words=("ny", "new"))
        keep = Option(KEEP, _("Leave it as it is"), 0, NO)
        which = await d.choose("which", _("News on its way. Which, or new?"), [*listed, new, keep])
    if which in (NEW, KEEP):
        return await _write(d) if which == NEW else None
    can = next(can for key, _area, _state, can in d.facts["open"] if str(key) == which)
    if can == "approve":
        return Start(APPROVE, (("words", which),))
    return await _halt(d, int(which))


def titled(area: str, state: str) -> Text:
    return _("{area} ({state})", area=verbatim(area), state=STATES[state])


async def _halt(d: Dialogue, key: int) -> Halt | None:
    yes = _coded(d, Option("yes", _("Stop it"), 1, ("stopp", "stoppa", "stop", *YES), "🛑"))
    no = Option("no", _("Leave it as it is"), 0, NO)
    asked = _("Stop it? What has not been sent then never is.")
    return Halt(key) if await d.choose("halt", asked, (yes, no)) == "yes" else None


def _coded(d: Dialogue, option: Option) -> Option:
    """By SMS an option is chosen by a code that only the real number has been sent."""
    code = d.facts.get("code")
    return Option(option.key, option.label, int(code), icon=option.icon, secret=True) if code else option


# Writing


async def _write(d: Dialogue) -> Start:
    areas = [Option(slug, verbatim(name), 0 if slug == WHOLE else None) for slug, name in d.facts["own"]]
    area = areas[0].key if len(areas) == 1 else await d.choose("area", _("News for which area?"), areas, columns=2)
    (first, _first), *others = d.facts["languages"]
    asked = _("What is the news? No names. At most {longest} characters.", longest=LONGEST)
    words = {first: await d.text(f"text_{first}", asked, max_length=LONGEST)}
    number = 1
    while left := [[code, name] for code, name in others if code not in words]:
        code = await _language(d, number, left)
        if code == DONE:
            break
        words[code] = await d.text(f"text_{code}", _same(dict(left)[code]), max_length=LONGEST)
        number += 1
    return Start(CHECK, (("words", json.dumps([area, words])),))


async def _language(d: Dialogue, number: int, left: list[list[str]]) -> str:
    options = [Option(code, verbatim(name)) for code, name in left]
    done = Option(DONE, _("No, that is all"), 0, NO)
    return await d.choose(f"more_{number}", _("Another language too?"), [*options, done], columns=2)


def _same(language: str) -> Text:
    return _("The same news in {language}. At most {longest} characters.", language=language, longest=LONGEST)


def as_answers(area: str, words: Mapping[str, str], anew: str) -> tuple[tuple[str, str], ...]:
    """What was answered to come to these words, without those in the language that is to be written anew."""
    _first, *others = words
    more = [(f"more_{number}", code) for number, code in enumerate(others, 1)]
    texts = [(f"text_{code}", said) for code, said in words.items() if code != anew]
    return (("area", area), *texts, *more, (f"more_{len(words)}", DONE))


# Looking at it before it leaves


async def broadcast_check(d: Dialogue) -> Announcement | Start | None:
    """To who wrote it: as it will be received, to how many, and at what cost."""
    area, words = json.loads(d.facts["words"])
    told = _shown(d)
    change = Option("change", _("Change it"), 2, icon="✏️")
    drop = Option("drop", _("Don't send"), 0, NO)
    if d.facts["why_not"]:
        refused = lines(told, why_not(d.facts["why_not"], d.facts["left"]), separator="\n\n")
        chosen = await d.choose("send", refused, (change, drop), columns=2)
    else:
        send = _coded(d, Option("yes", _("Ask for approval"), 1, YES, "✅"))
        chosen = await d.choose("send", lines(told, _("Is that right?")), (send, change, drop))
    if chosen == "change":
        return Start(WRITE, (("words", json.dumps([area, words, await _which(d, words)])),))
    return Announcement(None if area == WHOLE else area, tuple(words.items())) if chosen == "yes" else None


async def _which(d: Dialogue, words: Mapping[str, str]) -> str:
    """Which language's words are to be changed."""
    if len(words) == 1:
        return next(iter(words))
    named = dict(d.facts["languages"])
    options = [Option(code, verbatim(named[code])) for code in words]
    return await d.choose("anew", _("In which language?"), options, columns=2)


def _shown(d: Dialogue, head: Text | None = None) -> Text:
    """The news as it is received, whom it reaches and what it costs."""
    f = d.facts
    seen = (
        lines(_("As it is received ({language}):", language=language), verbatim(text))
        for language, text in f["previews"]
    )
    costs = cost(f["segments"], f["ore"]) if f["sms"] else None
    return lines(head, *seen, lines(reach(f["telegram"], f["sms"]), costs), separator="\n\n")


async def broadcast_approve(d: Dialogue) -> Approval | None:
    """To somebody else."""
    told = _shown(d, _("Is this news for {area} to be sent?", area=verbatim(d.facts["area_name"])))
    yes = _coded(d, Option("yes", _("Approve"), 1, YES, "✅"))
    no = Option("no", _("Refuse"), 2, NO, "🚫")
    later = Option("later", _("Later"), 0)
    chosen = await d.choose("answer", told, (yes, no, later), columns=2)
    if chosen == "no" and d.facts.get("code"):
        refuse, back = _coded(d, Option("yes", _("Refuse"))), Option("back", _("Back"), 0)
        if await d.choose("sure", _("Is it not to be sent?"), (refuse, back)) == "back":
            d.forget("answer", "sure")
    return None if chosen == "later" else Approval(d.facts["broadcast"], chosen == "yes")
