"""What the service says on its own, in one place: receipts, notices, help, the gate's answer."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.categories import label
from handlers.records import Place
from handlers.text import Text, _, lines, verbatim

EMERGENCY = _(
    "Is anyone in danger, or is a crime going on? Call 112 now. Nobody here reads this at once. "
    "Do not step in yourself."
).sms(_("Danger or crime now? Call 112. Nobody here reads this at once. Don't step in yourself."))

NOT_CAUGHT = _("I didn't catch that.")
NOT_UNDERSTOOD = _("I didn't catch that. Choose one of these:").sms(NOT_CAUGHT)
PICK_A_NUMBER = _("I didn't catch that. Answer with one of the numbers, or write HELP.")
NO_ANSWERS = _("I am a bot, and can't answer that. Choose one of these, or write HELP:").sms(
    _("I can't answer questions. Choose one of these, or HELP:")
)
THREATENED = _(
    "Are you threatened because of what you do here? Write THREAT, and you are taken out of all that shows you. "
    "In danger now: 112."
).sms(_("Are you threatened for this? Write THREAT. In danger now: 112."))
THE_OMBUD_ANSWERS = _("I am a bot, and can't answer that. The ombud can, once your tip is sent.").sms(
    _("I can't answer that. The ombud can, once it is sent.")
)
NOTED = _("I have written that down.")
NOTED_IN_REPORT = _("That is in the week's report now.")
TO_THE_OMBUD = _("Your words went to the ombud, and to nobody else.")
ONE_AREA = _("Only the ombud there gets it. Is it about other areas too? Send a tip for each.")
DANGER_NOW = _("Danger now? Call 112.")
TOO_LONG = _("That was too long for me. Please write it shorter.")
OLD_BUTTON = _("That was an old button. This is where we are:")
HELLO = _("Hello!")
NOTHING_OPEN = _("There is no question open now.")
FIRST_QUESTION = _("This is the first question.")
REPORT_LEFT = _("The report you had begun is kept. Write REPORT to go on where you were.")
CANCELLED = _("Stopped there. Nothing was sent.")
LANGUAGE_SET = _("From now on I speak English. Write MENU to see what I can do.")
STOPPED = _("You will get no more messages from us. Write START if you change your mind. Danger: call 112.")
RESUMED = _("Welcome back. I will write to you again when there is something to tell.")
ONLY_TEXT = _("I can only read text. Please write it in words, without names or plates.")
EDITED = _("I don't see what you change in an old message. Please write it anew.")
NOT_FOR_YOU = _("Only those invited to it can do that. Write MENU to see what you can do here.")
TROUBLE = _("Something went wrong here, and we have been told. Your message is kept. Danger now? Call 112.")
YOU_ARE_WELCOME = _("Thank you! Write again when you see something.")
NOT_YOURS = _("Only the ombud and whoever sent the tip write about it here: your words went nowhere.")
STOPPED_UNSENT = _("What you had begun was not sent.")
NOTHING_TO_CANCEL = _("Nothing is open here. What has been sent the ombud has, and I can't take it back.")
NOT_YET = _("I can't do that yet. Write MENU to see what I can do.")
NO_TIPS = _("You have sent no tips from here. Write TIP to send one.")
REPLY_BUTTON = _("Answer")
WRITE_CODE = _("Which tip? Write REPLY, its code and your words.")


def write_the_code(code: str, meaning: str, others: Sequence[str]) -> Text:
    """By SMS, where only a code means what is asked for."""
    rest = ", ".join(others)
    return _("I didn't catch that. Write {code} for {meaning}, or {others}.", code=code, meaning=meaning, others=rest)


def welcome(town: str, url: str) -> Text:
    """Who we are, before the first tip (DOMAIN 5: what must always be said)."""
    return _(
        "Hello! This is the safety ombud's line in {town}. Tell me about places that feel unsafe, or about "
        "something good, and the ombud for the area gets it.\n\n"
        "• Danger, or a crime going on: call 112. Police, not urgent: 114 14.\n"
        "• Nobody reads this round the clock, and it is not a police report.\n"
        "• Write about places, not people: no names, number plates, flat numbers or pictures of people.\n"
        "• Never step in yourself.\n"
        "• We do not show your name or number to the ombud. A request for public records is decided by law. "
        "A chat with a bot on Telegram is not end-to-end encrypted; an SMS can be read by the operators.\n\n"
        "{url}",
        town=town,
        url=url,
    ).sms(
        _(
            "The safety ombud's line. What feels unsafe, and where? No names. Danger: 112. Police: 114 14. {url}",
            url=url,
        )
    )


def help_text(town: str, url: str) -> Text:
    return _(
        "Write what you have seen and where, in your own words, and I pass it on to the safety ombud in {town}.\n\n"
        "TIP – send a tip\nSTATUS and your code – what came of it\nREPORT – the ombud's week\nBACK – undo the last "
        "answer\nCANCEL – stop this\nMENU – what I can do\nLANGUAGE – another language\nSTOP – no more messages\n\n"
        "Danger, or a crime going on: call 112 (by SMS only if you have registered for it). Police, not urgent: "
        "114 14. Crisis information: 113 13. Healthcare advice: 1177.\n"
        "This is no emergency line, nobody reads it round the clock, and it is not a police report. No names, "
        "plates, flat numbers or pictures of people. Never step in yourself.\n{url}",
        town=town,
        url=url,
    ).sms(
        _(
            "Write what and where. Words: TIP, STATUS, MENU, BACK, STOP. Danger: 112. Police: 114 14. "
            "Not read round the clock. No names. {url}",
            url=url,
        )
    )


def notice(url: str, *, asks: bool = False) -> Text:
    """GDPR, article 13, with the first answer; by SMS it is short, and a receipt says the rest."""
    short = _("Not read round the clock. Danger: 112. About your data: {url}", url=url)
    return _(
        "Before you go on: the ombud for the area, who is a volunteer, reads what you send, not at once and not round "
        "the clock. It is not a police report. No names, plates, flat numbers or pictures of people. In danger: 112. "
        "How we handle what you write: {url}",
        url=url,
    ).sms(short if asks else _("About your data: {url}", url=url))


def who_reads(url: str) -> Text:
    """To who asks who reads this, or whether they are known."""
    return _(
        "The area's ombud reads what you write. We don't show your number or who you are to the ombud, landlord or "
        "police. More: {url}",
        url=url,
    )


def my_data(name: str, where: str) -> Text:
    """Access and erasure (GDPR, articles 15 and 17) are answered by a person until they can be had here."""
    return _("To see what we have about you, or have it erased, ask {name}: {where}", name=name, where=where)


REMOVED = {
    "personnummer": _("a personal number"),
    "phone": _("a phone number"),
    "email": _("an e-mail address"),
    "plate": _("a number plate"),
    "flat": _("a flat's number"),
}


def removed(kinds: tuple[str, ...]) -> Text:
    """What was taken out of a text before it was kept, and why."""
    what = lines(*(REMOVED[kind] for kind in kinds), separator=", ")
    return _(
        "I took out {what} before saving: we may not keep what points at a person. Suspect a crime? Police, 114 14.",
        what=what,
    ).sms(_("I took out {what}. Suspect a crime? 114 14.", what=what))


def receipt(code: str, area: Text, *, vacant: bool) -> Text:
    """One segment by SMS, code and 112 included."""
    if vacant:
        return _(
            "Thank you! Your tip has reached the safety coordinator. Your code is {code}. Danger now? Call 112.",
            code=code,
        ).sms(_("Thank you! The safety coordinator has your tip. Code {code}. Danger now? Call 112.", code=code))
    return _(
        "Thank you! Your tip to the ombud in {area} has arrived. Your code is {code}: with it you can ask what "
        "came of it. Danger now? Call 112.",
        area=area,
        code=code,
    ).sms(_("Thank you! The ombud in {area} has your tip. Code {code}. Danger now? Call 112.", area=area, code=code))


def receipt_unread(code: str) -> Text:
    """Nobody looks after the area yet, and there is no coordinator either."""
    return _(
        "Thank you! Your tip is kept until somebody looks after the area. Your code is {code}. Danger now? Call 112.",
        code=code,
    )


def tip_for_ombud(code: str, area: Text, category: str, place: Place, what: str) -> Text:
    where = verbatim(place.text) if place.text else _("place not given")
    if place.at:  # a street corner, not a doorstep: three decimals are about 100 m
        where = verbatim(f"{place.text} {place.at[0]:.3f}, {place.at[1]:.3f}".strip())
    head = _("Tip {code}, {area}\n{category}, {where}", code=code, area=area, category=label(category), where=where)
    call = _("Answer: /reply {code}", code=code).sms(_("Answer: REPLY {code} and your words", code=code))
    return lines(head, verbatim(what), call)


def ombud_says(code: str, words: str) -> Text:
    return _(
        "The ombud about {code}: {words}\nTo answer, write {code} and your words.",
        code=code,
        words=words,
    )


def tipster_says(code: str, words: str) -> Text:
    call = _("Answer: /reply {code}", code=code).sms(_("Answer: REPLY {code} and your words", code=code))
    return lines(_("The tipster about {code}: {words}", code=code, words=words), call)


def passed_on(code: str) -> Text:
    return _("Passed on ({code}).", code=code)


def not_reached(code: str) -> Text:
    return _("I have kept it under {code}, but there is nobody I may write to just now.", code=code)


def no_such_code(code: str) -> Text:
    return _("I find no tip {code} that is yours to write about. Check the code?", code=code)


REFUSALS = {
    "unknown": _("I don't know that invitation. Check the letters, or ask for a new one."),
    "expired": _("That invitation has expired. Ask the coordinator for a new one."),
    "used": _("That invitation has been used. Ask the coordinator for a new one."),
    "revoked": _("That invitation has been taken back. Ask the coordinator if you wonder."),
}


def invitation_refused(why: str) -> Text:
    return REFUSALS[why]


def welcome_as(role: str, named: Text) -> Text:
    what = {
        "ombud": _(
            "You get the area's tips as they come, and once a week a question about it, two minutes' work. "
            "Never step in yourself, and write about places, never people. Write HELP for the words."
        ).sms(_("Tips come here. Once a week I ask how it was. HELP shows the words.")),
        "manager": _("Every week you get the area's week in brief, before the EST meeting."),
        "police": _("Every week you get the week in brief, before the EST meeting."),
        "coordinator": _("Every week you get the week in brief, and the tips of areas without an ombud."),
        "association": _("Every week you get to see which areas have an ombud."),
    }.get(role)
    return lines(_("Done. Your part: {role}.", role=named), what, separator=" ")


def way_in(url: str) -> Text:
    return _("The situation picture, for you alone. The link works once, for ten minutes: {url}", url=url)


MORE_ON_THE_WEB = _("Week by week, with a map, on the web: write LOGGA_IN.")


def first_picture(day: Text, clock: str) -> Text:
    """To who asks before there has been a digest."""
    return _("There is no situation picture yet. The first one comes on {day} at {clock}.", day=day, clock=clock)


def which_view(areas: Text) -> Text:
    return _("Which area? Write /lage and its name: {areas}", areas=areas)


def no_such_view(areas: Text) -> Text:
    return _("That area is not one of yours here. Write /lage and a name: {areas}", areas=areas)


def code_spent() -> Text:
    return _(
        "That code does not hold. After five wrong ones it is closed until tomorrow. Was it not you? "
        "Tell the coordinator."
    )


STOP_REASONS = {
    "asked to stop": _("has asked for no more messages"),
    "blocked": _("has blocked the bot"),
    "opted out": _("has opted out of SMS"),
}


def unreachable(role: Text, reason: Text) -> Text:
    return _("Can no longer be reached here: {role}, who {reason}. Perhaps give them a call?", role=role, reason=reason)


def closed_for_you() -> Text:
    """A tip that was begun and left is sent with what there is."""
    return _("I sent your tip with what you had written.")


def restored(since: str, until: str) -> Text:
    """After the database was lost: which time is missing from the one that replaced it."""
    return _(
        "The service was restored as it was at {since}. What was written in Telegram until {until} is gone: ask for "
        "it again. SMS are fetched anew.",
        since=since,
        until=until,
    )
