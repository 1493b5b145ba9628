"""`ombud people pause` and `deputise`: for an ombud who rang and asked. The ombud is told, and the deputy asked, as if
they had written it themselves."""

from __future__ import annotations

from datetime import date

from bot.app import Ombudet
from bot.operating.members import Refused, known
from bot.people import cover, pausing
from handlers.days import span
from handlers.reading.span import read_span
from handlers.records import Pause
from handlers.text import Text
from storage import audit, pauses
from storage.database import Work
from storage.people import Person

_END = "end"


def pause(app: Ombudet, person: int, days: str, deputy: int | None) -> str:
    """Begin a pause, or end it; returns what was understood, to read. Raises Refused."""
    with app.database.begin() as work:
        ombud = _ombud(work, person)
        if days == _END:
            return _done(app, work, ombud, pausing.end(app.desk, work, ombud), "ended")
        read = read_span(days, cover.today(app.desk, work))
        if read is None:
            raise Refused(f"can't read the days {days!r}: write like v29-31, 3 weeks, or until 5 January")
        return _paused(app, work, ombud, read, deputy)


def deputise(app: Ombudet, person: int, deputy: int) -> str:
    """Ask somebody to step in for the pause that stands; returns its days. Raises Refused."""
    with app.database.begin() as work:
        ombud, today = _ombud(work, person), cover.today(app.desk, work)
        standing = pauses.standing(work, person, today)
        if not standing:
            raise Refused(f"person {person} has no pause: `ombud people pause` begins one")
        return _paused(app, work, ombud, (max(standing[-1].first, today), standing[-1].last), deputy)


def _paused(app: Ombudet, work: Work, ombud: Person, days: tuple[date, date], deputy: int | None) -> str:
    if deputy is not None and (deputy == ombud.id or not known(work, deputy).has("ombud")):
        raise Refused(f"person {deputy} is no other ombud: `ombud people` lists them")
    first, last = (day.isoformat() for day in days)
    said = pausing.pause(Pause(first, last, deputy), app.desk, work, ombud)
    return _done(app, work, ombud, said, app.desk.voices.say(span(first, last), "en"))


def _ombud(work: Work, person: int) -> Person:
    found = known(work, person)
    if not found.has("ombud"):
        raise Refused(f"person {person} is no ombud: only an ombud pauses")
    return found


def _done(app: Ombudet, work: Work, ombud: Person, said: tuple[Text, ...], what: str) -> str:
    """The ombud hears what an ombud hears who wrote it."""
    audit.note(work, "operator", "pause", f"{ombud.id}:{what}"[:120])
    for number, text in enumerate(said):
        app.desk.tell(work, ombud, text, f"pause-by-operator:{ombud.id}:{work.now:%Y%m%dT%H%M%S%f}:{number}")
    return f"Paused {what}." if what != "ended" else "The pause has ended."
