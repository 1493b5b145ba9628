"""One inbound message is one transaction: the emergency gate, who it is, what they mean, what comes of it, and what
is said back. Nothing is sent here; everything that is to be sent stands in the outbox when the transaction ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot import facts, router
from bot.channels import Inbound
from bot.deeds import do
from bot.desk import Desk
from bot.effects import carry_out, file_begun_tip
from bot.pages import Message, present
from bot.stopping import stop
from handlers import notices
from handlers.dialogue import Asked, Json, Reply, State, read
from handlers.flows import FLOWS
from handlers.reading.clean import clean
from handlers.reading.emergency import emergency
from handlers.reading.identity import redact
from handlers.reading.place import without_flat
from handlers.records import Language, Start
from handlers.text import Text
from storage import conversations, inbound, outbound, people, tips
from storage.conversations import Conversation
from storage.database import Work
from storage.inbound import Waiting
from storage.outbound import Priority
from storage.people import Person

ECHO = timedelta(minutes=10)  # the same words from the same number within this are answered once
SHORT = 20  # characters: words this short may well answer two open questions alike ("I don't know")
SLIP = 12  # characters: what misses a choice and is no longer is taken for a slip
MISSES = 5  # wrong codes by SMS before a report is closed
STEERING = ("stop", "start", "help", "back", "cancel")  # never taken for an answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the inbox remembers a message: "done", "ignored" or "repeat", and why."""

    state: str
    reason: str = ""


DONE = Outcome("done")


def handle(desk: Desk, work: Work, waiting: Waiting) -> Outcome:
    """Handle one message whole, and mark it so in the same transaction."""
    outcome = Visit(desk, work, waiting).respond()
    inbound.finish(work, waiting.id, outcome.state, outcome.reason)
    return outcome


def apologise(desk: Desk, work: Work, waiting: Waiting) -> None:
    """What a person hears whose message could not be handled, and is set aside."""
    visit = Visit(desk, work, waiting)
    if visit.message.answerable:
        desk.tell(work, visit.meet(), notices.TROUBLE, f"trouble:{waiting.id}", Priority.REPLY)


def echo_of(message: Inbound) -> str:
    """By what a repeated message is known again."""
    return f"{message.did}:{message.ignored}:{' '.join(message.text.casefold().split())}"


