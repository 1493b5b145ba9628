"""Keyed replay under change: the flow may be another between any two messages, and no answer goes astray."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.dialogue import Answers, Dialogue, Flow, Json, Option, Reply, State, fold, pick, read, run, shown
from handlers.text import verbatim

KEYS = ("category", "where", "what", "area", "when", "send")


@dataclass(frozen=True)
class Asking:
    """A question of a flow that is put together by chance: free words, a place, or a choice of some letters."""

    key: str
    kind: str
    options: tuple[str, ...] = ()


def flow_of(asked: Sequence[Asking]) -> Flow[dict[str, Json]]:
    """A flow that asks just this, and returns what it was answered, by key."""

    async def flow(d: Dialogue) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for one in asked:
            text = verbatim(one.key)
            if one.kind == "text":
                found[one.key] = await d.text(one.key, text)
            elif one.kind == "place":
                found[one.key] = dict(await d.place(one.key, text))
            else:
                found[one.key] = await d.choose(one.key, text, [Option(o, verbatim(f"the {o}")) for o in one.options])
        return found

    return flow


letters = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True).map(tuple)


def askings(kinds: dict[str, str]) -> st.SearchStrategy[list[Asking]]:
    """Some of the keys in some order; a key keeps its kind, as rule 6 wants (new meaning, new key)."""
    one = st.sampled_from(sorted(kinds)).flatmap(
        lambda key: st.builds(
            Asking, st.just(key), st.just(kinds[key]), letters if kinds[key] == "choice" else st.just(())
        )
    )
    return st.lists(one, max_size=6, unique_by=lambda asking: asking.key)


versions = st.fixed_dictionaries({key: st.sampled_from(("choice", "text", "place")) for key in KEYS}).flatmap(
    lambda kinds: st.lists(askings(kinds), min_size=1, max_size=8)
)
replies = st.one_of(
    st.builds(Reply, st.sampled_from(("1", "2", "the b", "the", "words", "", "9"))),
    st.builds(Reply, st.text(max_size=20)),
    st.builds(lambda o: Reply(option=o), st.sampled_from("abcdef")),
    st.just(Reply(location=(59.2, 17.8))),
)


@dataclass
class Talk:
    """A conversation as the service has it: only JSON lives from one message to the next. `given` is the truth: what
    was last answered to each key."""

    stored: str = field(default_factory=lambda: json.dumps(State("flow").to_json()))
    given: dict[str, Json] = field(default_factory=dict)

    def turn(self, flow: Flow[dict[str, Json]], reply: Reply | None) -> dict[str, Json] | None:
        """One message, handled by the flow as it is now; returns what the talk came to."""
        state = State.from_json(json.loads(self.stored))
        answers = state.answers
        if reply is not None and state.asked is not None:
            value = read(state.asked, reply)
            if value is not None:
                self.given[state.asked.key] = value
                answers = (*(pair for pair in answers if pair[0] != state.asked.key), (state.asked.key, value))
        page = run(flow, answers, {})
        assert page == run(flow, answers, {})
        labels = [f"the {o.key}" for o in page.question.options] if page.question else []
        asked = shown(page.question, labels, "sv") if page.question else None
        self.stored = json.dumps(State("flow", page.answers, {}, asked).to_json())
        return page.record

    @property
    def answers(self) -> dict[str, Json]:
        return dict(State.from_json(json.loads(self.stored)).answers)

    @property
    def asked(self) -> Any:
        return State.from_json(json.loads(self.stored)).asked


@given(versions, st.lists(replies, min_size=8, max_size=8))
def test_no_answer_goes_astray(flows: list[list[Asking]], said: list[Reply]) -> None:
    """However the flow is changed between messages, each kept answer is what was given to just that key, and it is
    lost only where it was a choice that is no longer offered."""
    talk = Talk()
    talk.turn(flow_of(flows[0]), None)
    for asked, reply in zip(flows, said, strict=False):
        before = set(talk.answers) | ({talk.asked.key} if talk.asked and read(talk.asked, reply) is not None else set())
        record = talk.turn(flow_of(asked), reply)
        assert talk.answers.items() <= talk.given.items()
        for key in before - set(talk.answers):
            (now,) = [one for one in asked if one.key == key]
            assert now.kind == "choice"
            assert talk.given[key] not in now.options
            assert talk.asked.key == key
        for one in asked if record is not None else ():
            assert record is not None
            assert record[one.key] == talk.given[one.key]
            assert one.kind != "choice" or record[one.key] in one.options


@given(versions)
def test_what_is_missing_is_asked_in_the_flow_s_order(flows: list[list[Asking]]) -> None:
    """The question asked is the first of the flow that has no answer, never one that is answered already."""
    talk = Talk()
    for asked in flows:
        talk.turn(flow_of(asked), Reply("1"))
        missing = [one.key for one in asked if one.key not in talk.answers]
        assert (talk.asked.key if talk.asked else None) == (missing[0] if missing else None)


@given(letters, letters, st.integers(0, 12))
def test_a_digit_is_read_as_it_was_shown(then: tuple[str, ...], now: tuple[str, ...], digit: int) -> None:
    """Whatever the options are now, a digit means the option that stood beside it on the person's screen."""
    talk = Talk()
    talk.turn(flow_of([Asking("side", "choice", then)]), None)
    record = talk.turn(flow_of([Asking("side", "choice", now)]), Reply(str(digit)))
    meant = then[digit - 1] if 1 <= digit <= len(then) else None
    assert record == ({"side": meant} if meant in now else None)
    assert (talk.asked is None) == (meant in now)


@given(versions, st.lists(replies, min_size=8, max_size=8))
def test_going_back_undoes_one_answer(flows: list[list[Asking]], said: list[Reply]) -> None:
    """Without its last answer, a talk asks what it asked before that answer, and knows all that it knew."""
    flow = flow_of(flows[0])
    talk = Talk()
    talk.turn(flow, None)
    for reply in said:
        asked, answers = talk.asked, State.from_json(json.loads(talk.stored)).answers
        talk.turn(flow, reply)
        after: Answers = State.from_json(json.loads(talk.stored)).answers
        if asked is not None and len(after) > len(answers):
            page = run(flow, after[:-1], {})
            assert page.question is not None
            assert (page.question.key, page.answers) == (asked.key, answers)


@given(st.text(max_size=300))
def test_folding_settles_at_once(words: str) -> None:
    """Folding twice is folding once, and nothing but letters, digits and single spaces is left."""
    folded = fold(words)
    assert fold(folded) == folded
    assert all(c.isalnum() or c == " " for c in folded)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5), st.text(max_size=30))
def test_picking_never_fails(labels: list[str], words: str) -> None:
    """Any words against any labels pick one of them or none; a label's own words pick an option with that label."""
    question = [Option(str(number), verbatim(label)) for number, label in enumerate(labels)]
    options = shown(_choice(question), labels, "sv").options
    assert pick(options, words) in {None, *(option.key for option in question)}
    for label in labels:
        if fold(label) and not fold(label).isdecimal():
            chosen = pick(options, label)
            assert chosen is not None
            assert fold(labels[int(chosen)]) == fold(label)


def _choice(options: list[Option]) -> Any:
    from handlers.dialogue import Question

    return Question("k", "choice", verbatim("?"), tuple(options))
