"""What a crew writes about a pass in one message: which word of the pass it begins with, codes, areas, kilometres, to
whom something was passed on, and whether it describes a person. Never raises; what is not read is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handlers.dialogue import fold, yes_or_no
from handlers.reading.identity import MARKS
from handlers.reading.phrases import Phrases, Vocabulary, parse, words
from handlers.reading.place import Area, find_area, find_place

Word = Literal["start", "end", "quiet", "calm", "car", "misplaced", "with", "undo", "yes", "no", ""]


@dataclass(frozen=True, slots=True)
class Said:
    """The word of the pass that a message begins with ("" for what was seen), and the rest."""

    word: Word
    rest: str = ""


_FIRST: dict[Word, str] = {
    "start": "start starta startar startat börja börjar börjat begin",
    "end": "slut sluta avsluta avslutat avslutar end over klar klart färdig färdigt done finish",
    "car": "bilen bilfel fel fault car grannstödbilen",
    "with": "med with ihop tillsammans",
    "undo": "ångra undo",
}
_MEANING: dict[str, Word] = {fold(word): name for name, listed in _FIRST.items() for word in listed.split()}
_QUIET = {
    fold(words)
    for words in (
        *("inget", "ingenting", "inget att rapportera", "ingenting att rapportera", "inget särskilt", "lugnt", "0"),
        *(
            "inget hänt",
            "inget har hänt",
            "allt lugnt",
            "lugnt pass",
            "nothing",
            "nothing to report",
            "quiet",
            "no event",
        ),
        *("slut inget", "slut inget att rapportera", "slut lugnt", "end nothing"),
    )
}
_SO_FAR = (
    r"(?: (?:har|ute|nu|just nu|i dag|idag|i kvall|ikvall|hittills|an|annu|an sa lange|overallt|so far|yet|here))*"
)
_CALM = re.compile(
    r"(?:(?:hej|an sa lange|hittills|just nu|nu) )?(?:"
    r"(?:(?:allt|allting|det|har) )?(?:(?:ar|verkar|kanns|har varit) )?(?:(?:bara|helt|fortfarande|valdigt) )*"
    r"lugnt(?: och (?:fint|skont|stilla|tyst|bra))?(?: i \w+)?"
    r"|(?:allt|allting)(?: (?:ar|verkar|kanns|har varit))? (?:bra|ok|okej|fint|frid och frojd)"
    r"|(?:(?:jag|vi|det) )?(?:(?:har|finns|ar) )?(?:inget|ingenting)"
    r" (?:att (?:rapportera|anmala|beratta)|sarskilt|speciellt|nytt|konstigt|ovanligt|hittills|an sa lange)"
    r"|(?:its |it is )?all(?: is)? (?:quiet|calm|well|good)|everything(?: is|s)? (?:quiet|calm|fine|ok)"
    r"|nothing(?: (?:new|unusual|to report))? (?:so far|yet))" + _SO_FAR + "(?: tack)?"
)
_MISPLACED = re.compile(
    r"^(?:(?:nej|oj|sorry|forlat|ursakta|hoppsan|det|var|blev|jag|vi|skrev|it|was) )*"
    r"(?:fel|wrong) (?:plats|stalle|gata|adress|omrade|place|street|address|area)\b"
    r"|\b(?:(?:jag|vi) skrev|skrev (?:jag|vi)|det blev) fel\b(?! (?:pa|i|med)\b)"
)


def read_pass(text: str, areas: Sequence[Area] = ()) -> Said:
    """Which word of the pass a message begins with. "slut på papper" is something seen, "slut 34" an end; "allt är
    lugnt" ends nothing, and "fel plats" is no fault of the car."""
    whole = fold(text)
    if whole in _QUIET:
        return Said("quiet")
    if _CALM.fullmatch(whole):
        return Said("calm")
    if _MISPLACED.search(whole):
        return Said("misplaced")
    answer = yes_or_no(text)
    if answer is not None:
        return Said("yes" if answer else "no")
    first, _, rest = text.strip().partition(" ")
    word = _MEANING.get(fold(first), "")
    if word == "end" and rest and read_km(rest) is None and not read_fault(rest):
        word = ""
    if word == "car" and rest and not _of_the_car(fold(first), rest, areas):
        word = ""
    if word == "car":
        rest = _ON_THE_CAR.sub("", rest.strip())
    if word == "with" and not read_codes(rest):
        word = ""
    return Said(word, rest.strip()) if word else Said("", text.strip())


_OF_THE_CAR = re.compile(  # and of no kind in the table
    r"\b(?:bilen|bilens|grannstods?bilen|(?:the|our) car|bensin\w*|bransle\w*|diesel\w*|tanken|fuel|petrol"
    r"|(?:fram|bak|back)lamp\w*|lampan? (?:fram|bak))\b"
)
_ON_THE_CAR = re.compile(r"^(?:på|med|on|with) (?:bilen|grannstöds?bilen|the car)\b[\s,:;.!]*", re.IGNORECASE)


def _of_the_car(first: str, rest: str, areas: Sequence[Area]) -> bool:
    """Whether what follows the word is about the patrol car: "fel på lampan vid skolan" is something seen."""
    if first not in ("fel", "fault", "car", "bilen"):
        return True
    named = first in ("fel", "fault") and bool(_OF_THE_CAR.search(fold(rest)))
    return (named or bool(read_fault(rest))) and not find_place(rest, areas) and find_area(rest, areas) is None


