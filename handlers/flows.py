"""Every conversation by its name: who may start it, and how long it waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.action import action, better
from handlers.application import applicant, application
from handlers.ask import answering, ask, ask_more, which_thread
from handlers.belongs import belongs
from handlers.broadcast import broadcast, broadcast_approve, broadcast_check
from handlers.car import car_fault
from handlers.dialogue import Flow
from handlers.forward import consent, forward, forwarded
from handlers.groups import groups
from handlers.join import join
from handlers.language import language
from handlers.members import invite, leave, members
from handlers.menu import menu
from handlers.open_tips import alike, inbox, open_tip
from handlers.patrol import crew, patrol, patrolling
from handlers.pause import pause, step_in
from handlers.pulse import pulse, pulse_more
from handlers.reply import answer, reply
from handlers.report import report
from handlers.review import review
from handlers.settled import settled
from handlers.take_part import take_part
from handlers.tip import tip
from handlers.tip_times import tip_times
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
CREW = frozenset({"patrol", "ombud", "coordinator", "admin"})  # who may go on a pass

READERS = frozenset({"ombud", "coordinator"})

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
    "ask": Entry(ask, frozenset({"ombud", "coordinator", "admin"})),
    "ask_more": Entry(ask_more, frozenset({"ombud", "coordinator", "admin"})),
    "answering": Entry(answering, PARTNERS, timedelta(days=7)),
    "which_thread": Entry(which_thread, PARTNERS, timedelta(days=3)),
    "groups": Entry(groups),
    "training": Entry(training, frozenset({"ombud", "patrol"})),
    "menu": Entry(menu),
    "language": Entry(language),
    "unclear": Entry(unclear),
    "invite": Entry(invite, frozenset({"coordinator", "admin"})),
    "members": Entry(members, frozenset({"coordinator", "admin"})),
    "leave": Entry(leave),
    "pause": Entry(pause, frozenset({"ombud"})),
    "step_in": Entry(step_in, frozenset({"ombud"}), timedelta(days=3)),
    "patrol": Entry(patrol, CREW),
    "patrolling": Entry(patrolling, CREW, notes="said"),
    "crew": Entry(crew, CREW),
    "car_fault": Entry(car_fault, ANSWERING, timedelta(days=7)),
    "pulse": Entry(pulse, lasts=timedelta(days=3)),
    "pulse_more": Entry(pulse_more),
    "review": Entry(review, frozenset({"coordinator", "admin"})),
    "inbox": Entry(inbox, READERS),
    "open_tip": Entry(open_tip, READERS),
    "alike": Entry(alike, READERS),
    "tip_times": Entry(tip_times, READERS),
    "forward": Entry(forward, READERS),
    "consent": Entry(consent, lasts=timedelta(days=3)),
    "forwarded": Entry(forwarded, frozenset({"manager", "police", "coordinator", "admin"}), timedelta(days=7)),
    "settled": Entry(settled, lasts=timedelta(days=7)),
    "belongs": Entry(belongs),
    "broadcast": Entry(broadcast, ANSWERING),
    "broadcast_check": Entry(broadcast_check, ANSWERING),
    "broadcast_approve": Entry(broadcast_approve, ANSWERING, timedelta(days=2)),
    "word": Entry(word, frozenset({"coordinator"}), timedelta(days=3)),
}
