"""The coordinator's review: what waits for it, what a decision does, and until when it counts."""

from __future__ import annotations

from datetime import timedelta

from bot import confirming, facts
from bot.channels import Button
from bot.desk import Desk
from bot.pages import Message
from bot.picture import counts, places
from handlers import review as said
from handlers.dialogue import Json, State
from handlers.notices import NOT_FOR_YOU
from handlers.records import Reviewed
from handlers.text import Text, lines
from storage import actions, audit, challenges, quotes, reports
from storage.database import LostRace, Work
from storage.outbound import Priority
from storage.people import Person
from storage.quotes import Words

CONFIRMS = "review"
NEXT = "next"  # what follows a decision
BUTTON = "go:review"
RECENT = timedelta(days=28)  # how long what a finished action was to do can be reviewed


def reviewable(desk: Desk, work: Work) -> list[Words]:
    """What can be decided about now: the reported week's words until its digest, and those of actions."""
    reported = _of_week(desk, work) if not _is_out(desk, work) else []
    decided = actions.of_late(work, work.now - RECENT)
    where = places.unread(desk, work, [(one.area, one.place) for one in decided])
    found = {words.key: words for words in (*reported, *quotes.in_actions(work, work.now - RECENT), *where)}
    known = {area.slug for area in desk.town.areas}
    return [words for words in found.values() if words.area in known]


def waiting(desk: Desk, work: Work) -> list[Words]:
    return [words for words in reviewable(desk, work) if not words.decision]


def _of_week(desk: Desk, work: Work) -> list[Words]:
    week = facts.reported_week(desk, work)
    seen = ((area.slug, one.place) for area in desk.town.areas for one in counts.seen_in(desk, work, week, area.slug))
    return [*quotes.in_reports(work, reports.of_week(work, week)), *places.unread(desk, work, seen)]


def _is_out(desk: Desk, work: Work) -> bool:
    return work.now >= facts.slot_of(desk, facts.reported_week(desk, work), "digest")


def page(desk: Desk, work: Work, person: Person, which: str = "") -> tuple[tuple[Text, ...], State | None]:
    """What to say and to ask: about the words `which` names, else about what waits, else about what is decided."""
    found = reviewable(desk, work)
    left = [words for words in found if not words.decision]
    named = next((words for words in found if words.key == which), None)
    if named or left:
        return _lead(desk, work, which), _about(desk, work, person, named or left[0], 0 if named else len(left))
    if which == NEXT or not found:
        return (*_lead(desk, work, which), said.ALL_DONE if found else said.NOTHING), None
    decided: list[Json] = [
        [w.key, desk.town.area(w.area).name, w.kind, desk.town.landlord_name(w.landlord), w.decision] for w in found
    ]
    return _lead(desk, work, which), State("review", (), {"decided": decided})


def _lead(desk: Desk, work: Work, which: str) -> tuple[Text, ...]:
    """To whoever comes when the digest is out: what stayed behind."""
    late = [w for w in _of_week(desk, work) if not w.decision] if not which and _is_out(desk, work) else []
    return (said.left_behind(facts.reported_week(desk, work), len(late)),) if late else ()


def _about(desk: Desk, work: Work, person: Person, words: Words, left: int) -> State:
    known: dict[str, Json] = {
        "source": words.source,
        "number": words.number,
        "kind": words.kind,
        "text": words.text,
        "turn": words.turn,
        "area_name": desk.town.area(words.area).name,
        "landlord_name": desk.town.landlord_name(words.landlord),
        "left": left,
        "decision": words.decision,
        "told": words.told,
    }
    known |= confirming.by_code(work, person, CONFIRMS)
    return State("review", (), known)


def decided(record: Reviewed, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep the decision, if it is the first about these words as they stand, or stricter than the first, and their
    digest is not out."""
    if not facts.allowed("review", person):
        return (NOT_FOR_YOU,)
    challenges.close(work, person.id, CONFIRMS)
    key = f"{record.source}:{record.number}:{record.kind}"
    found = next((words for words in reviewable(desk, work) if words.key == key), None)
    if found is None and record.source != "action" and _is_out(desk, work):
        return (said.too_late(facts.reported_week(desk, work)),)
    if found is None or found.text != record.shown:
        return (said.CHANGED,)
    late = found.turn != record.turn and bool(found.decision)
    if late and (record.decision != "withheld" or found.decision == "withheld"):
        return (said.already(found.decision),)
    if not quotes.decide(work, found, record.decision, record.told, person.id):
        raise LostRace
    audit.note(work, f"person:{person.id}", "review", f"{key}:{record.decision}")
    return (said.left_out_after(found.decision) if late else said.DONE[record.decision],)


def offer(desk: Desk, work: Work, person: Person, head: Text, draft: Text, purpose: str) -> bool:
    """At the cut-off: how the week stands, its draft, and what waits, with a button that begins. By SMS no draft."""
    count = len(waiting(desk, work))
    waits = said.waiting(count) if count else None
    text = lines(head, lines(said.DRAFT, draft, separator="\n\n"), waits, separator="\n\n").sms(lines(head, waits))
    words = desk.voices.say(text, person.language, person.channel)
    label = desk.voices.say(said.REVIEW_BUTTON, person.language)
    button = ((Button(f"👁 {label}", BUTTON),),) if count and person.channel == "telegram" else ()
    return desk.post(work, person, Message(words, button), purpose, Priority.WEEK)
