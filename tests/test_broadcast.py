"""News to many, below what transcripts show: each person once, whatever happens on the way; stopped at once; never in
anybody's way; and never above the month's cap."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update
from storing import START, another, both, clock_of, opened, url_of

from bot.costs import Costs
from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.news import broadcast_feeding as feeding
from bot.news import broadcasting, holding, pulsing, subscribing
from bot.stopping import stop
from bot.weekly.quiet import quiet
from handlers import broadcast_notices as said
from handlers.broadcast import Approval, Halt
from handlers.text import verbatim
from storage import broadcasts, models, news, people, pulses, restored, sending, vitals
from storage.broadcasts import Count
from storage.database import Database, Work
from storage.outbound import Priority
from storage.people import Person

DESK = Desk(load("botkyrka"), Voices())
FEEDS = Path(__file__).parent / "feeds.py"


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def reader(work: Work, number: int, channel: str = "telegram") -> Person:
    """Somebody who wants Alby's news, and the whole municipality's too."""
    address = str(8000 + number) if channel == "telegram" else f"+46701740{605 + number}"
    person = people.meet(work, channel, address, "sv")
    news.subscribe(work, person.id, "alby")
    news.subscribe(work, person.id, None)
    return person


def coordinator(work: Work, number: int) -> Person:
    person = people.meet(work, "telegram", str(7000 + number), "sv")
    people.give_role(work, person.id, "coordinator", None)
    return people.get(work, person.id)


def approved(work: Work, readers: int, channel: str = "telegram") -> int:
    """News for Alby that is on its way to so many."""
    for number in range(readers):
        reader(work, number, channel)
    writer, second = coordinator(work, 1), coordinator(work, 2)
    kept = broadcasts.add(work, writer.id, "coordinator", "alby", {"sv": "Julmarknad på torget"})
    broadcasting.decide(Approval(kept.id, yes=True), DESK, work, second)
    return kept.id


def copies(work: Work) -> list[str]:
    """The purposes of the copies in the outbox."""
    of_it = models.outbound.c.broadcast_id.is_not(None)
    return list(work.conn.execute(select(models.outbound.c.purpose).where(of_it)).scalars())


@both
async def test_everybody_gets_it_once_in_batches(database: Database) -> None:
    """Two wishes of one person are one copy; batch by batch all are reached, and a second round writes nothing."""
    with database.begin() as work:
        key = approved(work, 2 * feeding.BATCH + 7)
    assert await feeding.feed(DESK, database) == 2 * feeding.BATCH + 7
    assert await feeding.feed(DESK, database) == 0
    with database.begin() as work:
        assert len(copies(work)) == len(set(copies(work))) == 2 * feeding.BATCH + 7
        assert broadcasts.counted(work, key).waiting == 2 * feeding.BATCH + 7


def test_a_process_killed_between_batches_goes_on_and_doubles_nobody(sqlite_url: str) -> None:
    """Killed with SIGKILL while copies are being written, what is written is whole batches; another process writes the
    rest, and nobody has two."""
    readers = 40 * feeding.BATCH
    with opened(sqlite_url) as database, database.begin() as work:
        approved(work, readers)
    with subprocess.Popen([sys.executable, str(FEEDS), sqlite_url], env=_with_us()) as child:  # noqa: S603 - our own
        while not _reached(sqlite_url):
            assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    with opened(sqlite_url) as database:
        with database.begin() as work:
            there = len(copies(work))
        assert 0 < there < readers
        assert there % feeding.BATCH == 0
        assert asyncio.run(feeding.feed(DESK, database)) == readers - there
        with database.begin() as work:
            assert len(set(copies(work))) == len(copies(work)) == readers


def _with_us() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(FEEDS.parents[1]), str(FEEDS.parent)])}


def _reached(url: str) -> int:
    """How far it has come, by a look that stands in nobody's way."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as looking:
        return int(looking.execute("SELECT max(reached) FROM broadcast").fetchone()[0])


def test_two_who_write_copies_at_once_double_nobody(postgres_url: str) -> None:
    """Two replicas write batches of the same broadcast side by side: together each person once."""
    with opened(postgres_url) as database:
        with database.begin() as work:
            key = approved(work, 6 * feeding.BATCH)
        replicas = [another(database), another(database)]
        threads = [threading.Thread(target=_write_all, args=(replica, key)) for replica in replicas]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for replica in replicas:
            replica.close()
        with database.begin() as work:
            assert len(copies(work)) == len(set(copies(work))) == 6 * feeding.BATCH


