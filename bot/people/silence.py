"""Ombud who have been silent for two weeks: the coordinator is told, and may send a personal word."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Desk
from bot.people import cover
from bot.weekly.week import shift, slots
from handlers.dialogue import State
from handlers.records import Word
from handlers.text import Text, _, verbatim
from handlers.word import FRIENDLY, silent
from storage import audit, firings, people, reports
from storage.database import Work
from storage.outbound import Priority
from storage.people import Person

TOLD_AFTER = 2  # silent weeks; and again each time that so many more have passed:
AGAIN = 4
_FARTHEST = 26
JOB = "silent"


def look(desk: Desk, work: Work, week: str) -> int:
    """After the digest of `week`, once: tell of those who have been silent for long enough; returns of how many."""
    due = next(slot.due for slot in slots(week, desk.town.week) if slot.job == "digest")
    if due is None or not due <= work.now < due + timedelta(days=2):
        return 0
    if not firings.record(work, JOB, week, firings.ALL, due, "looked"):
        return 0
    told = 0
    for area in desk.town.areas:
        for person in people.holders(work, "ombud", area.slug):
            quiet_for = 0 if person.stopped else silent_weeks(work, person, area.slug, week)
            if quiet_for >= TOLD_AFTER and (quiet_for - TOLD_AFTER) % AGAIN == 0:
                _tell(desk, work, person, area.slug, week)
                told += 1
    return told


def silent_weeks(work: Work, person: Person, area: str, week: str) -> int:
    """For how many weeks on end, up to `week`, the person was asked about the area and sent no report. Who is paused is
    not asked, nor is anybody while the service is down."""
    for number in range(_FARTHEST):
        before = shift(week, -number)
        asked = f"ombud-{area}-{person.id}" in firings.reached(work, "prompt", before)
        if not asked or (person.id, area) in reports.answered(work, before):
            return number
    return _FARTHEST


def _tell(desk: Desk, work: Work, person: Person, area: str, week: str) -> None:
    name = desk.town.area_name(area)
    for coordinator in people.holders(work, "coordinator", None):
        state = State("word", (), {"person": person.id, "area_name": name})
        purpose = f"silent:{week}:{area}-{person.id}:{coordinator.id}"
        desk.ask_unless_busy(work, coordinator, state, purpose, silent(name), priority=Priority.WEEK)


def word(record: Word, desk: Desk, work: Work, coordinator: Person) -> tuple[Text, ...]:
    """The coordinator's word reaches the ombud."""
    ombud = people.get(work, record.person)
    text = verbatim(record.text) if record.text else FRIENDLY
    day = cover.today(desk, work).isoformat()
    audit.note(work, f"person:{coordinator.id}", "word", f"person:{ombud.id}")
    if not desk.tell(work, ombud, text, f"word:{day}:{ombud.id}:{coordinator.id}"):
        return (_("There is nobody I may write to just now."),)
    return (_("It is on its way."),)
