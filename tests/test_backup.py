"""A backup's rows and its file: what goes out comes in the same, in either kind of database; what is not whole, not
ours or not wanted is refused in a line, and then nothing has been written."""

from __future__ import annotations

import gzip
import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Table, select, text
from storing import KEY, START, HandClock, both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.operating.backup import back_up
from bot.operating.restore import restore
from storage import backup, backup_file, conversations, models, outbound, settings_kept
from storage.database import Database
from storage.models import Moment
from storage.outbound import Draft, Priority
from storage.rows import add_once
from storage.secrets import Vault
from storage.upgrade import Refused, WrongKey, current, head, migrate

DESK = Desk(load("botkyrka"), Voices())
Rows = dict[str, list[tuple[Any, ...]]]


def silent(_done: int, _rows: int) -> None:
    """Nobody looks."""


def empty(url: str, key: bytes = KEY) -> Database:
    """A database in which there is nothing, at its own time."""
    return Database(url, Vault(key), HandClock(), Random(1))  # noqa: S311


def rows_of(database: Database) -> Rows:
    """Everything a copy holds, by table."""
    found: Rows = {}
    with backup.snapshot(database) as work:
        for shape, rows in backup.read(work, backup.describe(work, "botkyrka")):
            found.setdefault(shape.name, []).extend(tuple(row) for row in rows)
    return found


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """A small database with somebody in it."""
    with opened(f"sqlite:///{tmp_path / 'source.db'}") as database:
        with database.begin() as work:
            person = someone(work)
            draft = Draft("digest:2026-W46:police-1", person.id, person.address_id, "sms", Priority.WEEK, {"text": "x"})
            outbound.put(work, draft)
        yield database


@pytest.fixture
def file(source: Database, tmp_path: Path) -> Path:
    """A backup of it."""
    back_up(source, "botkyrka", tmp_path / "a.backup", silent)
    return tmp_path / "a.backup"


# The same rows


def _values(column: Any) -> st.SearchStrategy[Any]:
    """What the column's type can hold, beyond what we would put there."""
    if isinstance(column.type, Moment):
        made: st.SearchStrategy[Any] = st.timedeltas(timedelta(-9000), timedelta(9000)).map(lambda by: START + by)
    elif isinstance(column.type, LargeBinary):
        made = st.binary(max_size=80)
    elif column.type.python_type is str:
        made = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=column.type.length)
    elif column.type.python_type is bool:
        made = st.booleans()
    else:
        made = st.integers(-(2**31), 2**31 - 1)
    return st.none() | made if column.nullable else made


def _row(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    """A row that refers to person 1, tip 1, address 1 and so on, which are there."""
    plain = {c.name: _values(c) for c in table.columns if not c.primary_key and not c.foreign_keys}
    return st.fixed_dictionaries({**plain, **{c.name: st.just(1) for c in table.columns if c.foreign_keys}})


FREE = [t for t in models.metadata.sorted_tables if t.name in ("person", "tip", "outbound", "firing", "audit")]
SOME_ROWS = st.fixed_dictionaries({table: st.lists(_row(table), max_size=4) for table in FREE})


def emptied(url: str) -> Database:
    """The database without what an earlier example put there."""
    database = empty(url)
    if not database.is_sqlite:
        with database.begin() as work:
            work.conn.execute(text("DROP SCHEMA public CASCADE"))
            work.conn.execute(text("CREATE SCHEMA public"))
    return database


@both
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=SOME_ROWS)
def test_what_is_restored_and_backed_up_again_is_the_same(
    kind: str, request: pytest.FixtureRequest, rows: dict[Table, list[dict[str, Any]]]
) -> None:
    """Out of SQLite into either kind and out again: the same rows, whatever stands in them."""
    with TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/first.db") as first:
        one, other = Path(folder, "one.backup"), Path(folder, "other.backup")
        with first.begin() as work:
            someone(work)
            for table, some in rows.items():
                for row in some:
                    add_once(work, table, row)
        back_up(first, "botkyrka", one, silent)
        second = emptied(f"sqlite:///{folder}/second.db" if kind == "sqlite" else url_of(kind, request))
        with second.begin() as work:
            manifest = backup_file.open_manifest(one, second.vault)
            migrate(work, manifest.revision)
            backup.fill(work, backup_file.read(one, manifest))
        assert rows_of(second) == rows_of(first)
        back_up(second, "botkyrka", other, silent)
        second.close()
        assert lines_of(one)[1:] == lines_of(other)[1:]


