"""Every conversation by its name: who may start it, and how long it waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.action import action, better
from handlers.application import applicant, application
from handlers.broadcast import broadcast, broadcast_approve, broadcast_check
from handlers.dialogue import Flow
from handlers.join import join
from handlers.language import language
from handlers.members import invite, leave, members
from handlers.menu import menu
from handlers.pause import pause, step_in
from handlers.pulse import pulse, pulse_more
from handlers.reply import answer, reply
from handlers.report import report
from handlers.review import review
from handlers.take_part import take_part
from handlers.tip import tip
from handlers.training import training
from handlers.unclear import unclear
from handlers.whose import whose
from handlers.word import word


@dataclass(frozen=True, slots=True)
class Entry:
    """`roles` empty: everyone. A conversation that has waited `lasts` for an answer is closed. Words written where
    one is to choose are kept under the key `notes`, if the conversation has a place for them."""

    flow: Flow[Any]
    roles: frozenset[str] = frozenset()
    lasts: timedelta = timedelta(days=1)
    notes: str = ""


PARTNERS = frozenset({"manager", "police", "association", "coordinator", "admin"})
ANSWERING = frozenset({"association", "coordinator", "admin"})  # who answers those who want to take part

FLOWS: dict[str, Entry] = {
    "tip": Entry(tip, lasts=timedelta(days=3), notes="what"),
    "report": Entry(report, frozenset({"ombud"}), timedelta(days=7), notes="comment"),
    "reply": Entry(reply),
    "answer": Entry(answer, lasts=timedelta(days=3)),
    "action": Entry(action, PARTNERS),
    "better": Entry(better, lasts=timedelta(days=7)),
    "join": Entry(join),
    "take_part": Entry(take_part, lasts=timedelta(days=3)),
    "application": Entry(application, ANSWERING, timedelta(days=3)),
    "applicant": Entry(applicant, lasts=timedelta(days=7)),
    "whose": Entry(whose),
    "training": Entry(training, frozenset({"ombud", "patrol"})),
    "menu": Entry(menu),
    "language": Entry(language),
    "unclear": Entry(unclear),
    "invite": Entry(invite, frozenset({"coordinator", "admin"})),
    "members": Entry(members, frozenset({"coordinator", "admin"})),
    "leave": Entry(leave),
    "pause": Entry(pause, frozenset({"ombud"})),
    "step_in": Entry(step_in, frozenset({"ombud"}), timedelta(days=3)),
    "pulse": Entry(pulse, lasts=timedelta(days=3)),
    "pulse_more": Entry(pulse_more),
    "review": Entry(review, frozenset({"coordinator", "admin"})),
    "broadcast": Entry(broadcast, ANSWERING),
    "broadcast_check": Entry(broadcast_check, ANSWERING),
    "broadcast_approve": Entry(broadcast_approve, ANSWERING, timedelta(days=2)),
    "word": Entry(word, frozenset({"coordinator"}), timedelta(days=3)),
}
