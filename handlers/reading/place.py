"""Where a free message speaks of: the area, and the street or landmark in the writer's own words.

EST is about places, never homes: a flat's number, a floor or a door is never part of what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

from handlers.reading.home import homes
from handlers.reading.names import Names, same
from handlers.reading.phrases import KNOWN, words

EARTH_KM = 6371.0  # mean radius, IUGG


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A district. `names` are its other names, streets, landmarks and sub-areas; `at` is (latitude, longitude). Each is
    equal to itself alone: what is read off the areas is remembered, and to look it up is to be no work."""

    slug: str
    name: str
    names: tuple[str, ...]
    at: tuple[float, float] | None


_SPOTS = (
    r"(?:[^\W\d_]*(?:lekplats|parkering|tunnel|skola|förskola|dagis|hållplats|bibliotek|station|tvättstug|garage|soprum|gårde?|"
    r"vårdcentral|kyrka|moské|simhall|strand|rondell|park|miljöstuga|fotbollsplan|torg|centrum|pizzeria|badhus|källare|"
    r"cykelställ|återvinning)(?:e?[nt]|a?n|met|s?stationen|s?rummet)?|p-hus(?:et)?|bron|coop|ica|lidl|willys|hemköp|"
    r"(?:the )?(?:playground|parking lot|car park|bus stop|school|library|underpass|station|square|mosque|church))"
)
_LETTERS_NAME = r"[A-ZÅÄÖ][\w-]+"
_ROAD = r"(?:[Vv]äg|[Gg]ata|[Gg]ränd|[Pp]lan|[Tt]org|[Aa]llé|[Ss]tig|[Bb]acke|[Kk]rok|[Ll]ed)\b"
_ROADS = r"v[äa]gen|gatan|stigen|gr[äa]nd(?:en)?|backen|torget|all[ée]n|kroken|slingan|lunden|leden"
_STREET = (
    rf"(?:(?:{_LETTERS_NAME}\s){{1,2}}{_ROAD}"
    rf"|[^\W\d_][\w-]*(?:{_ROADS}|{_ROADS.upper()})\b"
    r"|[A-ZÅÄÖ][\w-]+(?:väg|plan|krok|torg)\b)"
)
_NUMBER = r"(?:\s+\d{1,3}(?:\s?[a-hA-H])?(?!\w|[.:]\d|\s?(?:tr|vån|trappor|gånger|år|st|min)\b))?"
_BY = (
    r"(?:bakom|vid|utanför|framför|nära|intill|bredvid|under|mellan|innanför|mittemot"
    r"|behind|near|outside|beside|by|next to)"
)
_AT = r"(?:vid|på|i|bakom|nära|utanför|near|at|on|in|by|behind|next to)"
_STREETS = re.compile(rf"\b(?:(?i:{_SPOTS})\s+(?i:{_AT})\s+)?{_STREET}{_NUMBER}")
_TWO_NAMES = re.compile(rf"\b{_LETTERS_NAME}\s(?={_LETTERS_NAME}\s{_ROAD})")
_LANDMARK = (
    rf"\b(?:(?i:{_BY})\s+)?(?:{_LETTERS_NAME}\s)?(?<!\w)(?i:{_SPOTS})\b"
    rf"(?:\s+(?:i|in|vid|på)\s+{_LETTERS_NAME}(?:\s(?i:{_SPOTS})\b)?)?"
)
_SPOTTED = re.compile(_LANDMARK)
_HOMES = homes(rf"\b{_STREET}{_NUMBER}", _LANDMARK)
_PLAIN = {
    "gångvägen",
    "cykelvägen",
    "skolvägen",
    "motorvägen",
    "vägen",
    "gatan",
    "stigen",
    "backen",
    "gränden",
    "leden",
    "torget",
    "utvägen",
    "halvvägen",
    "omvägen",
}

