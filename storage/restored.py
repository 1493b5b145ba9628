"""What can't stand as it was when a database comes back from a backup: time has passed that it knows nothing of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, or_, type_coerce, update

from storage import answer_letters, broadcasts, letters, settings_kept
from storage.database import Work
from storage.models import alarm, conversation, outbound
from storage.outbound import UNSENT

REASON = "restored"
_TURNS = 1000  # more than a conversation can have gone on by since the backup


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages that were waiting, by the kind of their purpose, and the codes of the tips among them that were on
    their way to an ombud."""

    kinds: Mapping[str, int]
    tips: tuple[str, ...]


def cancel_unsent(work: Work) -> Unsent:
    """What waited to be sent may have gone out since: none of it is sent."""
    cancelled = work.conn.execute(
        update(outbound)
        .where(outbound.c.state.in_(UNSENT))
        .values(state="cancelled", reason=REASON, sealed=None, leased_until=None)
        .returning(outbound.c.purpose, outbound.c.about)
    ).all()
    kinds: dict[str, int] = {}
    for purpose, _ in cancelled:
        kind = purpose.partition(":")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    if by_mail := letters.cancel_unsent(work, REASON):
        kinds["letter"] = by_mail
    if asking := answer_letters.cancel_unsent(work, REASON):
        kinds["question"] = asking
    broadcasts.stop_all(work)
    tips = {about for purpose, about in cancelled if purpose.startswith("tip:")}
    return Unsent(dict(sorted(kinds.items())), tuple(sorted(tips)))


def close_alarms(work: Work) -> None:
    """What is still wrong raises its alarm anew."""
    work.conn.execute(update(alarm).where(alarm.c.over_at.is_(None)).values(over_at=work.now))


def resume_conversations(work: Work, since: datetime) -> None:
    """The time between did not pass for what was open: it waits as long as it would have. Turns go on from where no
    button on anybody's telephone is dated, so that none answers a question it did not belong to."""
    shifted = (work.now - since) // timedelta(microseconds=1)
    was_open = (
        conversation.c.sealed.is_not(None),
        or_(conversation.c.expires_at.is_(None), conversation.c.expires_at > since),
    )
    later = {c: type_coerce(c, BigInteger) + shifted for c in (conversation.c.updated_at, conversation.c.expires_at)}
    work.conn.execute(update(conversation).where(*was_open).values({c.name: value for c, value in later.items()}))
    work.conn.execute(update(conversation).values(turn=conversation.c.turn + _TURNS))


def read_log_since(work: Work, made_at: datetime) -> None:
    """Twilio's log is read from where it was read to before the backup, at the latest from the backup on."""
    kept = settings_kept.get(work, settings_kept.TWILIO_LOG_READ)
    if not kept or datetime.fromisoformat(kept) > made_at:
        settings_kept.put(work, settings_kept.TWILIO_LOG_READ, made_at.isoformat())
