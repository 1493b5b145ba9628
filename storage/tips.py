"""Tips and the words that go back and forth about them. Texts arrive redacted and are sealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, literal_column, select, update

from handlers.records import Place, Tip
from storage.codes import receipt_code
from storage.database import Work
from storage.models import outbound, tip, tip_event, tip_message, tip_share
from storage.prepared import Prepared
from storage.rows import key_once


@dataclass(frozen=True, slots=True)
class Filed:
    """A tip as it is kept. `status` is a key of `NEXT`; `person_id` is the tipster's; `merged_into` is the id of the
    tip that stands for this one, if it is about the same thing."""

    id: int
    code: str
    person_id: int | None
    area: str | None
    category: str
    place: Place
    what: str
    week: str
    created_at: datetime
    status: str
    merged_into: int | None = None


OPEN = ("new", "seen", "forwarded", "reopened")
SETTLED = ("handled", "closed")
NEXT: dict[str, tuple[str, ...]] = {
    "new": ("seen", "forwarded", *SETTLED),
    "seen": ("forwarded", *SETTLED),
    "forwarded": SETTLED,
    "handled": ("closed", "reopened"),
    "closed": ("reopened",),
    "reopened": ("forwarded", *SETTLED),
}
"""What a tip may become, by what it is. That a reopened one is looked at is no news."""


def add(work: Work, person_id: int, said: Tip, week: str, band: str = "") -> Filed:
    """Keep a tip under a fresh receipt code; `band` is the band of the day in which it was said."""
    while True:
        code = receipt_code(work.random)
        values = {
            "code": code,
            "person_id": person_id,
            "area": said.area,
            "category": said.category,
            "sealed_place": _sealed(work, said.place),
            "sealed_text": work.vault.seal(said.what, "tip.text"),
            "week": week,
            "created_at": work.now,
            "status": "new",
            "time_band": band,
        }
        key = key_once(work, tip, values)
        if key is not None:
            return Filed(
                key,
                code,
                person_id,
                said.area,
                said.category,
                said.place,
                said.what,
                week,
                work.now,
                "new",
            )


def locate(work: Work, filed: Filed, area: str | None, place: Place) -> Filed:
    """Keep where a tip is that was sent without."""
    where = {"area": area, "sealed_place": _sealed(work, place)}
    work.conn.execute(update(tip).where(tip.c.id == filed.id).values(where))
    return replace(filed, area=area, place=place)


def _sealed(work: Work, place: Place) -> bytes:
    return work.vault.seal_json([place.text, place.at], "tip.place")


_STANDS = tip.c.merged_into.is_(None)


def read(work: Work, row: Any) -> Filed:
    """A row of the table as a tip."""
    words, at = work.vault.open_json(row.sealed_place, "tip.place")
    return Filed(
        row.id,
        row.code,
        row.person_id,
        row.area,
        row.category,
        Place(words, tuple(at) if at else None),
        work.vault.open(row.sealed_text, "tip.text") if row.sealed_text else "",
        row.week,
        row.created_at,
        row.status,
        row.merged_into,
    )


_BY_CODE = Prepared(select(tip).where(tip.c.code == bindparam("wanted")))
_BY_ID = Prepared(select(tip).where(tip.c.id == bindparam("wanted")))
_OF_PERSON = Prepared(
    select(tip).where(tip.c.person_id == bindparam("whose")).order_by(tip.c.id.desc()).limit(bindparam("most"))
)


def by_code(work: Work, code: str) -> Filed | None:
    row = _BY_CODE.first(work, wanted=code)
    return read(work, row) if row else None


def by_id(work: Work, key: int) -> Filed | None:
    row = _BY_ID.first(work, wanted=key)
    return read(work, row) if row else None


def of_person(work: Work, person_id: int, limit: int = 5) -> list[Filed]:
    """The person's own tips, latest first."""
    return [read(work, row) for row in _OF_PERSON.all(work, whose=person_id, most=limit)]


def of_week(work: Work, week: str, area: str) -> list[Filed]:
    """The area's tips of a week; of those that are about the same thing the one that stands."""
    rows = work.conn.execute(select(tip).where(tip.c.week == week, tip.c.area == area, _STANDS).order_by(tip.c.id))
    return [read(work, row) for row in rows]


def unread(work: Work, area: str | None) -> list[Filed]:
    """Tips of an area (None: of any) that nobody has been told of yet."""
    told = exists().where(
        outbound.c.about == tip.c.code,
        outbound.c.purpose.startswith("tip:"),
        outbound.c.state.not_in(("failed", "cancelled")),
    )
    waits = exists().where(tip_share.c.tip_id == tip.c.id, tip_share.c.bundle != "gone")
    where = [tip.c.status == "new", ~told, ~waits]
    if area is not None:
        where.append(tip.c.area == area)
    return [read(work, row) for row in work.conn.execute(select(tip).where(*where).order_by(tip.c.id))]


