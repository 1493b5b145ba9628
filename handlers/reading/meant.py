"""What a resident's message is when nothing or the ombud's words wait for it: a new tip, an answer, an addition, a
thank-you, a wrong number, or word that nothing is fixed. Where a person would have to ask, so do we.

The cues are Swedish and English; in other languages only category, place and time decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handlers.dialogue import fold
from handlers.reading.category import category
from handlers.reading.near import same_words
from handlers.reading.place import Area, find_place

Meaning = Literal["new", "answer", "addition", "thanks", "wrong number", "not fixed", "unsure"]

RECENT = 15.0  # minutes in which what follows a tip belongs to it
DAY, LONG = 24 * 60.0, 3 * 24 * 60.0  # minutes
QUESTION_MARKS = ("?", "؟")
FEW = 4  # words: so short a message is no tip of its own beside an open question


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before. `category` and `place` are the last tip's, `minutes` since its tipster last wrote of it
    (None: never did). `asked`: the ombud's words wait for an answer; `late`: they have for more than three days;
    `question`: they ask something. `settled`: the tip is handled or closed."""

    category: str = ""
    place: str = ""
    minutes: float | None = None
    asked: bool = False
    late: bool = False
    question: bool = True
    settled: bool = False


_WRONG_NUMBER = re.compile(
    r"\b(?:fel nummer|fel person|fel mottagare|wrong number|wrong person|vem ar det har|who is this)\b"
)
_ANOTHER = re.compile(
    r"^(?:(?:ett |en )?(?:nytt tips|ny sak|annan sak|annat tips|sak till|grej till)\b|det galler (?:nagot|nat) annat\b"
    r"|(?:a )?(?:new tip|another tip|another thing|different matter)\b|something else\b)"
)
_THANKS = frozenset(("tack", "tackar", "thanks", "thank", "thx", "cheers", "toppen", "perfekt", "great"))
_COURTESY = frozenset((
    "sa", "mycket", "jattemycket", "hemskt", "stort", "tusen", "for", "hjalpen", "hjalp", "svaret", "det", "dig",
    "er", "du", "ni", "i", "alla", "fall", "forhand", "detsamma", "vad", "bra", "jattebra", "fint", "snallt",
    "snabbt", "super", "gott", "jobbat", "jobb", "hej", "da", "ha", "en", "trevlig", "dag", "kvall", "helg",
    "vecka", "ok", "okej", "okay", "oki", "ja", "jo", "nej", "na", "yes", "no", "och", "nu", "allt", "ar", "var",
    "hittills", "aterkopplingen", "informationen", "info", "a", "lot", "so", "very", "much", "many", "you", "the",
    "your", "help", "reply", "answer", "it", "that", "this", "all", "is", "igar", "idag",
    "senast", "nyss", "snabba", "ert", "era", "jobbet", "insatsen", "arbetet", "good", "fine", "nice", "day", "bye",
    "again",
))  # fmt: skip
_ACKNOWLEDGES = re.compile(
    r"(?:ok|okej|okay|oki|bra|fint|good|nice)(?: (?:bra|da|fint|good|then))?|bra jobbat|god natt"
)
_NOT_FIXED = re.compile(
    r"\binte (?:\w+ )?(?:lost|fixat|fixad|lagat|lagad|klart|klar|atgardat|bortstadat|borta|battre|fardigt|hant)\b"
    r"|\b(?:ar|sitter|ligger|star|finns) (?:\w+ )?kvar\b"
    r"|\b(?:fortfarande|kvarstar|likadant|ingen skillnad|inget har hant|lika illa)\b"
    r"|\b(?:not (?:\w+ )?(?:fixed|solved|done|better|repaired|gone|cleaned)|still|no better|nothing has happened"
    r"|isnt fixed|hasnt been fixed)\b"
)
_THREATENED = re.compile(
    r"\b(?:jag|vi) (?:\w+ )?(?:hotad|hotade|hotas|forfoljd)\b|\b(?:hotar|hotade|hotat|forfoljer) (?:mig|mej|oss)\b"
    r"|\bfatt (?:ett |flera )?hot\b|\b(?:i am|im|i was|we are|been) (?:being )?threatened\b"
    r"|\bthreaten(?:s|ed|ing)? (?:me|us)\b"
)
_CORRECTS = re.compile(
    r"^(?:nej|na|fel|forlat|sorry|rattelse|jag menar|jag menade|det var fel|inte|eller nej|no|wrong|correction|actually"
    r"|i mean|i meant)\b"
)
_WANTS_BACK = re.compile(
    r"(?:hej )?(?:jag )?(?:vill|skulle vilja|kan jag|far jag) (?:va|vara|bli|komma|ha|fa) "
    r"(?:med|tillbaka|sms|meddelanden|svar)(?: igen| tillbaka)?|(?:borja|starta|skicka|skriv) (?:sms |till mig )?igen"
    r"|i want (?:messages|texts|to be back|back)(?: again)?|(?:write|text) me again|start again"
)
_AFRAID = re.compile(
    r"\b(?:radd|radda|livradd|livradda|skraj|(?:vagar|tors|vaga) (?:jag |vi )?(?:inte|ej|knappt)|scared|afraid"
    r"|frightened|terrified|miedo|asustad[ao]|pelkaan|pelottaa|korkuyor\w*|baqay\w*|cabsan\w*)\b|خايف|اخاف"
)
_MISPLACED = re.compile(
    r"\b(?:fel (?:plats|stalle|adress|gata|omrade)|skrev fel|jag menar|jag menade|wrong (?:place|address|street|area)"
    r"|i mean|i meant)\b|^(?:inte|not) .+ (?:utan|but)\b"
)
_RATHER = re.compile(r"\b(?:utan|but)\b", re.IGNORECASE)
_ADDS = re.compile(
    r"^(?:och|and|ps|p s|plus|aven|also|forresten|by the way|btw|rattelse|correction|jag menar|menade"
    r"|i mean|i meant)\b|\b(?:ocksa|glomde|glomt|tillagg|also|too|forgot|as well|samma stalle|same place|det jag skrev"
    r"|mitt tips|my tip)\b"
)
_ANSWERS = re.compile(
    r"^(?:ja|jo|jaa|japp|nej|na|nix|yes|yeah|yep|no|nope|jag|vi|det|den|de|dom|i|we|it|they|the one|bara|endast|only"
    r"|just|vid|pa|bakom|utanfor|nara|mellan|at|on|in|behind|outside|near|between|kl|klockan|around|ungefar|runt|varje|every"
    r"|sedan|sen|since|from|fran|nog|kanske|maybe|both|bada|ingen|inga|alla|all|none|vet inte|dont know|not sure)\b"
)
_ASKS_US = re.compile(
    r"\bhur (?:gor|kan|ska) (?:jag|man)\b|\bhow (?:do|can|should) i\b"
    r"|\b(?:rapport|rapporten|pausa|inkorg|inkorgen|samordnare|samordnaren|bot|botten|appen|coordinator|the app)\b"
)
_AT = re.compile(r"^(?:vid|på|at)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a message holds: its folded words, how many, and the category and place read from it."""

    folded: str
    count: int
    category: str
    place: str
    another_kind: bool
    another_place: bool
    asks: bool

    @property
    def whole(self) -> bool:
        return bool(self.category and self.place)


def not_fixed(words: str) -> bool:
    """Whether words say that what was said to be settled is not."""
    return bool(_NOT_FIXED.search(fold(words)))


def threatens(words: str) -> bool:
    """Whether somebody says that they themselves are threatened."""
    return bool(_THREATENED.search(fold(words)))


def wants_back(words: str) -> bool:
    """Whether somebody who wanted no more messages does again."""
    return bool(_WANTS_BACK.fullmatch(fold(words)))


def afraid(words: str) -> bool:
    """Whether somebody says that they are afraid."""
    return bool(_AFRAID.search(fold(words)))


def corrects(words: str) -> bool:
    """Whether words take back something said before, and say what it is instead."""
    return bool(_CORRECTS.search(fold(words)))


def put_right(words: str) -> str:
    """Of words that say that a place was wrong, those that say where it is; "" for whatever else corrects something."""
    return _RATHER.split(words)[-1] if _MISPLACED.search(fold(words)) else ""


def adds(words: str) -> bool:
    """Whether words read as added to something said before ("också", "glömde", "by the way")."""
    return bool(_ADDS.search(fold(words)))


def asks(words: str) -> bool:
    """Whether words end as a question does."""
    return words.rstrip().endswith(QUESTION_MARKS)


def asks_us(words: str) -> bool:
    """Whether words ask how the service works, or name a part of it."""
    return bool(_ASKS_US.search(fold(words)))


def announces_new(words: str) -> bool:
    """Whether words begin by saying that they are about something else."""
    return bool(_ANOTHER.search(fold(words)))


def meant(
    words: str, before: Before, areas: Sequence[Area], *, caption: bool = False, forwarded: bool = False
) -> Meaning:
    """What a message is, as a person would have taken it; "unsure" where a person would ask. `caption`: it came with a
    picture; `forwarded`: somebody else wrote it. Never raises."""
    read = _read(words, before, areas)
    if _WRONG_NUMBER.search(read.folded) and read.count <= 8 and not read.category:
        return "wrong number"
    if _ANOTHER.search(read.folded):
        return "new"
    if before.settled and not_fixed(words) and not (read.whole and (read.another_kind or read.another_place)):
        return "not fixed"
    if _thanks(read) or (not before.asked and _ACKNOWLEDGES.fullmatch(read.folded)):
        return "thanks"
    if before.minutes is None and not before.asked:
        return "new"
    if forwarded:
        return "new" if read.whole else "unsure"
    if before.asked:
        return _after_a_question(read, late=before.late, question=before.question)
    return _after_a_tip(read, before, caption=caption)


def is_apart(words: str, before: Before, areas: Sequence[Area]) -> bool:
    """Whether words of danger are of something else than was said before: another place, or there another kind of
    thing."""
    read = _read(words, before, areas)
    return read.another_place or (read.whole and read.another_kind)


def _read(words: str, before: Before, areas: Sequence[Area]) -> _Read:
    folded = fold(words)
    kind = category(words) or ""
    place = _AT.sub("", find_place(words, areas))
    another_kind = bool(kind) and kind != before.category
    another_place = bool(place) and bool(before.place) and not _within(place, before.place)
    return _Read(folded, len(folded.split()), kind, place, another_kind, another_place, asks(words))


def _within(place: str, known: str) -> bool:
    """Whether a place is the known one, or part of how it was written."""
    return same_words(place, known) or fold(place) in fold(known) or fold(known) in fold(place)


def _thanks(read: _Read) -> bool:
    """A thank-you with nothing but courtesies around it: whatever is asked or told besides it is for the ombud."""
    said = read.folded.split()
    return not read.asks and not _THANKS.isdisjoint(said) and (_THANKS | _COURTESY).issuperset(said)


def _after_a_question(read: _Read, *, late: bool, question: bool) -> Meaning:
    """The ombud wrote: what is another kind of thing at another place is a tip, and so is one with its place
    when nothing was asked, or long ago; what could be either is asked."""
    elsewhere = read.another_place or late or not question
    if read.whole and read.another_kind and elsewhere:
        return "new"
    if _ADDS.search(read.folded):
        return "answer"
    answers = bool(_ANSWERS.search(read.folded))
    if read.whole and (read.another_kind or read.another_place):
        return "answer" if answers and not read.another_kind else "unsure"
    if read.another_kind and read.category != "positivt" and read.count > FEW:
        return "unsure"
    return "unsure" if late and not answers else "answer"


def _after_a_tip(read: _Read, before: Before, *, caption: bool) -> Meaning:
    """Nobody asked: what follows at once belongs to the tip, what reads as added to it also later, and so does the
    place of one that has none."""
    minutes = before.minutes or 0.0
    added = bool(_ADDS.search(read.folded))
    apart = read.whole and (read.another_kind or read.another_place)
    if apart and not (added and not read.another_kind):
        return "unsure" if added and minutes <= LONG else "new"
    if added and minutes <= LONG:
        return "addition"
    if minutes > RECENT:
        alone = _place_alone(read) or (caption and not read.whole)
        return "addition" if alone and minutes <= (DAY if before.place else LONG) else "new"
    return "unsure" if read.another_kind and read.category != "positivt" and not caption else "addition"


def _place_alone(read: _Read) -> bool:
    """A place, and hardly a word beside it."""
    return bool(read.place) and not read.category and read.count - len(fold(read.place).split()) <= 2
