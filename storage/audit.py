"""Who did what, when: joining, inviting, stopping, releasing. Codes and ids only."""

from __future__ import annotations

from sqlalchemy import insert

from storage.database import Work
from storage.models import audit


def note(work: Work, actor: str, action: str, thing: str) -> None:
    work.conn.execute(insert(audit).values(at=work.now, actor=actor[:40], action=action[:40], object=thing[:120]))
