"""Who wants to take part and what they were answered. `waiting_since` is from when the applicant waits for a word of
ours, and `chased` how far those who owe it have been reminded: by these two nobody waits more than a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam, insert, select, update

from handlers.records import Application, Role
from storage import tips
from storage.codes import receipt_code
from storage.database import Work
from storage.models import application
from storage.prepared import Prepared

OPEN = ("open", "talk")
SEEN_TO = 3  # `chased` when the applicant has been told that nobody answered
_CONTEXT = "application.when"
_WAITING = Prepared(
    select(application)
    .where(application.c.waiting_since.is_not(None), application.c.chased < bindparam("all"))
    .order_by(application.c.id)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An application. `state` is "open" (nobody has answered), "talk" (they talk), "yes", "no" or "withdrawn";
    `answered_by` who answered last."""

    id: int
    code: str
    person_id: int
    kind: Role
    area: str | None
    when: str
    state: str
    answered_by: int | None
    waiting_since: datetime | None
    chased: int

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def add(work: Work, person_id: int, said: Application) -> Kept:
    """Keep an application, under a code that no tip has. The person may have no other of the kind open."""
    code = receipt_code(work.random)
    while by_code(work, code) or tips.by_code(work, code):
        code = receipt_code(work.random)
    query = insert(application).values(
        code=code,
        person_id=person_id,
        kind=said.kind,
        area=said.area,
        sealed_when=work.vault.seal(said.when, _CONTEXT) if said.when else None,
        created_at=work.now,
        state="open",
        waiting_since=work.now,
    )
    return _kept(work, work.conn.execute(query.returning(*application.c)).one())


def _kept(work: Work, row: Any) -> Kept:
    when = work.vault.open(row.sealed_when, _CONTEXT) if row.sealed_when else ""
    return Kept(
        row.id,
        row.code,
        row.person_id,
        cast("Role", row.kind),
        row.area,
        when,
        row.state,
        row.answered_by,
        row.waiting_since,
        row.chased,
    )


def get(work: Work, key: int) -> Kept:
    """The application. KeyError if there is none."""
    row = work.conn.execute(select(application).where(application.c.id == key)).first()
    if row is None:
        raise KeyError(f"application {key}")
    return _kept(work, row)


def by_code(work: Work, code: str) -> Kept | None:
    row = work.conn.execute(select(application).where(application.c.code == code)).first()
    return _kept(work, row) if row else None


def open_of(work: Work, person_id: int) -> list[Kept]:
    """A person's applications that are not decided."""
    where = application.c.person_id == person_id, application.c.state.in_(OPEN)
    rows = work.conn.execute(select(application).where(*where).order_by(application.c.id))
    return [_kept(work, row) for row in rows]


def decide(work: Work, kept: Kept, state: str, by: int) -> bool:
    """Decide it: "yes", "no" or "withdrawn". False if somebody was first; what they wrote of when goes."""
    where = application.c.id == kept.id, application.c.state.in_(OPEN)
    values = {"state": state, "answered_by": by, "waiting_since": None, "sealed_when": None}
    return work.conn.execute(update(application).where(*where).values(**values)).rowcount == 1


def talk(work: Work, kept: Kept, by: int) -> int:
    """Somebody writes to the applicant, who waits no more. Returns which words these are, counted from 1; 0 if it is
    decided."""
    return _say(work, kept, {"state": "talk", "answered_by": by, "waiting_since": None, "chased": 0})


def heard(work: Work, kept: Kept) -> int:
    """The applicant writes, and waits for an answer from now unless they waited already. Returns as `talk` does."""
    if kept.waiting_since is not None:
        return _say(work, kept, {})
    return _say(work, kept, {"waiting_since": work.now, "chased": 0})


def _say(work: Work, kept: Kept, values: dict[str, Any]) -> int:
    """What is said is not kept: only that it was."""
    query = update(application).where(application.c.id == kept.id, application.c.state.in_(OPEN))
    said = query.values(said=application.c.said + 1, **values).returning(application.c.said)
    return work.conn.execute(said).scalar() or 0


def waiting(work: Work) -> list[Kept]:
    """Those that wait for an answer, and whom something may still be done for."""
    return [_kept(work, row) for row in _WAITING.all(work, all=SEEN_TO)]


def chased(work: Work, kept: Kept, stage: int) -> bool:
    """Record how far it has been chased; False if that was so already."""
    where = application.c.id == kept.id, application.c.chased < stage
    return work.conn.execute(update(application).where(*where).values(chased=stage)).rowcount == 1
