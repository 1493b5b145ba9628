"""From `Text` to a string in one language, for one channel. Catalogues are gettext's .po files, read at start;
English is the language of the message ids. Nothing is half translated: what a catalogue lacks is said in English.
"""

from __future__ import annotations

import io
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from handlers.text import Text, Value

FOLDER = Path(__file__).parent / "locales"
_RIGHT_TO_LEFT = {"ar", "fa", "ku", "syr"}
_ISOLATE, _POP = "\u2068", "\u2069"  # first strong isolate, and its end (UAX 9)


class Voices:
    """All languages the service speaks. `languages` are those whose catalogue is complete, Swedish first."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._catalogues: dict[str, NullTranslations] = {"en": NullTranslations()}
        self._translated: dict[str, set[str]] = {}
        for path in sorted(folder.glob("*/LC_MESSAGES/ombud.po")):
            self._read(path, path.parents[1].name)

    def _read(self, path: Path, language: str) -> None:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        done = [message for message in catalogue if message.id and all(_forms(message.string))]
        self._translated[language] = {_first(message.id) for message in done}
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._catalogues[language] = GNUTranslations(compiled)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        whole = self._translated.get("sv", set())
        complete = [code for code, done in sorted(self._translated.items()) if code != "sv" and done >= whole]
        return ("sv", "en", *complete)

    def has(self, text: Text, language: str) -> bool:
        """Whether a single text is translated into a language that may not be complete."""
        return language == "en" or text.msgid in self._translated.get(language, ())

    def choose(self, wanted: str, default: str) -> str:
        """The language to speak to someone whose telephone is set to `wanted` (BCP 47, may be empty)."""
        code = wanted.split("-")[0].lower()
        if not code:
            return default
        return code if code in self.languages else "en"

    def name(self, language: str) -> str:
        """The language's name in itself."""
        return (Locale(language).get_display_name(language) or language).capitalize()

    def say(self, text: Text, language: str, channel: str = "") -> str:
        """`text` in a language; by SMS in its short form, where it has one."""
        if channel == "sms" and text.short is not None:
            text = text.short
        if text.parts:
            return text.separator.join(self.say(part, language, channel) for part in text.parts)
        catalogue = self._catalogues.get(language, self._catalogues["en"])
        if text.plural:
            form = catalogue.ngettext(text.msgid, text.plural, text.count)
        else:
            form = catalogue.gettext(text.msgid) if text.msgid else ""
        if not text.values:
            return form
        return form.format(**{key: self._value(value, language, channel) for key, value in text.values})

    def _value(self, value: Value, language: str, channel: str) -> str:
        if isinstance(value, Text):
            return self.say(value, language, channel)
        if isinstance(value, str) and language in _RIGHT_TO_LEFT:
            return f"{_ISOLATE}{value}{_POP}"
        return str(value)


def _forms(string: object) -> list[str]:
    return [str(form) for form in string] if isinstance(string, (tuple, list)) else [str(string or "")]


def _first(message_id: object) -> str:
    return str(message_id[0]) if isinstance(message_id, (tuple, list)) else str(message_id)
