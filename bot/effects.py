"""What a finished conversation does: one function for each record, inside the transaction of the message that
finished it. Each keeps the record, puts what others are to hear in the outbox, and returns what to say back."""

from __future__ import annotations

from functools import singledispatch

from bot import facts
from bot.desk import Desk
from bot.news import broadcasting, pulsing, subscribing
from bot.partners import asking, forwarding
from bot.patrols import patrolling
from bot.people import applying, cover, pausing, silence, training, whose
from bot.picture import places
from bot.tips import sharing, tip_life
from bot.tips.sharing import side_of
from bot.weekly import following, reviewing
from handlers import action_notices, notices, tip_notices, week_notices
from handlers.broadcast import Announcement, Approval, Halt
from handlers.dialogue import State
from handlers.join import named
from handlers.reading.meant import corrects
from handlers.reading.place import several_areas
from handlers.reading.when import band_of
from handlers.records import (
    Action,
    Application,
    Better,
    Closed,
    Days,
    Join,
    Language,
    Lesson,
    Message,
    News,
    Pause,
    Progress,
    Pulse,
    PulseMore,
    Question,
    Report,
    Reviewed,
    Said,
    StepIn,
    Talk,
    Tip,
    Verdict,
    Whose,
    Word,
)
from handlers.text import Text
from storage import actions, audit, challenges, drafts, invitations, people, reports, tips
from storage.actions import Kept
from storage.database import Work
from storage.people import Person
from storage.tips import Filed


