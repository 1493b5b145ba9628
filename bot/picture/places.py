"""A place in somebody's words, as it may be told: what can be read of it, a street or a landmark, and the words
themselves only as a coordinator approved them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.desk import Desk
from handlers.dialogue import fold
from handlers.reading.place import public_spot, without_lead
from storage import quotes
from storage.actions import Kept
from storage.database import Work
from storage.people import Person
from storage.quotes import Words

Place = tuple[str, str]  # an area's slug, and the words


def told(desk: Desk, places: Iterable[Place], known: Iterable[Words]) -> dict[Place, str]:
    """Each place as it may be told, by what is `known` of those that say more (`unread`); "" where nothing may be."""
    decided = {(words.area, words.text): words.told for words in known if words.decision}
    return {place: decided.get(place, public_spot(place[1], desk.areas)) for place in places}


def in_actions(desk: Desk, work: Work, kept: Iterable[Kept]) -> list[Kept]:
    """Actions, each with its place as it may be told."""
    kept = list(kept)
    named = [(one.area, one.place) for one in kept]
    where = told(desk, named, unread(desk, work, named))
    return [replace(one, place=where[one.area, one.place]) for one in kept]


def seen_by(desk: Desk, work: Work, person: Person, kept: Iterable[Kept]) -> list[Kept]:
    """Actions as one of those who decide may see them: the own as they are, and so all who review; else as they may be
    told."""
    kept = list(kept)
    reads = person.has("coordinator", "admin")
    whole = {one.id: one for one in kept if reads or one.person_id == person.id}
    return [whole.get(one.id, one) for one in in_actions(desk, work, kept)]


def unread(desk: Desk, work: Work, places: Iterable[Place]) -> list[Words]:
    """Those of the places that say more than what can be read of them, with what is decided about their words."""
    return quotes.in_places(work, [place for place in dict.fromkeys(places) if _says_more(desk, place[1])])


def _says_more(desk: Desk, text: str) -> bool:
    return fold(without_lead(text)) != fold(public_spot(text, desk.areas))
