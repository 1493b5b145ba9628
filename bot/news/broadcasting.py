"""What writing, approving and stopping news to many brings about. How the copies are written and what is told at the
end stands in `bot.news.broadcast_feeding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot import confirming
from bot.channels import Button
from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.pages import Message as Written
from bot.weekly.quiet import quiet
from handlers import broadcast_notices as notices
from handlers.broadcast import WHOLE, Announcement, Approval, Halt
from handlers.dialogue import Json, State
from handlers.flows import ANSWERING
from handlers.notices import NOT_FOR_YOU
from handlers.text import Text
from storage import audit, broadcasts, challenges, conversations, people
from storage.broadcasts import Kept
from storage.database import LostRace, Work
from storage.outbound import Priority
from storage.people import Person

CONFIRMS = "broadcast"
LASTS = timedelta(hours=24)  # how long it waits for approval
_EVERYWHERE = ("coordinator", "admin")


# Who may


def areas_of(desk: Desk, person: Person) -> list[str | None]:
    """The areas whose news a person may write and approve; None is the whole municipality."""
    own = {h.area for h in person.roles if h.role == "association"}
    if person.has(*_EVERYWHERE) or None in own:
        return [*(area.slug for area in desk.town.areas), None]
    return [area.slug for area in desk.town.areas if area.slug in own]


def approvers(desk: Desk, work: Work, area: str | None, writer: int) -> list[Person]:
    """Who may approve what `writer` wrote."""
    found = [person for role in sorted(ANSWERING) for person in people.holders(work, role, None)]  # type: ignore[arg-type]
    reachable = {p.id: p for p in found if not p.stopped and p.id != writer and area in areas_of(desk, p)}
    return [reachable[key] for key in sorted(reachable)]


def may_stop(person: Person, kept: Kept) -> bool:
    return person.id in (kept.person_id, kept.decided_by) or person.has(*_EVERYWHERE)


def _sender(person: Person) -> str:
    return next((role for role in _EVERYWHERE if person.has(role)), "association")


# What it comes to


def copy_of(desk: Desk, area: str | None, sender: str, words: Mapping[str, str], language: str) -> Text:
    """The news as somebody who is spoken to in `language` receives it: in that, if written, else in the first one."""
    said = words.get(language) or next(iter(words.values()))
    return notices.received(desk.area_name(area), sender, said)


def reckoned(desk: Desk, work: Work, area: str | None, sender: str, words: Mapping[str, str]) -> dict[str, Json]:
    """How it looks in each language, whom it reaches by which way, and what it costs."""
    counts: dict[str, int] = {"telegram": 0, "sms": 0}
    units = 0
    for channel, language, number in broadcasts.audience(work, area):
        counts[channel] = counts.get(channel, 0) + number
        if channel == "sms":
            said = desk.voices.say(copy_of(desk, area, sender, words, language), language, "sms")
            units += number * segments(to_gsm(said)).count
    left = desk.costs.left(work, desk.zone)
    fits = left is None or units == 0 or units <= left
    ore = f"{units * desk.costs.price_ore:.0f}" if desk.costs.price_ore else ""
    why_not = "nobody" if not sum(counts.values()) else "" if fits else "cap"
    known: dict[str, Json] = {**counts, "segments": units, "ore": ore, "left": left or 0, "why_not": why_not}
    return known | {"previews": previews(desk, area, sender, words)}


def previews(desk: Desk, area: str | None, sender: str, words: Mapping[str, str]) -> list[Json]:
    """The news as it is received, for each language it is written in."""
    said = {code: desk.voices.say(copy_of(desk, area, sender, words, code), code) for code in words}
    return [[desk.voices.name(code), text] for code, text in said.items()]


def checking(desk: Desk, work: Work, person: Person, area: str, words: Mapping[str, str], given: str) -> State:
    """The conversation in which the writer sees it before it leaves; `given` is both, as the flow has them."""
    slug = None if area == WHOLE else area
    known = reckoned(desk, work, slug, _sender(person), words)
    languages: list[Json] = [[code, desk.voices.name(code)] for code in words]
    return State(
        "broadcast_check",
        (),
        known | {"words": given, "languages": languages} | confirming.by_code(work, person, CONFIRMS),
    )


def ask(record: Announcement, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep it, and put it to everyone who may approve it."""
    challenges.close(work, person.id, CONFIRMS)
    others = approvers(desk, work, record.area, person.id)
    if record.area not in areas_of(desk, person):
        return (NOT_FOR_YOU,)
    if not others:
        return (notices.NOBODY_ELSE,)
    kept = broadcasts.add(work, person.id, _sender(person), record.area, dict(record.words))
    audit.note(work, f"person:{person.id}", "broadcast", f"{kept.id}:{kept.area or '*'}:waiting")
    for other in others:
        _put_to(desk, work, other, kept)
    return (notices.waits(len(others)),)


