"""The training, lesson by lesson: each that is learnt is kept and the next one asked; offered to who has just joined,
and reminded of once."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import Desk
from bot.people import cover
from handlers import training as say
from handlers.dialogue import State
from handlers.records import LESSONS, PATROL_LESSONS, Lesson
from handlers.text import Text
from storage import conversations, people, trainings
from storage.database import Work
from storage.outbound import Priority
from storage.people import Person

REMINDED_AFTER = timedelta(days=7)


def lessons_of(person: Person) -> tuple[str, ...]:
    """What a person is to learn, in order: an ombud all of it, a patrol what holds for everyone outdoors."""
    if person.has("ombud"):
        return LESSONS
    return PATROL_LESSONS if person.has("patrol") else ()


def is_trained(work: Work, person: Person, role: str) -> bool:
    """Whether a person has learnt what one in that role learns; of most there is nothing to learn."""
    lessons = {"ombud": LESSONS, "patrol": PATROL_LESSONS}.get(role, ())
    return set(lessons) <= trainings.done(work, person.id)


def left(work: Work, person: Person) -> list[str]:
    """What a person has not learnt yet."""
    done = trainings.done(work, person.id)
    return [name for name in lessons_of(person) if name not in done]


def begin(work: Work, person: Person) -> State:
    """Where the person left off; who has learnt it all begins anew."""
    ahead = left(work, person)
    return _lesson(person, ahead[0] if ahead else lessons_of(person)[0], again=not ahead)


def _lesson(person: Person, name: str, *, again: bool) -> State:
    names = lessons_of(person)
    return State("training", (), {"lesson": name, "number": names.index(name) + 1, "of": len(names), "again": again})


def learnt(record: Lesson, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep the lesson, and ask the next."""
    trainings.passed(work, person.id, record.lesson)
    names = lessons_of(person)
    later = names[names.index(record.lesson) + 1 :] if record.lesson in names else ()
    ahead = list(later) if record.again else left(work, person)
    praise = say.right(record.lesson)
    if not ahead:
        return (praise, say.finished(len(names)))
    state = _lesson(person, ahead[0], again=record.again)
    purpose = f"training:{person.id}:{conversations.load(work, person.id).turn}"
    busy = say.next_when_busy()
    desk.ask_unless_busy(work, person, state, purpose, busy, priority=Priority.REPLY, said=(praise,))
    return ()


def offer(work: Work, person: Person, role: str) -> tuple[Text, ...]:
    """What is said of it to who has just become something; nothing to who knows it all."""
    ahead = left(work, person) if role in ("ombud", "patrol") else []
    if not ahead:
        return ()
    trainings.offered(work, person.id)
    return (say.offer(len(ahead)),)


def remind(desk: Desk, work: Work) -> int:
    """A week after it was offered: a word to who has not finished. Who is paused is left in peace until they return."""
    before = work.now - REMINDED_AFTER
    return sum(_remind(desk, work, people.get(work, key)) for key in trainings.to_remind(work, before))


def _remind(desk: Desk, work: Work, person: Person) -> int:
    if cover.away(work, person.id, cover.today(desk, work)) or not trainings.reminded(work, person.id):
        return 0
    ahead = left(work, person)
    purpose = f"training-reminder:{person.id}:{cover.today(desk, work)}"
    return int(bool(ahead) and desk.tell(work, person, say.left(len(ahead)), purpose, Priority.WEEK))