def not_taken_up(work: Work, area: str) -> list[Filed]:
    """The area's tips that nobody has answered or opened."""
    where = tip.c.status == "new", tip.c.area == area, _STANDS
    return [read(work, row) for row in work.conn.execute(select(tip).where(*where).order_by(tip.c.id))]


def count_of_week(work: Work, week: str) -> dict[str | None, int]:
    """How many tips by area; None for those whose area nobody could tell."""
    query = select(tip.c.area, func.count()).where(tip.c.week == week, _STANDS).group_by(tip.c.area)
    return {area: number for area, number in work.conn.execute(query)}


def cells_of_week(work: Work, week: str) -> list[tuple[str | None, str, str, int]]:
    """How many tips of the week by area, category and band of the day, each thing once: not for anybody's eyes."""
    by = (tip.c.area, tip.c.category, tip.c.time_band)
    rows = work.conn.execute(select(*by, func.count()).where(tip.c.week == week, _STANDS).group_by(*by))
    return [tuple(row) for row in rows]


def tipsters_of_week(work: Work, week: str) -> dict[int, tuple[str, str | None]]:
    """Who tipped in the week, with the latest such tip's code and area."""
    query = (
        select(tip.c.person_id, tip.c.code, tip.c.area)
        .where(tip.c.week == week, tip.c.person_id.is_not(None))
        .order_by(tip.c.id)
    )
    return {person_id: (code, area) for person_id, code, area in work.conn.execute(query)}


_SAY = Prepared(
    insert(tip_message).returning(tip_message.c.id), ("tip_id", "person_id", "side", "sealed", "created_at")
)
_LAST_OMBUD = Prepared(
    select(tip_message.c.person_id)
    .where(tip_message.c.tip_id == bindparam("about"), tip_message.c.side == literal_column("'ombud'"))
    .order_by(tip_message.c.id.desc())
    .limit(literal_column("1"))
)


def say(work: Work, filed: Filed, person_id: int, side: str, words: str) -> int:
    """Keep words from one side ("ombud" or "resident"); returns the message's id."""
    sealed = work.vault.seal(words, "tip_message.text")
    key: int = _SAY.scalar(work, tip_id=filed.id, person_id=person_id, side=side, sealed=sealed, created_at=work.now)
    if side == "ombud":
        work.conn.execute(update(tip).where(tip.c.id == filed.id).values(answered_at=work.now))
        set_status(work, filed, "seen", person_id)
    return key


def set_status(work: Work, filed: Filed, status: str, person_id: int | None) -> bool:
    """Let a tip become `status`, by a person (None: by nobody), if it may from what it is now; it is remembered who and
    when. False if it may not, or somebody was before."""
    allowed = [before for before, after in NEXT.items() if status in after]
    changed = update(tip).where(tip.c.id == filed.id, tip.c.status.in_(allowed)).values(status=status)
    if work.conn.execute(changed).rowcount != 1:
        return False
    note(work, filed.id, status, person_id)
    return True


def note(work: Work, tip_id: int, what: str, person_id: int | None, other: int | None = None) -> None:
    """Remember what happened to a tip: a status, or "merged", "unmerged" with the `other` tip's id."""
    values = {"tip_id": tip_id, "what": what, "person_id": person_id, "at": work.now, "other": other}
    work.conn.execute(insert(tip_event).values(**values))


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a tip, when, and by whom (None: nobody who is known)."""

    what: str
    at: datetime
    person_id: int | None


def history(work: Work, filed: Filed) -> list[Event]:
    """What has happened to a tip, in order; not that it came in."""
    rows = work.conn.execute(select(tip_event).where(tip_event.c.tip_id == filed.id).order_by(tip_event.c.id))
    return [Event(row.what, row.at, row.person_id) for row in rows]


def last_ombud(work: Work, filed: Filed) -> int | None:
    """Who last spoke for the ombud's side, however much the tipster has said since."""
    found: int | None = _LAST_OMBUD.scalar(work, about=filed.id)
    return found


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A resident's last words about a tip, the number of that `message`, and the tip."""

    filed: Filed
    message: int
    words: str


def unanswered_by(work: Work, person_id: int) -> list[Unanswered]:
    """The talks in which a person was the last to speak for the ombud's side, and the resident has spoken since."""
    spoken = select(tip_message.c.tip_id).where(tip_message.c.person_id == person_id, tip_message.c.side == "ombud")
    found = []
    for row in work.conn.execute(select(tip).where(tip.c.id.in_(spoken)).order_by(tip.c.id)):
        filed = read(work, row)
        of_tip = select(tip_message).where(tip_message.c.tip_id == filed.id).order_by(tip_message.c.id.desc())
        last = work.conn.execute(of_tip.limit(1)).one()
        if last.side == "resident" and last.sealed and last_ombud(work, filed) == person_id:
            found.append(Unanswered(filed, last.id, work.vault.open(last.sealed, "tip_message.text")))
    return found
