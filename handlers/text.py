"""What is to be said, before it is said in any language.

A `Text` is a message id in English with its values; `bot.i18n` turns it into a string for one language and
one channel. Nothing here knows a language, so a flow can never say half a page in the wrong one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from handlers.value import value

Value: TypeAlias = "str | int | Text"


@value
class Text:
    """A translatable sentence, or several sentences joined (`parts`).

    `msgid` (and `plural`, chosen by `count`) hold ``{name}`` fields that `values` fill. `short` is what is said
    by SMS when the long form would cost a segment more; it defaults to the long form.
    """

    msgid: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    plural: str = ""
    count: int = 0
    short: Text | None = None
    parts: tuple[Text, ...] = ()
    separator: str = "\n"

    def sms(self, short: Text) -> Text:
        """The same, with another wording by SMS."""
        return Text(self.msgid, self.values, self.plural, self.count, short, self.parts, self.separator)


def _(msgid: str, /, **values: Value) -> Text:
    """A sentence to translate: ``_("Your code is {code}", code=tip.code)``."""
    return Text(msgid, tuple(values.items())) if values else _plain(msgid)


_plain = lru_cache(maxsize=4096)(Text)  # there are as many as there are in the code


def n_(singular: str, plural: str, count: int, /, **values: Value) -> Text:
    """A counted sentence; ``{count}`` is filled in, the form follows the language's own plural rule (CLDR)."""
    return Text(singular, (("count", count), *values.items()), plural, count)


def lines(*parts: Text | None, separator: str = "\n") -> Text:
    """Several texts as one, a line each; absent ones leave no empty line."""
    return Text(parts=tuple(part for part in parts if part is not None), separator=separator)


def verbatim(words: str) -> Text:
    """Somebody's own words, or a name: said as they are, in no language."""
    return Text("{words}", (("words", words),))


def shortened(words: str, most: int) -> str:
    """Words of at most so many characters, with a sign that there was more."""
    return words if len(words) <= most else f"{words[: most - 1]}…"
