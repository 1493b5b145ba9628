"""The menu: what this person can do here, as buttons or numbers."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Start
from handlers.text import _

ITEMS = {  # the most wanted first
    "report": Option("report", _("Weekly report"), icon="📋"),
    "inbox": Option("inbox", _("Open tips"), icon="📥"),
    "review": Option("review", _("Review"), icon="👁"),
    "action": Option("action", _("Actions"), icon="🛠"),
    "ask": Option("ask", _("Ask a partner").sms(_("Ask")), icon="❔"),
    "members": Option("members", _("Who is in"), icon="👥"),
    "invite": Option("invite", _("Invite"), icon="✉️"),
    "patrol": Option("patrol", _("A pass"), icon="🚗"),
    "tip": Option("tip", _("Send a tip"), icon="💬"),
    "status": Option("status", _("What came of my tips").sms(_("My tips")), icon="🔎"),
    "whose": Option("whose", _("Who is my ombud").sms(_("My ombud")), icon="🧡"),
    "take_part": Option("take_part", _("Take part"), icon="🤝"),
    "training": Option("training", _("Training"), icon="🎓"),
    "language": Option("language", _("Language"), icon="🌍"),
    "help": Option("help", _("Help"), icon="❓"),
}
MOST = 9  # at once
FIRST = 7  # where there are more
_MORE = Option("more", _("More"), number=0, icon="➕")


async def menu(d: Dialogue) -> Start:
    """Whoever has much to choose among gets the most wanted, and the rest when they ask for it."""
    items = [item for key, item in ITEMS.items() if key in d.facts["can"]]
    rest = items[FIRST:] if len(items) > MOST else []
    shown = [*items[:FIRST], _MORE] if rest else items
    chosen = await d.choose("what", _("What would you like to do?"), shown)
    if chosen == _MORE.key:
        chosen = await d.choose("more", _("What would you like to do?"), rest)
    return Start(chosen)
