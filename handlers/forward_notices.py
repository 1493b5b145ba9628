"""What is said about tips that are passed on: to the ombud, to the tipster in plain words, and to who got it."""

from __future__ import annotations

from handlers.categories import label
from handlers.forward import NAMES, STATES
from handlers.text import Text, _, lines, verbatim

ANSWER_BUTTON = _("How does it go?")
WHICH = _("Which tip? Write FORWARD and its code. INBOX shows them.")
CONSENT_THANKS = _("Thank you. The police's contact gets just that, and nothing of who you are.")
CONSENT_NO = _("Then it stays with the ombud. The police get nothing.")
CONSENT_NOBODY = _(
    "Thank you, but nobody at the police is reached here right now, and nothing was passed on. Tell them: 114 14."
)
CONSENT_LATE_NO = _("The police's contact has it already, on your yes. We can't take it back.")
NO_TIPSTER = _(
    "Without the tipster's yes nothing goes to the police, and the tipster can't be asked. Nothing was sent."
)
HEARD_BY_OMBUD = _("Thank you! The ombud reads what you wrote.")
HEARD = _("Thank you! The ombud hears it, and so does whoever tipped.")


def passed_on(code: str, receipt: str, to: str) -> Text:
    """To the ombud who passed it on."""
    return _(
        "{code} is with {whom} now, under {receipt}. You hear what comes back.",
        code=code,
        receipt=receipt,
        whom=NAMES[to],
    )


def asked_tipster(code: str) -> Text:
    return _("The tipster of {code} is asked. With a yes it goes to the police, without it nothing does.", code=code)


def already(code: str, receipt: str, to: str, state: str) -> Text:
    """To who passes it on twice, or asks again what the tipster was asked."""
    if state in ("asked", "refused", "lapsed"):
        return where_it_is(receipt, to, state)
    return _(
        "{code} is with {whom} already, under {receipt}: {state}.",
        code=code,
        receipt=receipt,
        whom=NAMES[to],
        state=STATES[state],
    )


def nobody_there(to: str, url: str) -> Text:
    """Nobody of theirs can be reached any more."""
    said = _("Right now nobody is reached here at: {whom}. Nothing was sent.", whom=NAMES[to])
    return lines(said, _("Their own way in: {url}", url=url) if url else None, separator=" ")


def consent_refused(code: str) -> Text:
    return _("The tipster of {code} said no. Nothing goes to the police.", code=code)


def consent_given(code: str, receipt: str) -> Text:
    return _(
        "The tipster of {code} said yes. The police's contact has it, under {receipt}.", code=code, receipt=receipt
    )


def consent_lapsed(code: str) -> Text:
    return _("The tipster of {code} has not answered. Nothing goes to the police.", code=code)


def consent_when_busy(asked: Text, receipt: str) -> Text:
    """To a tipster who is in the middle of something else."""
    return lines(asked, _("Answer: {receipt} yes or {receipt} no.", receipt=receipt))


def told_tipster(code: str, category: str, to: str, *, words: bool = False) -> Text:
    """That it was passed on, and whether what they wrote went along."""
    if words:
        return _(
            "Your tip {code} ({what}) has been passed on to {whom}, with what you wrote and nothing of who you are. "
            "You hear what they answer.",
            code=code,
            what=label(category),
            whom=NAMES[to],
        ).sms(
            _("Your tip {code} has been passed on to {whom} with your words. Nothing of who you are is in it.",
              code=code, whom=NAMES[to])
        )  # fmt: skip
    return _(
        "Your tip {code} ({what}) has been passed on to {whom}, with nothing of who you are. You hear what they "
        "answer.",
        code=code,
        what=label(category),
        whom=NAMES[to],
    ).sms(
        _("Your tip {code} has been passed on to {whom}. Nothing of who you are is in it.", code=code, whom=NAMES[to])
    )


def came_back(code: str, receipt: str, to: str, state: str, why: str) -> Text:
    """To the ombud."""
    told = _("{code} ({receipt}), {whom}: {state}.", code=code, receipt=receipt, whom=NAMES[to], state=STATES[state])
    return lines(told, verbatim(why) if why else None)


def wrote(code: str, receipt: str, to: str, words: str) -> Text:
    """To the ombud, what came back by SMS and nobody confirmed."""
    told = _(
        "{code} ({receipt}): this came from {whom}, but not how it goes:",
        code=code,
        receipt=receipt,
        whom=NAMES[to],
    ).sms(_("{code}, from {whom}, not confirmed:", code=code, whom=NAMES[to]))
    return lines(told, verbatim(words))


_PLAIN = {
    "received": _("they have got it."),
    "doing": _("they are working on it."),
    "done": _("they say it is done."),
    "cannot": _("they say that they can't do it. The ombud knows."),
}


def tipster_hears(code: str, to: str, state: str, why: str) -> Text:
    """To the tipster, in plain words; of what is done, how to say that it is not."""
    told = _("Your tip {code} is with {whom}: {state}", code=code, whom=NAMES[to], state=_PLAIN[state])
    not_so = _("Not so? Write {code} NOT FIXED.", code=code) if state == "done" else None
    return lines(lines(told, not_so, separator=" "), verbatim(why) if why else None)


def where_yours_is(to: str, state: str) -> Text:
    """To a tipster who asks how it stands."""
    return _("With {whom}: {state}.", whom=NAMES[to], state=STATES[state])


def same_as_before(receipt: str, state: str) -> Text:
    return _("{receipt}: {state}. So it has been said already.", receipt=receipt, state=STATES[state])


def where_it_is(receipt: str, to: str, state: str) -> Text:
    """To the ombud who asks by the code it was passed on with."""
    return _("{receipt}, {whom}: {state}.", receipt=receipt, whom=NAMES[to], state=STATES[state])


def when_busy(asked: Text, receipt: str) -> Text:
    """To who got it and is in the middle of something else."""
    return lines(asked, _("Answer: {receipt} and received, doing, done or cannot.", receipt=receipt))


def reminder(receipt: str, days: int) -> Text:
    """To who has not answered."""
    return _("{receipt} was passed on to you {days} days ago, and somebody waits to hear.", receipt=receipt, days=days)


def escalated(receipt: str, to: str, days: int) -> Text:
    """To the coordinator."""
    return _(
        "{receipt}: for {days} days no answer from {whom}. Please ring them, and say here how it goes.",
        receipt=receipt,
        days=days,
        whom=NAMES[to],
    ).sms(_("{receipt}: for {days} days no answer from {whom}. Ring them.", receipt=receipt, days=days, whom=NAMES[to]))


def ombud_told(code: str, to: str, days: int) -> Text:
    """To the ombud whose tip nobody answers."""
    return _(
        "{code}: for {days} days no answer from {whom}. The coordinator knows.", code=code, days=days, whom=NAMES[to]
    )
