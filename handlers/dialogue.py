"""The dialogue engine: a conversation is an async function that is run from its first line on every message.

Each answer is found by its key; the first question without a valid answer is what is asked next. Nothing here
does I/O, knows a clock, a channel or a language, or imports anything but the standard library and `Text`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from handlers.text import Text
from handlers.value import value

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Answers: TypeAlias = "tuple[tuple[str, Json], ...]"
Kind = Literal["choice", "text", "place"]
Record = TypeVar("Record")


@value
class Option:
    """One answer to choose. `number` is the digit that picks it by SMS (its place in the list unless given);
    `words` are further words that mean it, in any language; `icon` stands before the label on a button. Of a
    `secret` option the number is a code that was sent to the person, and nothing else picks it."""

    key: str
    label: Text
    number: int | None = None
    words: tuple[str, ...] = ()
    icon: str = ""
    secret: bool = False


@value
class Question:
    """What is asked next. `max_length` is in characters; `options` of a text question are shortcuts."""

    key: str
    kind: Kind
    text: Text
    options: tuple[Option, ...] = ()
    max_length: int = 0
    columns: int = 1


@value
class Shown:
    """One option as the person saw it: its key, its digit, its label in their language, its further words."""

    key: str
    number: int
    label: str
    words: tuple[str, ...] = ()
    secret: bool = False


@value
class Asked:
    """A question as the person saw it. A reply is read against this, never against the question as it is now."""

    key: str
    kind: Kind
    options: tuple[Shown, ...]
    language: str
    max_length: int = 0

    def to_json(self) -> Json:
        options: list[Json] = [[o.key, o.number, o.label, list(o.words), o.secret] for o in self.options]
        return [self.key, self.kind, options, self.language, self.max_length]

    @classmethod
    def from_json(cls, stored: Any) -> Asked:
        key, kind, options, language, max_length = stored
        shown = tuple(Shown(k, n, label, tuple(words), secret) for k, n, label, words, secret in options)
        return cls(key, kind, shown, language, max_length)


@value
class Reply:
    """What a person did: wrote `text`, tapped the button `option`, or shared a `location` (latitude, longitude)."""

    text: str = ""
    option: str | None = None
    location: tuple[float, float] | None = None


@value
class State:
    """A conversation between two messages: plain JSON, nothing else."""

    flow: str
    answers: Answers = ()
    facts: Mapping[str, Json] = field(default_factory=dict)
    asked: Asked | None = None

    def to_json(self) -> dict[str, Json]:
        return {
            "flow": self.flow,
            "answers": [list(pair) for pair in self.answers],
            "facts": self.facts,
            "asked": self.asked.to_json() if self.asked else None,
        }

    @classmethod
    def from_json(cls, stored: Any) -> State:
        asked = Asked.from_json(stored["asked"]) if stored["asked"] else None
        return cls(stored["flow"], tuple((k, v) for k, v in stored["answers"]), stored["facts"], asked)


@value
class Page(Generic[Record]):
    """What one run came to: things `said`, then either a `question`, or the end with the flow's `record`. `used` are
    the keys of the answers it took, in order: going back drops the last."""

    said: tuple[Text, ...]
    question: Question | None
    record: Record | None
    answers: Answers
    used: tuple[str, ...] = ()


class _Ask(Awaitable["Json"]):
    """The one suspension point: yields the question outwards, and is never resumed."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __await__(self) -> Generator[Question, Json, Json]:
        return (yield self.question)


class _Forget(Exception):
    """Some answers are to be given anew."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(keys)
        self.keys = keys


YES = ("ja", "j", "yes", "y", "ok", "okej", "jo", "japp", "نعم", "evet", "haa", "sí", "si", "kyllä")
NO = ("nej", "n", "no", "nä", "nix", "لا", "hayır", "maya", "ei")


class Dialogue:
    """What a flow holds in its hand: it asks, says, and knows the stored facts."""

    def __init__(self, answers: Answers, facts: Mapping[str, Json], *, closing: bool = False) -> None:
        self.facts: Mapping[str, Any] = facts
        self._answers = dict(answers)
        self.closing = closing
        self._used: list[str] = []
        self._said: list[Text] = []

    @property
    def answered(self) -> tuple[str, ...]:
        """The keys that have an answer."""
        return tuple(self._answers)

    def given(self, key: str) -> Json:
        """An answer that may have been given without being asked for; None if not."""
        return self._answers.get(key)

    def say(self, text: Text) -> None:
        """Say something ahead of the next question, or at the end."""
        self._said.append(text)

    def forget(self, *keys: str) -> None:
        """Drop these answers and begin again: the way to change one thing without starting over."""
        raise _Forget(keys)

    async def choose(
        self,
        key: str,
        text: Text,
        options: Sequence[Option],
        *,
        default: str | None = None,
        columns: int = 1,
    ) -> str:
        """Ask for one of `options`; returns its key. A stored answer that is no longer offered is asked again."""
        question = Question(key, "choice", text, tuple(options), columns=columns)
        return str(await self._ask(question, default))

    async def confirm(self, key: str, text: Text, yes: Option, no: Option, *, default: bool | None = None) -> bool:
        """Ask for yes or no. The words for yes and no of every language are understood beside the labels."""
        options = (replace(yes, words=yes.words + YES), replace(no, words=no.words + NO))
        chosen = None if default is None else (yes if default else no).key
        return await self.choose(key, text, options, default=chosen, columns=2) == yes.key

    async def text(
        self,
        key: str,
        text: Text,
        *,
        max_length: int = 4096,
        options: Sequence[Option] = (),
        default: str | None = None,
    ) -> str:
        """Ask for words of at most `max_length` characters; an option's key answers as its shortcut."""
        return str(await self._ask(Question(key, "text", text, tuple(options), max_length), default))

    async def place(
        self, key: str, text: Text, *, options: Sequence[Option] = (), default: Json = None
    ) -> Mapping[str, Any]:
        """Ask for a place, in at most 100 characters: ``{"text": str}``, with ``"at": [latitude, longitude]`` where it
        was shared."""
        answer = await self._ask(Question(key, "place", text, tuple(options), 100), default)
        return answer if isinstance(answer, Mapping) else {"text": str(answer)}

    async def _ask(self, question: Question, default: Json) -> Json:
        if question.key in self._answers:
            answer = self._answers[question.key]
            if fits(question, answer):
                self._used.append(question.key)
                return answer
        if self.closing and default is not None:
            return default
        return await _Ask(question)


