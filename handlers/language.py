"""The language to be spoken to in; each language is named in itself."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.records import Language
from handlers.text import _, verbatim


async def language(d: Dialogue) -> Language:
    options = [Option(code, verbatim(name)) for code, name in d.facts["languages"]]
    return Language(await d.choose("language", _("Which language do you want?"), options, columns=2))
