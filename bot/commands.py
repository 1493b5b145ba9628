"""Telegram's command menu: the words that work, as its clients list them, in each language we speak."""

from __future__ import annotations

from bot.i18n import Voices
from handlers.text import Text, _

# word: what it does. The words are the public ones (ASCII, as Telegram wants them).
COMMANDS: dict[str, Text] = {
    "tips": _("Send a tip"),
    "status": _("What came of my tips"),
    "trygghet": _("How safe it feels"),
    "ombud": _("Who is my ombud"),
    "med": _("Take part"),
    "grannsamverkan": _("Watch groups"),
    "nyheter": _("News from my area"),
    "rapport": _("Weekly report (ombud)"),
    "inkorg": _("Open tips (ombud)"),
    "vidare": _("Pass a tip on (ombud)"),
    "tipstid": _("When tips come (ombud)"),
    "paus": _("Pause (ombud)"),
    "pass": _("A pass (patrol)"),
    "fraga": _("Ask a partner (ombud)"),
    "lage": _("Situation picture (partners)"),
    "tackning": _("Coverage (coordinator)"),
    "utskick": _("Send news (coordinator)"),
    "utbildning": _("Training (ombud)"),
    "meny": _("What I can do here"),
    "sprak": _("Language"),
    "hjalp": _("Help"),
    "stopp": _("No more messages"),
}


def telegram_commands(voices: Voices) -> dict[str, list[tuple[str, str]]]:
    """The menu by language; "" is what everyone else sees, in Swedish."""
    menus = {code: [(word, voices.say(text, code)) for word, text in COMMANDS.items()] for code in voices.languages}
    return {"": menus["sv"], **menus}
