"""What is taken out of a text before it is stored, and what must survive. All numbers are fictional."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from handlers.reading.identity import MARKS, redact

TAKEN_OUT = {
    "personnummer": """
        19900101-2384
        900101-2384
        9001012384
        199001012384
        900101 2384
        900101+2384
        19900101 2384
        1990-01-01-2384
        1990-01-01 2384
        19900161-2384
        900161-2384
        900101-1234
        900101 - 2384
        ٩٠٠١٠١-٢٣٨٤
    """,
    "phone": """
        070-174 06 05
        0701740605
        070 174 06 99
        070-1740650
        0 7 0 1 7 4 0 6 0 5
        +46 70 174 06 05
        +46701740605
        +46 (0)70 174 06 05
        +46(0)70-174 06 05
        0046 70 174 06 05
        0046701740605
        46701740605
        (070) 174 06 05
        070.174.06.05
        070/174 06 05
        ٠٧٠١٧٤٠٦٠٥
        ۰۷۰-۱۷۴ ۰۶ ۰۵
    """,
    "email": """
        namn@exempel.se
        Namn.Namnsson+tips@mail.exempel.se
        namn @ exempel.se
        namn (at) exempel punkt se
        namn at exempel punkt se
        namn[at]exempel[dot]se
        namn snabel-a exempel punkt se
    """,
    "plate": """
        ABC 123
        ABC123
        ABC12D
        ABC 12D
        ABC-123
        abc123
        abc12d
        regnr abc 123
        bilen abc 123
        skylt: abc-123
        registreringsnummer är abc 123
    """,
}

SURVIVES = """
    K7M-4QX
    din kod är ABC-234
    svara K7M-4QX eller STU-346
    ring 112
    ring 114 14
    ring 113 13
    ring 1177
    112 114 14 113 13 1177
    2026-11-23
    2026-11-23 kl 22.30
    2026-11-23 1804
    20261123
    23/11 2026 18:04
    kl 22.30
    18-20
    08.00 - 16.30
    18.00-20.00 och 22.30-23.00
    08-16 10-14
    v47
    2026-W47
    500 kr
    1 500 000 kr
    Albyvägen 12
    Albyvägen 12, 14, 16, 18 och 20
    hus 12a
    hus 123
    HUS 12A
    nr 123
    port 14b
    buss 172
    BUSS 172
    lgh 1203
    0 3 4829
    var 100 meter bort
    vi ses at Alby. se dig om
    ålder 15-17 år
"""


def _rows(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in TAKEN_OUT for text in _rows(TAKEN_OUT[kind])])
def test_an_identity_is_taken_out(kind: str, text: str) -> None:
    """Each way of writing an identity is replaced by its mark, without a digit left, and the rest is untouched."""
    redacted = redact(f"Han vid porten, {text}, var där")
    assert redacted.kinds == (kind,)
    assert redacted.text.startswith("Han vid porten, ")
    assert redacted.text.endswith(f"{MARKS[kind]}, var där")
    assert not any(char.isdigit() for char in redacted.text)


@pytest.mark.parametrize("text", _rows(SURVIVES))
def test_what_a_tip_needs_survives(text: str) -> None:
    """Receipt codes, emergency numbers, dates, times, amounts and house numbers are nobody's identity."""
    assert redact(text).text == text
    assert redact(text).kinds == ()


def test_an_address_at_the_end_of_a_sentence() -> None:
    """The sentence after an e-mail address is not taken for a part of it."""
    assert redact("Mejla namn@exempel.se. Vi ses").text == "Mejla [e-post]. Vi ses"


def test_what_the_municipality_makes_known_stays() -> None:
    """An official may write whom to ring: a number or a mailbox of the municipality's file is nobody's own."""
    town = load("botkyrka")
    contact = replace(town.contact, phone="070-174 06 05", email="jour@exempel.se")
    desk = Desk(replace(town, contact=contact), Voices())
    words = "Ring jouren, +46 70 174 06 05 eller Jour@Exempel.se, lgh 1101, inte 070-174 06 06"
    left = "Ring jouren, +46 70 174 06 05 eller Jour@Exempel.se, inte [telefon]"
    assert (desk.redact(words).text, desk.redact(words).kinds) == (left, ("phone", "flat"))
    assert redact(words).text == "Ring jouren, [telefon] eller [e-post], lgh 1101, inte [telefon]"


def test_kinds_come_in_a_stable_order_without_repeats() -> None:
    """The kinds are listed once each, in the order of the marks, wherever they stand in the text."""
    redacted = redact("ABC123, a@exempel.se, 070-174 06 05, 070-174 06 06, 900101-2384")
    assert redacted.kinds == ("personnummer", "phone", "email", "plate")
    assert redacted.text == "[regnr], [e-post], [telefon], [telefon], [personnummer]"


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_redacted_once_and_for_all(text: str) -> None:
    """No string makes redaction fail, and redacting what is redacted changes nothing."""
    once = redact(text).text
    assert redact(once).text == once


@given(st.text("0123456789 -+().,@aAbB[]ABC:/٠١", max_size=60))
def test_text_dense_with_digits_is_redacted_once_and_for_all(text: str) -> None:
    """Redaction is idempotent where marks and digits crowd together, too."""
    once = redact(text).text
    assert redact(once).text == once


def _luhn(digits: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return str(-total % 10)


@given(
    st.dates().filter(lambda day: 1900 <= day.year < 2030),
    st.integers(1, 999),
    st.booleans(),
    st.sampled_from(["", "-", "+", " "]),
    st.booleans(),
    st.text("abc ,.!åäö\n", max_size=20),
)
def test_no_valid_personnummer_survives(
    day: object, serial: int, century: bool, sign: str, coordination: bool, noise: str
) -> None:
    """Every valid personnummer and samordningsnummer goes, with or without century and sign, wherever it stands."""
    date = str(day).replace("-", "")
    date = date[:6] + f"{int(date[6:]) + 60:02}" if coordination else date
    number = f"{serial:03}" + _luhn(date[2:] + f"{serial:03}")
    redacted = redact(f"{noise} {date if century else date[2:]}{sign}{number} {noise}")
    assert "personnummer" in redacted.kinds
    assert number not in redacted.text


@given(
    st.integers(5, 99),
    st.sampled_from(["0", "+46", "+46 ", "0046", "+46 (0)", "+46(0)", "46"]),
    st.sampled_from(["{}{}{}", "{}-{}{}", "{} {} {}", "{}-{} {}", "{} - {} {}"]),
    st.text("abc ,.!åäö\n", max_size=20),
)
def test_no_valid_phone_survives(last: int, start: str, shape: str, noise: str) -> None:
    """Every spelling of a Swedish mobile number goes, wherever it stands."""
    number = start + shape.format("70", "174", f"06{last:02}" if shape != "{} {} {}" else f"06 {last:02}")
    redacted = redact(f"{noise} {number} {noise}")
    assert {"phone"} <= set(redacted.kinds) or {"personnummer"} <= set(redacted.kinds)
    assert not list(phonenumbers.PhoneNumberMatcher(redacted.text, "SE"))