_CODE = re.compile(r"(?<!\w)[gG][\s–-]{0,2}0*(\d{1,4})(?!\w)")


def read_codes(text: str, *, alone: bool = False) -> tuple[str, ...]:
    """Crew codes in the order in which they stand, as we write them: "g7 och G 012" are G-07 and G-12. `alone`: where a
    code is what is expected, the number is enough."""
    found = [int(number) for number in _CODE.findall(text)]
    if alone and not found and text.strip().isdecimal() and len(text.strip()) <= 4:
        found = [int(text)]
    return tuple(dict.fromkeys(as_code(number) for number in found))


def as_code(number: int) -> str:
    """A crew code, as it is said."""
    return f"G-{number:02}"


def areas_in(text: str, areas: Sequence[Area]) -> tuple[str, ...]:
    """The slugs of every area that a text names, in the municipality's order."""
    return tuple(area.slug for area in areas if find_area(text, [area]))


_KM = re.compile(r"\b(\d{1,3})(?:[.,](\d))?(?![\d.,]*\d)\s*(?:km|kilometer)?\b", re.IGNORECASE)


def read_km(text: str) -> int | None:
    """Kilometres, to the nearest; None where none are said."""
    found = _KM.search(text)
    return int(found[1]) + (int(found[2] or 0) >= 5) if found else None


_BRIEFED = re.compile(r"\b(?:genomgång\w*|briefing|briefad\w*|briefed|brief)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:ingen|inte|ej|nej|utan|no|not|without)\b", re.IGNORECASE)


def read_briefed(text: str) -> bool | None:
    """Whether the police have briefed the crew; None where it is not said."""
    return not _NOT.search(text) if _BRIEFED.search(text) else None


_PASSED_ON = {
    "112": re.compile(r"(?<![\d-])112(?![\d-])"),
    "11414": re.compile(r"(?<![\d-])114[\s-]?14(?![\d-])"),
    "landlord": re.compile(r"\b(?:felanmäl\w*|felanm|botkyrkabyggen|hyresvärd\w*|landlord|fault report\w*)\b", re.I),
    "nobody": re.compile(r"\b(?:till ingen|ingen sagt|told nobody|to nobody)\b", re.I),
}


def read_passed_on(text: str) -> str:
    """To whom a thing was passed on, as in `handlers.observation`; "" where it is not said, or said not to be."""
    return next(
        (to for to, said in _PASSED_ON.items() if said.search(text) and (to == "nobody" or not _NOT.search(text))), ""
    )


_PERSON = """
    jacka*, jackan, mössa*, huvtröja*, hoodie*, keps*, byxor*, jeans, tröja*, skägg*, mustasch*, tatuer*, rakad*, blond*
    mörkhårig*, rödhårig*, långhårig*, håret, ögon, smal/kraftig/lång/kort kille/man/tjej/kvinna, års åldern
    årsåldern, år gammal, kille/man/tjej/kvinna med/i, signalement*, heter, kallas, namnet, svensk/utländsk kille/man
    jacket, hood*, beard*, tattoo*, haired, cap, years old, man/woman/boy/girl/guy in/with, called, named
"""
_PHRASES = tuple(parse(_PERSON))
_FIND = Phrases(_PHRASES)
_VOCABULARY = Vocabulary(_PHRASES, "hort hard hela hall kort")


def describes(text: str) -> bool:
    """Whether a text seems to describe somebody, or held a number that points at somebody and was taken out."""
    message = [_VOCABULARY.entries(word) for word in words(text)]
    return any(mark in text for mark in MARKS.values()) or any(_FIND.find(message))


_FAULTS = {
    "brakes": "broms*, handbroms*, brake*",
    "lights": "lyse*, strålkastar*, helljus*, halvljus*, blinkers*, bromsljus*, baklyse*, headlight*, lights",
    "tyres": "däck*, punktering*, punka, fälg*, hjul*, tyre*, tire*, puncture*",
    "glass": "vindruta*, rutan, ruta, torkar*, vindrutetorkar*, stenskott*, backspegel*, windscreen*, wiper*, mirror*",
    "engine": "motor*, batteri*, startar inte, varningslampa*, olja*, koppling*, växel*, engine*, battery",
    "body": "buckla*, repa, repor, repad*, lack*, dörr*, lucka*, plåtskada*, dent*, scratch*, rost*",
    "inside": "säkerhetsbälte*, bälte*, säte*, värme*, radio*, sits*, kupé*, seat*, heater*",
}  # fmt: skip
_KINDS = {kind: Phrases(tuple(parse(table))) for kind, table in _FAULTS.items()}
_CAR = Vocabulary((phrase for table in _FAULTS.values() for phrase in parse(table)), "dorr repan satt lack")
_FINE = {
    fold(words)
    for words in (
        *("ok", "okej", "bra", "inget", "inga fel", "allt bra", "allt ok", "nej", "hel", "bilen ok"),
        *("fine", "no"),
    )
}


def read_fault(text: str) -> str:
    """The kind of fault on the car that a text speaks of (`handlers.car.KINDS`), "" where it names none."""
    message = [_CAR.entries(word) for word in words(text)]
    return next((kind for kind, found in _KINDS.items() if any(found.find(message))), "")


def is_fine(text: str) -> bool:
    """Whether a text says that the car is well."""
    return fold(text) in _FINE
