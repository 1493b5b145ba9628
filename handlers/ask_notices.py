"""What is said about a question to a partner: to who asked, to who is asked, and to the coordinator."""

from __future__ import annotations

from handlers.days import day
from handlers.text import Text, _, lines, verbatim

ANSWER_BUTTON = _("Answer")
TOO_LATE_TO_CLOSE = _("That question is closed already.")
_PARTNERS = {"association": _("the neighbourhood association"), "police": _("the police contact")}
_COORDINATOR = _("the safety coordinator")


def partner(role: str, landlord: str) -> Text:
    """Who is asked; area managers go by the name of their landlord."""
    return _PARTNERS.get(role) or verbatim(landlord)


def coordinator() -> Text:
    return _COORDINATOR


def sender(owner: str, area: str) -> Text:
    """Who asks; never a name."""
    return _COORDINATOR if owner == "coordinator" else _("the ombud for {area}", area=area)


# To who asks


def on_its_way(code: str, to: Text) -> Text:
    return _(
        "{code} is on its way to {partner}, and the answer comes here. Unanswered, I remind them after two working "
        "days, and after five the coordinator takes it up.",
        code=code,
        partner=to,
    ).sms(_("{code} is on its way to {partner}. The answer comes here.", code=code, partner=to))


def to_coordinator(code: str, to: Text) -> Text:
    """Nobody at the partner can be reached."""
    return _(
        "There is no way to reach {partner} from here yet, so the coordinator gets {code} at once.",
        partner=to,
        code=code,
    ).sms(_("No way to reach {partner} yet. The coordinator gets {code}.", partner=to, code=code))


def to_nobody(code: str) -> Text:
    return _("{code} is kept, but nobody can be reached just now. I try again.", code=code)


def answer(code: str, who: Text, words: str) -> Text:
    return _(
        "Answer to {code} from {who}: “{words}”\nTo go on, write {code} and your words. Done? Write ASK and close it.",
        code=code,
        who=who,
        words=words,
    ).sms(_("{code}, {who}: {words}\nMore? Write {code} and your words.", code=code, who=who, words=words))


def unanswered(code: str, to: Text) -> Text:
    """When the coordinator has been told."""
    return _(
        "{code}: no answer from {partner} in five working days. The coordinator has it now.", code=code, partner=to
    )


def unanswered_yours(code: str, to: Text) -> Text:
    """To the coordinators, of a question of theirs."""
    return _(
        "{code}: no answer from {partner} in five working days. Perhaps a telephone call helps?", code=code, partner=to
    )


def sent(code: str) -> Text:
    return _("{code}: sent.", code=code)


def closed(code: str) -> Text:
    return _("{code} is closed. Thank you!", code=code)


# To who is asked


def heard(code: str, asker: Text, words: str) -> Text:
    return _("Question {code} from {sender}: “{words}”\nWrite your answer here.", code=code, sender=asker, words=words)


def heard_when_busy(told: Text, code: str) -> Text:
    """To a partner who is in the middle of something else, or has other questions."""
    return _("{told}\nTo answer, write {code} and your words.", told=told, code=code)


def question(code: str, asker: Text, words: str) -> Text:
    """The question alone."""
    return _("Question {code} from {sender}: “{words}”", code=code, sender=asker, words=words)


def last(code: str, asker: Text, words: str) -> Text:
    """Words that want no answer."""
    return _("{code}, from {sender}: “{words}”\nNo answer is needed.", code=code, sender=asker, words=words)


def delivered(code: str, asker: Text) -> Text:
    return _("Thank you! Your answer to {code} is with {sender} now.", sender=asker, code=code)


def delivered_late(code: str, asker: Text) -> Text:
    """The thread was closed; the answer opened it."""
    return _(
        "Thank you! {code} had been closed, but {sender} gets your answer all the same, and it is open again.",
        code=code,
        sender=asker,
    )


def delivered_too(code: str, asker: Text) -> Text:
    """Somebody had answered before."""
    return _("Thank you! {code} had an answer already; {sender} gets yours too.", code=code, sender=asker)


def answered_already(code: str) -> Text:
    """To the others who were asked."""
    return _("{code} is answered. You need do nothing more.", code=code)


def not_needed(code: str) -> Text:
    return _("{code} needs no answer any more. Thank you!", code=code)


def still_waiting(code: str, since: str) -> Text:
    return _("{code} has waited for an answer since {day}.", code=code, day=day(since))


# To the coordinator


def escalated(code: str, to: Text) -> Text:
    return _(
        "{code}: no answer from {partner} in five working days. Can you help? What you write goes to who asked.",
        code=code,
        partner=to,
    ).sms(_("{code}: no answer from {partner} in five working days. Can you help?", code=code, partner=to))


def unreachable(code: str, to: Text) -> Text:
    """The question comes to the coordinator at once."""
    return _("{code} is for {partner}, whom nobody can reach from here yet. Can you help?", code=code, partner=to)


def passed(code: str, area: str, to: Text, words: str) -> Text:
    """The ombud who asked has laid the role down, or was threatened."""
    told = _(
        "The question {code} to {partner} about {area} is yours now: its ombud is no longer there.",
        code=code,
        partner=to,
        area=area,
    ).sms(_("{code} to {partner}, {area}, is yours now: its ombud has left.", code=code, partner=to, area=area))
    return lines(told, _("“{words}”", words=words)) if words else told


# By mail


def subject(code: str, asker: Text) -> Text:
    return _("Question {code} from {sender}", code=code, sender=asker)


def letter(asker: Text, words: str, url: str, until: str) -> Text:
    return _(
        "A question from {sender}:\n\n“{words}”\n\nAnswer here: {url}\n\nThe link works once, until {day}. It belongs "
        "to this mailbox: whoever has it can answer for you. Write about places and situations, no names or numbers. "
        "A reply to this letter itself does not reach who asked.",
        sender=asker,
        words=words,
        url=url,
        day=day(until),
    )
