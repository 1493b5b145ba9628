"""A database that has been in use for years, filled in a minute: a few people talk with the service as they would, and
their rows are then multiplied, with addresses, keys and sealed columns that can be read like any other."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, product
from typing import Any

from sqlalchemy import Table, select, text

from bench.forms import number_of
from bench.ours import service, take_in
from bench.talk import STEPS, opening
from bot.app import Ombudet
from bot.facts import this_week
from bot.log import set_up
from bot.weekly.schedule import WEEKS_BACK
from bot.weekly.week import due_around, shift
from handlers.categories import FOR_RESIDENTS
from handlers.records import Place, Tip
from storage import firings, models, people, tips
from storage.database import Work

Rows = Iterable[dict[str, Any]]
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_TEXTS = 1_000  # different ones; every tip has one of them
WEEKS = 104
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEW = 20  # of so many tips one has not been answered


def fill(app: Ombudet, conversations: int, filed: int, weeks: int) -> None:
    """So many people, each in the middle of a conversation, and so many tips from them."""
    talked = STEPS - 1
    asyncio.run(_talk(app, talked))
    with app.database.begin() as work:
        past(app, work)
        seen = {table.name: _seen(work, table) for table in (models.person, models.address, models.conversation)}
        seen |= {table.name: _seen(work, table) for table in (models.inbound, models.outbound)}
        newcomers = range(talked, max(talked, conversations))
        lines = {number: people.lookup(work.vault, "sms", number_of(number)) for number in newcomers}
        _add(work, models.person, ({**_like(seen, "person", n), "id": n + 1} for n in newcomers))
        _add(work, models.address, (_address(work, seen, n, lines[n]) for n in newcomers))
        _add(work, models.conversation, ({**_like(seen, "conversation", n), "person_id": n + 1} for n in newcomers))
        _add(work, models.inbound, (_inbound(seen, n, lines[n]) for n in newcomers))
        _add(work, models.outbound, (_outbound(seen, n) for n in newcomers))
        if filed:
            areas = [area.slug for area in app.desk.areas]
            tips.add(
                work,
                1,
                Tip("ovrigt", areas[0], Place("Albyvägen 1", None), "Lampan är trasig"),
                this_week(app.desk, work),
            )
            (like,) = _seen(work, models.tip)
            _add(work, models.tip, _tips(work, like, areas, conversations, filed - 1, weeks))
        _count_on(work)


async def _talk(app: Ombudet, talked: int) -> None:
    await take_in(app, "sms", opening(talked))
    await app.inbox.work()


def past(app: Ombudet, work: Work) -> None:
    """The weeks behind it are behind it: a service that starts anew owes nobody months of thanks."""
    for slot in due_around(work.now, app.desk.town.week, WEEKS_BACK):
        if slot.due is None or slot.due <= work.now:
            firings.record(work, slot.job, slot.week, firings.ALL, slot.due, "done")


def _seen(work: Work, table: Table) -> list[dict[str, Any]]:
    """What the service itself has written, without the keys that it numbers."""
    rows = work.conn.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def _like(seen: dict[str, list[dict[str, Any]]], table: str, number: int) -> dict[str, Any]:
    """A row as the one who is as far in the conversation has it."""
    rows = seen[table]
    return rows[number % len(rows)]


def _address(work: Work, seen: Any, number: int, line: bytes) -> dict[str, Any]:
    sealed = work.vault.seal(number_of(number), "address")
    return {
        **_like(seen, "address", number),
        "id": number + 1,
        "person_id": number + 1,
        "sealed": sealed,
        "lookup": line,
    }


def _inbound(seen: Any, number: int, line: bytes) -> dict[str, Any]:
    own = {"external_id": f"SMseed{number:08}", "sender": line, "echo": None}  # as after ten minutes
    return {**_like(seen, "inbound", number), "id": 1_000 + number, **own}


def _outbound(seen: Any, number: int) -> dict[str, Any]:
    own = {"purpose": f"reply:seed:{number}", "person_id": number + 1, "address_id": number + 1, "sealed": None}
    sent = {"state": "delivered", "sent_at": seen["outbound"][0]["created_at"], "provider_id": f"SMsent{number:08}"}
    return {**_like(seen, "outbound", number), "id": 1_000 + number, **own, **sent}


def _tips(
    work: Work, like: dict[str, Any], areas: list[str], tippers: int, filed: int, weeks: int
) -> Iterator[dict[str, Any]]:
    """Like the one that is there, over so many weeks up to the last one that is over. Nothing is asked of the database,
    which is busy taking them in."""
    names = [shift(like["week"], back - weeks) for back in range(weeks)]
    kinds = cycle(product([option.key for option in FOR_RESIDENTS], areas))
    taken = like["code"].replace("-", "")
    codes = islice((code for code in map("".join, product(_ALPHABET, repeat=6)) if code != taken), filed)
    pool = [_words(work, number) for number in range(_TEXTS)]
    for number, (code, (category, area)) in enumerate(zip(codes, kinds, strict=False)):
        week = number * weeks // filed
        when = like["created_at"] - timedelta(weeks=weeks - week)
        yield {
            **like, **pool[number % _TEXTS], "id": 1_000 + number, "code": f"{code[:3]}-{code[3:]}",
            "person_id": 1 + number % tippers, "area": area, "category": category,
            "week": names[week], "created_at": when,
            "status": "new" if number % _NEW == 0 else "seen",
        }  # fmt: skip


def _words(work: Work, number: int) -> dict[str, bytes]:
    what = f"Lampan vid gången bakom nummer {number} är trasig sedan länge, och det är mörkt där på kvällen"
    place = work.vault.seal_json([f"Albyvägen {number}", None], "tip.place")
    return {"sealed_place": place, "sealed_text": work.vault.seal(what, "tip.text")}


def _add(work: Work, table: Table, rows: Rows) -> None:
    """Insert by the driver, without the toolkit: these are many."""
    names = [column.name for column in table.columns]
    plain = ([_plain(row[name]) for name in names] for row in rows)
    into, driver = f"{table.name} ({', '.join(names)})", work.conn.connection.driver_connection
    assert driver is not None
    if work.conn.dialect.name == "sqlite":
        driver.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", plain)  # noqa: S608
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in plain:
            copy.write_row(row)


def _plain(value: Any) -> Any:
    return (value - _EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value


def _count_on(work: Work) -> None:
    """PostgreSQL's keys go on from the highest; SQLite's do so by themselves."""
    if work.conn.dialect.name == "sqlite":
        return
    for name in ("person", "address", "inbound", "outbound", "tip"):
        work.conn.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))  # noqa: S608


def _settle(app: Ombudet) -> None:
    """What was just loaded is not still being tidied and written out while something is measured."""
    tidy = ["ANALYZE"] if app.database.is_sqlite else ["VACUUM (ANALYZE)", "CHECKPOINT"]
    with app.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in tidy:
            connection.execute(text(statement))
    app.database.close()
    os.sync()


def main(conversations: int, filed: int, weeks: int = WEEKS) -> None:
    set_up("WARNING")
    app = service(os.environ["DATABASE_URL"])
    fill(app, conversations, filed, weeks)
    _settle(app)
    print("{}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
