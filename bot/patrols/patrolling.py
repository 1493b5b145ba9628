"""What a pass brings about: who is asked and told, and what is kept. One that nobody ends: `bot.patrols.forgotten`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot import confirming, facts
from bot.desk import Desk
from bot.patrols import car
from handlers import patrol_notices as notices
from handlers.dialogue import Answers, Json, State
from handlers.patrol_records import CarFault, Mended, PassEnd, PassSeen, PassStart, Remark, Second, Undo
from handlers.reading.patrol import areas_in, as_code, read_briefed, read_codes
from handlers.reading.when import band_of
from handlers.records import Observation
from handlers.text import Text, lines
from storage import audit, car_faults, challenges, conversations, patrols, people
from storage.database import Work
from storage.patrols import Kept
from storage.people import Person

CONFIRMS = "patrol"


def welcome(work: Work, person_id: int, role: str) -> tuple[Text, ...]:
    """Whoever joins a patrol gets a code to be called by."""
    return (notices.your_code(code_of(work, person_id)),) if role == "patrol" else ()


def code_of(work: Work, person_id: int) -> str:
    """The person's crew code, like G-07."""
    return as_code(patrols.number_of(work, person_id))


def whose(work: Work, code: str) -> int | None:
    """The person with this crew code, if they may go on a pass."""
    return next((person_id for number, person_id in patrols.numbers(work).items() if as_code(number) == code), None)


# What the conversations need to know


def begin(desk: Desk, work: Work, person: Person, words: str = "") -> State:
    """The conversation that begins a pass, with what `words` say already answered."""
    known = {**_crew(work, person), **confirming.by_code(work, person, CONFIRMS)}
    codes = [code for code in read_codes(words) if code != known["code_name"]]
    answers: list[tuple[str, Json]] = [("second_1", codes[0])] if codes else []
    if areas_in(words, desk.areas):
        answers += [("areas_1", words), ("areas_2", "done")]
    if (briefed := read_briefed(words)) is not None:
        answers.append(("briefed", "yes" if briefed else "no"))
    return State("patrol", tuple(answers), known)


def _crew(work: Work, person: Person) -> dict[str, Json]:
    """Who could be the other in the car, and who is out already."""
    others = {as_code(n): person_id for n, person_id in patrols.numbers(work).items() if person_id != person.id}
    busy = [code for code, person_id in others.items() if patrols.open_of(work, person_id)]
    free: list[Json] = [code for code in others if code not in busy]
    return {"code_name": code_of(work, person.id), "crew": free, "busy": list(busy)}


def under_way(desk: Desk, work: Work, person: Person, kept: Kept, answers: Answers = ()) -> State:
    """The conversation of an open pass."""
    own: list[Json] = list(kept.areas)
    faults: list[Json] = [[fault.id, fault.kind] for fault in car_faults.standing(work)]
    known: dict[str, Json] = {
        **_crew(work, person),
        "pass": kept.id,
        "since": clock_at(desk, kept.started_at),
        "own": own,
        "seen": patrols.count_seen(work, kept.id),
        "alone": kept.second_id is None,
        "faults": faults,
        "sms": person.channel == "sms",
    }
    return State("patrolling", answers, known)


def clock_at(desk: Desk, moment: datetime) -> str:
    return moment.astimezone(desk.zone).strftime("%H:%M")


# What takes effect


