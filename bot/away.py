"""How long nobody was here. A mark is left every minute, on the clock that all replicas share; an outage shows at the
next mark, whether the service, its database or the whole machine was away. Telegram keeps what is written to us for 24
hours, so what an outage longer than that has lost can't be known, and is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from storage import settings_kept
from storage.database import Work

log = structlog.get_logger()
TELEGRAM_KEEPS = timedelta(hours=24)  # https://core.telegram.org/bots/api#getting-updates
_ALIVE = "alive_at"
_AWAY = "away"  # "<from>/<to>": the last outage in which something may have been lost


def mark(work: Work, now: datetime) -> bool:
    """Leave the mark; True if the one before is so old that Telegram may have dropped something, which is kept."""
    before = datetime.fromisoformat(settings_kept.get(work, _ALIVE, now.isoformat()))
    settings_kept.put(work, _ALIVE, now.isoformat())
    if now - before <= TELEGRAM_KEEPS:
        return False
    settings_kept.put(work, _AWAY, f"{before.isoformat()}/{now.isoformat()}")
    log.error("was_away", since=before.isoformat(), until=now.isoformat())
    return True


def alarm(work: Work, now: datetime) -> list[str]:
    """For a day after such an outage, what is to be said of it."""
    since, _, until = settings_kept.get(work, _AWAY).partition("/")
    if not until or not timedelta() <= now - datetime.fromisoformat(until) < timedelta(days=1):
        return []
    lost = datetime.fromisoformat(until) - TELEGRAM_KEEPS
    return [
        f"away from {since[:16]} to {until[:16]} UTC: what was written by Telegram before {lost:%Y-%m-%dT%H:%M} is gone"
    ]
