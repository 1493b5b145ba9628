"""What may never be stored about a person is taken out of a text before it is filed.

GDPR art. 10 and 87: national identity numbers, phone numbers, e-mail addresses and number plates are replaced by
a mark, on suspicion alone. What must survive: our receipt codes, emergency numbers, dates, times, house numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

import phonenumbers
from personnummer import personnummer

from handlers.value import value

Span: TypeAlias = "tuple[int, int]"

MARKS = {"personnummer": "[personnummer]", "phone": "[telefon]", "email": "[e-post]", "plate": "[regnr]"}


@value
class Redacted:
    """A text without its identities, and the `kinds` that were taken out, in the order of `MARKS`."""

    text: str
    kinds: tuple[str, ...]


def redact(text: str, public: frozenset[str] = frozenset()) -> Redacted:
    """`text` with each personnummer, phone number, e-mail address and number plate replaced by a mark.

    What is `public`, as `known_as` has it, belongs to no person and stays. Redacting twice changes nothing more.
    Expects a cleaned text; never raises.
    """
    found: set[str] = set()
    before = None
    while text != before:
        before = text
        few = len(_DIGIT.findall(text)) < _FEW
        for kind, spans in _WITHOUT_DIGITS if few else _FINDERS:
            places = spans(_digits(text))
            if public and kind in ("email", "phone"):
                places = [(start, end) for start, end in places if known_as(text[start:end]) not in public]
            text = _replace(text, places, MARKS[kind])
            found.update([kind] if places else [])
    return Redacted(text, tuple(kind for kind in MARKS if kind in found))


def known_as(way: str) -> str:
    """By what a mailbox or a telephone number is known again, however it is written: small letters, or E.164."""
    if "@" in way:
        return way.strip().casefold()
    try:
        return phonenumbers.format_number(phonenumbers.parse(way, "SE"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return ""


def _replace(text: str, places: list[Span], mark: str) -> str:
    for start, end in reversed(places):
        text = text[:start] + mark + text[end:]
    return text


def _digits(text: str) -> str:
    """`text` with the digits of every script as 0-9, each character in its place."""
    if text.isascii() or not _FOREIGN_DIGIT.search(text):
        return text
    return "".join(str(unicodedata.decimal(c)) if c > "\x7f" and c.isdecimal() else c for c in text)


_AT = r"(?:\s?[@＠]\s?|\s*[(\[{]\s*(?:at|ät|snabel-?a|@)\s*[)\]}]\s*)"
_DOT = r"(?:\.|\s\.\s|\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*|\s(?:punkt|dot)\s)"
_SPOKEN_AT = r"\s(?:at|ät|snabel-?a)\s"
_SPOKEN_DOT = r"\s(?:punkt|dot)\s"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]++(?:{_AT}[\w-]++(?:{_DOT}[\w-]++)*{_DOT}[^\W\d_]{{2,24}}"
    rf"|{_SPOKEN_AT}[\w-]++(?:{_SPOKEN_DOT}[\w-]++)*{_SPOKEN_DOT}[^\W\d_]{{2,24}})(?!\w)",
    re.IGNORECASE,
)


_DIGIT, _FOREIGN_DIGIT = re.compile(r"\d"), re.compile(r"(?![0-9])\d")
_FEW = 6  # digits: no telephone number and no personnummer has fewer


def _emails(text: str) -> list[Span]:
    return [found.span() for found in _EMAIL.finditer(text)]


# A birth date (day + 60 in a samordningsnummer) and four digits: YYMMDD-NNNN, with or without century and signs.
_DATE = r"(?P<y>(?:18|19|20)?\d\d)(?P<s>[-./ ]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>[0-2]\d|3[01]|[678]\d|9[01])"
_PERSONNUMMER = re.compile(rf"(?<!\d){_DATE}(?P<sep>\s?[-+–—−]\s?|\s{{1,2}}|)(?P<n>\d{{4}})(?!\d)")


def _personnummer(text: str) -> list[Span]:
    return [found.span() for found in _PERSONNUMMER.finditer(text) if not _harmless(found)]


def _harmless(found: re.Match[str]) -> bool:
    """Whether it is only a date with a time after it ("2026-11-23 1804"), or a phone number without spaces.

    A number whose checksum is right is never harmless, whatever it looks like."""
    year, month, day, number = found["y"], found["m"], found["d"], found["n"]
    if int(day) % 60 == 0 or _is_personnummer(year + month + day + number):
        return int(day) % 60 == 0
    dated = bool(found["s"]) and found["sep"].isspace() and int(number[:2]) < 24 and int(number[2:]) < 60
    return dated or (len(found[0]) == 10 and found[0][0] == "0" and _is_phone(found[0]))


def _is_personnummer(digits: str) -> bool:
    centuries = ("",) if len(digits) == 12 else ("19", "20")
    return any(personnummer.valid(century + digits) for century in centuries)


def _is_phone(digits: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(digits, "SE"))


_SEP = r"[\s\-–.·/()]{0,2}"
_PHONE = re.compile(
    rf"(?<!\d)(?:(?:(?:\+|00\s?)\s?)?46{_SEP}(?:\(?0\)?)?{_SEP}7|0[\s-]?7)[\s-]?[02369](?:{_SEP}\d){{7}}(?!\d)"
    rf"|(?<![\d+])(?:\+\s?|00)[1-9](?:{_SEP}\d){{7,13}}(?!\d)"
    r"|(?<!\d)0\d{8,9}(?!\d)"
)


def _phones(text: str) -> list[Span]:
    spans = [found.span() for found in _PHONE.finditer(text)]
    for found in phonenumbers.PhoneNumberMatcher(text, "SE"):
        in_code = _IN_CODE.search(text, max(found.start - 4, 0), found.end + 4)
        if not in_code and not _TIMES.fullmatch(found.raw_string):
            spans.append((found.start, found.end))
    return list(_merged(spans))


_HOUR = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_TIMES = re.compile(rf"(?:{_HOUR}\s?[-–]\s?{_HOUR}[\s,]*)+")  # "08.00 - 16.30", which is no 08 number
_IN_CODE = re.compile(r"(?<![\w-])[A-Z2-9]{3}-[A-Z2-9]{3}(?![\w-])")


def _merged(spans: list[Span]) -> Iterator[Span]:
    """The spans in order, those that overlap as one."""
    start, end = -1, -1
    for first, last in sorted(spans):
        if first >= end:
            if end > 0:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > 0:
        yield start, end


# Transportstyrelsen: three letters without I, Q, V, Å, Ä, Ö, two digits, then a digit or a letter (not O).
_L = "A-HJ-PR-UW-Z"
_PLATE = re.compile(
    rf"(?<![\w-])(?P<word>[{_L}]{{3}})(?P<sep>[ \u00a0-]?)(?P<tail>\d\d[0-9A-HJ-NPR-UW-Z])(?![\w-])", re.IGNORECASE
)
_ABOUT_A_PLATE = re.compile(
    r"(?:\b(?:reg\w*|\w*skylt\w*|\w*pl[åa]t\w*|(?:\w*bil|volvo|saab|audi|bmw|taxi|moped|mc|van|car|epa)(?:en|ar)?"
    r"|(?:licen[cs]e )?plates?|plaka\w*|matr[ií]cula|rekister\w*)|لوحة|رقم السيارة)"
    r"[\s.:#=]*(?:(?:nr|nummer|number|no|är|is|med|with|reg\w*)[\s.:#]*){0,3}$",
    re.IGNORECASE,
)
_NOT_LETTERS = frozenset(
    re.findall(
        r"\w+",
        "hus bus lgh rum tel kod apt nej och har kan som det den ett hos mot per tre sex tio dag max mer hel jag han"
        " hon men nog bra the and has for than ref nya sms est fel sap dok kap mom",
    )
)


def _plates(text: str) -> list[Span]:
    return [found.span() for found in _PLATE.finditer(text) if _unmistakable(found)]


def _unmistakable(found: re.Match[str]) -> bool:
    """Whether it is a plate and not a house, a bus, an amount or a receipt code (which has a hyphen, no 0 or 1)."""
    word, sep, tail = found["word"], found["sep"], found["tail"]
    if word.casefold() in _NOT_LETTERS:
        return False
    if _ABOUT_A_PLATE.search(found.string[max(found.start() - 40, 0) : found.start()]):
        return True
    if sep == "-":
        return word.isupper() and bool(set(tail) & set("01"))
    return not sep or (word.isupper() and not tail[-1].islower())


_FINDERS: tuple[tuple[str, Callable[[str], list[Span]]], ...] = (
    ("email", _emails),
    ("personnummer", _personnummer),
    ("phone", _phones),
    ("plate", _plates),
)
_WITHOUT_DIGITS = tuple(pair for pair in _FINDERS if pair[0] not in ("personnummer", "phone"))
