"""What is to be done about a place, by whom and by when; and how far it has come. Partners and the coordinator decide,
those who tipped hear of it, and "done" is not "better": they are asked.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.categories import FOR_OMBUD, label
from handlers.days import day
from handlers.dialogue import Dialogue, Option
from handlers.records import Action, Better, Progress
from handlers.text import Text, _, lines, verbatim

NEW = "new"
LONGEST = 600  # characters of what is to be done
STATUS_NAMES = {
    "planned": _("planned"),
    "started": _("under way"),
    "done": _("done"),
    "reopened": _("not fixed"),
    "dropped": _("dropped"),
}
_STEPS = (
    Option("started", _("It is under way"), icon="🛠"),
    Option("done", _("It is done"), icon="✅"),
    Option("dropped", _("It will not be done"), icon="✖️"),
    Option("keep", _("Leave it as it is"), number=0, words=("nej", "no")),
)
_DUES = {
    "week": _("This week"),
    "two_weeks": _("In two weeks"),
    "month": _("In a month"),
    "open": _("No date"),
}
_FOLLOW_UPS = {
    "two_weeks": _("In two weeks"),
    "month": _("In a month"),
    "quarter": _("In three months"),
    "never": _("Not at all"),
}


async def action(d: Dialogue) -> Action | Progress | None:
    which = NEW
    if d.facts["actions"]:
        which = await d.choose("which", _("What is decided. Which one, or a new one?"), _listed(d))
    return await _new(d) if which == NEW else await _further(d, int(which))


def _listed(d: Dialogue) -> list[Option]:
    found = [
        Option(str(key), titled(area, category, place, status))
        for key, area, category, place, status in d.facts["actions"]
    ]
    return [*found, Option(NEW, _("A new one"), number=0, icon="➕", words=("ny", "new"))]


def titled(area: str, category: str, place: str, status: str) -> Text:
    """An action in one line: where, about what, and how far it has come."""
    where = lines(verbatim(area), verbatim(place) if place else None, separator=", ")
    return _("{where}: {what} ({status})", where=where, what=label(category), status=STATUS_NAMES[status])


def to_be_followed_up(area: str, category: str, place: str, status: str) -> Text:
    """To whoever decided it, when the day comes."""
    asked = _("Today is the day to follow it up. Write ACTION and tell how it goes.").sms(_("Follow-up: write ACTION."))
    return lines(titled(area, category, place, status), asked)


async def _new(d: Dialogue) -> Action | None:
    areas = [Option(slug, verbatim(name)) for slug, name in d.facts["own"]]
    area = areas[0].key if len(areas) == 1 else await d.choose("area", _("Which area?"), areas, columns=2)
    category = await d.choose("category", _("What is it about?").sms(_("What?")), FOR_OMBUD, columns=2)
    where = await d.place("where", _("Where? A street or a landmark, never a flat."))
    what = await d.text("what", _("What is to be done? No names, please."), max_length=LONGEST)
    owners = [Option(slug, verbatim(name)) for slug, name in d.facts["owners"]]
    owner = await d.choose("owner", _("Who does it?"), owners, columns=2)
    dues = [Option(key, _due(key), number=0 if key == "open" else None) for key, _day in d.facts["dues"]]
    due = await d.choose("due", _("By when?"), dues, columns=2)
    follow_up = d.facts.get("follow_up", {}).get(due, "")
    decided = Action(area, category, where["text"], what, owner, dict(d.facts["dues"])[due], follow_up)
    return await _agreed(d, decided, _due(due))


def _due(key: str) -> Text:
    """When it is due, in words; a day of one's own, as the page has them, is its own word."""
    return _DUES.get(key) or day(key)


async def _agreed(d: Dialogue, decided: Action, due: Text) -> Action | None:
    """Read it back, with the day it is followed up, which can be another; by SMS it is confirmed by a code that only
    the real number has been sent."""
    others = d.facts.get("follow_ups", [])
    short = _("Follow-up {day}: change", day=_short(decided.follow_up))
    another = [Option("follow_up", _("Another follow-up day").sms(short), 2, icon="🗓")] if others else []
    read = _read_back(d, decided, due).sms(_read_back(d, replace(decided, follow_up=""), due))  # the option says it
    chosen = await _signed(d, "send", read, _("Save"), _("Don't save"), *another)
    if chosen == "follow_up":
        options = [Option(key, _FOLLOW_UPS[key], number=0 if key == "never" else None) for key, _day in others]
        key = await d.choose("follow_up", _("When is it to be followed up?"), options, columns=2)
        decided = replace(decided, follow_up=dict(others)[key])
        chosen = await _signed(d, "again", _read_back(d, decided, due), _("Save"), _("Don't save"))
    return decided if chosen == "yes" else None


def _read_back(d: Dialogue, decided: Action, due: Text) -> Text:
    name, owner = dict(d.facts["own"])[decided.area], dict(d.facts["owners"])[decided.owner]
    where = lines(verbatim(name), verbatim(decided.place) if decided.place else None, separator=", ")
    by = _("{owner}, {due}", owner=verbatim(owner), due=due)
    followed = None
    if decided.follow_up:
        short = _("Follow-up {day}", day=_short(decided.follow_up))
        followed = _("Followed up on {day}.", day=day(decided.follow_up)).sms(short)
    return lines(where, label(decided.category), verbatim(decided.what), by, followed, _("Is that right?"))


def _short(iso: str) -> str:
    """A day in as few letters as there can be, and unlike a code: 18/12."""
    return f"{int(iso[8:])}/{int(iso[5:7])}" if iso else ""


async def _further(d: Dialogue, key: int) -> Progress | None:
    status = await d.choose("status", _("How is it going?"), _STEPS)
    if status == "keep":
        return None
    if d.facts.get("code") and await _signed(d, "sure", _("Is that right?"), _("Save"), _("Don't save")) != "yes":
        return None
    return Progress(key, status)


async def _signed(d: Dialogue, key: str, read: Text, yes: Text, no: Text, *more: Option) -> str:
    """ "yes", "no" or one of `more`."""
    code = d.facts.get("code")
    save = Option("yes", yes, int(code) if code else 1, ("ja", "yes", "spara"), "✅", secret=bool(code))
    return await d.choose(key, read, (save, *more, Option("no", no, 0, ("nej", "no"))), columns=2)


async def better(d: Dialogue) -> Better:
    """Whoever tipped is asked whether it helped."""
    asked = _(
        "We are told that something has been done about what you tipped of ({code}, {what}). Is it better?",
        code=d.facts["code"],
        what=label(d.facts["category"]),
    )
    yes, no = Option("yes", _("Yes, it is better"), icon="👍"), Option("no", _("No, not fixed"), icon="👎")
    return Better(d.facts["action"], await d.confirm("better", asked, yes, no))
