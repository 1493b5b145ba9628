"""What is said about news to many: the news itself as it is received, and what became of it."""

from __future__ import annotations

from handlers.text import Text, _, lines, n_, verbatim

SENDERS = {
    "coordinator": _("the safety coordinator"),
    "admin": _("the safety coordinator"),
    "association": _("the neighbourhood watch association"),
}


def received(area: Text, sender: str, words: str) -> Text:
    """The news as it is received: where it is about, who it is from, and how to get no more."""
    head = _("{area}: news from {sender}", area=area, sender=SENDERS[sender])
    return lines(head, verbatim(words), _("No more news? Write NEWS no."))


def reach(telegram: int, sms: int) -> Text:
    """How many people get it, by which way."""
    people = telegram + sms
    return n_(
        "To {count} person: {telegram} by Telegram, {sms} by SMS.",
        "To {count} people: {telegram} by Telegram, {sms} by SMS.",
        people,
        telegram=telegram,
        sms=sms,
    )


def cost(segments: int, ore: str) -> Text:
    """What it costs; `ore` is empty where nobody has said what a segment costs."""
    if not ore:
        return n_("{count} SMS segment.", "{count} SMS segments.", segments)
    return n_("{count} SMS segment, {ore} öre.", "{count} SMS segments, {ore} öre.", segments, ore=ore)


def why_not(reason: str, left: int) -> Text:
    """Why it can't be sent: nobody gets it ("nobody"), or the month's SMS do not suffice ("cap")."""
    if reason == "nobody":
        return _("Nobody gets news from there, so there is nothing to send.")
    return _("That is more SMS than are left this month: {left}. Shorten it, or wait.", left=max(0, left))


EVERYWHERE = _("The whole municipality")
STOP_BUTTON, APPROVE_BUTTON = _("Stop it"), _("See it")
NOBODY_ELSE = _("News has to be approved by a second person, and there is nobody else here who may. Invite one first.")
NOT_OWN = _("It is yours: somebody else has to approve it.")
NOT_YOURS_TO_STOP = _("Only who wrote it, who approved it or a coordinator can stop it.")
NOTHING_TO_STOP = _("No news is on its way.")
WITHDRAWN = _("It is taken back, and is not sent.")
REFUSED_BY_YOU = _("It is not sent. Who wrote it is told.")
NOTHING_WAITS = _("It waits for nobody's approval any more.")
EXPIRED_BEFORE_YOU = _("Nobody approved it within 24 hours, so it is not sent.")


def waits(others: int) -> Text:
    """To who wrote it."""
    return n_(
        "{count} person is asked to approve it. If nobody does within 24 hours it is not sent. You hear from me.",
        "{count} people are asked to approve it. If nobody does within 24 hours it is not sent. You hear from me.",
        others,
    )


def approve_when_busy(area: Text) -> Text:
    return _("News for {area} waits for your approval. Write BROADCAST when you have time.", area=area)


def begun(area: Text, people: int, *, later: bool) -> Text:
    """To who wrote and who approved."""
    when = _("It goes out when the quiet hours are over.") if later else _("It goes out now.")
    told = n_("News for {area}, to {count} person.", "News for {area}, to {count} people.", people, area=area)
    return lines(told, when, _("BROADCAST stop stops it."), separator=" ")


def refused(area: Text) -> Text:
    return _("Your news for {area} was not approved, so it is not sent. BROADCAST begins anew.", area=area)


def expired(area: Text) -> Text:
    return _("Nobody approved your news for {area} within 24 hours, so it is not sent.", area=area)


def taken_back(area: Text) -> Text:
    """To those who were asked to approve it."""
    return _("The news for {area} need not be approved any more.", area=area)


def already(state: str) -> Text:
    """To the second of two who decide at once."""
    return _("Somebody was before you: it is {state}.", state=ENDED[state])


ENDED = {
    "sending": _("approved"),
    "stopping": _("being stopped"),
    "sent": _("approved and sent"),
    "stopped": _("stopped"),
    "capped": _("stopped"),
    "refused": _("refused"),
    "withdrawn": _("taken back"),
}


def stopped(area: Text, got: int, not_: int) -> Text:
    """To who stopped it, at once."""
    return _("Stopped. News for {area}: {got} have got it, {not_} do not get it.", area=area, got=got, not_=not_)


def receipt(area: Text, state: str, sent: int, failed: int, not_: int) -> Text:
    """At the end, to who wrote and who approved."""
    heads = {
        "sent": _("Your news for {area} is out.", area=area),
        "stopped": _("The news for {area} was stopped.", area=area),
        "capped": _("This month's SMS are used up: the news for {area} was stopped.", area=area),
    }
    counts = _("Sent: {sent}. Failed: {failed}. Not sent: {not_}.", sent=sent, failed=failed, not_=not_)
    return lines(heads[state], counts, separator=" ")
