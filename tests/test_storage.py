"""The database, on SQLite and on PostgreSQL: the schema, the key, durability, and what is kept of people and weeks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from storing import KEY, START, Repeating, another, both, clock_of, empty_url_of, opened, someone, url_of

from handlers.records import Observation, Place, Report, Tip
from storage import audit, challenges, firings, models, people, places, reports, settings_kept, tips
from storage.database import Database, LostRace, Work
from storage.people import Holding
from storage.upgrade import WrongKey, current, head, upgrade

pytestmark = both
TIP = Tip("otrygg_plats", "alby", Place("Albyvägen 12", (59.2, 17.8)), "Lampan är trasig")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def test_migrations_make_what_the_code_expects(database: Database) -> None:
    """The migrations and the tables in the code are the same schema."""
    with database.begin() as work:
        assert compare_metadata(MigrationContext.configure(work.conn), models.metadata) == []
    assert current(database) == head() != ""


def test_the_revision_is_alembics_own_answer(database: Database) -> None:
    """What is read from the files and the table, to spare an import, is what Alembic says."""
    scripts = ScriptDirectory(str(Path(models.__file__).parent / "migrations"))
    with database.begin() as work:
        theirs = MigrationContext.configure(work.conn).get_current_revision()
    assert (theirs, scripts.get_current_head()) == (current(database), head())


def test_upgrading_again_changes_nothing(database: Database) -> None:
    """An up-to-date database is left as it is, rows and all."""
    with database.begin() as work:
        someone(work)
    upgrade(database)
    with database.begin() as work:
        assert work.conn.execute(select(models.person)).all()
        assert settings_kept.get(work, "key_id") == work.vault.key_id.hex()


def test_several_services_may_start_at_once(kind: str, request: pytest.FixtureRequest) -> None:
    """Of replicas that start together on an empty database one builds it; the others find it built."""
    url = url_of(kind, request)
    with opened("sqlite://") as model:
        starting = [Database(url, model.vault, model.clock, model.random) for _ in range(6)]
    try:
        with ThreadPoolExecutor(len(starting)) as threads:
            list(threads.map(upgrade, starting))
        assert {current(database) for database in starting} == {head()}
    finally:
        for database in starting:
            database.close()


def test_another_key_is_refused_and_changes_nothing(database: Database) -> None:
    """A database that another SECRET_KEY wrote is not touched; the right key still opens it."""
    stranger = another(database, bytes(32))
    with pytest.raises(WrongKey):
        upgrade(stranger)
    stranger.close()
    upgrade(database)


def test_an_empty_database_has_no_revision(kind: str, request: pytest.FixtureRequest) -> None:
    """Before the first upgrade there is nothing."""
    with opened("sqlite://") as model:
        empty = Database(empty_url_of(kind, request), model.vault, model.clock, model.random)
    assert current(empty) == ""
    empty.close()


def test_a_commit_is_on_disk(database: Database) -> None:
    """The very connection that commits is durable: FULL synchronous in a WAL, or synchronous_commit on."""
    with database.begin() as work:
        someone(work)
        if database.is_sqlite:
            read = [work.conn.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("synchronous", "journal_mode")]
            assert [*read, work.conn.exec_driver_sql("PRAGMA foreign_keys").scalar()] == [2, "wal", 1]
        else:
            assert work.conn.execute(text("SHOW synchronous_commit")).scalar() == "on"
            assert work.conn.execute(text("SHOW fsync")).scalar() == "on"


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    """What fails leaves nothing behind, and isn't tried again."""
    tried = []

    def fail(work: Work) -> None:
        tried.append(someone(work))
        raise LookupError

    with pytest.raises(LookupError):
        database.transact(fail)
    assert len(tried) == 1
    with database.begin() as work:
        assert not work.conn.execute(select(models.person)).all()


async def test_a_lost_race_is_run_again(database: Database) -> None:
    """A job that lost a race gets a new transaction, five in all; then the loss is an error."""
    tried: list[int] = []

    def lose(times: int, work: Work) -> int:
        tried.append(1)
        if len(tried) < times:
            raise LostRace("again")
        return len(tried)

    assert await database.run(partial(lose, 5)) == 5
    tried.clear()
    with pytest.raises(LostRace):
        await database.run(partial(lose, 6))
    assert len(tried) == 5


async def test_who_only_looks_waits_for_nobody_and_changes_nothing(database: Database) -> None:
    """Beside an open transaction that writes, what was committed before is read; what a look writes is not kept."""
    with database.begin() as work:
        someone(work)
    with database.begin() as work:
        someone(work, 6)
        assert await asyncio.wait_for(database.look(_people), 5) == 1
    with suppress(OperationalError):  # SQLite says so
        await database.look(partial(someone, number=7))
    assert await database.look(_people) == 2


def _people(work: Work) -> int:
    return work.conn.execute(select(func.count()).select_from(models.person)).scalar_one()