Flow: TypeAlias = "Callable[[Dialogue], Coroutine[Any, Any, Record | None]]"


def run(flow: Flow[Record], answers: Answers, facts: Mapping[str, Json], *, closing: bool = False) -> Page[Record]:
    """Run `flow` from its first line with the answers so far, up to the first question that lacks one.

    With `closing`, questions that have a default answer themselves: how an abandoned conversation is brought
    to its end. Errors inside the flow propagate.
    """
    while True:
        dialogue = Dialogue(answers, facts, closing=closing)
        coroutine = flow(dialogue)
        try:
            question = coroutine.send(None)
        except StopIteration as end:
            return Page(tuple(dialogue._said), None, end.value, answers, tuple(dialogue._used))
        except _Forget as forgotten:
            answers = tuple(pair for pair in answers if pair[0] not in forgotten.keys)
            continue
        coroutine.close()
        left = tuple(pair for pair in answers if pair[0] != question.key)
        return Page(tuple(dialogue._said), question, None, left, tuple(dialogue._used))


def fits(question: Question, answer: Json) -> bool:
    """Whether a stored answer still answers the question as it is now."""
    if question.kind == "choice":
        return any(answer == option.key for option in question.options)
    return True


def read(asked: Asked, reply: Reply) -> Json:
    """The answer that `reply` gives to the question as it was shown, or None if it gives none."""
    if reply.option is not None:
        return reply.option if any(reply.option == o.key for o in asked.options) else None
    if reply.location is not None:
        return {"text": "", "at": list(reply.location)} if asked.kind == "place" else None
    words = reply.text.strip()
    chosen = pick(asked.options, words)
    if chosen is not None or asked.kind == "choice":
        return chosen
    if not words or len(words) > asked.max_length:
        return None
    if asked.kind == "place":
        return None if words.isdecimal() or yes_or_no(words) is not None else {"text": words}
    return words


def pick(options: Sequence[Shown], words: str) -> str | None:
    """The option that `words` name: by its digit, its label or one of its words, else by an unmistakable
    beginning of a label (three letters or more); None if none or several."""
    wanted = _without_courtesy(fold(words))
    if not wanted:
        return None
    if wanted.isdecimal():
        digits = "".join(str(unicodedata.decimal(c)) for c in wanted).lstrip("0") or "0"
        return next((o.key for o in options if str(o.number) == digits), None)
    for option in options:
        if wanted in {_folded(name) for name in (option.label, *option.words)}:
            return None if option.secret else option.key
    started = [o.key for o in options if not o.secret and len(wanted) > 2 and _folded(o.label).startswith(wanted)]
    return started[0] if len(started) == 1 else None


_COURTESIES = frozenset(("tack", "garna", "snalla", "please", "thanks"))


def _without_courtesy(folded: str) -> str:
    """ "Ja tack" is yes; thanks alone are thanks."""
    return " ".join(word for word in folded.split() if word not in _COURTESIES) or folded


_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
_ACCENTS = dict.fromkeys(code for code in range(0x300, 0x370) if unicodedata.combining(chr(code)))


def fold(words: str) -> str:
    """Letters and digits alone, lower case, without accents: 'Skräp!' and 'skrap' are the same. So are the Turkish
    letters with and without a dot: 'HAYIR' and 'hayır'."""
    if words.isascii():
        return " ".join(words.lower().translate(_APART).split())
    plain = words.translate(_LATIN) if max(words) < _BEYOND_LATIN else _plain(words)
    return " ".join(plain.split())


def _plain(words: str) -> str:
    lower = unicodedata.normalize("NFKD", words).casefold().replace("ı", "i")
    bare = unicodedata.normalize("NFKD", lower).translate(_ACCENTS)
    if not bare.isascii():
        bare = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return bare.translate(_APART)


_BEYOND_LATIN = "\u0180"
_LATIN = {code: _plain(chr(code)) for code in range(ord(_BEYOND_LATIN))}


_folded = lru_cache(maxsize=4096)(fold)  # of labels, which are few: never of what people write


_YES_OR_NO = {fold(word): said for said, listed in ((True, YES), (False, NO)) for word in listed}


def yes_or_no(words: str) -> bool | None:
    """What `words` say as a whole: yes (True) or no (False), in any language; None where they say neither."""
    return _YES_OR_NO.get(fold(words))


def shown(question: Question, labels: Iterable[str], language: str) -> Asked:
    """The question as it goes out: `labels` are its options' labels in the person's language."""
    options = tuple(
        Shown(option.key, index if option.number is None else option.number, label, option.words, option.secret)
        for index, (option, label) in enumerate(zip(question.options, labels, strict=True), 1)
    )
    return Asked(question.key, question.kind, options, language, question.max_length)
