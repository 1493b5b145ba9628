"""At the door, before anything is understood: the emergency gate, what is no message for a conversation, and the same
words over again."""

from __future__ import annotations

from bot import router
from bot.channels import Inbound
from bot.pages import Message
from bot.stopping import stop
from bot.visit import Outcome, Visit
from handlers import notices
from handlers.dialogue import Reply, read
from handlers.reading.emergency import emergency
from storage import inbound, people
from storage.inbound import ECHO
from storage.outbound import Priority

CRIES = 3  # how often in that time the same words of danger are answered
INSISTED = 3  # times that a word of ours is answered within that; a machine writes on
SHORT = 20  # characters: words this short may well answer two open questions alike ("I don't know")


def unanswerable(visit: Visit) -> Outcome:
    """Groups, service messages, senders that can't be answered; a bot that is blocked, or no longer."""
    why = visit.message.ignored
    if why == "blocked":
        stop(visit.desk, visit.work, visit.meet(), "blocked")
    elif why == "unblocked" and visit.meet().stopped == "blocked":
        people.start(visit.work, visit.person.id)
    return Outcome("ignored", why)


def ignored(visit: Visit) -> Outcome:
    """Pictures, voices, stickers: nothing of them is kept; the person is told, once in a while."""
    answers = {"empty": notices.help_text(visit.desk.town.name, visit.privacy), "edited": notices.EDITED}
    if _said_before(visit) == 0:
        visit.say(answers.get(visit.message.ignored, notices.ONLY_TEXT))
    return Outcome("ignored", visit.message.ignored)


def captioned(visit: Visit) -> bool:
    """A picture that came with words: the words are a message like any other, and of the picture nothing is kept."""
    if not visit.words or visit.message.ignored == "edited":
        return False
    visit.lead.append(notices.ONLY_TEXT)
    return True


def answer_danger(visit: Visit) -> None:
    """Words of danger are answered with 112, whatever else: in any state, in the words' own language."""
    language = emergency(visit.words) if visit.message.did != "button" else None
    if language and _said_before(visit) < CRIES:
        said = visit.desk.voices.say(notices.EMERGENCY, language, visit.person.channel)
        purpose = f"safety:{visit.waiting.id}"
        visit.desk.post(visit.work, visit.person, Message(said), purpose, Priority.SAFETY)
        visit.cried = True


def echo_of(message: Inbound) -> str:
    """By what a repeated message is known again."""
    return f"{message.did}:{message.ignored}:{' '.join(message.text.casefold().split())}"


def _said_before(visit: Visit) -> int:
    since = visit.waiting.received_at - ECHO
    return inbound.said_before(visit.work, visit.waiting.id, visit.waiting.sender, _echo(visit), since)


def _echo(visit: Visit) -> bytes:
    return visit.work.vault.index("echo", echo_of(visit.message))


def _is_command(visit: Visit) -> bool:
    """Whether it is a word of ours and nothing more; words that somebody else may have written are not."""
    intent = router.route(visit.words, visit.message.channel)
    return intent is not None and not intent.argument and intent.name not in ("greeting", "thanks", "help")


def repeats(visit: Visit) -> bool:
    """The same SMS again within ten minutes, that answers no question: two machines talking to each other, or a
    person who has not seen our answer yet."""
    times = _said_before(visit) if visit.message.channel == "sms" else 0
    if times == 0 or visit.steers("stop", "start", "broadcast") or (_is_command(visit) and times < INSISTED):
        return False
    if visit.asked is None:
        return inbound.said_last(visit.work, visit.waiting.id, visit.waiting.sender) == _echo(visit)
    if visit.steers():
        return False
    if len(visit.words) <= SHORT and times < INSISTED:
        return False
    if visit.asked.kind == "choice":
        return read(visit.asked, Reply(visit.words)) is None
    return len(visit.words) > SHORT