def test_sealed_columns_say_nothing_without_the_key(database: Database) -> None:
    """No address, no place and no word of a tip stands in any row as it was written."""
    with database.begin() as work:
        tips.say(work, tips.add(work, someone(work).id, TIP, "2026-W47"), 1, "ombud", "Vi tar det i dag")
        places.add(work, "alby", "Albyvägen 12")
        reports.put(work, 1, Report("2026-W47", "alby", 3, (Observation("brand", "Albyvägen 12"),), "Vi tar det i dag"))
        rows = [row for table in models.metadata.sorted_tables for row in work.conn.execute(select(table))]
    values = b"\0".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in rows for v in r)
    for secret in ("+46701740605", "701740605", "Albyvägen", "Lampan", "Vi tar", KEY.hex()):
        assert secret.encode() not in values


def test_a_person_is_known_again_by_the_address(database: Database) -> None:
    """The same address is the same person, who keeps language and notices; another is another."""
    with database.begin() as work:
        first = someone(work)
        people.speak(work, first.id, "ar")
        people.noticed(work, first.id)
    clock_of(database).pass_(hours=1)
    with database.begin() as work:
        again, other = someone(work), people.meet(work, "telegram", "+46701740605", "en")
        assert (again.id, again.language, again.noticed, again.address) == (first.id, "ar", True, "+46701740605")
        assert other.id != first.id
        assert people.get(work, other.id) == other
        with pytest.raises(KeyError):
            people.get(work, 999)


def test_roles_are_held_once_from_when_they_were_given(database: Database) -> None:
    """A role is held for an area or for all; twice is once; who held it by a moment can be asked."""
    with database.begin() as work:
        alby, all_, person = someone(work, 5).id, someone(work, 6).id, someone(work, 7).id
        assert people.give_role(work, alby, "ombud", "alby")
        assert not people.give_role(work, alby, "ombud", "alby")
        people.give_role(work, all_, "ombud", None)
    clock_of(database).pass_(hours=1)
    with database.begin() as work:
        people.give_role(work, person, "ombud", "alby")
        assert [p.id for p in people.holders(work, "ombud", "alby")] == [alby, all_, person]
        assert [p.id for p in people.holders(work, "ombud", "tumba")] == [all_]
        assert [p.id for p in people.holders(work, "ombud", None, START)] == [alby, all_]
        assert people.holders(work, "police", None) == []
        found = people.get(work, alby)
        assert found.roles == (Holding("ombud", "alby"),)
        assert (found.has("police", "ombud"), found.has("police")) == (True, False)
        assert [(line.id, line.area) for line in people.listing(work)].count((alby, "alby")) == 1


def test_who_has_stopped_shows_until_they_start(database: Database) -> None:
    """The reason of a stop stands as long as the stop does."""
    with database.begin() as work:
        person = someone(work)
        people.stop(work, person.id, "asked to stop")
        assert people.get(work, person.id).stopped == "asked to stop"
        people.start(work, person.id)
        assert people.get(work, person.id).stopped == ""


def test_the_latest_address_is_where_we_answer(database: Database) -> None:
    """Somebody with two addresses is answered where they were last heard, and holds each role once."""
    with database.begin() as work:
        first = someone(work)
        other = people.meet(work, "telegram", "7001", "sv")
        moved = models.address.update().where(models.address.c.person_id == other.id).values(person_id=first.id)
        work.conn.execute(moved)
        people.give_role(work, first.id, "ombud", "alby")
    clock_of(database).pass_(minutes=1)
    with database.begin() as work:
        people.meet(work, "telegram", "7001", "sv")
        found = people.get(work, first.id)
        assert (found.channel, found.roles) == ("telegram", (Holding("ombud", "alby"),))
        assert len(people.listing(work)) == 1


def test_when_somebody_was_last_heard_changes_seldom(database: Database) -> None:
    """To the hour of a resident, to the minute of who has a role and may write by two channels."""
    with database.begin() as work:
        ombud = someone(work, 6)
        people.give_role(work, ombud.id, "ombud", "alby")
        assert someone(work).heard_at == START
    for minutes, heard in ((1, [0, 1]), (58, [0, 59]), (1, [60, 60])):
        clock_of(database).pass_(minutes=minutes)
        with database.begin() as work:
            met = someone(work), someone(work, 6)
            last = [people.get(work, person.id).heard_at for person in met]
            assert last == [START + timedelta(minutes=later) for later in heard]


def test_codes_are_unique_though_chance_repeats_itself(kind: str, request: pytest.FixtureRequest) -> None:
    """A code that is taken is not given again, neither to a tip nor to a poster."""
    with opened(url_of(kind, request), Repeating(1)) as database, database.begin() as work:
        person = someone(work).id
        assert len({tips.add(work, person, TIP, "2026-W47").code for _ in range(4)}) == 4
        codes = [places.add(work, "alby", f"Albyvägen {number}") for number in range(4)]
        assert [places.find(work, code.lower()) for code in codes] == [("alby", f"Albyvägen {n}") for n in range(4)]
        assert places.find(work, "NOSUCHIT") is None


