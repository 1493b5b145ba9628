"""When an ombud wants tips: as they come, or together. What is danger comes at once whatever they choose."""

from __future__ import annotations

from handlers.dialogue import Dialogue, Option
from handlers.open_tips import sure
from handlers.records import TipTimes
from handlers.text import _

HOURLY = _("Together, each hour")
DAILY = _("Together, once a day at 17")
NAMES = {"instant": _("At once"), "hourly": HOURLY, "daily": DAILY}


async def tip_times(d: Dialogue) -> TipTimes:
    options = (
        Option("instant", NAMES["instant"], 1, icon="⚡"),
        Option("hourly", HOURLY.sms(_("Each hour")), 2, icon="🕐"),
        Option("daily", DAILY.sms(_("Daily at 17")), 3, icon="🌇"),
    )
    asked = _(
        "When do you want tips? Now: {how}. Danger and fire always come at once; the rest wait at night, 21 to 08.",
        how=NAMES[d.facts["how"]],
    ).sms(_("When do you want tips? Danger and fire always come at once."))
    how = await d.choose("how", asked, options)
    if not await sure(d, NAMES[how]):
        d.forget("how", "sure")
    return TipTimes(how)
