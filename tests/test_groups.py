"""Watch groups: told by name, with how to join, and never who."""

from __future__ import annotations

import pytest
from test_pages import DESK, VOICES, untranslated, within

from handlers.groups import Known, beside, told

SOME = [Known("Exempelgruppen", "Kom till gårdsmötet, eller skriv MED här.", number) for number in (0, 2)]
SAID = [
    told("Hallunda-Norsborg", ()),
    told("Hallunda-Norsborg", SOME),
    beside("Alby", [("Exempelgruppen", "Skriv MED.")]),
]


@pytest.mark.parametrize("text", SAID, ids=["none", "two", "beside"])
def test_what_is_said_of_groups_is_translated_and_fits(text: object) -> None:
    """One segment for two groups that are told in a sentence each."""
    for language in VOICES.languages:
        assert language == "en" or untranslated(text, language) == []  # type: ignore[arg-type]
        assert within(VOICES.say(text, language, "sms"), language, 2)  # type: ignore[arg-type]


def test_a_group_is_never_told_with_a_person() -> None:
    """What ships names no person and no number: the contact ombud is a number of ours."""
    for group in DESK.town.groups:
        assert not any(letter.isdigit() for letter in group.name + group.join)