def test_a_tip_is_kept_whole_and_answered(database: Database) -> None:
    """A tip comes back as it was filed; the ombud's words answer it, the tipster's do not."""
    with database.begin() as work:
        person, ombud = someone(work, 5).id, someone(work, 6).id
        filed = tips.add(work, person, TIP, "2026-W47")
        vague = tips.add(work, person, Tip("ovrigt", None, Place(), "Mörkt"), "2026-W47")
        tips.say(work, filed, person, "resident", "hej")
        assert tips.by_code(work, filed.code) == filed
        tips.say(work, filed, ombud, "ombud", "Vi tar det")
        found = tips.by_code(work, filed.code)
        assert found is not None
        assert (found.status, found.place, found.what) == ("seen", TIP.place, TIP.what)
        assert (tips.last_ombud(work, filed), tips.last_ombud(work, vague)) == (ombud, None)
        assert [tip.code for tip in tips.of_person(work, person)] == [vague.code, filed.code]
        assert [tip.code for tip in tips.of_week(work, "2026-W47", "alby")] == [filed.code]
        assert tips.count_of_week(work, "2026-W47") == {"alby": 1, None: 1}
        assert tips.tipsters_of_week(work, "2026-W47") == {person: (vague.code, None)}
        assert tips.by_code(work, "NOT-ONE") is None


def test_a_report_sent_again_replaces_the_first(database: Database) -> None:
    """One report for each week, area and person: the latest words, with the time of the first."""
    first = Report("2026-W47", "alby", 2, (Observation("brand", "A", "night", 3), Observation("rykte", "B")), "mörkt")
    second = Report("2026-W47", "alby", 4, (Observation("positivt", "C"),))
    with database.begin() as work:
        person, other = someone(work, 5).id, someone(work, 6).id
        reports.put(work, person, first)
        reports.put(work, other, Report("2026-W46", "alby", 1))
        assert [kept.report for kept in reports.of_week(work, "2026-W47")] == [first]
    clock_of(database).pass_(hours=1)
    with database.begin() as work:
        reports.put(work, person, second)
        assert [kept.report for kept in reports.of_week(work, "2026-W47", "alby")] == [second]
        assert reports.of_week(work, "2026-W47", "tumba") == []
        row = work.conn.execute(select(models.report).where(models.report.c.week == "2026-W47")).one()
        assert (row.created_at, row.updated_at) == (START, START + timedelta(hours=1))
        assert reports.answered(work, "2026-W47") == {(person, "alby")}
        assert reports.last_assessment(work, "alby", "2026-W47") == 1
        assert reports.last_assessment(work, "alby", "2026-W46") is None


def test_a_firing_is_recorded_once(database: Database) -> None:
    """The same job, week and recipient is recorded once; another recipient is another."""
    with database.begin() as work:
        assert firings.record(work, "prompt", "2026-W47", "a", START)
        assert not firings.record(work, "prompt", "2026-W47", "a", None, "missed", "too late")
        assert firings.record(work, "prompt", "2026-W47", firings.ALL, None, "dropped", "no-room")
        assert firings.missed(work, "prompt", "2026-W47", ["a", "b", "c"], START) == 2
        assert firings.missed(work, "prompt", "2026-W47", [], START) == 0
        assert firings.reached(work, "prompt", "2026-W47") == {"a"}
        audit.note(work, "x" * 99, "y" * 99, "z" * 999)
        assert firings.seen_to(work, "prompt", "2026-W47") == {"a", "b", "c", firings.ALL}
        assert firings.over(work, {"prompt", "digest"}, {"2026-W47", "2026-W48"}) == {("prompt", "2026-W47")}


def test_a_code_by_sms_has_five_tries(database: Database) -> None:
    """The code told stays the same while it holds; five wrong ones end it, and for a day no other is told;
    so does time."""
    with database.begin() as work:
        person = someone(work).id
        code = challenges.issue(work, person, "report:2026-W47")
        assert challenges.issue(work, person, "report:2026-W47") == code
        for wrong in ("0000", "٤٨٢٩", "", "é" * 4):
            assert not challenges.check(work, person, "report:2026-W47", wrong)
        assert challenges.check(work, person, "report:2026-W47", code)
        assert not challenges.check(work, person, "report:2026-W48", code)
        assert not challenges.check(work, person, "report:2026-W47", "0000")
        assert not challenges.check(work, person, "report:2026-W47", code)
        assert challenges.issue(work, person, "report:2026-W47") == code
        assert challenges.locked(work, person, "report:2026-W47")
    clock_of(database).pass_(days=1)
    with database.begin() as work:
        assert not challenges.locked(work, person, "report:2026-W47")
        fresh = challenges.issue(work, person, "report:2026-W47")
        assert challenges.check(work, person, "report:2026-W47", fresh)
        challenges.close(work, person, "report:2026-W47")
        assert not challenges.check(work, person, "report:2026-W47", fresh)
        late = challenges.issue(work, person, "report:2026-W47")
    clock_of(database).pass_(days=7)
    with database.begin() as work:
        assert not challenges.check(work, person, "report:2026-W47", late)
