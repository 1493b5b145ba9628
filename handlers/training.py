"""The training of new ombud: five short lessons, one a conversation, each with a question. A wrong answer is explained
and asked again; a lesson that is learnt is kept, so that one may go on where one was, days later."""

from __future__ import annotations

from handlers.dialogue import Dialogue
from handlers.lessons import BY_NAME
from handlers.records import Lesson
from handlers.text import Text, _, lines


async def training(d: Dialogue) -> Lesson | None:
    lesson = BY_NAME[d.facts["lesson"]]
    head = _("Lesson {number} of {all}", number=d.facts["number"], all=d.facts["of"])
    asked = lines(head, lesson.text, lesson.question)
    tries = 1
    while True:
        chosen = await d.choose(f"{lesson.name}_{tries}", asked, lesson.options)
        if chosen == lesson.right:
            return Lesson(lesson.name, again=d.facts["again"])
        asked = lines(lesson.wrong[chosen], lesson.question)
        tries += 1


def right(lesson: str) -> Text:
    """What is said to a right answer."""
    return BY_NAME[lesson].praise


def offer(lessons: int) -> Text:
    """After joining."""
    return _(
        "Begin when it suits you: write TRAINING. {count} short lessons, ten minutes in all, and you "
        "may stop in between.",
        count=lessons,
    ).sms(_("New? Write TRAINING: {count} short lessons.", count=lessons))


def left(lessons: int) -> Text:
    """A week later, once."""
    return _("Have you ten minutes? {count} short lessons are left of your training. Write TRAINING.", count=lessons)


def next_when_busy() -> Text:
    return _("Write TRAINING when you want the next lesson.")


def finished(lessons: int) -> Text:
    return _(
        "That was all {count} lessons. Thank you for taking the time: you are ready. Write TRAINING to read again.",
        count=lessons,
    )


def reads_again() -> Text:
    return _("You have been through it all. Here it is once more; CANCEL ends it.")
