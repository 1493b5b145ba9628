"""A restore: only into an empty database, whole or not at all, from older revisions too; and what it settles, since
time has passed that the backup knows nothing of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from copying import DESK, empty, file, rows_of, silent, source
from sqlalchemy import insert, select, text
from storing import START, both, clock_of, empty_url_of, opened, someone, url_of

from bot.desk import Desk
from bot.operating.backup import back_up
from bot.operating.restore import restore
from storage import backup, backup_file, conversations, models, settings_kept
from storage.database import Database, Refused
from storage.upgrade import WrongKey, current, head, migrate

__all__ = ["file", "source"]


@both
def test_rows_are_numbered_on_from_the_last(kind: str, file: Path, request: pytest.FixtureRequest) -> None:
    """Whoever comes after a restore gets the next number, and not one that is taken."""
    database = empty(empty_url_of(kind, request))
    restore(database, DESK, file, silent)
    with database.begin() as work:
        assert [someone(work, number).id for number in (5, 6, 7)] == [1, 2, 3]
    database.close()


# What is refused


def refused(database: Database, file: Path, desk: Desk = DESK) -> str:
    """Why nothing is restored."""
    with pytest.raises(Refused) as error:
        restore(database, desk, file, silent)
    return str(error.value)


@both
def test_only_an_empty_database_is_filled(kind: str, file: Path, request: pytest.FixtureRequest) -> None:
    """One that was begun, with nobody in it even, is left as it is."""
    with opened(url_of(kind, request)) as database:
        before = rows_of(database)
        assert "empty" in refused(database, file)
        assert rows_of(database) == before


def test_another_municipality_is_refused(file: Path, tmp_path: Path) -> None:
    """A backup of one is not served as another."""
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    desk = Desk(replace(DESK.town, slug="salem"), DESK.voices)
    assert "MUNICIPALITY" in refused(database, file, desk)
    assert current(database) == ""
    database.close()


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    """A timer that runs in the wrong folder is told so, and writes no file."""
    database = empty(f"sqlite:///{tmp_path / 'mistyped.db'}")
    with pytest.raises(Refused, match="DATABASE_URL"):
        back_up(database, "botkyrka", tmp_path / "a.backup", silent)
    database.close()
    assert not (tmp_path / "a.backup").exists()


def test_a_backup_under_another_key_is_not_made(source: Database, tmp_path: Path) -> None:
    """It could not be restored with the key that is set."""
    other = empty(source.engine.url.render_as_string(), bytes(32))
    with pytest.raises(WrongKey):
        back_up(other, "botkyrka", tmp_path / "a.backup", silent)
    other.close()


@both
def test_a_restore_that_is_broken_off_leaves_nothing(kind: str, file: Path, request: pytest.FixtureRequest) -> None:
    """Not even the schema: it can simply be begun again."""

    def interrupted(done: int, _rows: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    database = empty(empty_url_of(kind, request))
    with pytest.raises(KeyboardInterrupt):
        restore(database, DESK, file, interrupted)
    assert current(database) == ""
    assert restore(database, DESK, file, silent).manifest.rows == 4
    database.close()


# Older and newer


@both
def test_an_older_revision_is_restored_as_it_was_and_then_brought_up_to_date(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A backup from before an upgrade is as good as one from after it."""
    old = empty(f"sqlite:///{tmp_path / 'old.db'}")
    with old.begin() as work:
        migrate(work, "0001")
        settings_kept.put(work, "key_id", work.vault.key_id.hex())
        values = "('sms', 'SM1', x'00', 5, 5, 'done')"
        columns = "(channel, external_id, sender, received_at, due_at, state)"
        work.conn.execute(text(f"INSERT INTO inbound {columns} VALUES {values}"))  # noqa: S608
    back_up(old, "botkyrka", tmp_path / "old.backup", silent)
    old.close()
    database = empty(empty_url_of(kind, request))
    restore(database, DESK, tmp_path / "old.backup", silent)
    assert current(database) == head() > "0001"
    with database.begin() as work:
        (row,) = work.conn.execute(select(models.inbound.c.external_id, models.inbound.c.said_at))
    assert (row.external_id, row.said_at) == ("SM1", datetime(1970, 1, 1, 0, 0, 0, 5, UTC))
    database.close()


