"""The menu: what this person can do here, as buttons or numbers."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Start
from handlers.text import _

ITEMS = {
    "report": Option("report", _("Weekly report"), icon="📋"),
    "action": Option("action", _("Actions"), icon="🛠"),
    "members": Option("members", _("Who is in"), icon="👥"),
    "invite": Option("invite", _("Invite"), icon="✉️"),
    "review": Option("review", _("Review"), icon="👁"),
    "ask": Option("ask", _("Ask a partner").sms(_("Ask")), icon="❔"),
    "tip": Option("tip", _("Send a tip"), icon="💬"),
    "status": Option("status", _("What came of my tips").sms(_("My tips")), icon="🔎"),
    "whose": Option("whose", _("Who is my ombud"), icon="🧡"),
    "take_part": Option("take_part", _("Take part"), icon="🤝"),
    "training": Option("training", _("Training"), icon="🎓"),
    "language": Option("language", _("Language"), icon="🌍"),
    "help": Option("help", _("Help"), icon="❓"),
}


async def menu(d: Dialogue) -> Start:
    items = [item for key, item in ITEMS.items() if key in d.facts["can"]]
    return Start(await d.choose("what", _("What would you like to do?"), items))
