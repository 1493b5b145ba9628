"""A question to a partner, as the answer page has it."""

from __future__ import annotations

from bot.desk import Desk
from bot.partners import asking
from bot.partners import threads as partners
from bot.partners.ask_letters import address_of
from bot.web.answer_shown import Form, Shown, given
from handlers.ask import LONGEST
from handlers.reading.clean import clean
from storage import threads
from storage.answer_letters import Link
from storage.database import Work


class QuestionPage:
    """The question, and words in answer to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def shown(self, work: Work, link: Link, given: str = "", amiss: str = "") -> Shown:
        """The question with who asks, and what was written in answer before."""
        kept = threads.get(work, link.matter.id)
        words = threads.last_words(work, kept, "ombud")
        return Shown("question", partners.asker(self._desk, kept), words, given, amiss, longest=LONGEST)

    def amiss(self, work: Work, link: Link, form: Form) -> Shown | None:
        """Nothing, or too much."""
        said = clean(form.get("words", ""))
        if any(c.isalnum() for c in said) and len(said) <= LONGEST:
            return None
        return self.shown(work, link, form.get("words", ""), "long" if len(said) > LONGEST else "empty")

    def answered(self, work: Work, link: Link, form: Form) -> Shown:
        """The words go to whoever asked."""
        said = given(self._desk, form["words"])
        asking.answer(self._desk, work, threads.get(work, link.matter.id), None, said.words)
        return Shown("thanks", words=said.words, removed=said.removed, danger=said.danger)

    def address_of(self, work: Work, link: Link) -> str:
        """The partner's mailbox that had the old link."""
        return address_of(self._desk, work, link.matter.id, link.mailbox)
