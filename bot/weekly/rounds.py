"""What is looked after every minute beside the week's slots: pauses that begin and end, ombud gone
silent, the residents' pulse, tips that waited for their hour, what is to be followed up, who applied or asked and
waits, and who has not finished the training.

Each thing is done once: its message's purpose, or a firing in the same transaction, says that it has been.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from bot import facts
from bot.desk import Desk
from bot.news import broadcast_feeding, pulsing
from bot.partners import ask_chasing, forward_chasing
from bot.patrols import forgotten
from bot.people import chasing, cover, pausing, silence, training
from bot.tips import sharing
from bot.weekly import following
from bot.weekly.quiet import quiet
from handlers import pause_notices as notices
from storage import firings, pauses, people
from storage.database import Database, Work

log = structlog.get_logger()


class Rounds:
    """`tick` is called every minute, by anyone, any number of times."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database = database
        self._desk = desk

    async def tick(self) -> int:
        """Do what is to be done now; returns how many things happened. Nobody is disturbed in quiet hours."""
        done = await self._safely(partial(pulsing.unlink, self._desk))
        done += await self._waiting()
        done += await self._safely(partial(forgotten.close, self._desk))
        if quiet(self._database.clock(), self._desk.town.week):
            return done
        jobs = (
            self._pauses,
            self._silent,
            partial(pulsing.ask_monthly, self._desk),
            partial(forgotten.ask, self._desk),
            partial(following.remind, self._desk),
            partial(chasing.chase, self._desk),
            partial(forward_chasing.chase, self._desk),
            partial(ask_chasing.chase, self._desk),
            partial(training.remind, self._desk),
        )
        done += sum([await self._safely(job) for job in jobs])
        return done + await broadcast_feeding.feed(self._desk, self._database)

    async def _safely(self, job: Callable[[Work], int]) -> int:
        """What goes wrong with one keeps the others from nothing; it is tried again in a minute."""
        try:
            return await self._database.run(job)
        except Exception as error:
            log.error("round_failed", error=error)
            return 0

    async def _waiting(self) -> int:
        """Tips that have waited until now, on holidays too: who wants them has said when."""
        try:
            return await sharing.deliver(self._database, self._desk)
        except Exception as error:
            log.error("round_failed", error=error)
            return 0

    def _pauses(self, work: Work) -> int:
        """On its first day the coordinator learns of a deputy who never answered; on its last all hear that it ends."""
        now = cover.today(self._desk, work)
        done = 0
        for kept in pauses.on(work, now):
            key = f"pause-{kept.id}"
            week = facts.this_week(self._desk, work)
            if kept.answer == "asked" and firings.record(work, "pause-begins", week, key, None):
                pausing.tell_if_alone(self._desk, work, kept)
                done += 1
            if kept.last == now and firings.record(work, "pause-ends", week, key, None):
                self._ends(work, kept)
                done += 1
        return done

    def _ends(self, work: Work, kept: pauses.Kept) -> None:
        absent = people.get(work, kept.person_id)
        area = pausing.area_names(self._desk, absent)
        self._desk.tell(work, absent, notices.ends(area), f"pause-ends:{kept.id}")
        if kept.deputy_id and kept.answer == "yes":
            deputy = people.get(work, kept.deputy_id)
            self._desk.tell(work, deputy, notices.ends_for_deputy(area), f"pause-ends:{kept.id}:deputy")

    def _silent(self, work: Work) -> int:
        return silence.look(self._desk, work, facts.reported_week(self._desk, work))
