"""What is said about an application: to who applied, and to those who are to answer."""

from __future__ import annotations

from handlers.days import day
from handlers.text import Text, _

ANSWER_BUTTON = _("Answer")
WITHDRAWN = _("It is taken back, and nobody is going to write to you about it. You are welcome another time: JOIN.")
NOT_TO_ANSWER = _("Only the association and the coordinator answer an application, and nobody their own.")
NOBODY_TO_WRITE_TO = _("It is noted, but the applicant wants no more messages from us.")
SENT = _("It is on its way. What the applicant answers comes here.")
PASSED_ON = _("Passed on. You hear from us here.")
DECIDED = {
    "yes": _("invited"),
    "no": _("not now"),
    "withdrawn": _("taken back by the applicant"),
}


def received(code: str, role: Text, until: str, *, reached: bool) -> Text:
    """To who applied, at once: what happens next, and by when."""
    if not reached:
        return _(
            "Thank you! Your application {code} ({role}) is kept, and those who run this service are told that nobody "
            "answers applications yet. By {day} at the latest you hear from me.",
            code=code,
            role=role,
            day=day(until),
        ).sms(_("Thank you! Application {code} is kept. You hear from me by {day}.", code=code, day=day(until)))
    return _(
        "Thank you! Your application {code} ({role}) is with the association and the safety coordinator. They say yes, "
        "or want to talk first, or say not now. By {day} at the latest you hear from us, here. Changed your mind? "
        "Write {code} no.",
        code=code,
        role=role,
        day=day(until),
    ).sms(
        _("Thank you! You get an answer here by {day}. Changed your mind? Write {code} no.", code=code, day=day(until))
    )


def already(code: str, until: str) -> Text:
    """To who applies for the same once more; `until` is empty where they talk, and it is the applicant's turn."""
    if not until:
        return _("Your application {code} is being talked about. To say more, write {code} and your words.", code=code)
    return _(
        "Your application {code} is waiting already. You hear from us by {day}. Changed your mind? Write {code} no.",
        code=code,
        day=day(until),
    )


def holds_already(role: Text) -> Text:
    return _("You are that already: {role}. How good!", role=role)


def state_of_own(code: str, state: str) -> Text:
    return _("Your application {code}: {state}.", code=code, state=DECIDED[state])


def when_busy(told: Text, code: str) -> Text:
    """To those who are to answer, who are in the middle of something else."""
    return _("{told} Write {code} to answer.", told=told, code=code)


def invited(role: Text, code: str) -> Text:
    """Ahead of the invitation itself; `code` is good for a week."""
    return _("They say yes: {role}! Not now? Write {code} within a week.", role=role, code=code)


def invited_when_busy(role: Text, code: str) -> Text:
    return _("They say yes: {role}! Write {code} within a week to accept.", role=role, code=code)


def not_now(code: str, role: Text) -> Text:
    return _(
        "Thank you for wanting to be {role} ({code}). Just now we can't take on more, and that is no judgement of you. "
        "You are needed all the same: tip of what you see, say how safe it feels (SAFETY), get news of your area "
        "(NEWS), or be something else (JOIN).",
        code=code,
        role=role,
    ).sms(
        _(
            "Thank you! {code}: not just now, and that is no judgement of you. You are needed all the same: write TIP, "
            "SAFETY, NEWS or JOIN.",
            code=code,
        )
    )


def answered(code: str, state: str) -> Text:
    """To who answers when somebody else was first, and to the others when somebody has."""
    return _("Application {code} is answered already: {state}.", code=code, state=DECIDED[state])


def done(code: str, answer: str) -> Text:
    """To who has just decided."""
    if answer == "yes":
        return _("{code}: the invitation is on its way, good for a week.", code=code)
    return _("{code}: the applicant gets a friendly word, and the other ways to take part.", code=code)


def applicant_says(code: str, words: str) -> Text:
    return _("The applicant {code}: {words}\nTo answer, write {code} and your words.", code=code, words=words)


def heard_when_busy(heard: Text, code: str) -> Text:
    """To an applicant who is in the middle of something else."""
    return _("{heard}\nTo answer, write {code} and your words.", heard=heard, code=code)


def still_waiting(code: str, role: Text, days: int) -> Text:
    """Ahead of the question, to those who have not answered."""
    return _("{code} ({role}) has waited {days} days for a word from you.", code=code, role=role, days=days)


def last_day(code: str, role: Text, until: str) -> Text:
    """To the coordinator and the admins, who can still do something about it."""
    return _(
        "{code} ({role}): nobody has answered. On {day} I tell the applicant so.", code=code, role=role, day=day(until)
    )


def nobody_answered(code: str, name: str, where: str) -> Text:
    """To the applicant, when the week is over: the truth, and where to turn."""
    return _(
        "You should have had an answer about your application {code} by now, and nobody has given one. That is our "
        "fault, not yours: I am sorry. It stands, and those who should have answered know it. Would you rather ask "
        "somebody yourself? "
        "{name}: {where}",
        code=code,
        name=name,
        where=where,
    ).sms(
        _(
            "Nobody has answered {code}. Our fault, not yours. It stands. Ask: {name}, {where}",
            code=code,
            name=name,
            where=where,
        )
    )


# News


def news_from(area: Text) -> Text:
    return _("Thank you! You get news from {area} here. NEWS no ends it.", area=area)


def news_of(areas: Text) -> Text:
    """Which news one gets already."""
    return _("You get news from {areas}. NEWS no ends it. Other areas: JOIN.", areas=areas)


NO_NEWS = _("All right, no more news. Write NEWS if you change your mind.")
