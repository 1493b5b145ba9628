"""Small facts the service keeps about itself: the key's id, how far a provider's queue has been read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.database import Work
from storage.models import setting
from storage.prepared import Prepared
from storage.rows import upsert

MOVED = "moved"  # when this database was copied to another, and left
TWILIO_LOG_READ = "twilio_log_read"  # until when Twilio's log of what came in has been read
RESTORED = "restored"  # of which moment the backup is that this database came from, and when it was restored
_VALUE = Prepared(select(setting.c.value).where(setting.c.key == bindparam("wanted")))


def get(work: Work, key: str, default: str = "") -> str:
    value = _VALUE.scalar(work, wanted=key)
    return default if value is None else str(value)


def put(work: Work, key: str, value: str) -> None:
    upsert(work, setting, {"key": key}, {"value": value})
