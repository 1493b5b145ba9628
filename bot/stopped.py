"""What is heard of somebody who wants no messages: a tip is passed on all the same, words in a talk reach the other
side, and nothing is said back."""

from __future__ import annotations

from bot import facts, router
from bot.deeds import do
from bot.effects import carry_out, file_begun_tip
from bot.partners import ask_deeds
from bot.visit import Outcome, Visit
from handlers.dialogue import yes_or_no
from handlers.reading.asked import asked_of_us, undone
from handlers.reading.meant import wants_back
from handlers.records import Message
from storage.outbound import Priority


def heard(visit: Visit, intent: router.Intent | None) -> Outcome:
    """Someone who wants no messages tips all the same: it is passed on, and nothing is said back. Who asks for help or
    for what we have of them gets it, and who wants to hear from us again does."""
    if intent is not None and intent.name == "help":
        visit.urgency = Priority.SAFETY
        return do(visit, "help")
    if intent is not None and intent.name == "about":
        return _said_though_stopped(visit, intent.argument)
    if intent is None and wants_back(visit.words):
        return do(visit, "start")
    if intent is None and (asked_of_us(visit.words) == "data" or undone(visit.words)):
        visit.urgency = Priority.SAFETY
        return do(visit, "my data")
    visit.words = intent.argument if intent is not None and intent.name == "tip" else visit.words
    visit.redact()
    if (intent is None or intent.name == "tip") and _says_something(visit.words):
        state = facts.for_tip(visit.desk, visit.person, visit.words)
        file_begun_tip(visit.desk, visit.work, visit.person, state)
    return Outcome("done", "stopped")


def _says_something(words: str) -> bool:
    """Whether it is more than a number, or a yes or no to a question that is asked no more."""
    return any(c.isalpha() for c in words) and yes_or_no(words) is None


def _said_though_stopped(visit: Visit, words: str) -> Outcome:
    code, visit.words = router.receipt(words) or ("", "")
    visit.redact()
    if visit.words and not ask_deeds.though_stopped(visit, code):
        carry_out(Message(code, visit.words), visit.desk, visit.work, visit.person)
    return Outcome("done", "stopped")