def _put_to(desk: Desk, work: Work, person: Person, kept: Kept) -> None:
    """Ask for approval; who is in the middle of something else is told how to give it."""
    purpose = f"approve:{kept.id}:{person.id}"
    if conversations.load(work, person.id).state is None:
        state = approving(desk, work, person, kept)
        desk.ask_unless_busy(work, person, state, purpose, notices.approve_when_busy(desk.area_name(kept.area)))
        return
    _with_button(desk, work, person, notices.approve_when_busy(desk.area_name(kept.area)), purpose, str(kept.id))


def approving(desk: Desk, work: Work, person: Person, kept: Kept) -> State:
    """The question to who is to approve."""
    known = reckoned(desk, work, kept.area, kept.sender, kept.words)
    known |= {"broadcast": kept.id, "area_name": desk.voices.say(desk.area_name(kept.area), person.language)}
    return State("broadcast_approve", (), known | confirming.by_code(work, person, CONFIRMS))


def _with_button(desk: Desk, work: Work, person: Person, text: Text, purpose: str, begins: str) -> None:
    """Tell somebody, with a button by Telegram that begins the deed of that name."""
    label, icon = (notices.STOP_BUTTON, "🛑") if begins.startswith("stop") else (notices.APPROVE_BUTTON, "👁")
    button = Button(f"{icon} {desk.voices.say(label, person.language)}", f"go:broadcast:{begins}")
    words = desk.voices.say(text, person.language, person.channel)
    keyboard = ((button,),) if person.channel == "telegram" else ()
    desk.post(work, person, Written(words, keyboard), purpose, Priority.RELAY)


# What is decided


def decide(record: Approval, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Yes or no, by a second person and in time. Of two at once the first is heard."""
    challenges.close(work, person.id, CONFIRMS)
    kept = broadcasts.get(work, record.broadcast)
    if kept.person_id == person.id:
        return (notices.NOT_OWN,)
    if kept.area not in areas_of(desk, person):
        return (NOT_FOR_YOU,)
    if kept.state == "expired" or (kept.state == "waiting" and work.now - kept.created_at >= LASTS):
        return (notices.EXPIRED_BEFORE_YOU,)
    if kept.state != "waiting":
        return (notices.already(kept.state),)
    return _approve(desk, work, person, kept) if record.yes else _refuse(desk, work, person, kept)


def _refuse(desk: Desk, work: Work, person: Person, kept: Kept) -> tuple[Text, ...]:
    if not broadcasts.end_unsent(work, kept.id, "refused", person.id):
        raise LostRace
    audit.note(work, f"person:{person.id}", "broadcast", f"{kept.id}:refused")
    writer = people.get(work, kept.person_id)
    desk.tell(work, writer, notices.refused(desk.area_name(kept.area)), f"refused:{kept.id}")
    _tell_the_others(desk, work, kept, person)
    return (notices.REFUSED_BY_YOU,)


def _approve(desk: Desk, work: Work, person: Person, kept: Kept) -> tuple[Text, ...]:
    known = reckoned(desk, work, kept.area, kept.sender, kept.words)
    if known["why_not"]:
        return (notices.why_not(str(known["why_not"]), int(str(known["left"]))),)
    number = int(str(known["telegram"])) + int(str(known["sms"]))
    if not broadcasts.approve(work, kept.id, person.id, number):
        raise LostRace
    audit.note(work, f"person:{person.id}", "broadcast", f"{kept.id}:approved")
    text = notices.begun(desk.area_name(kept.area), number, later=quiet(work.now, desk.town.week))
    for one in (people.get(work, kept.person_id), person):
        _with_button(desk, work, one, text, f"begun:{kept.id}:{one.id}", f"stop-{kept.id}")
    _tell_the_others(desk, work, kept, person)
    return ()


def _tell_the_others(desk: Desk, work: Work, kept: Kept, by: Person) -> None:
    """Those who were asked too need do nothing any more."""
    for other in approvers(desk, work, kept.area, kept.person_id):
        if other.id != by.id:
            text = notices.taken_back(desk.area_name(kept.area))
            desk.tell(work, other, text, f"approve-over:{kept.id}:{other.id}")


# What is stopped


def halt(record: Halt, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Take back what waits for approval, or stop what is on its way: what is not sent yet is not sent."""
    challenges.close(work, person.id, CONFIRMS)
    kept = broadcasts.get(work, record.broadcast)
    if not may_stop(person, kept):
        return (notices.NOT_YOURS_TO_STOP,)
    if broadcasts.end_unsent(work, kept.id, "withdrawn", person.id):
        _tell_the_others(desk, work, kept, person)
        return (notices.WITHDRAWN,)
    if not broadcasts.stop(work, kept.id):
        return (notices.NOTHING_TO_STOP,)
    audit.note(work, f"person:{person.id}", "broadcast", f"{kept.id}:stopped")
    count = broadcasts.counted(work, kept.id)
    got = count.sent + count.waiting
    return (notices.stopped(desk.area_name(kept.area), got, max(0, kept.people - got)),)


def stoppable(work: Work, person: Person) -> Sequence[Kept]:
    """What is on its way and may be stopped by this person."""
    return [kept for kept in broadcasts.not_ended(work) if kept.state == "sending" and may_stop(person, kept)]
