"""A backup's rows and its file: what goes out comes in the same, in either kind of database, and a file that is not
whole or not ours is refused in a line."""

from __future__ import annotations

import gzip
import json
import stat
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from copying import empty, file, rows_of, silent, source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Table, text
from storing import KEY, START, both, clock_of, empty_url_of, opened, someone

from bot.operating.backup import back_up
from storage import backup, backup_file, models
from storage.database import Database, Refused
from storage.models import Moment
from storage.rows import add_once
from storage.secrets import Vault
from storage.upgrade import WrongKey, head, migrate

__all__ = ["file", "source"]


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


@pytest.mark.no_cover
@both
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
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
        second = emptied(f"sqlite:///{folder}/second.db" if kind == "sqlite" else empty_url_of(kind, request))
        with second.begin() as work:
            manifest = backup_file.open_manifest(one, second.vault)
            migrate(work, manifest.revision)
            backup.fill(work, backup_file.read(one, manifest))
        assert rows_of(second) == rows_of(first)
        back_up(second, "botkyrka", other, silent)
        second.close()
        assert lines_of(one)[1:] == lines_of(other)[1:]


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