_FLAT_WORD = (
    r"(?:lgh|lght|lägenhet(?:en|snummer)?|lagenhet|apt|apartment|flat|unit"
    r"|daire(?:si)?|asunto|apto|departamento|piso|شقة)"
)
_NR = r"(?:(?:nr|nummer|no|number|numero|رقم)\b[\s.:]*)?"
_DIGIT = re.compile(r"\d")
_FLATS = re.compile(
    rf"(?<![,;/(\s])[,;/(\s]*+(?:"
    rf"\b{_FLAT_WORD}(?![^\W\d_])[\s.:#]*{_NR}\d{{1,4}}(?:\s?[a-z])?\b"
    rf"|\b\d{{4}}[.\s]?{_FLAT_WORD}\b"
    r"|\b\d{1,2}\s?(?:tr|trp|trappor)\b(?:\s(?:upp|ned|ner)\b)?\.?"
    r"|\b(?:våning(?:en)?|vån|floor|kat|kerros|etage|الطابق)(?![^\W\d_])[\s.:]*\d{1,2}\b"
    r"|(?<=, )plan\s\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th)\sfloor\b|\b\d{1,2}(?::?[ae])?\svåningen\b"
    rf"|\b(?:dörr(?:en)?|door)\b[\s.:#]*{_NR}\d{{1,4}}\b)\)?"
    r"|(?<=[0-9A-Za-z])\s?[,/]\s?1[0-6]\d\d\b",
    re.IGNORECASE,
)


def find_area(text: str, areas: Sequence[Area]) -> str | None:
    """The slug of the one area that `text` names, by any of its names, in any case, with typos and Swedish
    endings ("Albys", "Fittjaskolan"); None if it names none or several. Of several, one where somebody lives counts
    only if there is no other."""
    named = _named(text, tuple(areas))
    if len(named) > 1:
        named = _named(_without_homes(text), tuple(areas)) or named
    return next(iter(named)) if len(named) == 1 else None


def several_areas(text: str, areas: Sequence[Area]) -> bool:
    """Whether `text` names more than one area, homes not counted."""
    return len(_named(_without_homes(text), tuple(areas))) > 1


_WORST = re.compile(r"\bvärsta?\b", re.IGNORECASE)  # "the worst", which without its dots is Vårsta


def _named(text: str, areas: tuple[Area, ...]) -> set[str]:
    """The slugs of the areas named; by a word made of a name ("Fittjaskolan") only where no name stands alone."""
    message = words(_WORST.sub(" ", text))
    begun = [_begun(word, areas) for word in set(message)]
    for which, alike in enumerate((same, _compound)):
        named = {slug for pairs in begun for slug, name in pairs[which] if _mentions(message, name, alike)}
        if named:
            return named
    return set()


_Pairs: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"


@lru_cache(KNOWN)
def _begun(word: str, areas: tuple[Area, ...]) -> tuple[_Pairs, _Pairs]:
    """The names, each with its area's slug, that a word is the first of; and those of which it is a compound."""
    near = _names(areas).get(word[0], ())
    alone, compound = (tuple(pair for pair in near if alike(word, pair[1][0])) for alike in (same, _compound))
    return alone, compound


