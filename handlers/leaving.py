"""What those who stay are told when somebody with a role leaves: what waited for the one who left is theirs now."""

from __future__ import annotations

from handlers.text import Text, _, lines, n_


def yours_now(quotes: int, applications: int, talks: int) -> Text | None:
    """To the other coordinators; None where nothing waited."""
    waits = (
        n_("{count} quote to review (REVIEW)", "{count} quotes to review (REVIEW)", quotes) if quotes else None,
        n_("{count} application", "{count} applications", applications) if applications else None,
        n_("{count} talk about a tip", "{count} talks about tips", talks) if talks else None,
    )
    if not any(waits):
        return None
    return _("A coordinator has left. What waited for them is yours now: {what}.", what=lines(*waits, separator=", "))


def applicant_waits(code: str) -> Text:
    """Ahead of an application that the one who left was talking about."""
    return _("{code}: whoever had the application in hand has left, and an answer is waited for.", code=code)


LAST_LEAVES = _(
    "You are the last coordinator who can be reached, so I can't let go of you just yet. The administrators hear of it "
    "now. As soon as they have invited another, you can leave."
).sms(_("You are the last coordinator. The administrators hear of it now; when there is another, you can leave."))