@singledispatch
def carry_out(record: object, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Do what `record` means, for `person`; returns what to say to them."""
    del desk, work, person
    raise TypeError(f"no effect for {type(record).__name__}")


@carry_out.register
def _(record: Tip, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    band = band_of(work.now.astimezone(desk.zone).hour)
    filed = tips.add(work, person.id, record, facts.this_week(desk, work), band)
    readers = sharing.pass_on(desk, work, filed)
    if not readers:
        return (notices.receipt_unread(filed.code),)
    by_ombud = any(reader.has("ombud") for reader in readers)
    receipt = notices.receipt(filed.code, desk.area_name(filed.area), vacant=not by_ombud)
    return (receipt, notices.ONE_AREA) if filed.area and _of_several(desk, filed.what) else (receipt,)


def _of_several(desk: Desk, words: str) -> bool:
    """Whether what was told is of several areas, and none of them was taken back."""
    return several_areas(words, desk.areas) and not any(map(corrects, words.splitlines()))


@carry_out.register
def _(record: Report, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    into = facts.goes_into(desk, work, person.id, record.week, record.area)
    drafts.drop(work, person.id, record.week, record.area)
    if into != record.week:
        sent = reports.of_person(work, record.week, record.area, person.id)
        late = facts.carried(record, sent)
        if not late.answers and not late.facts["carried"]:
            return (week_notices.report_too_late(record.week, into),)
        drafts.keep(work, person.id, into, record.area, late.to_json())
        return (week_notices.report_carried(record.week, into),)
    reports.put(work, person.id, record)
    closed = work.now >= facts.slot_of(desk, record.week, "cutoff")
    return (week_notices.report_kept(record.week, desk.area_name(record.area), closed=closed),)


@carry_out.register
def _(record: Message, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    filed = tips.by_code(work, record.code)
    covered = cover.covered_by(work, person, cover.today(desk, work))
    side = side_of(filed, person, covered) if filed else ""
    if filed is None or not side:
        return (notices.no_such_code(record.code),)
    number = tips.say(work, filed, person.id, side, record.text)
    purpose = f"message:{number}"
    reached = sharing.to_ombud(desk, work, filed, record.text, purpose) if side == "resident" else 0
    if side == "ombud":
        tip_life.see(work, filed, person)
        reached = _to_tipster(desk, work, filed, record.text, purpose)
    return (notices.passed_on(record.code) if reached else notices.not_reached(record.code),)


def _to_tipster(desk: Desk, work: Work, filed: Filed, words: str, purpose: str) -> int:
    """The ombud's words open a question, so that what the tipster writes next is the answer."""
    if filed.person_id is None:
        return 0
    tipster = people.get(work, filed.person_id)
    if tipster.stopped:
        return 0
    state = State("answer", (), {"code": filed.code, "words": words})
    desk.ask_unless_busy(work, tipster, state, purpose, notices.ombud_says(filed.code, words), about=filed.code)
    return 1


@carry_out.register
def _(record: Action, _desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    number = actions.add(work, person.id, record)
    audit.note(work, f"person:{person.id}", "action", f"{number}:planned")
    challenges.close(work, person.id, "action")
    return (action_notices.KEPT,)


@carry_out.register
def _(record: Progress, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    kept = actions.by_id(work, record.action)
    if kept is None or not following.decides(person, kept.area):
        return (notices.NOT_FOR_YOU,)
    changed = actions.set_status(work, kept.id, record.status)
    challenges.close(work, person.id, "action")
    if not changed:
        return (action_notices.KEPT,)
    audit.note(work, f"person:{person.id}", "action", f"{kept.id}:{record.status}")
    asked = _ask_whether_better(desk, work, kept) if record.status == "done" else 0
    return (action_notices.changed(asked),)


def _ask_whether_better(desk: Desk, work: Work, kept: Kept) -> int:
    """Everyone whose tips led to it is told, and asked. Of what partners wrote they are told nothing: nobody has
    reviewed it."""
    asked = 0
    for person_id, code in actions.whose_tips_led_to(work, kept).items():
        tipster = people.get(work, person_id)
        if tipster.stopped:
            continue
        state = State("better", (), {"action": kept.id, "code": code, "category": kept.category})
        otherwise = action_notices.done(code, kept.category)
        purpose = f"better:{kept.id}:{int(work.now.timestamp())}:{person_id}"
        desk.ask_unless_busy(work, tipster, state, purpose, otherwise, about=code)
        asked += 1
    return asked


@carry_out.register
def _(record: Better, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    kept = actions.by_id(work, record.action)
    if record.helped or kept is None or person.id not in actions.whose_tips_led_to(work, kept):
        return (notices.YOU_ARE_WELCOME,)
    if kept.status == "done" and actions.set_status(work, kept.id, "reopened"):
        audit.note(work, "resident", "action", f"{kept.id}:reopened")
        told = {kept.person_id, *(p.id for p in people.holders(work, "coordinator", None))}
        (known,) = places.in_actions(desk, work, [kept])
        text = action_notices.open_again(desk.area_name(kept.area), kept.category, known.place)
        for person_id in sorted(told):
            purpose = f"reopened:{kept.id}:{int(work.now.timestamp())}:{person_id}"
            desk.tell(work, people.get(work, person_id), text, purpose)
    return (action_notices.NOT_FIXED,)


@carry_out.register
def _(record: Join, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    found = invitations.find(work, record.code)
    if isinstance(found, str) or not invitations.spend(work, found, person.id):
        return (notices.invitation_refused(found if isinstance(found, str) else "used"),)
    people.give_role(work, person.id, found.role, found.area)
    audit.note(work, f"person:{person.id}", "join", f"{found.role}:{found.area or '*'}")
    if found.role in ("ombud", "coordinator"):
        for filed in tips.unread(work, found.area):
            sharing.tell(desk, work, people.get(work, person.id), filed)
    part = named(found.role, desk.town.area_name(found.area))
    offered = training.offer(work, people.get(work, person.id), found.role)
    return (notices.welcome_as(found.role, part), *patrolling.welcome(work, person.id, found.role), *offered)


@carry_out.register
def _(record: Language, _desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    people.speak(work, person.id, record.language)
    return (notices.LANGUAGE_SET,)


carry_out.register(Announcement, broadcasting.ask)
carry_out.register(Approval, broadcasting.decide)
carry_out.register(Halt, broadcasting.halt)
carry_out.register(Days, following.days)
for record_type, effect in patrolling.EFFECTS.items():
    carry_out.register(record_type, effect)
carry_out.register(Pause, pausing.pause)
carry_out.register(StepIn, pausing.step_in)
carry_out.register(Pulse, pulsing.pulse)
carry_out.register(PulseMore, pulsing.more)
carry_out.register(Word, silence.word)
carry_out.register(Reviewed, reviewing.decided)
tip_life.register(carry_out.register)
forwarding.register(carry_out.register)
carry_out.register(Application, applying.apply)
carry_out.register(Verdict, applying.answer)
carry_out.register(Talk, applying.words)
carry_out.register(News, subscribing.subscribe)
carry_out.register(Whose, whose.tell)
carry_out.register(Question, asking.ask)
carry_out.register(Said, asking.said)
carry_out.register(Closed, asking.close)
carry_out.register(Lesson, training.learnt)


def file_begun_tip(desk: Desk, work: Work, person: Person, state: State) -> tuple[Text, ...]:
    """Send what was begun in free words and left, with what there is; returns what to say, if anything."""
    if not state.facts.get("free"):
        return ()
    page = desk.turn_page(state, closing=True)
    if page.record is None:
        return ()
    said = carry_out(page.record, desk, work, person)
    if isinstance(page.record, Message) and said == (notices.passed_on(page.record.code),):
        return (tip_notices.taken_as_addition(page.record.code),)
    return (notices.closed_for_you(), *said) if state.flow == "tip" else said
