"""What is said when somebody changes telephone, and the record of a coordinator who moves somebody who lost theirs."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.text import Text, _, lines


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A person is to get the code that moves them to the telephone they send it from."""

    person: int


def code_for_you(code: str) -> Text:
    """On the old telephone."""
    return _(
        "Send this code from your new telephone, by SMS or in Telegram, within ten minutes: {code}\n\nYour role, your "
        "tips and what is open go along, and this telephone is told. Give the code to nobody: whoever sends it takes "
        "over what is yours. Changed your mind? Do nothing.",
        code=code,
    ).sms(
        _(
            "Send {code} from your new phone within ten minutes. Give it to nobody: it takes along all that is yours.",
            code=code,
        )
    )


def code_for_other(role: Text, code: str) -> Text:
    """To the coordinator, to read out."""
    return _(
        "{role}: read this code out to them, only to somebody whose voice you know or whom you meet. They send it from "
        "their new telephone within ten minutes: {code}",
        role=role,
        code=code,
    ).sms(
        _(
            "{role}: read out only to a voice you know, to be sent from the new phone within ten minutes: {code}",
            role=role,
            code=code,
        )
    )


def moved_here(roles: tuple[Text, ...]) -> Text:
    """On the new telephone."""
    if not roles:
        return _("Welcome to your new telephone. Your tips and wishes have come along.")
    return _("Welcome to your new telephone. It has all come along: {roles}.", roles=lines(*roles, separator="; "))


def moved_away(who: str) -> Text:
    """On the old telephone, which is anybody's from now on."""
    return _(
        "What was yours here has moved to another telephone, and nothing more comes to this one. Thank you! Was it not "
        "you? Tell {who} at once. You can still send tips from here, like anyone.",
        who=who,
    ).sms(_("All that was yours has moved to another phone. Not you? Tell {who} at once.", who=who))


def moved_by(role: Text) -> Text:
    """To the coordinators, of a move that not the person themselves asked for."""
    return _(
        "Has moved to a new telephone, by a code that a coordinator or the operator gave out: {role}. Is it not so?"
        " Take the role away with MEMBERS.",
        role=role,
    ).sms(_("New telephone, by a code from a coordinator or the operator: {role}. Wrong? MEMBERS.", role=role))


NOTHING_TO_MOVE = _("There is nothing here yet that could move. Just go on from your new telephone.")
WRONG_CODE = _(
    "That code moves nothing: it may be wrong, or older than ten minutes. MOVE on the old telephone gives a new one."
)
LOCKED = _("Too many wrong codes from this telephone. Try again tomorrow, or ask the coordinator.")
SAME_PHONE = _("That is the right code. Send it from your new telephone, not from this one.")
ROLE_HERE = _("This telephone has a role of its own, so nothing moves to it. Lay that one down first: write LEAVE.")
NOT_THEIRS = _("An administrator's telephone is changed by another administrator only.")
BEGIN_AGAIN = _("What you were in the middle of has to be begun again here.")