def _write_all(database: Database, key: int) -> None:
    more = 1
    while more:
        with database.begin() as work:
            more = feeding.write(DESK, key, work)


@both
async def test_stopped_midway_what_is_not_sent_is_not_sent(database: Database) -> None:
    """Who stops it is told how many have it, those on their way among them, and how many do not get it; nothing leaves
    after that, and when those on their way have arrived it is over."""
    with database.begin() as work:
        key = approved(work, 40)
        feeding.write(DESK, key, work)
        on_their_way = sending.lease(work, "telegram", 30)
        copied = [row for row in on_their_way if row.kind == "broadcast"]
        for row in on_their_way[:-4]:
            sending.sent(work, row.id, f"{row.id}", 1)
        stopper = coordinator(work, 3)
        text = broadcasting.halt(Halt(key), DESK, work, stopper)
        got = len(copied)
        assert text == (said.stopped(DESK.area_name("alby"), got, 40 - got),)
        assert sending.heads(work, "telegram", 100, START) == []
        for row in on_their_way[-4:]:
            sending.sent(work, row.id, f"{row.id}", 1)
    await feeding.feed(DESK, database)
    with database.begin() as work:
        assert broadcasts.get(work, key).state == "stopped"
        assert broadcasts.counted(work, key) == Count(got, 0, 0)


@both
async def test_what_ails_with_one_holds_up_no_other(database: Database) -> None:
    """A reader whose address can't be read gets no copy, and is counted so; a broadcast for an area that is no more in
    the municipality's file keeps no other from going out."""
    with database.begin() as work:
        writer = coordinator(work, 1)
        gone = broadcasts.add(work, writer.id, "coordinator", "gone", {"sv": "Hej"})
        key = approved(work, 3)
        broadcasts.approve(work, gone.id, coordinator(work, 2).id, 3)
        of_one = models.address.c.person_id == reader(work, 1).id
        work.conn.execute(update(models.address).where(of_one).values(sealed=b"unreadable"))
    assert await feeding.feed(DESK, database) == 3
    with database.begin() as work:
        assert (broadcasts.counted(work, gone.id).waiting, broadcasts.counted(work, key).waiting) == (0, 2)


@both
async def test_after_a_restore_nothing_goes_on(database: Database) -> None:
    """What was under way or waited for approval may have gone out since the backup: it ends as stopped, and who wrote
    and who approved it are told."""
    with database.begin() as work:
        key = approved(work, 2)
        waiting = broadcasts.add(work, broadcasts.get(work, key).person_id, "coordinator", None, {"sv": "Mer"}).id
        feeding.write(DESK, key, work)
        restored.cancel_unsent(work)
    await feeding.feed(DESK, database)
    with database.begin() as work:
        assert {broadcasts.get(work, each).state for each in (key, waiting)} == {"stopped"}
        told = select(models.outbound.c.purpose).where(models.outbound.c.purpose.startswith("broadcast-end:"))
        assert len(work.conn.execute(told).all()) == 3


@both
def test_who_did_not_write_approve_or_coordinate_stops_nothing(database: Database) -> None:
    """Another association's holder may not stop it; and what is over can't be stopped."""
    with database.begin() as work:
        key = approved(work, 1)
        other = people.meet(work, "telegram", "7009", "sv")
        people.give_role(work, other.id, "association", "fittja")
        assert broadcasting.halt(Halt(key), DESK, work, people.get(work, other.id)) == (said.NOT_YOURS_TO_STOP,)
        broadcasts.end(work, key, "sent")
        assert broadcasting.halt(Halt(key), DESK, work, coordinator(work, 3)) == (said.NOTHING_TO_STOP,)


@both
def test_nobody_approves_their_own_and_of_two_the_first_is_heard(database: Database) -> None:
    """Not even a forged tap lets who wrote it approve it, nor anybody approve what is for another area."""
    with database.begin() as work:
        reader(work, 1)
        writer, second, third = (coordinator(work, number) for number in (1, 2, 3))
        fittja = people.meet(work, "telegram", "7009", "sv")
        people.give_role(work, fittja.id, "association", "fittja")
        kept = broadcasts.add(work, writer.id, "coordinator", "alby", {"sv": "Julmarknad"})
        yes = Approval(kept.id, yes=True)
        assert broadcasting.decide(yes, DESK, work, writer) == (said.NOT_OWN,)
        assert not broadcasts.approve(work, kept.id, writer.id, 1)
        broadcasting.decide(yes, DESK, work, people.get(work, fittja.id))
        assert broadcasts.get(work, kept.id).state == "waiting"
        broadcasting.decide(yes, DESK, work, second)
        assert broadcasting.decide(Approval(kept.id, yes=False), DESK, work, third) == (said.already("sending"),)
        assert broadcasts.get(work, kept.id).decided_by == second.id


