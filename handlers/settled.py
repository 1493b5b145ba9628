"""The ombud says that a tip is handled, or closes it: the tipster may say that it is not fixed."""

from __future__ import annotations

from handlers.categories import label
from handlers.dialogue import Dialogue, Option
from handlers.records import Fixed
from handlers.text import Text, _


async def settled(d: Dialogue) -> Fixed:
    f = d.facts
    yes = Option("yes", _("Yes, thanks"), icon="👍")
    no = Option("no", _("No, it is not fixed").sms(_("No, not fixed")), icon="👎")
    return Fixed(f["code"], await d.confirm("fixed", ASKED[f["status"]](f["code"], f["category"]), yes, no))


def _handled(code: str, category: str) -> Text:
    return _("The ombud has dealt with your tip {code} ({what}). Is it fixed?", code=code, what=label(category))


def _closed(code: str, category: str) -> Text:
    return _("The ombud has closed your tip {code} ({what}). Is it fixed?", code=code, what=label(category))


ASKED = {"handled": _handled, "closed": _closed}
