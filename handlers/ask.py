"""An ombud asks a partner, and the partner answers. What leaves the ombud is read back as it is sent, and goes when the
ombud has said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import ask_notices as notices
from handlers.dialogue import NO, YES, Dialogue, Option
from handlers.records import Closed, Question, Said, Start
from handlers.text import Text, _, lines, verbatim

NEW = "new"
LONGEST = 500  # characters of a question or an answer
_STATES = {"asked": _("waits for an answer"), "answered": _("answered")}


_POLICE = _(
    "Only place and situation: what, where and when, and nothing about any person. "
    "What concerns a suspected crime goes to 114 14, not here. What do you want to ask?"
).sms(_("Only place and situation, nothing about persons. Suspected crime: 114 14. What do you want to ask?"))


async def ask(d: Dialogue) -> Question | Said | Closed | None:
    """A new question, or one that is open: more words, or the end of it."""
    which = NEW
    if d.facts["open"]:
        which = await d.choose("which", _("Your open questions. Which one, or a new one?"), _listed(d))
    return await _new(d) if which == NEW else await _further(d, int(which))


def _listed(d: Dialogue) -> list[Option]:
    found = [
        Option(str(key), lines(verbatim(code), verbatim(area), _STATES[state], separator=", "))
        for key, code, _partner, area, state in d.facts["open"]
    ]
    return [*found, Option(NEW, _("A new one"), number=0, icon="➕", words=("ny", "new"))]


async def _new(d: Dialogue) -> Question | None:
    areas = [Option(slug, verbatim(name)) for slug, name in d.facts["own"]]
    area = areas[0].key if len(areas) == 1 else await d.choose("area", _("Which area?"), areas, columns=2)
    options = (
        Option("manager", verbatim(d.facts["landlord_name"]), icon="🏠"),
        Option("association", _("The association"), icon="🤝"),
        Option("police", _("The police contact"), icon="👮"),
    )
    to: Any = await d.choose("to", _("Whom do you want to ask?"), options)
    words = await d.text("words", _what(d, to), max_length=LONGEST)
    sender = notices.sender(d.facts["owner"], dict(d.facts["own"])[area])
    chosen = await _approved(d, notices.partner(to, d.facts["landlord_name"]), sender, words)
    return Question(area, to, words) if chosen == "yes" else None


def _what(d: Dialogue, to: str) -> Text:
    """The police get place and situation, and nothing of a person: said before a word is written."""
    if to == "police":
        return _POLICE
    return _(
        "What do you want to ask {partner}? No names or numbers, please.",
        partner=notices.partner(to, d.facts["landlord_name"]),
    )


async def _approved(d: Dialogue, partner: Text, sender: Text, words: str, *more: Option) -> str:
    """Read it back as it leaves; by SMS a code approves it, which only the real number has been sent."""
    code = d.facts.get("code")
    read = _(
        "So it goes to {partner}, from {sender}:\n“{words}”\nMay it go?", partner=partner, sender=sender, words=words
    ).sms(_("To {partner}:\n{words}", partner=partner, words=words))
    send = Option("yes", _("Send"), int(code) if code else 1, (*YES, "skicka", "send"), "✅", secret=bool(code))
    options = (send, *more, Option("anew", _("Write it anew"), 2), Option("no", _("Don't send"), 0, NO))
    chosen = await d.choose("send", read, options, columns=2)
    if chosen == "anew":
        d.forget("words", "send")
    return chosen


async def _further(d: Dialogue, key: int) -> Said | Closed | None:
    _key, code, to, area, _state = next(one for one in d.facts["open"] if one[0] == key)
    options = (
        Option("more", _("Write more"), icon="💬"),
        Option("close", _("Close the question"), icon="✔️"),
        Option("keep", _("Leave it as it is"), number=0, words=("nej", "no")),
    )
    chosen = await d.choose("what", _("{code}: what would you like to do?", code=code), options)
    if chosen == "more":
        return await _more(d, key, code, to, notices.sender(d.facts["owner"], area))
    return Closed(key) if chosen == "close" else None


async def ask_more(d: Dialogue) -> Said | None:
    """More words to the partner, in a thread that was named by its code."""
    facts = d.facts
    sender = notices.sender(facts["owner"], facts["area_name"])
    return await _more(d, facts["thread"], facts["receipt"], facts["partner"], sender)


async def _more(d: Dialogue, thread: int, code: str, to: str, sender: Text) -> Said | None:
    partner = notices.partner(to, d.facts["landlord_name"])
    asked = _("What do you want to say to {partner} about {code}? No names or numbers.", partner=partner, code=code)
    words = await d.text("words", _POLICE if to == "police" else asked, max_length=LONGEST)
    last = () if d.facts.get("code") else (Option("last", _("Send, no answer needed"), 3, icon="👍"),)
    chosen = await _approved(d, partner, sender, words, *last)
    return Said(thread, words, chosen == "last") if chosen in ("yes", "last") else None


async def answering(d: Dialogue) -> Start:
    """The partner's side: what is asked is in the facts. Where several wait, it is asked which is meant."""
    words = await d.text("words", heard(d.facts), max_length=LONGEST)
    return Start("answered", (("words", f"{d.facts['receipt']} {words}"),))


def heard(facts: Mapping[str, Any]) -> Text:
    """The question, as the partner reads it."""
    return notices.heard(facts["receipt"], notices.sender(facts["owner"], facts["area_name"]), facts["words"])


async def which_thread(d: Dialogue) -> Said:
    """The partner has answered, and several questions wait."""
    threads = [
        Option(str(key), lines(verbatim(code), verbatim(area), separator=", "))
        for key, code, area in d.facts["threads"]
    ]
    return Said(int(await d.choose("which", _("Which question do you answer?"), threads)), d.facts["words"])
