"""What every conversation leans on beside its transaction: the municipality, the voices, the public address; and the
one way to say something to somebody, which is to put it in the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels import Outbound, Picture
from bot.channels.gsm7 import segments, to_gsm
from bot.costs import Costs
from bot.i18n import Voices
from bot.municipality import Municipality
from bot.pages import LONGEST, Message, pieces, present, under_photo
from handlers import notices
from handlers.dialogue import Page, State, run
from handlers.flows import FLOWS
from handlers.reading.identity import Redacted, known_as, redact
from handlers.reading.place import Area, without_flat
from handlers.text import Text, verbatim
from storage import conversations, drafts, outbound
from storage.conversations import Conversation
from storage.database import Work
from storage.outbound import Draft, Priority
from storage.people import Person


@dataclass(frozen=True)
class Desk:
    """`public_url` is where the public pages are, without a slash at its end; empty if there are none. `costs` is
    what SMS cost, and what they may cost."""

    town: Municipality
    voices: Voices
    public_url: str = ""
    costs: Costs = field(default_factory=Costs)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The gazetteer that reading a place goes by."""
        return tuple(Area(a.slug, a.name, a.known_by, a.at) for a in self.town.areas)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.town.week.timezone)

    @cached_property
    def _public(self) -> frozenset[str]:
        """The numbers and mailboxes that the municipality's file makes known: they are nobody's own."""
        ways = [self.town.contact.phone, self.town.contact.email]
        ways += [way for partner in self.town.partners for way in (partner.phone, partner.mail)]
        return frozenset(known_as(way) for way in ways if way) - {""}

    def redact(self, words: str) -> Redacted:
        """What may be kept of somebody's words: without what points at a person, and without flats ("flat")."""
        found = redact(words, self._public)
        left, had_flat = without_flat(found.text)
        return Redacted(left, (*found.kinds, "flat") if had_flat else found.kinds)

    def privacy(self, channel: str) -> str:
        """Where the public can read what happens to what they write; by SMS every letter counts. Without pages of our
        own, the municipality's."""
        if not self.public_url:
            return self.town.contact.url
        return f"{self.public_url}/{'i' if channel == 'sms' else 'integritet'}"

    def whom_to_ask(self) -> Text:
        """Who answers what somebody may ask of us by law."""
        contact = self.town.contact
        return notices.my_data(contact.name, contact.email or contact.phone or contact.url)

    def area_name(self, slug: str | None) -> Text:
        return verbatim(self.town.area(slug).name if slug else self.town.name)

    def post(
        self,
        work: Work,
        person: Person,
        message: Message,
        purpose: str,
        priority: Priority = Priority.REPLY,
        *,
        about: str = "",
        edits: str = "",
        broadcast: int | None = None,
    ) -> bool:
        """Put a message to a person in the outbox. Someone who has stopped hears nothing but of danger to life.
        False if there was nothing to do, or its purpose has been served before."""
        if (person.stopped and priority != Priority.SAFETY) or not (message.text or edits):
            return False
        posted = False
        picture = message.picture if person.channel == "telegram" else None
        cut = under_photo if picture else pieces
        parts = cut(message.text, LONGEST[person.channel])
        for number, text in enumerate(parts):
            last = number == len(parts) - 1
            out = Outbound(
                person.channel,
                person.address,
                text,
                message.keyboard if last else (),
                edits,
                message.ask_location if last else "",
                picture if number == 0 else None,
            )
            units = segments(to_gsm(text)).count if person.channel == "sms" else 1
            draft = Draft(
                purpose if number == 0 else f"{purpose}:{number}",
                person.id,
                person.address_id,
                person.channel,
                priority,
                out.to_json(),
                units,
                message.asked is not None,
                about,
                broadcast,
            )
            posted = outbound.put(work, draft) or posted
        return posted

    def tell(
        self,
        work: Work,
        person: Person,
        text: Text,
        purpose: str,
        priority: Priority = Priority.RELAY,
        *,
        about: str = "",
        picture: Picture | None = None,
    ) -> bool:
        """Say something that asks for no answer, under a `picture` where the channel shows one."""
        message = Message(self.voices.say(text, person.language, person.channel), picture=picture)
        return self.post(work, person, message, purpose, priority, about=about)

    def turn_page(self, state: State, *, closing: bool = False) -> Page[object]:
        """Run a conversation with the answers it has. The municipality's areas are at hand in every flow."""
        facts: dict[str, Any] = {**state.facts, "areas": self.areas}
        return run(FLOWS[state.flow].flow, state.answers, facts, closing=closing)

    def ask(
        self,
        work: Work,
        person: Person,
        before: Conversation,
        state: State,
        page: Page[object],
        purpose: str,
        priority: Priority = Priority.REPLY,
        said: tuple[Text, ...] = (),
        about: str = "",
    ) -> None:
        """Put the page's question to a person, and keep where the conversation stands."""
        message = present(
            self.voices, person.language, person.channel, before.turn + 1, (*said, *page.said), page.question
        )
        kept = State(state.flow, page.answers, state.facts, message.asked)
        lasts = None if state.facts.get("free") else FLOWS[state.flow].lasts  # a tip in free words is sent when left
        conversations.save(work, before, kept.to_json(), lasts)
        if state.flow == "report" and kept.answers:
            drafts.keep(work, person.id, str(state.facts["week"]), str(state.facts["area"]), kept.to_json())
        self.post(work, person, message, purpose, priority, about=about)

    def forget_draft(self, work: Work, person: Person, state: State) -> None:
        """A report that was begun is not to be kept."""
        if state.flow == "report":
            drafts.drop(work, person.id, str(state.facts["week"]), str(state.facts["area"]))

    def ask_unless_busy(
        self,
        work: Work,
        person: Person,
        state: State,
        purpose: str,
        otherwise: Text,
        *,
        priority: Priority = Priority.RELAY,
        said: tuple[Text, ...] = (),
        about: str = "",
    ) -> None:
        """Begin a conversation with somebody, or, as a reminder never overwrites an open one, say `otherwise`."""
        before = conversations.load(work, person.id)
        if before.state is not None and not _outlived(before.state, state):
            self.tell(work, person, otherwise, purpose, priority, about=about)
            return
        self.ask(work, person, before, state, self.turn_page(state), purpose, priority, said, about)


def _outlived(before: dict[str, Any], state: State) -> bool:
    """A report of an earlier week that was never finished gives way to this week's."""
    return before["flow"] == state.flow == "report" and bool(before["facts"]["week"] != state.facts["week"])