def start(record: PassStart, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Open the pass, and ask the other whether they are in the car."""
    challenges.close(work, person.id, CONFIRMS)
    if patrols.open_of(work, person.id):
        return (notices.OUT_ALREADY,)
    other = whose(work, record.second)
    other = None if other is None or patrols.open_of(work, other) else other
    week = facts.this_week(desk, work)
    kept = patrols.begin(work, week, person.id, other, record.areas, briefed=record.briefed)
    audit.note(work, f"person:{person.id}", "pass", f"{kept.id}:started")
    if other is not None:
        _ask(desk, work, kept, other)
    code = code_of(work, person.id)
    return _onward(desk, work, person, kept, notices.started(code, record.second if other is not None else ""))


def _ask(desk: Desk, work: Work, kept: Kept, other: int) -> None:
    code = code_of(work, kept.first_id)
    state = State("crew", (), {"pass": kept.id, "code_name": code})
    purpose = f"pass-crew:{kept.id}:{other}"
    desk.ask_unless_busy(work, people.get(work, other), state, purpose, notices.asked_when_busy(code))


def second(record: Second, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Who the other in the car is: named by the one, or by yes or no of the other."""
    kept = patrols.get(work, record.patrol)
    if kept.ending:
        return (notices.OVER,)
    if record.code:
        return _named(desk, work, person, kept, record.code)
    if kept.second_id not in (None, person.id):
        return (notices.FULL,)
    first, code = people.get(work, kept.first_id), code_of(work, person.id)
    if not record.yes:
        patrols.set_second(work, kept.id, None, confirmed=False)
        _refresh(desk, work, first, patrols.get(work, kept.id), notices.is_not_with_you(code), "no")
        return (notices.NOT_THEN,)
    if patrols.open_of(work, person.id):
        return (notices.OUT_ALREADY,)
    patrols.set_second(work, kept.id, person.id, confirmed=True)
    kept = patrols.get(work, kept.id)
    _refresh(desk, work, first, kept, notices.is_with_you(code), "yes")
    return _onward(desk, work, person, kept, notices.started(code_of(work, first.id), code))


def _named(desk: Desk, work: Work, person: Person, kept: Kept, code: str) -> tuple[Text, ...]:
    other = whose(work, code)
    if other is None or other == person.id or patrols.open_of(work, other):
        return (notices.no_such_crew(code),)
    patrols.set_second(work, kept.id, other, confirmed=False)
    _ask(desk, work, kept, other)
    text = notices.started(code_of(work, person.id), code)
    return _onward(desk, work, person, patrols.get(work, kept.id), text)


def seen(record: PassSeen, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep what was seen, with the time it is unless the words say another."""
    kept = patrols.get(work, record.patrol)
    if kept.ending:
        return (notices.OVER,)
    return _onward(desk, work, person, kept, *_observed(record, desk, work))


def _observed(record: PassSeen, desk: Desk, work: Work) -> tuple[Text, ...]:
    """Kept, in the order in which it was seen."""
    earlier = _observed(record.before, desk, work) if record.before else ()
    when = record.when or band_of(work.now.astimezone(desk.zone).hour)
    one = Observation(record.category, record.place, when, source="patrol", passed_on=record.passed_on)
    patrols.observe(work, record.patrol, facts.this_week(desk, work), record.area, one)
    return (*earlier, notices.noted(record, desk.area_name(record.area)))


def remark(record: Remark, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Nothing is kept, and the pass goes on."""
    kept = patrols.get(work, record.patrol)
    if kept.ending:
        return (notices.OVER,)
    return _onward(desk, work, person, kept, notices.PUT_RIGHT if record.misplaced else notices.ALL_CALM)


def undo(record: Undo, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Take out what was noted last, while the pass is open."""
    kept = patrols.get(work, record.patrol)
    if kept.ending:
        return (notices.OVER,)
    gone = patrols.take_back(work, kept.id)
    return _onward(desk, work, person, kept, notices.UNDONE if gone else notices.NOTHING_TO_UNDO)


def about_car(record: CarFault, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Something about the car, said while the pass goes on, or soon after it."""
    kept = patrols.get(work, record.patrol)
    said = car.found(desk, work, kept.id, record.fault, record.mended)
    return said if kept.ending else _onward(desk, work, person, kept, *said)


def end(record: PassEnd, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The pass is over; the other hears so, and the association of what is wrong with the car."""
    kept = patrols.get(work, record.patrol)
    if kept.ending:
        return (notices.OVER,)
    if record.second and (other := whose(work, record.second)) not in (None, person.id):
        patrols.set_second(work, kept.id, other, confirmed=False)
    patrols.end(work, kept.id, work.now, "reported", record.km)
    audit.note(work, f"person:{person.id}", "pass", f"{kept.id}:ended")
    part(desk, work, kept, person, notices.other_ended(code_of(work, person.id)))
    minutes = (work.now - kept.started_at) // timedelta(minutes=1)
    text = notices.ended(minutes, record.km, patrols.count_seen(work, kept.id))
    missing = (notices.km_missing(),) if record.km is None else ()
    return (text, *missing, *car.found(desk, work, kept.id, record.fault, record.mended))


def part(desk: Desk, work: Work, kept: Kept, by: Person | None, text: Text | None) -> None:
    """Everyone's conversation about the pass is over; who did not end it hears so."""
    for person_id in _both(kept):
        before = conversations.load(work, person_id)
        about = before.state and before.state["facts"].get("pass") == kept.id
        if about and before.state and before.state["flow"] in ("patrolling", "crew"):
            conversations.save(work, before, None, None)
        if text and by and person_id != by.id and (kept.confirmed or person_id == kept.first_id):
            desk.tell(work, people.get(work, person_id), text, f"pass-ended:{kept.id}:{person_id}")


def _both(kept: Kept) -> list[int]:
    return [kept.first_id, *([kept.second_id] if kept.second_id else [])]


def _onward(desk: Desk, work: Work, person: Person, kept: Kept, *said: Text) -> tuple[Text, ...]:
    """What was `said`, and the pass goes on: with its question, unless the person is in the middle of something."""
    before = conversations.load(work, person.id)
    if before.state is not None:
        return said
    _board(desk, work, person, kept, before, lines(*said, separator=" "))
    return ()


def _board(desk: Desk, work: Work, person: Person, kept: Kept, before: conversations.Conversation, said: Text) -> None:
    state = under_way(desk, work, person, kept)
    purpose = f"pass:{kept.id}:{person.id}:{before.turn + 1}"
    desk.ask(work, person, before, state, desk.turn_page(state), purpose, said=(said,))


def _refresh(desk: Desk, work: Work, person: Person, kept: Kept, text: Text, why: str) -> None:
    """Tell somebody on a pass what has changed about it; where its question stands open, it is asked anew."""
    before = conversations.load(work, person.id)
    if before.state is None or (before.state["flow"] == "patrolling" and not before.state["answers"]):
        _board(desk, work, person, kept, before, text)
    else:
        desk.tell(work, person, text, f"pass-crew:{kept.id}:{why}:{before.turn}")


Effect = Callable[[Any, Desk, Work, Person], tuple[Text, ...]]
EFFECTS: dict[type, Effect] = {
    PassStart: start,
    PassSeen: seen,
    PassEnd: end,
    CarFault: about_car,
    Second: second,
    Remark: remark,
    Undo: undo,
    Mended: car.mended,
}
