"""A tip that was passed on to a mailbox, as the answer page has it: how does it go? An answer that is not the last is
followed by a further link."""

from __future__ import annotations

from dataclasses import replace

from bot.desk import Desk
from bot.partners import forward_letters, forwarding
from bot.partners.forward_partners import handed
from bot.web.answer_shown import Form, Shown, What, given
from handlers.forward import CRIMES, LONGEST_WHY, what_is_passed_on
from handlers.forward_letter import CRIME, subject
from handlers.reading.clean import clean
from storage import forwards
from storage.answer_letters import Link
from storage.database import Work

_LAST = ("done", "cannot")


class ForwardPage:
    """What was passed on, four buttons, and words for why it can't be done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def shown(self, work: Work, link: Link) -> Shown:
        """What they have got, and what was said of it last."""
        kept = forwards.get(work, link.matter.id)
        known = handed(self._desk, work, kept)
        return Shown(
            "forward",
            subject(known),
            what_is_passed_on(known),
            note=CRIME if known["category"] in CRIMES else None,
            so_far=kept.state if kept.state in forwards.ANSWERS else "",
            longest=LONGEST_WHY,
        )

    def amiss(self, work: Work, link: Link, form: Form) -> Shown | None:
        """None of the four, or too much about why not."""
        state, why = form.get("state", ""), form.get("words", "")
        if state not in forwards.ANSWERS:
            return replace(self.shown(work, link), amiss="which")
        if state == "cannot" and len(clean(why)) > LONGEST_WHY:
            return replace(self.shown(work, link), amiss="long", given=why)
        return None

    def answered(self, work: Work, link: Link, form: Form) -> Shown:
        """The ombud and every tipster hear it."""
        state, kept = form["state"], forwards.get(work, link.matter.id)
        why = given(self._desk, form.get("words", "") if state == "cannot" else "")
        forwarding.hear(self._desk, work, kept, None, state, why.words)
        follows = state not in _LAST and forward_letters.follow(self._desk, work, link)
        what: What = "going_on" if follows else "heard"
        return Shown(what, words=why.words, so_far=state, removed=why.removed, danger=why.danger)

    def address_of(self, work: Work, link: Link) -> str:
        """Their mailbox that had the old link."""
        return forward_letters.address_of(self._desk, work, link.matter.id, link.mailbox)
