"""An application is answered: come, let us talk first, or not now. And the applicant's side of the talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.dialogue import NO, YES, Dialogue, Option
from handlers.join import named
from handlers.records import Talk, Verdict
from handlers.text import Text, _, lines, verbatim


async def application(d: Dialogue) -> Verdict:
    """By SMS a code says yes, and no, which a forged number has not seen."""
    facts = d.facts
    pin = facts.get("code")
    yes = Option("yes", _("Yes, invite"), int(pin) if pin else 1, YES, "✅", secret=bool(pin))
    talk = Option("talk", _("Talk first"), 2, icon="💬")
    no = Option("no", _("Not now"), 3, NO)
    chosen = await d.choose("answer", told(d.facts), (yes, talk, no))
    if chosen == "talk":
        asked = _("What do you want to say to the applicant? No names or numbers.")
        return Verdict(facts["application"], "talk", await d.text("words", asked, max_length=400))
    if chosen == "no":
        await _sure(d)
        return Verdict(facts["application"], "no")
    return Verdict(facts["application"], "yes")


async def _sure(d: Dialogue) -> None:
    """A person's good will is not turned away by a slip of the thumb."""
    pin = d.facts.get("code")
    yes = Option("yes", _("Yes, not now"), int(pin) if pin else 1, YES, secret=bool(pin))
    back = Option("back", _("Back"), 0, NO)
    asked = _("The applicant then gets a friendly word, and the other ways to take part. Sure?")
    if await d.choose("sure", asked, (yes, back)) == "back":
        d.forget("answer", "sure")


def told(facts: Mapping[str, Any]) -> Text:
    """What those who are to answer are told of it."""
    role = named(facts["kind"], facts["area_name"])
    when = _("Best reached: {when}", when=verbatim(facts["when"])) if facts["when"] else None
    return lines(_("Application {code}: {role}.", code=facts["receipt"], role=role), when)


async def applicant(d: Dialogue) -> Talk:
    """What is said is in the facts; the answer is in the applicant's own words."""
    return Talk(d.facts["application"], await d.text("words", heard(d.facts["receipt"], d.facts["words"])))


def heard(receipt: str, words: str) -> Text:
    """Words to the applicant."""
    return _("About your application {code}: {words}", code=receipt, words=words)