@both
def test_rows_are_numbered_on_from_the_last(kind: str, file: Path, request: pytest.FixtureRequest) -> None:
    """Whoever comes after a restore gets the next number, and not one that is taken."""
    database = empty(url_of(kind, request))
    restore(database, DESK, file, silent)
    with database.begin() as work:
        assert [someone(work, number).id for number in (5, 6, 7)] == [1, 2, 3]
    database.close()


# The file


def lines_of(path: Path) -> list[bytes]:
    """What gunzip makes of the file, without the digest."""
    return gzip.decompress(path.read_bytes()).splitlines()[:-1]


def test_the_file_is_its_owner_s_and_reveals_no_more_than_the_database(file: Path) -> None:
    """Nobody else may read it, and what is sealed in the database is sealed in it."""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"46701740605" not in b"".join(lines_of(file))
    assert [path.name for path in file.parent.iterdir() if "backup" in path.name] == ["a.backup"]


def test_the_file_says_what_is_in_it(file: Path) -> None:
    """Its first line is the manifest; then there are as many rows as it says."""
    manifest, *rows = map(json.loads, lines_of(file))
    assert (manifest["revision"], manifest["municipality"]) == (head(), "botkyrka")
    assert manifest["made_at"] == START.isoformat()
    assert sum(table["rows"] for table in manifest["tables"]) == len(rows) == 4
    assert not {table["name"] for table in manifest["tables"]} & {"lease", "pace", "alembic_version"}


def test_a_file_that_is_there_stays(source: Database, file: Path) -> None:
    """It is replaced only when that is said."""
    before = file.read_bytes()
    with pytest.raises(Refused, match="--force"):
        back_up(source, "botkyrka", file, silent)
    assert file.read_bytes() == before
    clock_of(source).pass_(hours=1)
    back_up(source, "botkyrka", file, silent, force=True)
    assert file.read_bytes() != before


def test_a_backup_that_is_broken_off_leaves_nothing(source: Database, tmp_path: Path) -> None:
    """Neither a file nor a part of one, and what was there before is untouched."""

    def interrupted(_done: int, _rows: int) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "kept"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        back_up(source, "botkyrka", folder / "a.backup", interrupted)
    assert list(folder.iterdir()) == []


def test_no_octet_can_be_changed_or_missing(file: Path) -> None:
    """Every flipped bit, every cut and everything that is added is found before anything is read."""
    whole = file.read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(len(whole))]
    cut = [whole[:size] for size in range(0, len(whole), 7)]
    for octets in (*flipped, *cut, whole + b"\0", b"", b"PK"):
        file.write_bytes(octets)
        with pytest.raises(Refused) as refused:
            backup_file.open_manifest(file, Vault(KEY))
        assert "\n" not in str(refused.value)


def test_a_file_that_somebody_made_up_is_refused(source: Database, file: Path) -> None:
    """A right digest is not enough: the seal is by the key, which the file does not hold."""
    key_id = source.vault.key_id.hex()
    with backup.snapshot(source) as work:
        manifest = backup.describe(work, "botkyrka")
    backup_file.write(file, manifest, [], Vault(bytes(32)), force=True)
    with pytest.raises(backup_file.Damaged, match="changed"):
        backup_file.open_manifest(file, source.vault)
    assert manifest.key_id == key_id


def test_another_key_is_named(file: Path) -> None:
    """The line says which key is wanted, by its id."""
    with pytest.raises(WrongKey, match=Vault(KEY).key_id.hex()):
        backup_file.open_manifest(file, Vault(bytes(32)))


def test_a_later_format_asks_for_a_later_version(source: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What we can't know yet is refused by name."""
    with monkeypatch.context() as later:
        later.setattr(backup_file, "FORMAT", 2)
        back_up(source, "botkyrka", file, silent, force=True)
    with pytest.raises(Refused, match="later version"):
        backup_file.open_manifest(file, source.vault)


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

    database = empty(url_of(kind, request))
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
    database = empty(url_of(kind, request))
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
