"""The categories of EST, in the words people use for them. One list, in the order of how common they are."""

from __future__ import annotations

from handlers.dialogue import Option
from handlers.text import Text, _

# category: (icon for a button, label)
LABELS: dict[str, tuple[str, Text]] = {
    "skadegorelse": ("🔨", _("Damage, graffiti").sms(_("Damage"))),
    "nedskrapning": ("🗑", _("Litter")),
    "otrygg_plats": ("💡", _("Dark or unsafe place").sms(_("Dark/unsafe"))),
    "samling": ("👥", _("Gathering that feels unsafe").sms(_("Gathering"))),
    "ordning": ("📢", _("Noise, disturbance").sms(_("Noise"))),
    "narkotika": ("💊", _("Drugs, suspected").sms(_("Drugs"))),
    "fordon": ("🛵", _("Vehicles, traffic").sms(_("Vehicles"))),
    "inbrott_stold": ("🔓", _("Burglary, theft").sms(_("Theft"))),
    "vald_hot": ("✋", _("Violence, threat").sms(_("Threat"))),
    "brand": ("🔥", _("Fire")),
    "positivt": ("🌻", _("Good news")),
    "arrangemang": ("🎪", _("Event coming up").sms(_("Event"))),
    "rykte": ("💬", _("Rumours")),
    "personal": ("🦺", _("Incident against staff").sms(_("Staff"))),
    "ovrigt": ("✏️", _("Something else").sms(_("Other"))),
}
_RESIDENTS = (
    "skadegorelse",
    "nedskrapning",
    "otrygg_plats",
    "samling",
    "ordning",
    "narkotika",
    "fordon",
    "inbrott_stold",
    "vald_hot",
    "brand",
    "positivt",
    "ovrigt",
)


def label(category: str) -> Text:
    """A category's name, for texts."""
    return LABELS[category][1]


_WORDS = {"vald_hot": ("hot", "hotad", "våld", "threat", "violence")}  # "hot" means more where nothing is asked


def _options(*categories: str) -> tuple[Option, ...]:
    return tuple(Option(c, LABELS[c][1], words=_WORDS.get(c, ()), icon=LABELS[c][0]) for c in categories)


FOR_RESIDENTS = _options(*_RESIDENTS)
FOR_OMBUD = _options(*LABELS)
