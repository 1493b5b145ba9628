"""The catalogues: complete, up to date, true to their fields and to each language's own plurals."""

from __future__ import annotations

import re
from gettext import c2py
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n import FOLDER, Voices
from bot.locales.collect import template, updated
from bot.router import route
from handlers import notices
from handlers.reading.meant import not_fixed
from handlers.text import _, lines, n_, verbatim

VOICES = Voices()
SPOKEN = ("sv", "en", "ar", "tr", "so", "es", "fi")  # DOMAIN 4
PATHS = {path.parents[1].name: path for path in sorted(FOLDER.glob("*/LC_MESSAGES/ombud.po"))}
OFFERED = tuple(code for code in VOICES.languages if code != "en")
TAGS = ("zero", "one", "two", "few", "many", "other")
_ABBREVIATED = {"SMS", "EST"}

in_each = pytest.mark.parametrize("language", sorted(PATHS))
in_each_offered = pytest.mark.parametrize("language", OFFERED)


def catalogue(language: str) -> Catalog:
    with PATHS[language].open("rb") as file:
        return read_po(file, locale=language)


def forms(text: Any) -> list[str]:
    """All plural forms of a message id or of its translation; one, if it counts nothing."""
    return [str(form) for form in text] if isinstance(text, (tuple, list)) else [str(text or "")]


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def ids(found: Catalog) -> set[tuple[str, ...]]:
    return {tuple(forms(message.id)) for message in messages(found)}


