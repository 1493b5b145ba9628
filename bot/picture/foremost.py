"""The three most important things of a week, for the picture that is looked at on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from bot.picture.reasons import in_words, spot_in_words
from bot.picture.rows import Say, sentence
from bot.picture.shapes import Reason, Spot
from handlers.text import _, n_

MOST = 3
_UNSAFE = (1, 2)
_ASSESSED = ("unsafe", "worse")  # which the first row has said already


def three(plain: dict[str, Any], said: dict[str, Any], say: Say) -> dict[str, Any]:
    """A title and at most three rows of `head` and `words`; numbered where they are an order. `said` is the page so
    far."""
    if said["covers"]:
        return {"title": said["count"], "numbered": False, "rows": _covered(said)}
    if len(said["order"]) > 1:
        found = [{"head": one["name"], "words": one["why"][:MOST], "level": {}} for one in said["order"][:MOST]]
        return {"title": said["order_title"], "numbered": True, "rows": found}
    found = list(islice(_of_one(plain, said, say) if said["single"] else _of_many(plain, said, say), MOST))
    return {"title": say(_("Most important")), "numbered": False, "rows": found}


def _row(head: str, *words: str, area: dict[str, Any] | None = None) -> dict[str, Any]:
    level = {"level": area["level"], "mark": area["mark"]} if area else {}
    return {"head": head, "words": [one for one in words if one], "level": level}


def _covered(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [_row(said["vacant_title"], ", ".join(said["vacant"]))] if said["vacant"] else []


def _of_one(plain: dict[str, Any], said: dict[str, Any], say: Say) -> Iterator[dict[str, Any]]:
    """How safe, why it matters, what is late, what comes back, what residents say."""
    area, own = said["areas"][0], plain["areas"][0]
    yield _row(said["assessed"], area["told"], area["before"], area=area)
    reasons = [one for ranked in plain["order"] for one in ranked["reasons"] if one["why"] not in _ASSESSED]
    if reasons:
        yield _row(said["why_title"], *(sentence(in_words(Reason(**one)), say) for one in reasons[:MOST]))
    else:
        yield from _late(plain, say)
        yield from _spots(plain, say)
    if own["tips"] is not None:
        yield _row(said["tips_title"], area["tips"], area["change"])
    if said["pulse"]:
        yield _row(said["pulse_title"], area["safe"])
    yield from (_row(said["seen_title"], *_told(one)) for one in said["seen"])


def _of_many(plain: dict[str, Any], said: dict[str, Any], say: Say) -> Iterator[dict[str, Any]]:
    unsafe = sorted((a for a in said["areas"] if a["level"] in _UNSAFE), key=lambda area: area["level"])
    yield from (_row(area["name"], area["told"], area["before"], area=area) for area in unsafe[:MOST])
    yield from _late(plain, say)
    yield from _spots(plain, say)
    if said["silent"]:
        yield _row(said["silent_title"], *said["silent"])
    yield from (_row(one["name"], *_told(one)) for one in said["seen"] if one["rows"])


def _late(plain: dict[str, Any], say: Say) -> Iterator[dict[str, Any]]:
    late = sum(one["overdue"] for one in plain["actions"])
    if late:
        yield _row(say(_("What is decided")), say(n_("{count} action is late", "{count} actions are late", late)))


def _spots(plain: dict[str, Any], say: Say) -> Iterator[dict[str, Any]]:
    if plain["hotspots"]:
        yield _row(say(_("What comes back")), *(say(spot_in_words(Spot(**one))) for one in plain["hotspots"][:2]))


def _told(one: dict[str, Any]) -> list[str]:
    nothing = [one["nothing"]] if one["nothing"] else []
    return nothing + [", ".join(part for part in (row["what"], row["rest"]) if part) for row in one["rows"][:2]]
