"""A coordinator reads what ombud and partners wrote before it goes to the partners: one quote at a time, approved as it
is, edited or withheld. What nobody has reviewed does not leave. By SMS each decision is confirmed by a code."""

from __future__ import annotations

from handlers.additions import name
from handlers.dialogue import Dialogue, Option
from handlers.records import Reviewed, Start
from handlers.text import Text, _, lines, n_, verbatim

WHAT = "what"  # an action's words; the other kinds are those of `handlers.additions`,
WHERE = "where"  # and words for a place
LONGEST = 600  # characters of what may be written instead
KEEP = "keep"
DECISIONS = {"approved": _("approved"), "edited": _("edited"), "withheld": _("withheld")}


async def review(d: Dialogue) -> Reviewed | Start | None:
    if not d.facts.get("text"):
        return await _again(d)
    chosen = await d.choose("decision", _quoted(d), _decisions(d), columns=2)
    if chosen == "edited":
        return await _edited(d)
    if chosen == "withheld" and d.facts.get("code") and not await _signed(d, _("Is it to be left out?")):
        d.forget("decision", "signed")
    told = "" if chosen == "withheld" else str(d.facts["text"])
    return _reviewed(d, chosen, told)


async def _edited(d: Dialogue) -> Reviewed:
    told = await d.text("told", _("How may it be told? No names, please."), max_length=LONGEST)
    if not await _signed(d, lines(verbatim(f"”{told}”"), _("Is that right?"))):
        d.forget("decision", "told", "signed")
    return _reviewed(d, "edited", told)


def _reviewed(d: Dialogue, decision: str, told: str) -> Reviewed:
    f = d.facts
    return Reviewed(f["source"], f["number"], f["kind"], f["text"], f["turn"], decision, told)


async def _again(d: Dialogue) -> Start | None:
    """Nothing waits any more: what has been decided may be decided anew, until it leaves."""
    listed = [
        Option(key, _line(area, kind, landlord, state)) for key, area, kind, landlord, state in d.facts["decided"]
    ]
    keep = Option(KEEP, _("Leave it as it is"), number=0, words=("nej", "no"))
    which = await d.choose("which", _("All is reviewed. Change something?"), [*listed, keep])
    return None if which == KEEP else Start("review", (("words", which),))


def _line(area: str, kind: str, landlord: str, decision: str) -> Text:
    return _("{area}, {what}: {decision}", area=area, what=titled(kind, landlord), decision=DECISIONS[decision])


def titled(kind: str, landlord: str) -> Text:
    own = {WHAT: _("What is to be done"), WHERE: _("a place")}
    return own.get(kind) or name(kind, landlord)


def _quoted(d: Dialogue) -> Text:
    """The words as they were written, with where they are from, and how many more wait."""
    f = d.facts
    left = _("{count} left to review.", count=f["left"]) if f["left"] else None
    head = _("{area}, {what}:", area=verbatim(f["area_name"]), what=titled(f["kind"], f["landlord_name"]))
    now = _now(str(f.get("decision", "")), str(f.get("told", "")))
    return lines(left, head, verbatim(f"”{f['text']}”"), now)


def _now(decision: str, told: str) -> Text | None:
    """What has been decided before about the same words."""
    if decision == "edited":
        return _("Now: {decision}, ”{words}”", decision=DECISIONS[decision], words=told)
    return _("Now: {decision}", decision=DECISIONS[decision]) if decision else None


def _decisions(d: Dialogue) -> tuple[Option, ...]:
    code = d.facts.get("code")
    return (
        Option("approved", _("Approve"), int(code) if code else 1, icon="✅", secret=bool(code)),
        Option("edited", _("Edit"), number=2, icon="✏️"),
        Option("withheld", _("Withhold"), number=0, icon="🚫"),
    )


async def _signed(d: Dialogue, read: Text) -> bool:
    code = d.facts.get("code")
    yes = Option("yes", _("Yes"), int(code) if code else 1, ("ja", "yes"), "✅", secret=bool(code))
    return await d.choose("signed", read, (yes, Option("no", _("No"), 0, ("nej", "no"))), columns=2) == "yes"


# What is said about it

REVIEW_BUTTON = _("Review")
DRAFT = _("The draft as it stands:")
NOTHING = _("Nothing waits for review.")
ALL_DONE = _("All is reviewed. Write REVIEW to change something.")
CHANGED = _("These words were changed or taken back meanwhile, so nothing is decided about them.")
DONE = {
    "approved": _("Approved."),
    "edited": _("Approved as you wrote it."),
    "withheld": _("Left out."),
}


def waiting(count: int) -> Text:
    """At the cut-off."""
    return n_(
        "{count} quote waits for you. What nobody reviews is not in the digest. Write REVIEW.",
        "{count} quotes wait for you. What nobody reviews is not in the digest. Write REVIEW.",
        count,
    ).sms(n_("{count} quote to review: write REVIEW.", "{count} quotes to review: write REVIEW.", count))


def already(decision: str) -> Text:
    """To the second of two who decide at once."""
    return _("Somebody was before you: {decision}. That holds.", decision=DECISIONS[decision])


def left_out_after(decision: str) -> Text:
    """To the second of two who decide at once, and who is the stricter."""
    return _("Somebody was before you: {decision}. As you leave it out, it is left out.", decision=DECISIONS[decision])


def too_late(week: str) -> Text:
    return _("The digest of week {week} is out, without it. It can't be added.", week=week[-2:])


def left_behind(week: str, count: int) -> Text:
    """After the digest, of what nobody reviewed."""
    return n_(
        "The digest of week {week} is out. {count} quote that nobody reviewed is not in it.",
        "The digest of week {week} is out. {count} quotes that nobody reviewed are not in it.",
        count,
        week=week[-2:],
    )
