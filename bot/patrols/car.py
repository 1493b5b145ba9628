"""The patrol car: a fault reaches the association at once, and while it is open it is not told again."""

from __future__ import annotations

from bot import confirming
from bot.desk import Desk
from bot.people import cover
from handlers import patrol_notices as notices
from handlers.car import told
from handlers.dialogue import Json, State
from handlers.patrol_records import Fault, Mended
from handlers.text import Text
from storage import audit, car_faults, challenges, people
from storage.database import Work
from storage.people import Person

CONFIRMS = "car"


def found(desk: Desk, work: Work, patrol: int, fault: Fault | None, is_mended: int | None) -> tuple[Text, ...]:
    """What a crew says of the car: a fault, or that one is mended."""
    if is_mended is not None:
        car_faults.mend(work, is_mended)
        return (notices.NOT_A_FAULT,)
    if fault is None:
        return ()
    kept = car_faults.report(work, patrol, fault.kind, fault.words)
    if kept is None:
        return (notices.KNOWN_FAULT,)
    _tell(desk, work, kept)
    return (notices.FAULT_TOLD,)


def _tell(desk: Desk, work: Work, kept: car_faults.Kept) -> None:
    """The association, else the coordinator."""
    day = cover.today(desk, work).isoformat()
    for person in people.holders(work, "association", None) or people.holders(work, "coordinator", None):
        known: dict[str, Json] = {"fault": kept.id, "kind": kept.kind, "words": kept.words, "day": day}
        known |= confirming.by_code(work, person, CONFIRMS)
        text = told(kept.kind, kept.words, day)
        desk.ask_unless_busy(work, person, State("car_fault", (), known), f"car:{kept.id}:{person.id}", text)


def mended(record: Mended, _desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The association says that it is mended, whichever of them, once; or that it knows."""
    if not record.done:
        return (notices.SEEN,)
    challenges.close(work, person.id, CONFIRMS)
    car_faults.mend(work, record.fault)
    audit.note(work, f"person:{person.id}", "car", f"{record.fault}:mended")
    return (notices.IS_MENDED,)
