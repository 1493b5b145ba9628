"""How long nobody was here. A mark is left every minute, on the clock that all replicas share; an outage shows at the
next mark, whether the service, its database or the whole machine was away. Telegram keeps what is written to us for 24
hours, so what an outage longer than that has lost can't be known, and is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot import alarms
from storage import settings_kept
from storage.database import Work

log = structlog.get_logger()
TELEGRAM_KEEPS = timedelta(hours=24)  # https://core.telegram.org/bots/api#getting-updates
_ALIVE = "alive_at"


def mark(work: Work, now: datetime) -> bool:
    """Leave the mark; True if the one before is so old that Telegram may have dropped something, which is an alarm."""
    before = datetime.fromisoformat(settings_kept.get(work, _ALIVE, now.isoformat()))
    settings_kept.put(work, _ALIVE, now.isoformat())
    if now - before <= TELEGRAM_KEEPS:
        return False
    log.error("was_away", since=before.isoformat(), until=now.isoformat())
    return alarms.raise_once(work, alarms.away("telegram", before, now))
