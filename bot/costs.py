"""What SMS cost, and how many may still leave this month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from storage import broadcasts, vitals
from storage.database import Work

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Costs:
    """`price_ore` is what a segment costs (0: not known), `monthly_cap` how many may leave in a month (None: any)."""

    price_ore: Decimal = Decimal(0)
    monthly_cap: int | None = None

    def left(self, work: Work, zone: ZoneInfo) -> int | None:
        """How many segments may still leave in this month, by the calendar of `zone`, counting those on their way;
        None if there is no cap. What can't wait leaves all the same, so it may be below 0."""
        if self.monthly_cap is None:
            return None
        here = work.now.astimezone(zone)
        start: datetime = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        return self.monthly_cap - vitals.segments(work, start, work.now + _DAY) - broadcasts.on_their_way(work)
