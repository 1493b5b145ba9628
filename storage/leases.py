"""What only one of several replicas does at a time: whoever holds the lease of that name. A lease is a row with an end,
so that a replica that hangs is overtaken (docs/decisions/0011-leases-are-rows.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Work
from storage.models import lease
from storage.prepared import Prepared


def _taking(dialect: str) -> Any:
    """Take the lease if it is free, expired, mine, or ends later than any lease can: then the clock was set back."""
    module: Any = sqlite if dialect == "sqlite" else postgresql
    insert = module.insert(lease)
    new = {name: insert.excluded[name] for name in ("holder", "until")}
    mine = lease.c.holder == insert.excluded.holder
    over = or_(
        lease.c.until <= bindparam("now", type_=lease.c.until.type),
        lease.c.until > bindparam("too_far", type_=lease.c.until.type),
    )
    return insert.on_conflict_do_update(index_elements=["name"], set_=new, where=or_(mine, over)).returning(
        lease.c.name
    )


_TAKE = Prepared(_taking, ("name", "holder", "until"))
_RELEASE = Prepared(delete(lease).where(lease.c.name == bindparam("called"), lease.c.holder == bindparam("by")))


def hold(work: Work, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Take the lease or renew it, for so long; False if another has it. `now` by the clock that all replicas share."""
    taken = _TAKE.scalar(work, name=name, holder=holder, until=now + lasts, now=now, too_far=now + 2 * lasts)
    return taken is not None


def release(work: Work, name: str, holder: str) -> None:
    """Give the lease up, so that another may have it at once; what another holds stays theirs."""
    _RELEASE.run(work, called=name, by=holder)
