"""The first word decides: every word of the public contract, however it is written, and nothing that only looks so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.deeds import DEEDS
from bot.router import _WORDS, Intent, payload, receipt, route
from storage.codes import ALPHABET

CHANNELS = ("sms", "telegram")
on_any = pytest.mark.parametrize("channel", CHANNELS)
# The words of DESIGN 6 that exist today, and what they mean.
CONTRACT = {
    "tips": "tip",
    "status": "status",
    "språk": "language",
    "hjälp": "help",
    "meny": "menu",
    "stopp": "stop",
    "start": "start",
    "rapport": "report",
    "svara": "reply",
    "ombud": "whose",
    "med": "take_part",
    "nyheter": "news",
    "utbildning": "training",
    "tillbaka": "back",
    "avbryt": "cancel",
}


def bare(word: str) -> str:
    """The word as it is written where there is no å, ä and ö."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@on_any
@pytest.mark.parametrize(("word", "name"), CONTRACT.items())
def test_every_word_of_the_contract_works_however_it_is_written(word: str, name: str, channel: str) -> None:
    """With or without slash, in any case, with or without å ä ö, composed or not, with the bot's name behind it."""
    spelled = [word, bare(word), unicodedata.normalize("NFD", word)]
    cased = [form for spelling in spelled for form in (spelling, spelling.upper(), spelling.capitalize())]
    for form in [*cased, *(f"/{form}" for form in cased), f" {word}. ", f"{word}!", f"/{bare(word)}@OmbudetBot"]:
        assert route(form, channel) == Intent(name), form


@on_any
def test_every_word_in_every_language_is_understood(channel: str) -> None:
    """Translated words work as the Swedish ones do; by SMS a word that the law reserves keeps the law's meaning."""
    reserved = {"cancel": "stop", "info": "help", "end": "stop"} if channel == "sms" else {}
    for name, words in _WORDS.items():
        for word in words.split():
            assert route(word.upper(), channel) == Intent(reserved.get(word, name)), word


def test_each_word_means_one_thing_and_has_its_deed() -> None:
    """No word stands under two names, and none leads nowhere; the commands offered in Telegram are among them."""
    words = [word for words in _WORDS.values() for word in words.split()]
    assert len({route(f"/{word}", "telegram") for word in words} - {None}) == len(_WORDS)
    assert set(_WORDS) <= set(DEEDS)
    for command in COMMANDS:
        intent = route(f"/{command}", "telegram")
        assert intent is not None
        assert intent.name in DEEDS


@pytest.mark.parametrize(
    "word", ["STOP", "Cancel", "end", "QUIT", "unsubscribe", "StopAll", "stop.", "REVOKE", "optout"]
)
def test_by_sms_the_law_s_words_stop(word: str) -> None:
    """STOP, CANCEL, END and QUIT stop, whatever they mean elsewhere."""
    assert route(word, "sms") == Intent("stop")


@pytest.mark.parametrize(
    ("word", "name"), [("START", "start"), ("unstop", "start"), ("HELP", "help"), ("Info", "help")]
)
def test_by_sms_start_resumes_and_help_helps(word: str, name: str) -> None:
    """START resumes; HELP and INFO help."""
    assert route(word, "sms") == Intent(name)


@pytest.mark.parametrize(("word", "name"), [("cancel", "cancel"), ("stop", "stop"), ("quit", None), ("end", None)])
def test_elsewhere_they_are_words_like_others(word: str, name: str | None) -> None:
    """In Telegram "cancel" leaves the conversation, and "end" is nothing special."""
    assert route(word, "telegram") == (Intent(name) if name else None)


@on_any
@pytest.mark.parametrize(
    "text",
    [
        "hjälp mig",
        "hjälp, någon slåss",
        "stoppa bilarna på gatan",
        "stop the cars",
        "start av mopeder på natten",
        "tips om en lampa",
        "tips om lampor vid torget",
        "status på lampan?",
        "status lampan är trasig",
        "svara någon?",
        "svara hej och hå, det är mörkt",
        "hej, lampan är trasig",
        "meny saknas på restaurangen",
        "nej / ja",
        "a/b",
        "0",
        "1",
        "0 3",
        "0 5 1234",
        "1 3 1234",
        "0 3 123",
        "0 3 12345",
        "0 3 1234 hej",
        "0 3 1234 0",
        "AB12-CD34",
        "",
        "   ",
        "🙂",
    ],
)
def test_peoples_own_words_are_left_alone(text: str, channel: str) -> None:
    """A message that only begins with a word of ours, or only looks like a code, is nobody's command."""
    assert route(text, channel) is None


@on_any
def test_what_looks_like_a_code_keeps_its_words(channel: str) -> None:
    """ "hej-hej, lampan…" has the shape of a code: it is handed on whole, so that nothing of it is lost."""
    text = "hej-hej, lampan är trasig"
    assert route(text, channel) == Intent("about", text)


@on_any
def test_a_greeting_is_a_greeting_alone(channel: str) -> None:
    """Hello, in any language, with whatever signs around it."""
    for word in ("Hej!", "HALLÅ", "hallå", "مرحبا", "Merhaba 🙂", "moi"):
        assert route(word, channel) == Intent("greeting"), word


