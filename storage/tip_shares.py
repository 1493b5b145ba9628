"""When each ombud wants tips, and the tips that wait for somebody until then. What waits is never deleted: it is told
in a bundle, or it has gone another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select, update

from storage.database import Work
from storage.models import outbound, tip, tip_share, tip_wish
from storage.prepared import Prepared
from storage.rows import add_once, upsert
from storage.tips import Filed, read

How = Literal["instant", "hourly", "daily"]
GONE = "gone"  # told to somebody else instead, or settled before it was told


_WISH = Prepared(select(tip_wish.c.how).where(tip_wish.c.person_id == bindparam("whose")))
_WAITS = Prepared(
    select(tip_share.c.id).where(
        tip_share.c.tip_id == bindparam("what"),
        tip_share.c.person_id == bindparam("whose"),
        tip_share.c.bundle == bindparam("told"),
    )
)
_WAITING = Prepared(
    select(tip, tip_share.c.id.label("share_id"), tip_share.c.person_id.label("reader_id"), tip_share.c.since)
    .join(tip_share, tip_share.c.tip_id == tip.c.id)
    .where(tip_share.c.bundle == bindparam("told"))
    .order_by(tip_share.c.person_id, tip_share.c.id)
)


def wish(work: Work, person_id: int) -> str:
    """How a person wants tips: a `How`."""
    return _WISH.scalar(work, whose=person_id) or "instant"


def wants(work: Work, person_id: int, how: str) -> None:
    upsert(work, tip_wish, {"person_id": person_id}, {"how": how})


def wait(work: Work, filed: Filed, person_id: int) -> None:
    """Let a tip wait for a person, unless it does or they have been told of it; one that had gone another way waits
    again."""
    if work.conn.execute(select(outbound.c.id).where(outbound.c.purpose == f"tip:{filed.code}:{person_id}")).first():
        return
    keys = {"tip_id": filed.id, "person_id": person_id}
    if add_once(work, tip_share, {**keys, "since": work.now, "bundle": ""}):
        return
    again = update(tip_share).where(tip_share.c.tip_id == filed.id, tip_share.c.person_id == person_id)
    work.conn.execute(again.where(tip_share.c.bundle == GONE).values(bundle="", since=work.now))


@dataclass(frozen=True, slots=True)
class Share:
    """A tip that waits for a person since then."""

    id: int
    person_id: int
    since: datetime
    tip: Filed


def waiting(work: Work) -> dict[int, list[Share]]:
    """What waits, by whom it waits for, the first first."""
    found: dict[int, list[Share]] = {}
    for row in _WAITING.all(work, told=""):
        share = Share(row.share_id, row.reader_id, row.since, read(work, row))
        found.setdefault(row.reader_id, []).append(share)
    return found


def waits_for(work: Work, filed: Filed, person_id: int) -> bool:
    return _WAITS.first(work, what=filed.id, whose=person_id, told="") is not None


def settle(work: Work, shares: list[Share], bundle: str) -> None:
    """They wait no more: they were told in this bundle, or are `GONE`."""
    ids = [share.id for share in shares]
    work.conn.execute(update(tip_share).where(tip_share.c.id.in_(ids)).values(bundle=bundle))


def in_bundle(work: Work, purpose: str) -> list[Filed]:
    """The tips that were told in one message, by its purpose (of any of its parts)."""
    bundle = ":".join(purpose.split(":")[:3])
    query = select(tip).join(tip_share, tip_share.c.tip_id == tip.c.id).where(tip_share.c.bundle == bundle)
    return [read(work, row) for row in work.conn.execute(query.order_by(tip_share.c.id)).all()]
