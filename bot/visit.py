"""A person at the desk with one message, and what can be done for them: ask, say, begin a conversation, leave one.

What they mean is found out in `bot.conversation`; what each word of ours does stands in `bot.deeds`.
"""

from __future__ import annotations

from dataclasses import replace

from bot import facts, router
from bot.channels import Inbound, Picture
from bot.desk import Desk
from bot.effects import carry_out, file_begun_tip
from bot.pages import Message, present
from handlers import notices
from handlers.dialogue import Asked, Page, State
from handlers.reading.clean import clean
from handlers.records import Language
from handlers.text import Text
from handlers.value import value
from storage import conversations, outbound, people
from storage.conversations import Conversation
from storage.database import Work
from storage.inbound import Waiting
from storage.outbound import Priority
from storage.people import Person

STEERING = ("stop", "start", "help", "back", "cancel")
UNSENT = ("unclear", "broadcast_check")  # where what somebody has written goes nowhere if it is left
WRITING = ("broadcast", "ask", "ask_more", "action")  # and so does it here, once it is written


@value
class Outcome:
    """How the inbox remembers a message: "done", "ignored" or "repeat", and why."""

    state: str
    reason: str = ""


DONE = Outcome("done")


class Visit:
    """`words` are what was written, cleaned; `lead` is what is to be said ahead of the next question or answer;
    `urgency` is how the answer goes out; `cried` whether the words were of danger. `person` is there once `meet` has
    been called, `before` and `state` (where the conversation stands) once `recall` has."""

    person: Person
    before: Conversation
    state: State | None = None

    def __init__(self, desk: Desk, work: Work, waiting: Waiting) -> None:
        self.desk, self.work, self.waiting = desk, work, waiting
        self.message = Inbound.from_json(waiting.body)
        self.words = clean(self.message.text)
        self.lead: list[Text] = []
        self.urgency = Priority.REPLY
        self.cried = False

    # Who, and where we are

    def meet(self) -> Person:
        language = self.desk.voices.choose(self.message.language, self.desk.town.languages[0])
        self.person = people.meet(self.work, self.message.channel, self.message.sender, language)
        return self.person

    def wake(self) -> None:
        """Somebody who had stopped wants to hear from us again."""
        if self.person.stopped:
            people.start(self.work, self.person.id)
            self.person = replace(self.person, stopped="")
            self.lead.append(notices.RESUMED)

    def recall(self) -> None:
        """Read where the conversation stands."""
        self.before = conversations.load(self.work, self.person.id)
        self.state = State.from_json(self.before.state) if self.before.state else None

    @property
    def asked(self) -> Asked | None:
        return self.state.asked if self.state else None

    def steers(self, *names: str) -> bool:
        """Whether the words are one of those that steer (of these `names`, if any): never taken for an answer."""
        intent = router.route(self.words, self.message.channel)
        return intent is not None and intent.name in (names or STEERING)

    def redact(self) -> None:
        """Take out what points at a person, before anything is filed, and tell the sender."""
        found = self.desk.redact(self.words)
        self.words = found.text
        if found.kinds:
            self.lead.append(notices.removed(found.kinds))

    # Conversations

    def begin(self, state: State) -> Outcome:
        """Open a conversation. One that is complete at once takes effect and disturbs nothing that is open."""
        if not facts.allowed(state.flow, self.person):
            return self.say(notices.NOT_FOR_YOU)
        page = self.desk.turn_page(state)
        if page.question is None:
            self.lead += [*page.said, *self.do(page.record)]
            return self.show(self.state) if self.state else self.say()
        self.leave()
        return self.show(state, page)

    def do(self, record: object) -> tuple[Text, ...]:
        """Let what a conversation came to take effect; returns what to say of it."""
        said = carry_out(record, self.desk, self.work, self.person)
        if isinstance(record, Language):
            self.person = replace(self.person, language=record.language)
        return said

    def leave(self) -> None:
        """Another conversation takes over. A tip that was begun in somebody's own words is sent first."""
        if self.state is None:
            return
        self.tidy()
        if self.state.flow == "report" and self.state.answers:
            self.lead.append(notices.REPORT_LEFT)
        if self.state.flow in UNSENT or (self.state.flow in WRITING and _own_words(self.state)):
            self.lead.append(notices.STOPPED_UNSENT)
        self.lead += file_begun_tip(self.desk, self.work, self.person, self.state)
        self.close()
        self.recall()

    def close(self) -> None:
        """Nothing is open any more."""
        if self.state is not None:
            conversations.save(self.work, self.before, None, None)

    # What is said back

    def show(self, state: State, page: Page[object] | None = None) -> Outcome:
        """Ask the conversation's current question; `page` is what a run has just come to."""
        page = page or self.desk.turn_page(state)
        self.desk.ask(
            self.work,
            self.person,
            self.before,
            state,
            page,
            self._purpose,
            said=self._noticed(tips=state.flow == "tip"),
        )
        return DONE

    def say(self, *texts: Text, picture: Picture | None = None) -> Outcome:
        """Answer, and ask nothing; under a `picture` where the channel shows one."""
        said = self._noticed(*texts)
        message = present(self.desk.voices, self.person.language, self.person.channel, 0, said, None)
        message = replace(message, picture=picture)
        self.desk.post(self.work, self.person, message, self._purpose, self.urgency)
        return DONE

    def _noticed(self, *texts: Text, tips: bool = False) -> tuple[Text, ...]:
        """What is to be said; the first time with the notice of who reads this and what happens to it, by SMS also that
        nobody does at once, to who `tips` and is asked something first."""
        said = (*self.lead, *texts)
        if self.person.noticed:
            return said
        self.mark_noticed()
        notice = notices.notice(self.privacy, asks=tips)
        return (*said, notice) if self.person.channel == "sms" else (notice, *said)

    def mark_noticed(self) -> None:
        people.noticed(self.work, self.person.id)
        self.person = replace(self.person, noticed=True)

    @property
    def _purpose(self) -> str:
        return f"reply:{self.waiting.id}"

    @property
    def privacy(self) -> str:
        """Where this person can read what happens to what they write."""
        return self.desk.privacy(self.person.channel)

    def tidy(self, *, chosen: bool = True) -> None:
        """Take the keyboard off the question that has been answered, and write under it what was `chosen`."""
        tapped = self.message.did == "button"
        bare = self.asked is None or not self.asked.options
        if self.person.channel != "telegram" or (bare and not tapped):
            return
        edited = self.message.message_id if tapped else self._last_question()
        text = self._with_choice() if tapped and chosen else ""
        purpose = f"tidy:{self.waiting.id}"
        self.desk.post(self.work, self.person, Message(text), purpose, Priority.TIDY, edits=edited)

    def _last_question(self) -> str:
        return outbound.last_question(self.work, self.person.address_id)

    def _with_choice(self) -> str:
        key = self.message.button.partition(":")[2]
        label = next((o.label for o in self.asked.options if o.key == key), "") if self.asked else ""
        return f"{self.words}\n\n✓ {label}" if self.words and label else ""


def _own_words(state: State) -> bool:
    return any(isinstance(answer, str) and " " in answer for _, answer in state.answers)