def test_a_newer_revision_asks_for_a_newer_version(source: Database, tmp_path: Path) -> None:
    """What this version does not know it does not guess at."""
    with backup.snapshot(source) as work:
        manifest = replace(backup.describe(work, "botkyrka"), revision="9999")
    backup_file.write(tmp_path / "new.backup", manifest, [], source.vault)
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    assert "9999" in refused(database, tmp_path / "new.backup")
    assert current(database) == ""
    database.close()


# What passed meanwhile


def test_what_waited_is_not_sent_and_is_named(file: Path, tmp_path: Path) -> None:
    """It may have gone out since: cancelled, emptied, counted by kind."""
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    done = restore(database, DESK, file, silent)
    assert dict(done.unsent.kinds) == {"digest": 1}
    with database.begin() as work:
        (row,) = work.conn.execute(select(models.outbound))
    assert (row.state, row.reason, row.sealed) == ("cancelled", "restored", None)
    database.close()


def test_what_belongs_to_processes_stays_behind(source: Database, tmp_path: Path) -> None:
    """Leases and pace are not restored, and what was wrong then raises its alarm anew if it still is."""
    with source.begin() as work:
        work.conn.execute(insert(models.lease).values(name="poller", holder="a", until=START))
        work.conn.execute(insert(models.pace).values(channel="sms", next_at=START))
        work.conn.execute(insert(models.alarm).values(key="overdue", since=START))
    back_up(source, "botkyrka", tmp_path / "b.backup", silent)
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    restore(database, DESK, tmp_path / "b.backup", silent)
    with database.begin() as work:
        assert not [*work.conn.execute(select(models.lease)), *work.conn.execute(select(models.pace))]
        assert work.conn.execute(select(models.alarm.c.over_at)).scalars().all() == [START]
    database.close()


@pytest.mark.parametrize("hours", [-2, 0])
def test_twilio_s_log_is_read_from_the_backup_on(source: Database, hours: int, tmp_path: Path) -> None:
    """From where it had been read to; if it had never been, from the moment of the backup."""
    read_to = START + timedelta(hours=hours)
    if hours:
        with source.begin() as work:
            settings_kept.put(work, settings_kept.TWILIO_LOG_READ, read_to.isoformat())
    back_up(source, "botkyrka", tmp_path / "b.backup", silent)
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    clock_of(database).pass_(days=2)
    restore(database, DESK, tmp_path / "b.backup", silent)
    with database.begin() as work:
        assert settings_kept.get(work, settings_kept.TWILIO_LOG_READ) == read_to.isoformat()
    database.close()


def test_open_conversations_wait_as_long_as_they_would_have(source: Database, tmp_path: Path) -> None:
    """The time between did not pass for them; one that had run out stays so, and every turn goes on much higher."""
    with source.begin() as work:
        ids = [someone(work, number).id for number in (5, 6)]
        for person, lasts in zip(ids, (timedelta(hours=2), timedelta(minutes=1)), strict=True):
            conversations.save(work, conversations.load(work, person), {"flow": "tip"}, lasts)
    clock_of(source).pass_(hours=1)
    back_up(source, "botkyrka", tmp_path / "b.backup", silent)
    database = empty(f"sqlite:///{tmp_path / 'other.db'}")
    clock_of(database).pass_(days=3)
    restore(database, DESK, tmp_path / "b.backup", silent)
    with database.begin() as work:
        open_, over = (conversations.load(work, person) for person in ids)
        assert (open_.state, over.state) == ({"flow": "tip"}, None)
        assert min(open_.turn, over.turn) > 1000
    clock_of(database).pass_(hours=1)
    with database.begin() as work:
        assert conversations.load(work, ids[0]).state is None
    database.close()