def fields(text: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", text))


def commands(text: str) -> set[str]:
    """What the words in capitals, which people are told to write, mean to us: several in a row are one phrase."""
    phrases = re.findall(r"(?<![\w{])[A-ZÅÄÖ]{3,}(?: [A-ZÅÄÖ]{3,})*(?!\w)", text)
    return {meaning(phrase) for phrase in phrases if phrase not in _ABBREVIATED}


def meaning(phrase: str) -> str:
    """The router's name for it, or "not fixed"; itself where it means nothing."""
    intent = route(phrase, "telegram") or route(f"{phrase} K7M-4QX", "telegram")
    return intent.name if intent else "not fixed" if not_fixed(phrase) else phrase


def cldr(language: str, count: int) -> str:
    """The plural category that CLDR gives `count`; Arabic by CLDR's own table, for Babel 2.18 errs at 11 and 100."""
    if language != "ar":
        return Locale(language).plural_form(count)
    if count < 3:
        return TAGS[count]
    rest = count % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def test_swedish_and_english_are_always_offered_and_all_seven_languages_have_a_catalogue() -> None:
    """Swedish comes first, English is the message ids' own, and each language of the town has its catalogue."""
    assert VOICES.languages[:2] == ("sv", "en")
    assert set(PATHS) == set(SPOKEN) - {"en"}


@in_each_offered
def test_an_offered_language_is_complete(language: str) -> None:
    """A language that people can choose has a translation of every text, in all its plural forms."""
    found = catalogue(language)
    assert [m.id for m in messages(found) if not all(forms(m.string))] == []
    assert {len(forms(m.string)) for m in messages(found) if m.pluralizable} == {found.num_plurals}


@in_each
def test_a_translation_has_the_fields_of_its_text(language: str) -> None:
    """Each field of a text is in every form of its translation, and no other."""
    wrong = [
        (message.id, form)
        for message in messages(catalogue(language))
        for form in forms(message.string)
        if form and fields(form) != set().union(*map(fields, forms(message.id)))
    ]
    assert wrong == []


@in_each_offered
def test_the_words_people_are_told_to_write_are_understood(language: str) -> None:
    """Where a text names words to write, its translation names words that mean the same to the router."""
    wrong = {
        str(m.id): (commands(forms(m.id)[0]), commands(form))
        for m in messages(catalogue(language))
        for form in forms(m.string)
        if commands(forms(m.id)[0]) != commands(form)
    }
    assert wrong == {}


@in_each
def test_a_catalogue_is_up_to_date_with_the_code(language: str, tmp_path: Path) -> None:
    """A catalogue has exactly the code's texts, and collecting them again changes no translation."""
    fresh = tmp_path / language / "LC_MESSAGES" / "ombud.po"
    fresh.parent.mkdir(parents=True)
    fresh.write_text(updated(PATHS[language]), encoding="utf-8")
    with fresh.open("rb") as file:
        renewed = read_po(file, locale=language)
    assert ids(catalogue(language)) == ids(template()) == ids(renewed)
    assert not catalogue(language).obsolete
    kept = {tuple(forms(m.id)): m.string for m in messages(catalogue(language))}
    assert {tuple(forms(m.id)): m.string for m in messages(renewed)} == kept


@in_each
def test_counting_follows_cldr(language: str) -> None:
    """From 0 to 200, a catalogue's plural forms are CLDR's categories, in CLDR's order."""
    rule = c2py(catalogue(language).plural_expr)
    expected = [cldr(language, count) for count in range(201)]
    order = [tag for tag in TAGS if tag in expected]
    assert [order[rule(count)] for count in range(201)] == expected


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("channel", ["telegram", "sms"])
def test_danger_is_answered_in_each_language(language: str, channel: str) -> None:
    """Everyone is told to call 112 in the language they cried for help in, whether or not it is complete."""
    said = VOICES.say(notices.EMERGENCY, language, channel)
    assert "112" in said
    assert (said == VOICES.say(notices.EMERGENCY, "en", channel)) is (language == "en")


def test_values_are_isolated_where_the_script_runs_right_to_left() -> None:
    """A name, code or address inside an Arabic sentence keeps its own direction and disturbs no other."""
    said = VOICES.say(_("More: {url}", url="https://ombudet.example/a"), "ar")
    assert "\u2068https://ombudet.example/a\u2069" in said
    assert VOICES.say(verbatim("Albyvägen 12"), "ar") == "\u2068Albyvägen 12\u2069"
    assert "\u2068" not in VOICES.say(verbatim("Albyvägen 12"), "sv")


def test_a_sentence_inside_a_sentence_is_in_the_same_language_and_not_isolated() -> None:
    """A text as a value is translated with the sentence it stands in."""
    said = VOICES.say(_("Last week: {last}.", last=_("Very safe")), "sv")
    assert said == "Förra veckan: Mycket trygg."
    assert VOICES.say(_("{area}: {state}", area=_("Help"), state=_("No")), "ar").count("\u2068") == 0


def test_an_unknown_language_falls_back_to_english() -> None:
    """Who speaks a language that we do not offer is spoken to in English; who tells none, in the town's first."""
    assert VOICES.choose("xx", "sv") == "en"
    assert VOICES.choose("sv-FI", "sv") == "sv"
    assert VOICES.choose("", "sv") == "sv"
    assert VOICES.say(_("Help"), "xx") == "Help"
    assert VOICES.say(n_("{count} area has reported.", "{count} areas have reported.", 2), "xx").startswith("2 areas")


def test_what_a_catalogue_lacks_is_said_in_english(tmp_path: Path) -> None:
    """An untranslated text is said in English, in its right number, and its language is not offered."""
    folder = tmp_path / "fi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    folder.joinpath("ombud.po").write_text(
        header
        + 'msgid "Help"\nmsgstr "Apua"\n\nmsgid "{count} a"\nmsgid_plural "{count} b"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )
    voices = Voices(tmp_path)
    assert voices.say(lines(_("Help"), n_("{count} a", "{count} b", 3), _("No")), "fi") == "Apua\n3 b\nNo"


@in_each_offered
def test_the_language_says_that_it_is_spoken_now(language: str) -> None:
    """A language says for itself that it is spoken from now on, not that English is."""
    assert "English" not in VOICES.say(notices.LANGUAGE_SET, language)
