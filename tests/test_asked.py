"""What residents ask of us in the middle of anything, and what is a tip though it asks something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.asked import asked_of_us, dropped, undone

OUTCOME = (
    "Hur gick det?", "hur går det med lampan", "Vad hände?", "Vad händer nu?", "vad blev det av mitt tips",
    "Har något hänt?", "Har det hänt något?", "har ni gjort nåt åt lampan", "Något nytt?", "Är det fixat än?",
    "Har ni fått mitt tips?", "Kom mitt sms fram?", "Hej, hur gick det?", "What happened?", "any news",
    "Any update on it?", "What happened to the lamp?", "Did you get my tip?", "Is it fixed yet?", "How did it go?",
)  # fmt: skip
WHO = (
    "Vem läser det här?", "vem har läst mitt tips", "Vem får se mitt nummer?", "Är jag anonym?", "Är det anonymt?",
    "Är det här helt anonymt?", "Kan jag vara anonym?", "Ser ni mitt nummer?", "Vet hyresvärden vem jag är?",
    "Får polisen veta vem jag är?", "Syns mitt nummer?", "Sparar ni mitt nummer?", "Vem är du?", "Är du en robot?",
    "Who reads this?", "Am I anonymous?", "is this anonymous", "Can the police see my number?", "Who are you?",
    "Are you a bot?", "Men vem läser det jag skriver?", "tack men syns mitt nummer?",
    "thanks can anyone see my number?",
)  # fmt: skip
DATA = (
    "Hur tar jag bort mitt tips?", "hur raderar jag mina uppgifter", "Kan jag få bort mitt nummer?",
    "kan ni radera det jag skrev", "Jag vill att ni tar bort mitt tips", "Vad har ni om mig?",
    "radera mitt tips", "ta bort mina uppgifter", "snälla ta bort det jag skickade", "delete my tip please",
    "How do I delete my tip?", "Can you delete my number", "What do you know about me?",
)  # fmt: skip
NEITHER = (
    "Vad händer på torget? Massa folk som skriker", "Hur går det till att bli ombud?", "Vem ser till att lampan lagas?",
    "Hur ska man våga gå hem?", "Det är mörkt vid Albyvägen 12, vem ansvarar?", "Lampan är trasig, är det fixat snart?",
    "Någon ser mitt hus varje kväll", "Vem är det som står i porten?", "What happened at the square was scary",
    "Who left the sofa outside?", "Är det någon som bryr sig?", "ja", "Någonting har hänt i tunneln",
    "Kan ni ta bort soffan", "", "???",
)  # fmt: skip


@pytest.mark.parametrize("words", OUTCOME)
def test_what_came_of_it(words: str) -> None:
    assert asked_of_us(words) == "outcome"


@pytest.mark.parametrize("words", WHO)
def test_who_reads_it(words: str) -> None:
    assert asked_of_us(words) == "who"


@pytest.mark.parametrize("words", DATA)
def test_what_we_have_of_them(words: str) -> None:
    assert asked_of_us(words) == "data"


@pytest.mark.parametrize("words", NEITHER)
def test_what_is_told_is_no_question_to_us(words: str) -> None:
    assert asked_of_us(words) == ""


@pytest.mark.parametrize("words", ["radera", "radera det", "ångrar mig", "ta tillbaka", "delete it please", "undo"])
def test_what_was_sent_is_regretted(words: str) -> None:
    assert undone(words)
    assert not undone(f"{words} soffan på gården")


@pytest.mark.parametrize("words", ["ta bort det", "snälla ta bort den", "nej glöm det", "ångra", "remove it"])
def test_what_is_being_told_is_dropped(words: str) -> None:
    """In the middle of a tip; after it, what is to be taken away may be the sofa."""
    assert dropped(words)
    assert not dropped(f"{words} vid porten")


@given(st.text(max_size=200))
def test_whatever_is_written_is_read(words: str) -> None:
    assert asked_of_us(words) in ("outcome", "who", "data", "")