@both
def test_receipts_and_safety_go_before_what_goes_to_many(database: Database) -> None:
    """With hundreds of copies waiting, what is written last and matters now is sent first; and copies that wait raise
    no alarm."""
    with database.begin() as work:
        key = approved(work, 3 * feeding.BATCH)
        while feeding.write(DESK, key, work):
            pass
        for row in sending.lease(work, "telegram", 2):
            sending.sent(work, row.id, "", 1)
        assert vitals.unsent(work) == {}
        one, two = reader(work, 3), reader(work, 4)
        DESK.tell(work, one, verbatim("Kvitto"), "receipt", Priority.REPLY)
        DESK.tell(work, two, verbatim("Ring 112"), "danger", Priority.SAFETY)
        assert [row.kind for row in sending.lease(work, "telegram", 3)] == ["danger", "receipt", "broadcast"]


@both
def test_who_stops_or_takes_the_news_back_gets_no_copy_that_waits(database: Database) -> None:
    """A copy that is in the outbox already is not sent to who has said STOP or NEWS no since."""
    with database.begin() as work:
        key = approved(work, 3)
        feeding.write(DESK, key, work)
        one, two = reader(work, 0), reader(work, 1)
        stop(DESK, work, one, "asked to stop")
        subscribing.unsubscribe(work, two)
        assert broadcasts.counted(work, key) == Count(0, 0, 1)


@both
def test_copies_wait_in_quiet_hours_and_receipts_do_not(database: Database) -> None:
    """What is left at nine in the evening waits until the morning."""
    with database.begin() as work:
        key = approved(work, 2)
        feeding.write(DESK, key, work)
        clock_of(database).pass_(hours=8, minutes=1)
    with database.begin() as work:
        heads = sending.heads(work, "telegram", 30, START)
        assert [head.waits for head in holding.may_go(DESK, work, heads)] == [False, False]
        assert sum(head.waits for head in heads) == 2
        assert quiet(work.now, DESK.town.week)


@both
def test_the_cap_holds_back_what_can_wait_and_nothing_else(database: Database) -> None:
    """Of three copies by SMS two fit below the cap; a receipt leaves above it."""
    desk = replace(DESK, costs=Costs(monthly_cap=2))
    with database.begin() as work:
        key = approved(work, 3, "sms")
        feeding.write(desk, key, work)
        heads = sending.heads(work, "sms", 30, START)
        going = holding.may_go(desk, work, heads)
        assert (len(heads), len(going)) == (3, 2)
        for row in sending.hold(work, going):
            assert desk.costs.left(work, desk.zone) == 2 - len(going)
            sending.sent(work, row.id, f"SM{row.id}", 1)
        desk.tell(work, reader(work, 9, "sms"), verbatim("Kvitto"), "receipt", Priority.REPLY)
        heads = sending.heads(work, "sms", 30, START)
        assert [head.waits for head in holding.may_go(desk, work, heads)] == [False]


@both
@pytest.mark.parametrize(("cap", "asked"), [(0, ["telegram"]), (None, ["sms", "telegram"])])
def test_the_pulse_asks_nobody_by_sms_above_the_cap(database: Database, cap: int | None, asked: list[str]) -> None:
    """The month's question can wait, so where no SMS are left it goes by Telegram alone."""
    clock_of(database).pass_(days=18, hours=5, minutes=30)  # the evening of December's first Monday
    with database.begin() as work:
        for channel in ("sms", "telegram"):
            pulses.wishes(work, reader(work, 20, channel).id, "2026-10", wants=True)
        pulsing.ask_monthly(replace(DESK, costs=Costs(monthly_cap=cap)), work)
        put = select(models.outbound.c.channel).where(models.outbound.c.purpose.startswith("pulse:"))
        assert sorted(work.conn.execute(put).scalars()) == asked
