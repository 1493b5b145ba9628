"""The engine by itself: keyed replay, what a reply means, and what survives between two messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from handlers.dialogue import (
    Answers,
    Dialogue,
    Option,
    Question,
    Reply,
    Shown,
    State,
    fits,
    fold,
    pick,
    read,
    run,
    shown,
)
from handlers.text import Text, verbatim

SIDES = (Option("left", verbatim("Left")), Option("right", verbatim("Right")))
YES, NO = Option("yes", verbatim("Ja")), Option("no", verbatim("Nej"))


def ask(question: Question | None, language: str = "sv") -> Any:
    """The question as it goes out in a language whose words are the message ids' own values."""
    assert question is not None
    return shown(question, [option.label.values[0][1] for option in question.options], language)  # type: ignore[misc]


async def walk(d: Dialogue) -> Mapping[str, Any] | None:
    """One question of each kind."""
    d.say(verbatim(f"hello {d.facts['name']}"))
    side = await d.choose("side", verbatim("Which side?"), SIDES, default="left")
    where = await d.place("where", verbatim("Where?"), default={"text": "nowhere"})
    what = await d.text("what", verbatim("What?"), max_length=20, default="nothing")
    if not await d.confirm("send", verbatim("Send?"), YES, NO, default=True):
        d.forget("what", "send")
    return {"side": side, "where": where, "what": what, "answered": d.answered}


FACTS = {"name": "Alby"}


def test_the_first_question_without_an_answer_is_asked() -> None:
    """A run says what comes before the question, and ends at it."""
    page = run(walk, (), FACTS)
    assert (page.said, page.record, page.answers) == ((verbatim("hello Alby"),), None, ())
    assert page.question == Question("side", "choice", verbatim("Which side?"), SIDES)


def test_a_whole_talk_comes_to_its_record() -> None:
    """Answers come back with their shapes; the record is what the flow returns."""
    answers: Answers = (("side", "right"), ("where", {"text": "x", "at": [59.2, 17.8]}), ("what", "w"), ("send", "yes"))
    page = run(walk, answers, FACTS)
    assert page.question is None
    assert page.record == {
        "side": "right",
        "where": {"text": "x", "at": [59.2, 17.8]},
        "what": "w",
        "answered": ("side", "where", "what", "send"),
    }


def test_a_place_in_words_is_a_place() -> None:
    """A place that was stored as plain words reads as one without a position."""
    page = run(walk, (("side", "left"), ("where", "Albyvägen"), ("what", "w"), ("send", "yes")), FACTS)
    assert page.record is not None
    assert page.record["where"] == {"text": "Albyvägen"}


def test_forgetting_asks_anew_and_keeps_the_rest() -> None:
    """`forget` drops the named answers only, and the first of them is asked again."""
    page = run(walk, (("side", "left"), ("where", {"text": "x"}), ("what", "w"), ("send", "no")), FACTS)
    assert page.question is not None
    assert page.question.key == "what"
    assert page.answers == (("side", "left"), ("where", {"text": "x"}))


def test_closing_answers_with_defaults_but_invents_nothing() -> None:
    """An abandoned talk ends on its defaults; given answers stand; a question without default still asks."""

    async def partly(d: Dialogue) -> tuple[str, str]:
        return await d.text("a", verbatim("?"), default="default"), await d.text("b", verbatim("?"))

    assert run(walk, (("side", "right"),), FACTS, closing=True).record == {
        "side": "right",
        "where": {"text": "nowhere"},
        "what": "nothing",
        "answered": ("side",),
    }
    assert run(partly, (("b", "given"),), {}, closing=True).record == ("default", "given")
    unfinished = run(partly, (), {}, closing=True)
    assert unfinished.question is not None
    assert unfinished.question.key == "b"


def test_closing_refuses_where_no_is_the_default() -> None:
    """A confirmation's default may be no."""

    async def careful(d: Dialogue) -> bool:
        return await d.confirm("sure", verbatim("Sure?"), YES, NO, default=False)

    assert run(careful, (), {}, closing=True).record is False
    assert run(careful, (), {}).question is not None


def test_an_error_in_a_flow_is_an_error() -> None:
    """Nothing is swallowed."""

    async def broken(d: Dialogue) -> None:
        raise LookupError(d.facts["name"])

    with pytest.raises(LookupError, match="Alby"):
        run(broken, (), FACTS)


def test_a_withdrawn_option_is_asked_again_and_its_answer_dropped() -> None:
    """A stored answer that is no longer offered does not count."""
    page = run(walk, (("side", "up"), ("what", "kept")), FACTS)
    assert page.question is not None
    assert page.question.key == "side"
    assert page.answers == (("what", "kept"),)


def test_only_choices_can_cease_to_fit() -> None:
    """Words stay words, whatever the question offers now."""
    assert not fits(Question("k", "choice", Text(), SIDES), "up")
    assert fits(Question("k", "choice", Text(), SIDES), "left")
    assert fits(Question("k", "text", Text(), SIDES), "anything")


