"""Words that people wrote and that may leave only as a coordinator has approved them: what an ombud added to a report,
what is to be done by an action, and words for a place. A decision is about the words as they stood: changed since, they
are unreviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage import actions
from storage.database import Work
from storage.models import quote
from storage.reports import Kept
from storage.rows import add_once

WHAT = "what"  # the kind of an action's words
WHERE = "where"  # and of words for a place
COMMENT = "comment"  # as in `handlers.additions`
_CONTEXT = "quote.told"


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's words and what is decided about them. `source` is "report" or "action", `number` that row's id; or
    "place", and the words' own number. `kind` is as in `handlers.additions`, or WHAT, or WHERE. `decision` is
    "approved", "edited", "withheld" or "" (nobody has decided about these words), `told` the words as they may leave;
    `turn` counts the decisions ever made about this place."""

    source: str
    number: int
    kind: str
    area: str
    text: str
    landlord: str = ""
    decision: str = ""
    told: str = ""
    turn: int = 0

    @property
    def key(self) -> str:
        return f"{self.source}:{self.number}:{self.kind}"


def in_reports(work: Work, kept: Iterable[Kept]) -> list[Words]:
    """What ombud wrote in these reports, with what is decided about it."""
    found = [
        Words("report", one.id, kind, one.report.area, text, one.report.landlord)
        for one in kept
        for kind, text in (*one.report.words, (COMMENT, one.report.comment))
        if text
    ]
    return _with_decisions(work, "report", found)


def in_actions(work: Work, since: datetime) -> list[Words]:
    """What is to be done by the actions that are under way, or done since, in all areas."""
    found = [Words("action", one.id, WHAT, one.area, one.what) for one in actions.of_late(work, since) if one.what]
    return _with_decisions(work, "action", found)


def in_places(work: Work, places: Iterable[tuple[str, str]]) -> list[Words]:
    """These places, each an area and somebody's words for it, with what is decided about the same words in the same
    area, wherever they were written."""
    found = [Words("place", _number(work, area, text), WHERE, area, text) for area, text in places]
    return _with_decisions(work, "place", found)


def approved_action(work: Work, action_id: int) -> str:
    """What an action is to do, as a coordinator approved it; "" until then."""
    one = actions.by_id(work, action_id)
    found = [Words("action", one.id, WHAT, one.area, one.what)] if one else []
    return "".join(words.told for words in _with_decisions(work, "action", found))


def decide(work: Work, seen: Words, decision: str, told: str, person_id: int) -> bool:
    """Keep a person's decision about words as they were `seen`; False if there has been another meanwhile."""
    place = {"source": seen.source, "number": seen.number, "kind": seen.kind}
    values = {
        "words": _index(work, seen),
        "decision": decision,
        "sealed_told": work.vault.seal(told, _CONTEXT) if told else None,
        "person_id": person_id,
        "decided_at": work.now,
        "turn": seen.turn + 1,
    }
    if seen.turn == 0:
        return add_once(work, quote, {**place, **values})
    changed = work.conn.execute(update(quote).filter_by(**place, turn=seen.turn).values(values))
    return changed.rowcount == 1


def _with_decisions(work: Work, source: str, found: list[Words]) -> list[Words]:
    numbers = {words.number for words in found}
    rows = (
        work.conn.execute(select(quote).where(quote.c.source == source, quote.c.number.in_(numbers))) if found else ()
    )
    decided = {(row.number, row.kind): row for row in rows}
    return [_decided(work, words, decided.get((words.number, words.kind))) for words in found]


def _decided(work: Work, words: Words, row: Any) -> Words:
    if row is None:
        return words
    stands = row.words == _index(work, words)
    told = work.vault.open(row.sealed_told, _CONTEXT) if stands and row.sealed_told else ""
    decision = row.decision if stands else ""
    return Words(
        words.source, words.number, words.kind, words.area, words.text, words.landlord, decision, told, row.turn
    )


def _number(work: Work, area: str, text: str) -> int:
    """56 bits, so that every JSON reader keeps it."""
    return int.from_bytes(work.vault.index("quote.place", f"{area}:{text}")[:7])


def _index(work: Work, words: Words) -> bytes:
    return work.vault.index("quote", f"{words.key}:{words.text}")
