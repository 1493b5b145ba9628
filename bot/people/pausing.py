"""What a pause brings about: who is asked to step in, who is told, and that all returns by itself."""

from __future__ import annotations

from datetime import date

from bot import confirming
from bot.desk import Desk
from bot.people import cover
from handlers import pause_notices as notices
from handlers.dialogue import Json, State
from handlers.records import Pause, StepIn
from handlers.text import Text
from storage import challenges, pauses, people
from storage.database import Work
from storage.pauses import Kept
from storage.people import Person

CONFIRMS = "pause"


def begin(desk: Desk, work: Work, person: Person, words: str) -> State:
    """The conversation about a pause, with the days answered already if `words` say them."""
    now = cover.today(desk, work)
    standing = pauses.standing(work, person.id, now)
    facts: dict[str, object] = {
        "today": now.isoformat(),
        "others": deputies(desk, work, person),
        "standing": [standing[-1].first.isoformat(), standing[-1].last.isoformat()] if standing else None,
    }
    facts |= confirming.by_code(work, person, CONFIRMS)
    return State("pause", (("when_1", words[:60]),) if words else (), facts)  # type: ignore[arg-type]


def deputies(desk: Desk, work: Work, person: Person) -> list[Json]:
    """Who could step in for a person, each with their code name."""
    return [
        [other.id, cover.code_name(desk, work, other.id, cover.areas_of(other)[0])]
        for other in cover.could_step_in(desk, work, person)
    ]


def pause(record: Pause, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep the pause in place of any other that stands, and ask the deputy."""
    challenges.close(work, person.id, CONFIRMS)
    for before in pauses.standing(work, person.id, cover.today(desk, work)):
        pauses.end(work, before, cover.today(desk, work))
    first, last = date.fromisoformat(record.first), date.fromisoformat(record.last)
    kept = pauses.add(work, person.id, first, last, record.deputy)
    if record.deputy:
        _ask(desk, work, kept, people.get(work, record.deputy))
    else:
        tell_if_alone(desk, work, kept)
    return (notices.paused(record.first, record.last, asked=record.deputy is not None),)


def _ask(desk: Desk, work: Work, kept: Kept, deputy: Person) -> None:
    first, last = kept.first.isoformat(), kept.last.isoformat()
    name = area_names(desk, people.get(work, kept.person_id))
    state = State("step_in", (), {"pause": kept.id, "area_name": name, "first": first, "last": last})
    otherwise = notices.asked_when_busy(name, first, last)
    desk.ask_unless_busy(work, deputy, state, f"pause-ask:{kept.id}", otherwise)


def step_in(record: StepIn, desk: Desk, work: Work, deputy: Person) -> tuple[Text, ...]:
    """The deputy's yes or no reaches who pauses; where it leaves an area alone, the coordinator too."""
    kept = pauses.get(work, record.pause)
    if kept.deputy_id != deputy.id or not kept.first <= kept.last or kept.last < cover.today(desk, work):
        return (notices.NO_LONGER,)
    pauses.answered(work, kept.id, "yes" if record.yes else "no")
    absent = people.get(work, kept.person_id)
    desk.tell(work, absent, notices.deputy_said(yes=record.yes), f"pause-answer:{kept.id}:{record.yes}")
    if not record.yes:
        tell_if_alone(desk, work, kept)
        return (notices.DECLINED,)
    return (notices.stepping_in(area_names(desk, absent), kept.first.isoformat(), kept.last.isoformat()),)


def end(desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """End a pause early; who stepped in is told."""
    now = cover.today(desk, work)
    standing = pauses.standing(work, person.id, now)
    if not standing:
        return (notices.NOT_PAUSED,)
    for kept in standing:
        pauses.end(work, kept, now)
        if kept.deputy_id and kept.answer == "yes":
            text = notices.back_already(area_names(desk, person))
            desk.tell(work, people.get(work, kept.deputy_id), text, f"pause-back:{kept.id}")
    return (notices.welcome_back(area_names(desk, person)),)


def tell_if_alone(desk: Desk, work: Work, kept: Kept) -> None:
    """The coordinator is told, once, of each area that the pause leaves without anyone."""
    absent = people.get(work, kept.person_id)
    day = max(kept.first, cover.today(desk, work))
    for area in cover.areas_of(absent):
        if any(not other.stopped for other in cover.on_duty(work, area, day)):
            continue
        text = notices.alone(desk.town.area_name(area), kept.first.isoformat(), kept.last.isoformat())
        for coordinator in people.holders(work, "coordinator", None):
            desk.tell(work, coordinator, text, f"pause-alone:{kept.id}:{area}:{coordinator.id}")


def area_names(desk: Desk, person: Person) -> str:
    """The areas of an ombud, as one reads them."""
    return ", ".join(desk.town.area_name(area) for area in cover.areas_of(person)) or desk.town.name
