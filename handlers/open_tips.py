"""The tips that are open in an area: a page of them, one of them, and which of them are about the same thing."""

from __future__ import annotations

from typing import Any

from handlers.categories import label
from handlers.dialogue import Dialogue, Option
from handlers.records import Merge, Settle, Start, Unmerge
from handlers.text import Text, _, lines, n_, verbatim
from handlers.tip_notices import STATUSES

EARLIER, LATER = 8, 9  # the digits that turn the page


def brief(code: str, category: str, place: str) -> Text:
    """A tip in a line: its code, what it is about, and where."""
    where = verbatim(place) if place else None
    return lines(verbatim(code), lines(label(category), where, separator=", "), separator=" ")


def age(days: int) -> Text:
    return n_("{count} day", "{count} days", days) if days else _("today")


async def inbox(d: Dialogue) -> Start:
    """A page of open tips. The page turned to is read anew."""
    f = d.facts
    options = [_listed(number, *tip) for number, tip in enumerate(f["tips"], 1)]
    page = int(f["page"])
    if page > 1:
        options.append(Option(f"page {page - 1}", _("Newer"), EARLIER, icon="⬅️"))
    if page < int(f["pages"]):
        options.append(Option(f"page {page + 1}", _("Older"), LATER, icon="➡️"))
    head = n_("{count} open tip.", "{count} open tips.", int(f["count"]))
    return Start("inbox", (("words", await d.choose("which", head, options)),))


def _listed(number: int, code: str, category: str, place: str, days: int, status: str) -> Option:
    new = verbatim("*") if status == "new" else None
    told = lines(new, brief(code, category, place), separator=" ")
    long = lines(told, lines(verbatim("("), age(days), verbatim(")"), separator=""), separator=" ")
    return Option(code, long.sms(told), number, words=(code,))


async def open_tip(d: Dialogue) -> Settle | Start:
    """One tip, and what the ombud may do about it. By SMS what changes something is confirmed by a code."""
    f = d.facts
    options = [
        Option("reply", _("Answer"), 1, icon="💬"),
        Option("handled", _("Handled"), 2, icon="✅"),
        Option("closed", _("Close the tip").sms(_("Close it")), 3, icon="📁"),
    ]
    if f["alike"] or f["merged"]:
        options.append(Option("alike", _("Duplicates ({count})", count=f["alike"] + f["merged"]), 4, icon="🔗"))
    options.append(Option("forward", _("Pass on"), 5, icon="📨"))
    options.append(Option("back", _("Back to the list").sms(_("The list")), 0, icon="⬅️"))
    chosen = await d.choose("do", described(f), options, columns=2)
    if chosen in ("handled", "closed"):
        if await sure(d, _("{code}: {status}?", code=f["code_of_tip"], status=STATUSES[chosen])):
            return Settle(f["code_of_tip"], chosen)
        d.forget("do", "sure")
    flow = {"reply": "about", "alike": "alike", "forward": "forward"}.get(chosen, "inbox")
    return Start(flow, (("words", "" if chosen == "back" else f["code_of_tip"]),))


async def sure(d: Dialogue, asked: Text) -> bool:
    """Whether it is meant. By SMS that takes a code, which a forged number has not seen; else the tap is enough."""
    code = d.facts.get("code")
    if not code:
        return True
    yes = Option("yes", _("Yes"), int(code), secret=True)
    return await d.choose("sure", asked, (yes, Option("no", _("No"), 0, ("nej", "no"))), columns=2) == "yes"


def described(f: Any) -> Text:
    """A tip as its ombud reads it: its words, its age, what has been said."""
    where = verbatim(f["place"]) if f["place"] else _("place not given")
    head = lines(
        _("Tip {code}, {area}", code=f["code_of_tip"], area=verbatim(f["area_name"])),
        lines(label(f["category"]), where, separator=", "),
        lines(STATUSES[f["status"]], age(f["days"]), separator=", "),
    )
    merged = n_("With {count} more tip of the same.", "With {count} more tips of the same.", f["merged"])
    said = [_WHO[side](words) for side, words in f["talk"]]
    return lines(head, merged if f["merged"] else None, verbatim(f["what"]), *said)


def _by_tipster(words: str) -> Text:
    return _("Tipster: {words}", words=words)


def _by_ombud(words: str) -> Text:
    return _("Ombud: {words}", words=words)


_WHO = {"resident": _by_tipster, "ombud": _by_ombud}


async def alike(d: Dialogue) -> Merge | Unmerge | Start:
    """Tips that may be about the same thing, to be counted once, and those that already are."""
    f = d.facts
    options = [
        Option(f"merge {code}", _same(code, place), number) for number, (code, place) in enumerate(f["others"], 1)
    ]
    after = len(options) + 1
    options += [
        Option(f"part {code}", _apart(code, place), number) for number, (code, place) in enumerate(f["merged"], after)
    ]
    options.append(Option("back", _("Leave it as it is").sms(_("Leave it")), 0))
    asked = _(
        "Is it the same as {code}? Then it counts once, and all who tipped hear what comes of it.", code=f["tip"]
    ).sms(_("Same as {code}?", code=f["tip"]))
    do, _space, other = (await d.choose("other", asked, options)).partition(" ")
    if do == "back":
        return Start("inbox", (("words", f["tip"]),))
    if not await sure(d, _("{code} and {other}: sure?", code=f["tip"], other=other)):
        d.forget("other", "sure")
    return Merge(f["tip"], other) if do == "merge" else Unmerge(other)


def _same(code: str, place: str) -> Text:
    return _("Same: {code} {place}", code=code, place=place)


def _apart(code: str, place: str) -> Text:
    return _("Take apart: {code} {place}", code=code, place=place)
