"""A tip is passed on: the ombud says to whom, the tipster lets the police have it, and whoever got it says how it
goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from handlers.categories import label
from handlers.dialogue import NO, YES, Dialogue, Option
from handlers.open_tips import sure
from handlers.records import Consent, Forward, Forwarded, ForwardTo, Start
from handlers.text import Text, _, lines, verbatim

CRIMES = ("narkotika", "inbrott_stold", "vald_hot", "personal")  # categories that are a crime, if it is so
LONGEST_WHY = 300  # characters
NAMES = {
    "landlord": _("the landlord"),
    "coordinator": _("the safety coordinator"),
    "police": _("the area's police contact").sms(_("the police")),
}
_ICONS = {"landlord": "🔧", "coordinator": "🧭", "police": "👮"}


async def forward(d: Dialogue) -> Forward | Start:
    """What the tipster wrote goes along only if the ombud has seen it and says so; of a suspected crime it never goes
    to a landlord. By SMS a code confirms."""
    f = d.facts
    options = [Option(to, NAMES[to], number, icon=_ICONS[to]) for number, to in enumerate(f["to"], 1)]
    options.append(Option("back", _("Not now"), 0, NO))
    to = cast("ForwardTo | Literal['back']", await d.choose("to", asked(f), options))
    if to == "back":
        return Start("inbox", (("words", f["code_of_tip"]),))
    if to in f["there"]:
        return Forward(f["code_of_tip"], to)
    words = to != "landlord" or f["category"] not in CRIMES
    words = words and await d.choose("words", _shown(f), _WITH_OR_WITHOUT) == "with"
    if not await sure(d, _("{code} to {whom}: sure?", code=f["code_of_tip"], whom=NAMES[to])):
        d.forget("to", "words", "sure")
    return Forward(f["code_of_tip"], to, words)


_WITH_OR_WITHOUT = (
    Option("without", _("Only place and what it is about").sms(_("Without the words")), 1),
    Option("with", _("With these words").sms(_("With the words")), 2),
)


def asked(f: Mapping[str, Any]) -> Text:
    """To whom; of a suspected crime first what is the police's, and not the ombud's."""
    crime = crime_said(f["police_url"]) if f["category"] in CRIMES else None
    shown = crime is None and "landlord" not in f["to"] and f["fault_url"]
    fault = _("The landlord's own fault report: {url}", url=f["fault_url"])
    head = _("Pass {code} on: to whom?", code=f["code_of_tip"])
    return lines(crime, head, fault.sms(verbatim(f["fault_url"])) if shown else None)


def crime_said(url: str) -> Text:
    """How an ombud does not become the register: what people know of a crime they tell the police themselves."""
    return _(
        "If it may be a crime: whoever saw it tells the police, 114 14 or {url}; if it is going on, 112. You need not "
        "find anything out, and please keep no notes of who or when. Here only the place and what it is about is kept.",
        url=url,
    ).sms(_("A crime? Whoever saw it tells the police: 114 14, now 112. You keep no notes of who."))


def _shown(f: Mapping[str, Any]) -> Text:
    where = verbatim(f["place"]) if f["place"] else None
    head = lines(label(f["category"]), where, verbatim(f["area_name"]), separator=", ")
    ask = _("That is passed on. These words too? Only if nobody can be recognised by them:").sms(
        _("With these words? Nobody may be recognised:")
    )
    return lines(head, ask, verbatim(f["what"]))


_GLADLY = ("absolut", "gärna", "gör det", "ja skicka", "ja gör det", "skicka", "det går bra", "of course", "go ahead")
_NEVER = (
    *("absolut inte", "nej absolut inte", "aldrig", "aldrig i livet", "helst inte", "nej helst inte", "inte polisen"),
    *("vill inte", "jag vill inte", "det vill jag inte", "nej det vill jag inte", "never", "rather not"),
    *("absolutely not", "no way", "i dont want that", "please dont"),
)


async def consent(d: Dialogue) -> Consent:
    """The tipster decides whether the police get it; no answer is a no."""
    f = d.facts
    yes = Option("yes", _("Yes, pass it on"), 1, (*YES, *_GLADLY), "✅")
    no = Option("no", _("No"), 2, (*NO, *_NEVER))
    return Consent(f["code"], await d.confirm("yes", consent_asked(f), yes, no))


def consent_asked(f: Mapping[str, Any]) -> Text:
    """What the police would get, and that it is no report of a crime."""
    shared = what_is_passed_on(f)
    return lines(
        _("The ombud wants to show the police's contact this from your tip {code}:", code=f["tip"]).sms(
            _("May the police have this of tip {code}?", code=f["tip"])
        ),
        shared,
        _(
            "Nothing of who you are goes along, and it is not a police report: that you make yourself, 114 14. If "
            "you answer no, or nothing, it stays with the ombud. Is it all right?"
        ).sms(_("Nothing of who you are. No police report: 114 14.")),
    )


def what_is_passed_on(f: Mapping[str, Any]) -> Text:
    """Place, what it is about, and the approved words; nothing else."""
    where = verbatim(f["place"]) if f["place"] else None
    head = lines(label(f["category"]), where, verbatim(f["area_name"]), separator=", ")
    return lines(head, verbatim(f["words"]) if f["words"] else None)


async def forwarded(d: Dialogue) -> Forwarded | None:
    """What comes back from who got it; words they wrote already go along, also when they never say how it goes. By SMS
    a code confirms."""
    f = d.facts
    why = str(f.get("said", ""))
    if d.closing:
        return Forwarded(f["receipt"], "received", why, confirmed=not f.get("code")) if why else None
    state = await d.choose("state", _told_already(f) if why else forwarded_asked(f), _STATES, columns=2)
    if state == "cannot" and not why:
        asked_why = _("{code}: why not, in a few words to the ombud and the tipster? No names.", code=f["receipt"])
        asked_why = asked_why.sms(_("{code}: why not? No names.", code=f["receipt"]))
        why = await d.text("why", asked_why, max_length=LONGEST_WHY, options=(Option("none", _("No words"), 0),))
    about = lines(verbatim(f["receipt"]), verbatim(f["place"]) if f.get("place") else None, separator=", ")
    if not await sure(d, _("{code}: {state}?", code=about, state=STATES[state])):
        d.forget("state", "why", "sure")
    return Forwarded(f["receipt"], state, "" if why == "none" else why)


def _told_already(f: Mapping[str, Any]) -> Text:
    """The question to who has answered in words of their own, which are kept."""
    kept = _("{code}: your words go along to the ombud and the tipster: “{words}”", code=f["receipt"], words=f["said"])
    kept = kept.sms(_("{code}: your words go along to the ombud and the tipster.", code=f["receipt"]))
    return lines(kept, _("How does it go?"))


STATES = {
    "asked": _("waits for the tipster's yes"),
    "refused": _("not passed on: the tipster said no"),
    "lapsed": _("not passed on: the tipster has not answered"),
    "sent": _("no answer yet"),
    "received": _("received"),
    "doing": _("being worked on"),
    "done": _("done"),
    "cannot": _("can't be done by them"),
}
WORDS = {
    "received": ("mottaget", "received", "fått", "har fått"),
    "doing": ("jobbar", "pågår", "doing", "på gång"),
    "done": ("klart", "klar", "åtgärdat", "done", "fixat"),
    "cannot": ("kan inte", "går inte", "kan ej", "cannot", "can't"),
}
_STATES = (
    Option("received", _("We have got it").sms(_("Got it")), 1, WORDS["received"], "📨"),
    Option("doing", _("We are on it"), 2, WORDS["doing"], "🛠"),
    Option("done", _("Done"), 3, WORDS["done"], "✅"),
    Option("cannot", _("We can't"), 4, WORDS["cannot"], "🚫"),
)


def forwarded_asked(f: Mapping[str, Any]) -> Text:
    """What was passed on, and the question."""
    return lines(handed(f), _("How does it go?"))


def handed(f: Mapping[str, Any]) -> Text:
    """What was passed on, with the code that it is answered by."""
    told = _("From the ombud in {area}, {code}:", area=verbatim(f["area_name"]), code=f["receipt"]).sms(
        verbatim(f["receipt"])
    )
    return lines(told, what_is_passed_on(f))