@lru_cache(maxsize=8)
def _names(areas: tuple[Area, ...]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Every area's names, in words, by their first letter: no typo is so bad that it changes that."""
    by_initial: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for area in areas:
        for name in (area.name, *area.names):
            parts = tuple(words(name))
            if parts:
                by_initial.setdefault(parts[0][0], []).append((area.slug, parts))
    return by_initial


def _mentions(message: Sequence[str], name: Sequence[str], alike: Callable[[str, str], bool]) -> bool:
    first = {word for word in set(message) if alike(word, name[0])}
    return any(
        word in first and all(map(alike, message[start:], name))
        for start, word in enumerate(message[: len(message) - len(name) + 1] if first else ())
    )


_ENDINGS = frozenset(
    words("centrum skolan skola station stationen torg torget parken park gard garden badet berget kyrka kyrkan dal")
)


def _compound(word: str, name: str) -> bool:
    """Whether `word` is the name with a landmark's ending ("Fittjaskolan")."""
    rest = word.removeprefix(name)
    return len(name) >= 4 and rest != word and not _ENDINGS.isdisjoint({rest, rest.removeprefix("s")})


def find_place(text: str, areas: Sequence[Area]) -> str:
    """The street and house number, or the landmark, as written in `text` ("Albyvägen 12", "bakom Fittja centrum"), but
    a known name before a landmark in any case; "" where there is none. Never a flat, a floor or a door, and never where
    the writer or another lives."""
    known = _known(tuple(areas))
    text = _without_homes(known.written(without_flat(text)[0]))
    streets = [found[0].strip() for found in _STREETS.finditer(text) if found[0].split()[-1].lower() not in _PLAIN]
    if streets:
        return _from_known(next((street for street in streets if street[-1].isdigit()), streets[0]), known)
    spotted = _SPOTTED.search(text)
    return spotted[0].strip() if spotted else _landmark(text, tuple(areas))


@lru_cache(maxsize=8)
def _known(areas: tuple[Area, ...]) -> Names:
    return Names((name for area in areas for name in (area.name, *area.names)), _SPOTS)


def _from_known(street: str, known: Names) -> str:
    """A street without the word before a name that is known to be whole ("Anders Hallunda torg")."""

    def left(first: re.Match[str]) -> str:
        return "" if known.at(street, first.end()) and not known.at(street, first.start()) else first[0]

    return _TWO_NAMES.sub(left, street)


def _without_homes(text: str) -> str:
    for home in _HOMES:
        text = home.sub(" ; ", text)
    return text


_SPOT = re.compile(_SPOTS, re.IGNORECASE)
_LED_OUT = re.compile(rf"(?:^|\s+){_AT}$", re.IGNORECASE)
_LED_IN = re.compile(r"^(?:vid|på|at)\s+", re.IGNORECASE)


def spot_in(text: str, areas: Sequence[Area]) -> str:
    """The place itself that `find_place` finds, without what leads it in, so that equal places read alike."""
    return without_lead(find_place(text, areas))


def without_lead(text: str) -> str:
    """A place without the small word before it."""
    return _LED_IN.sub("", text.strip())


def public_spot(text: str, areas: Sequence[Area]) -> str:
    """What of a place anybody may read: `spot_in` without names that belong to no place here ("Anders garage")."""
    spot = spot_in(text, areas)
    if _STREETS.fullmatch(spot):
        return spot
    here = _words_of_names(tuple(areas))
    return _LED_OUT.sub("", " ".join(word for word in spot.split() if _of_a_place(word, here)))


@lru_cache(maxsize=8)
def _words_of_names(areas: tuple[Area, ...]) -> frozenset[str]:
    return frozenset(word for area in areas for name in (area.name, *area.names) for word in words(name))


def _of_a_place(word: str, here: frozenset[str]) -> bool:
    return word == word.lower() or bool(_SPOT.fullmatch(word)) or any(same(words(word)[0], name) for name in here)


def _landmark(text: str, areas: tuple[Area, ...]) -> str:
    """A name that belongs to an area, as written, unless it is the area's own: a whole area is no place. Of several the
    longest."""
    any_of_them, each = _landmarks(areas)
    if any_of_them.search(text):
        for name in each:
            found = name.search(text)
            if found:
                return found[0]
    return ""


@lru_cache(maxsize=8)
def _landmarks(areas: tuple[Area, ...]) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    names = sorted((name for area in areas for name in area.names if name and name != area.name), key=len, reverse=True)
    each = tuple(re.compile(rf"\b(?:{_BY}\s+)?{re.escape(name)}s?\b", re.IGNORECASE) for name in names)
    return re.compile("|".join(map(re.escape, names)) or r"(?!)", re.IGNORECASE), each


def without_flat(text: str) -> tuple[str, bool]:
    """`text` without the numbers of flats, floors and doors, and whether there were any. One space is left of each;
    the rest is untouched."""
    left, count = _FLATS.subn(" ", text) if _DIGIT.search(text) else (text, 0)
    if not count:
        return text, False
    while count:
        left, count = _FLATS.subn(" ", _tidy(left))
    return left, True


def _tidy(text: str) -> str:
    return re.sub(r"\s+(?=[,.;:!?])", "", re.sub(r"\s{2,}", " ", text)).lstrip(" .,:;/!?").rstrip(" ,;/")


def nearest(at: tuple[float, float], areas: Sequence[Area], within_km: float = 4.0) -> str | None:
    """The slug of the area whose point is nearest to `at` (latitude, longitude, degrees), at most `within_km`
    kilometres away along the Earth; None if there is none."""
    reach = [(kilometres(at, area.at), area.slug) for area in areas if area.at]
    distance, slug = min(reach, default=(within_km + 1, None))
    return slug if distance <= within_km else None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))
