"""The car of the neighbourhood patrol: what may be wrong with it, asked of the crew, and told to the association."""

from __future__ import annotations

from handlers.days import day
from handlers.dialogue import Dialogue, Option
from handlers.patrol_records import Fault, Mended
from handlers.reading.patrol import is_fine, read_fault
from handlers.text import Text, _, verbatim

OTHER = "other"
KINDS: dict[str, Text] = {
    "brakes": _("Brakes"),
    "lights": _("Car lights"),
    "tyres": _("Tyres"),
    "glass": _("Windows, wipers, mirrors").sms(_("Windows")),
    "engine": _("Engine, battery").sms(_("Engine")),
    "body": _("Dents, doors").sms(_("Dents")),
    "inside": _("Seats, belts, heating").sms(_("Inside")),
    OTHER: _("Something else").sms(_("Other")),
}
_FINE = Option("fine", _("The car is well"), number=0, icon="✅")
_MENDED = "mended_"


async def car(d: Dialogue) -> tuple[Fault | None, int | None]:
    """How the car was found: a fault if there is one, and the number of a fault that is mended."""
    known = [(int(key), kind) for key, kind in d.facts["faults"]]
    mended = [Option(f"{_MENDED}{key}", _("Mended: {what}", what=KINDS[kind])) for key, kind in known]
    kinds = [Option(kind, name) for kind, name in KINDS.items()]
    asked = _("Is anything wrong with the car?").sms(_("The car?"))
    said = await d.text("car", asked, max_length=120, options=(_FINE, *kinds, *mended))
    if said == _FINE.key or is_fine(said):
        return None, None
    if said.startswith(_MENDED):
        return None, int(said.removeprefix(_MENDED))
    if said == OTHER:
        return Fault(OTHER, await d.text("fault", _("What is wrong? In a few words."), max_length=120)), None
    return fault_in(said), None


def fault_in(words: str) -> Fault:
    """The fault that a kind or a crew's own words name."""
    if words in KINDS:
        return Fault(words)
    kind = read_fault(words)
    return Fault(kind) if kind else Fault(OTHER, words)


async def car_fault(d: Dialogue) -> Mended:
    """The association hears of a fault, and may say that it is mended; by SMS with a code."""
    code = d.facts.get("code")
    yes = Option("yes", _("It is mended"), int(code) if code else 1, ("lagad", "lagat"), "🔧", secret=bool(code))
    seen = Option("seen", _("I have seen it"), number=0, words=("ok", "sett"))
    chosen = await d.choose("mended", told(d.facts["kind"], d.facts["words"], d.facts["day"]), (yes, seen))
    return Mended(d.facts["fault"], chosen == "yes")


def told(kind: str, words: str, iso: str) -> Text:
    """A fault, as the association hears of it; `iso` is the day."""
    what = verbatim(words) if words else KINDS[kind]
    return _("The patrol car, {day}: {what}.", day=day(iso), what=what)