def test_a_number_means_what_it_meant_when_it_was_shown() -> None:
    """'2' is read against the question as shown, though the options have been turned round and renamed since."""
    asked = ask(run(walk, (), FACTS).question)
    turned = Question(
        "side", "choice", Text(), (Option("right", verbatim("Links")), Option("left", verbatim("Rechts")))
    )
    assert read(asked, Reply("2")) == "right"
    assert read(ask(turned), Reply("2")) == "left"
    assert read(asked, Reply("Rechts")) is None


def test_taps_and_places_answer_only_what_they_were_made_for() -> None:
    """A tap must name an option that was shown; a position answers a question about a place only."""
    asked = ask(run(walk, (), FACTS).question)
    where = ask(Question("where", "place", Text(), (), 300))
    assert read(asked, Reply(option="left")) == "left"
    assert read(asked, Reply("left", option="gone")) is None
    assert read(asked, Reply(location=(59.2, 17.8))) is None
    assert read(where, Reply(location=(59.2, 17.8))) == {"text": "", "at": [59.2, 17.8]}
    assert read(where, Reply(" Albyvägen ")) == {"text": "Albyvägen"}


def test_words_answer_within_their_length_or_as_a_shortcut() -> None:
    """Nothing and too much are no answer; an option's name answers with its key; surrounding space is not counted."""
    asked = ask(Question("what", "text", Text(), (Option("same", verbatim("As before")),), 10))
    assert read(asked, Reply("  ten chars ")) == "ten chars"
    assert read(asked, Reply("as before!")) == "same"
    assert read(asked, Reply("1")) == "same"
    assert read(asked, Reply("")) is None
    assert read(asked, Reply("eleven char")) is None


OFFERED = (
    Shown("nothing", 0, "Inget att rapportera", ("inget", "nada")),
    Shown("litter", 1, "Skräp"),
    Shown("graffiti", 2, "Klotter på vägg"),
    Shown("climbing", 3, "Klättring"),
    Shown("code", 4829, "Skicka"),
)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("0", "nothing"),
        (" 2. ", "graffiti"),
        ("02", "graffiti"),
        ("٢", "graffiti"),
        ("۴۸۲۹", "code"),
        ("②", "graffiti"),
        ("4829", "code"),
        ("5", None),
        ("⑩" * 4096, None),
        ("1 2", None),
        ("SKRAP", "litter"),
        ("skräp!", "litter"),
        ("Nada", "nothing"),
        ("nad", None),
        ("klo", "graffiti"),
        ("klä", "climbing"),
        ("kl", None),
        ("skr", "litter"),
        ("sk", None),
        ("klotter på väggen", None),
        ("", None),
        ("…", None),
        ("inget att", "nothing"),
    ],
)
def test_options_are_picked_by_digit_label_word_or_clear_beginning(words: str, key: str | None) -> None:
    """What names exactly one option picks it, in any script's digits; what could mean several picks none."""
    assert pick(OFFERED, words) == key


def test_a_beginning_shared_by_two_labels_picks_neither() -> None:
    """An ambiguous beginning is not an answer, unless it is the whole of one label."""
    both = (Shown("a", 1, "Alby"), Shown("b", 2, "Alby centrum"))
    assert pick(both, "alb") is None
    assert pick(both, "alby") == "a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Skräp!", "skrap"),
        ("HAYIR", "hayır"),
        ("İPTAL", "iptal"),
        ("kyllä", "KYLLA"),
        ("إيقاف", "ايقاف"),
        ("𝐇𝐄𝐉", "hej"),
        ("  två \n ord ", "två ord"),
        ("STRASSE", "straße"),
    ],
)
def test_folding_sees_through_case_accents_and_fancy_letters(one: str, other: str) -> None:
    """What people mean as one word folds to one word."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        ("ja", True),
        ("Yes", True),
        ("نعم", True),
        ("SI", True),
        ("1", True),
        ("nej", False),
        ("HAYIR", False),
        ("2", False),
    ],
)
def test_yes_and_no_are_understood_in_every_language(words: str, sure: bool) -> None:
    """A confirmation takes the words for yes and no of all our languages beside its labels."""

    async def confirm(d: Dialogue) -> bool:
        return await d.confirm("sure", verbatim("Sure?"), YES, NO)

    asked = ask(run(confirm, (), {}).question)
    assert run(confirm, (("sure", read(asked, Reply(words))),), {}).record is sure


def test_what_was_asked_keeps_digits_and_words() -> None:
    """An option's own number stands; the others count from one; all of it survives as JSON."""
    options = (Option("zero", verbatim("Zero"), number=0, words=("noll",)), Option("two", verbatim("Two")))
    state = State("walk", (("a", [1, {"b": None}]),), {"n": 1}, ask(Question("q", "place", Text(), options, 300), "ar"))
    assert state.asked is not None
    assert [(o.number, o.words) for o in state.asked.options] == [(0, ("noll",)), (2, ())]
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state
    assert State.from_json(json.loads(json.dumps(State("walk").to_json()))) == State("walk")
