"""One inbound message is one transaction: the emergency gate, who it is, what they mean, and what comes of it.
Nothing is sent here; everything that is to be sent stands in the outbox when the transaction ends."""

from __future__ import annotations

from bot import router, stopped
from bot.deeds import do
from bot.desk import Desk
from bot.gate import answer_danger, captioned, ignored, repeats, unanswerable
from bot.open_question import answered, free
from bot.tips import meaning, of_roles
from bot.visit import Outcome, Visit
from handlers import notices
from handlers.dialogue import Reply, pick
from handlers.flows import CREW, PARTNERS
from handlers.reading.asked import dropped
from storage import applications, forwards, outbound, threads, tips
from storage.database import Work
from storage.inbound import Waiting
from storage.outbound import Priority

BUTTONS = (
    "forward",
    "reply",
    "review",
    "handled",
    "inbox",
    "broadcast",
)  # what a button of a message that asks nothing may begin; its deed looks who may
_TO_SPEAK = {"action": PARTNERS, "patrol": CREW}  # of whom a sentence that begins with our word is more than a sentence


def handle(desk: Desk, work: Work, waiting: Waiting) -> Outcome:
    """Handle one message whole; it is marked so in the same transaction, by who took it out of the inbox."""
    return _respond(Visit(desk, work, waiting))


def apologise(desk: Desk, work: Work, waiting: Waiting) -> None:
    """What a person hears whose message could not be handled, and is set aside."""
    visit = Visit(desk, work, waiting)
    if visit.message.answerable:
        desk.tell(work, visit.meet(), notices.TROUBLE, f"trouble:{waiting.id}", Priority.REPLY)


def _respond(visit: Visit) -> Outcome:
    if not visit.message.answerable:
        return unanswerable(visit)
    visit.meet()
    answer_danger(visit)
    if visit.message.ignored and not captioned(visit):
        return ignored(visit)
    visit.recall()
    return Outcome("repeat") if repeats(visit) else _converse(visit)


# What they mean


def _converse(visit: Visit) -> Outcome:
    if visit.message.did == "button":
        return _tapped(visit)
    if visit.message.location:
        return answered(visit, Reply(location=visit.message.location))
    intent = _intent(visit)
    if visit.person.stopped and (intent is None or intent.name not in ("start", "greeting", "join", "move")):
        return stopped.heard(visit, intent)
    if intent is not None and not _is_option(visit, intent):
        return do(visit, intent.name, intent.argument)
    visit.redact()
    if visit.state is not None and visit.state.flow in ("tip", "belongs") and dropped(visit.words):
        return do(visit, "cancel")
    told = meaning.asked_of_us(visit)
    if told is not None:
        return told
    if visit.state is None:
        return free(visit)
    return meaning.after_a_question(visit) or answered(visit, Reply(visit.words))


def _intent(visit: Visit) -> router.Intent | None:
    """The word or code the message begins with; a reply to a message about a tip begins with its code."""
    intent = router.route(visit.words, visit.message.channel)
    if visit.message.message_id and not visit.steers():
        code = outbound.about(visit.work, visit.person.address_id, visit.message.message_id)
        if code and visit.state and visit.state.flow == "answer" and visit.state.facts["code"] == code:
            return None
        if code:
            return router.Intent("about", f"{code} {visit.words}")
        if of_roles.bundled(visit):
            return router.Intent("bundled")
    if intent is None or (intent.name == "thanks" and visit.asked is not None and visit.asked.kind != "choice"):
        return None
    return intent if _is_meant(visit, intent) else None


def _is_meant(visit: Visit, intent: router.Intent) -> bool:
    """Whether it is our word, and no sentence that begins like one: of a resident "hot" and "pass på" are words, and
    "åtgärd behövs vid tunneln" is a tip."""
    if intent.name == "threat":
        return visit.person.has("ombud", "patrol", "contact")
    if intent.name in _TO_SPEAK and intent.argument and not visit.words.startswith("/"):
        return visit.person.has(*_TO_SPEAK[intent.name])
    return intent.name != "about" or _is_code(visit, intent.argument)


def _is_code(visit: Visit, words: str) -> bool:
    """Whether it is a code of ours, or nothing but what looks like one: "hej-hej, lampan är…" is a sentence."""
    code, rest = router.receipt(words) or ("", "")
    kinds = (tips, forwards, applications, threads)
    return not rest or any(kind.by_code(visit.work, code) is not None for kind in kinds)


def _is_option(visit: Visit, intent: router.Intent) -> bool:
    """Whether the words are one of the options asked about: then they are that, whatever else they mean. HOT as taught
    is never the kind of thing; a small "hot" on the list is, and who may have meant more is told of the other."""
    if visit.asked is None or visit.words.startswith("/") or visit.steers():
        return False
    is_one = pick(visit.asked.options, visit.words) is not None
    if is_one and intent.name == "threat":
        if visit.words.isupper():
            return False
        visit.lead.append(notices.THREATENED)
    return is_one


def _tapped(visit: Visit) -> Outcome:
    """A button: of the question that is open, of one long past, or one that begins something ("go:…")."""
    turn, _, key = visit.message.button.partition(":")
    begins, _, what = key.partition(":")
    if turn == "go" and begins in BUTTONS:  # what a button says can be forged: these, and nothing else
        return do(visit, begins, what)
    if visit.state is not None and turn == str(visit.before.turn):
        return answered(visit, Reply(option=key))
    visit.tidy(chosen=False)
    visit.lead.append(notices.OLD_BUTTON if visit.state else notices.NOTHING_OPEN)
    return visit.show(visit.state) if visit.state else do(visit, "menu")