class Visit:
    """A person at the desk with one message. `lead` is what is to be said ahead of the next question or answer."""

    person: Person
    before: Conversation
    state: State | None = None

    def __init__(self, desk: Desk, work: Work, waiting: Waiting) -> None:
        self.desk, self.work, self.waiting = desk, work, waiting
        self.message = Inbound.from_json(waiting.body)
        self.words = clean(self.message.text)
        self.lead: list[Text] = []
        self.urgency = Priority.REPLY

    # Who it is

    def respond(self) -> Outcome:
        if not self.message.answerable:
            return self._unanswerable()
        self.person = self.meet()
        if self.message.ignored:
            return self._ignored()
        self._gate()
        self.recall()
        return Outcome("repeat") if self._repeats() else self._converse()

    def meet(self) -> Person:
        language = self.desk.voices.choose(self.message.language, self.desk.town.languages[0])
        return people.meet(self.work, self.message.channel, self.message.sender, language)

    def recall(self) -> None:
        """Read where the conversation stands."""
        self.before = conversations.load(self.work, self.person.id)
        self.state = State.from_json(self.before.state) if self.before.state else None

    def wake(self) -> None:
        """Somebody who had stopped wants to hear from us again."""
        if self.person.stopped:
            people.start(self.work, self.person.id)
            self.person = replace(self.person, stopped="")
            self.lead.append(notices.RESUMED)

    def _unanswerable(self) -> Outcome:
        why = self.message.ignored
        if why == "blocked":
            stop(self.desk, self.work, self.meet(), "blocked")
        elif why == "unblocked":
            people.start(self.work, self.meet().id)
        return Outcome("ignored", why)

    def _ignored(self) -> Outcome:
        """Pictures, voices, stickers: nothing of them is kept; the person is told, once in a while."""
        empty = self.message.ignored == "empty"
        if self._said_before() == 0:
            self.say(notices.help_text(self.desk.town.name, self.privacy) if empty else notices.ONLY_TEXT)
        return Outcome("ignored", self.message.ignored)

    def _gate(self) -> None:
        """Words of danger are answered with 112, whatever else: in any state, in the words' own language."""
        language = emergency(self.words) if self.message.did == "text" else None
        if language and self._said_before() < 3:
            said = self.desk.voices.say(notices.EMERGENCY, language, self.person.channel)
            self.desk.post(self.work, self.person, Message(said), f"safety:{self.waiting.id}", Priority.SAFETY)

    def _said_before(self) -> int:
        index = self.work.vault.index("echo", echo_of(self.message))
        since = self.waiting.received_at - ECHO
        return inbound.said_before(self.work, self.waiting.id, self.waiting.sender, index, since)

    def _repeats(self) -> bool:
        """The same SMS again within ten minutes, that answers no question: two machines talking to each other, or
        a person who has not seen our answer yet."""
        if self.message.channel != "sms" or self._said_before() == 0:
            return False
        if self.asked is None:
            return True
        if self._steers():
            return False
        if self.asked.kind == "choice":
            return read(self.asked, Reply(self.words)) is None
        return len(self.words) > SHORT

    # What they mean

    @property
    def asked(self) -> Asked | None:
        return self.state.asked if self.state else None

    def _converse(self) -> Outcome:
        if self.message.did == "button":
            return self._tapped()
        if self.message.location:
            return self._answered(Reply(location=self.message.location))
        intent = self._intent()
        if self.person.stopped and (intent is None or intent.name not in ("start", "greeting", "join")):
            return self._heard_though_stopped(intent)
        if intent is not None and not self._names_option():
            return do(self, intent.name, intent.argument)
        self.redact()
        return self._answered(Reply(self.words)) if self.state else self._free()

    def _intent(self) -> router.Intent | None:
        """The word or code the message begins with; a reply to a message about a tip begins with its code."""
        if self.message.message_id and not self.words.startswith("/"):
            code = outbound.about(self.work, self.person.address_id, self.message.message_id)
            if code:
                return router.Intent("about", f"{code} {self.words}")
        intent = router.route(self.words, self.message.channel)
        if intent is None or (intent.name == "thanks" and self.state is not None):
            return None
        if intent.name == "about" and not self._is_code(intent.argument):
            return None
        return intent

    def _is_code(self, words: str) -> bool:
        """Whether it is a code of ours, or nothing but what looks like one: "hej-hej, lampan är…" is a sentence."""
        code, rest = router.receipt(words) or ("", "")
        return not rest or tips.by_code(self.work, code) is not None

    def _steers(self) -> bool:
        intent = router.route(self.words, self.message.channel)
        return intent is not None and intent.name in STEERING

    def _names_option(self) -> bool:
        """Whether the words are one of the options asked about: then they are that, whatever else they mean."""
        if self.asked is None or self.words.startswith("/") or self._steers():
            return False
        return read(replace(self.asked, kind="choice"), Reply(self.words)) is not None

    def redact(self) -> None:
        """Take out what points at a person, before anything is filed, and tell the sender."""
        found = redact(self.words)
        self.words, had_flat = without_flat(found.text)
        kinds = (*found.kinds, "flat") if had_flat else found.kinds
        if kinds:
            self.lead.append(notices.removed(kinds))

    def _tapped(self) -> Outcome:
        turn, _, key = self.message.button.partition(":")
        if turn == "go":
            name, _, argument = key.partition(":")
            return do(self, name, argument)
        if self.state is None or turn != str(self.before.turn):
            return self._old_button()
        return self._answered(Reply(option=key))

    def _old_button(self) -> Outcome:
        self.tidy(chosen=False)
        if self.state is None:
            self.lead.append(notices.NOTHING_OPEN)
            return do(self, "menu")
        self.lead.append(notices.OLD_BUTTON)
        return self.show(self.state)

    def _free(self) -> Outcome:
        """Words that answer nothing and name nothing: from a resident a tip, from others asked about."""
        if not any(c.isalnum() for c in self.words):
            return do(self, "help")
        if self.person.roles:
            return self.begin(State("unclear", (), {"words": self.words}))
        return self.begin(facts.for_tip(self.desk, self.person, self.words))

    def _heard_though_stopped(self, intent: router.Intent | None) -> Outcome:
        """Someone who wants no messages tips all the same: it is passed on, and nothing is said back. Who asks for
        help gets it."""
        if intent is not None and intent.name == "help":
            self.urgency = Priority.SAFETY
            return do(self, "help")
        self.redact()
        if any(c.isalnum() for c in self.words) and not self._steers():
            state = facts.for_tip(self.desk, self.person, self.words)
            file_begun_tip(self.desk, self.work, self.person, state)
        return Outcome("done", "stopped")

    # The conversation goes on

    def _answered(self, reply: Reply) -> Outcome:
        if self.state is None or self.asked is None:
            return self._unasked(reply)
        value = read(self.asked, reply)
        if value is None:
            return self._missed(self.state, self.asked, reply)
        self.tidy()
        given = tuple(pair for pair in self.state.answers if pair[0] != self.asked.key)
        return self._go(replace(self.state, answers=(*given, (self.asked.key, value))))

    def _unasked(self, reply: Reply) -> Outcome:
        """A position shared out of the blue is where a tip begins."""
        where: Json = {"text": "", "at": list(reply.location or ())}
        return self.begin(replace(facts.for_tip(self.desk, self.person), answers=(("where", where),)))

    def _missed(self, state: State, asked: Asked, reply: Reply) -> Outcome:
        """Words that answer nothing: a slip is asked again, a sentence is kept."""
        if asked.kind == "choice" and len(reply.text) > SLIP and " " in reply.text:
            return self._noted(state, reply.text)
        missed = int(str(state.facts.get("missed", 0))) + 1
        if state.facts.get("code") and missed >= MISSES:
            self.close()
            return self.say(notices.code_spent())
        state = replace(state, facts={**state.facts, "missed": missed})
        if asked.kind == "choice" and self.person.channel == "sms":
            conversations.save(self.work, self.before, state.to_json(), FLOWS[state.flow].lasts)
            return self.say(notices.PICK_A_NUMBER)
        too_long = asked.kind != "choice" and len(reply.text) > asked.max_length
        self.lead.append(notices.TOO_LONG if too_long else notices.NOT_UNDERSTOOD)
        return self.show(state)

    def _noted(self, state: State, words: str) -> Outcome:
        """A sentence where one was to choose: filed where this conversation has a place for it, else it is what they
        came to say."""
        key = FLOWS[state.flow].notes
        if not key:
            self.leave()
            return self._free()
        answers = dict(state.answers)
        noted = f"{answers[key]}\n{words}" if key in answers else words
        read_too = dict(facts.for_tip(self.desk, self.person, words).answers) if state.flow == "tip" else {}
        self.lead.append(notices.NOTED)
        free = {**state.facts, "free": True} if state.flow == "tip" else state.facts
        return self._go(replace(state, answers=tuple({**read_too, **answers, key: noted}.items()), facts=free))

    def begin(self, state: State) -> Outcome:
        """Open a conversation. One that is complete at once takes effect and disturbs nothing that is open."""
        if not facts.allowed(state.flow, self.person):
            return self.say(notices.NOT_FOR_YOU)
        page = self.desk.turn_page(state)
        if page.question is None:
            self.lead += [*page.said, *carry_out(page.record, self.desk, self.work, self.person)]
            return self.show(self.state) if self.state else self.say()
        self.leave()
        return self.show(state)

    def _go(self, state: State) -> Outcome:
        """Run the conversation on: ask what is missing, or let what it came to take effect."""
        page = self.desk.turn_page(state)
        if page.question is not None:
            return self.show(state)
        self.close()
        self.lead += page.said
        if isinstance(page.record, Start):
            return self._chosen(page.record)
        if page.record is None:
            return self.say(notices.CANCELLED)
        said = carry_out(page.record, self.desk, self.work, self.person)
        if isinstance(page.record, Language):
            self.person = replace(self.person, language=page.record.language)
        return self.say(*said)

    def _chosen(self, start: Start) -> Outcome:
        """The menu, or the question what was meant, leads on."""
        self.recall()
        return do(self, start.flow, dict(start.facts).get("words", ""))

    def leave(self) -> None:
        """Another conversation takes over. A tip that was begun in somebody's own words is sent first."""
        if self.state is None:
            return
        self.tidy()
        self.lead += file_begun_tip(self.desk, self.work, self.person, self.state)
        self.close()
        self.recall()

    def close(self) -> None:
        """Nothing is open any more."""
        if self.state is not None:
            conversations.save(self.work, self.before, None, None)

    # What is said back

    def show(self, state: State) -> Outcome:
        """Ask the conversation's current question."""
        page = self.desk.turn_page(state)
        self.desk.ask(self.work, self.person, self.before, state, page, self._purpose, said=self._noticed())
        return DONE

    def say(self, *texts: Text) -> Outcome:
        said = self._noticed(*texts)
        message = present(self.desk.voices, self.person.language, self.person.channel, 0, said, None)
        self.desk.post(self.work, self.person, message, self._purpose, self.urgency)
        return DONE

    def _noticed(self, *texts: Text) -> tuple[Text, ...]:
        """What is to be said; the first time with the notice of who reads this and what happens to it."""
        said = (*self.lead, *texts)
        if self.person.noticed:
            return said
        self.mark_noticed()
        notice = notices.notice(self.privacy)
        return (*said, notice) if self.person.channel == "sms" else (notice, *said)

    def mark_noticed(self) -> None:
        people.noticed(self.work, self.person.id)
        self.person = replace(self.person, noticed=True)

    @property
    def _purpose(self) -> str:
        return f"reply:{self.waiting.id}"

    @property
    def privacy(self) -> str:
        """Where the public can read what happens to what they write; by SMS every letter counts."""
        return f"{self.desk.public_url}/{'i' if self.person.channel == 'sms' else 'integritet'}"

    def tidy(self, *, chosen: bool = True) -> None:
        """Take the keyboard off the question that has been answered, and write under it what was `chosen`."""
        if self.person.channel != "telegram":
            return
        tapped = self.message.did == "button"
        edited = self.message.message_id if tapped else outbound.last_question(self.work, self.person.address_id)
        text = self._with_choice() if tapped and chosen else ""
        purpose = f"tidy:{self.waiting.id}"
        self.desk.post(self.work, self.person, Message(text), purpose, Priority.TIDY, edits=edited)

    def _with_choice(self) -> str:
        key = self.message.button.partition(":")[2]
        label = next((o.label for o in self.asked.options if o.key == key), "") if self.asked else ""
        return f"{self.words}\n\n✓ {label}" if self.words and label else ""