@on_any
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/start", Intent("start")),
        ("/start alby", Intent("start", "alby")),
        ("/start@OmbudetBot  AB2C-DE3F-GH4J ", Intent("start", "AB2C-DE3F-GH4J")),
        ("/svara K7M-4QX Vi tar det.\nI dag.", Intent("reply", "K7M-4QX Vi tar det.\nI dag.")),
        ("svara k7m4qx vi tar det", Intent("reply", "k7m4qx vi tar det")),
        ("SVARA K7M 4QX", Intent("reply", "K7M 4QX")),
        ("status k7m-4qx", Intent("status", "k7m-4qx")),
        ("Tips: lampan är trasig", Intent("tip", "lampan är trasig")),
        ("/tips lampan är trasig", Intent("tip", "lampan är trasig")),
        ("/trams", Intent("unheard")),
        ("/trams med ord", Intent("unheard", "med ord")),
        ("ab2c-de3f-gh4j", Intent("join", "ab2c-de3f-gh4j")),
        ("K7M-4QX tack!", Intent("about", "K7M-4QX tack!")),
    ],
)
def test_words_that_take_words(text: str, intent: Intent, channel: str) -> None:
    """What follows a word that takes words comes with it; a code alone says what it is."""
    assert route(text, channel) == intent


@pytest.mark.parametrize(
    "text", ["0 3 4829", "0,3,4829", "0-3-4829", "0. 3. 4829", "03 4829", "0 3\n4829", "٠ ٣ ٤٨٢٩", "۰ ۳ ۴۸۲۹"]
)
def test_a_quiet_week_is_one_message(text: str) -> None:
    """Nothing, how safe, and the code: with whatever stands between, in the digits that the phone writes."""
    assert route(text, "sms") == Intent("nothing", "3 4829")


@pytest.mark.parametrize(
    ("argument", "intent"),
    [
        ("", Intent("greeting")),
        ("AB2C-DE3F-GH4J", Intent("join", "AB2C-DE3F-GH4J")),
        ("alby", Intent("poster", "alby")),
        ("QRSTUVWX", Intent("poster", "QRSTUVWX")),
        ("AB2C-DE3F", Intent("poster", "AB2C-DE3F")),
    ],
)
def test_what_start_was_given(argument: str, intent: Intent) -> None:
    """An invitation by its shape; else a poster's code or an area, or nothing."""
    assert payload(argument) == intent


@pytest.mark.parametrize(
    ("text", "loose", "found"),
    [
        ("K7M-4QX", False, ("K7M-4QX", "")),
        (" k7m – 4qx: vi tar det. ", False, ("K7M-4QX", "vi tar det.")),
        ("K7M4QX", False, None),
        ("K7M4QX, hej", True, ("K7M-4QX", "hej")),
        ("k7m 4qx", True, ("K7M-4QX", "")),
        ("K7M-4QXY", True, None),
        ("K7M-4QX-8", False, None),
        ("K1M-4QX", False, None),
        ("lampan är trasig", True, None),
        ("hej och hå", True, None),
        ("kmxpqr", True, ("KMX-PQR", "")),
        ("kmx-pqr vi tar det", True, ("KMX-PQR", "vi tar det")),
    ],
)
def test_a_receipt_code_as_people_write_it(text: str, loose: bool, found: tuple[str, str] | None) -> None:
    """In any case, with a dash or a space about it, and what follows; without its hyphen only where one is wanted."""
    assert receipt(text, loose=loose) == found


@given(st.text(), st.sampled_from(CHANNELS))
def test_any_text_is_routed_or_left_alone(text: str, channel: str) -> None:
    """Nothing that anybody writes makes the router fail, and what it finds has a deed or is a word unheard of."""
    intent = route(text, channel)
    assert intent is None or intent.name in {*DEEDS, "unheard"}
    assert payload(text).name in DEEDS


codes = st.text(ALPHABET, min_size=6, max_size=6).map(lambda letters: f"{letters[:3]}-{letters[3:]}")


@given(codes, st.text(), st.booleans())
def test_every_code_that_we_give_is_read_again(code: str, words: str, lower: bool) -> None:
    """Whatever follows it, in lower case too, a code that we have given is found, and so are the words."""
    written = code.lower() if lower else code
    assert (
        receipt(f"{written} {words}") == (code, words.strip().lstrip(" \t\n\r\x0b\x0c:,.").strip())
        or words[:1] in ":,."
    )
    assert route(written, "sms") == Intent("about", written)
    assert route(f"/status {written}", "telegram") == Intent("status", written)
    assert receipt(written.replace("-", ""), loose=True) == (code, "")


@given(st.text(ALPHABET, min_size=12, max_size=12))
def test_every_invitation_is_read_again(letters: str) -> None:
    """An invitation's code is one, as a message and as what /start was given."""
    code = "-".join((letters[:4], letters[4:8], letters[8:]))
    assert route(code.lower(), "sms") == Intent("join", code.lower())
    assert payload(code) == Intent("join", code)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("PAUS v29-31", Intent("pause", "v29-31")),
        ("paus slut", Intent("pause", "slut")),
        ("/paus till 5 januari", Intent("pause", "till 5 januari")),
        ("Paus på skolgården slutar varje dag i bråk, och ingen vuxen är där", None),
        ("trygghet", Intent("pulse")),
        ("Trygghet nej", Intent("pulse", "nej")),
        ("Trygghet är viktigt, lampan är trasig", None),
    ],
)
def test_pause_and_safety_take_what_belongs_to_them_and_leave_sentences_alone(text: str, meant: Intent | None) -> None:
    """A few words after PAUS are its days; after TRYGGHET only yes and no; the rest is somebody's own words."""
    assert route(text, "sms") == meant
