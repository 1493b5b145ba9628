"""What an ombud sees of the open tips: those of the areas they look after, in pages; a coordinator those of areas that
nobody looks after, and of none that could be told."""

from __future__ import annotations

from bot import confirming
from bot.desk import Desk
from bot.people import cover
from bot.tips import sharing, tip_life
from handlers.dialogue import Json, State
from handlers.reading.near import same_place
from storage import open_tips as kept
from storage import tip_merges, tip_talk, tips
from storage.database import Work
from storage.people import Person
from storage.tips import Filed

PAGE = 5  # tips
ALIKE = 5  # likely duplicates offered
TALK = 4  # of what has been said, the latest


def areas_of(desk: Desk, work: Work, person: Person) -> list[str | None]:
    """The areas whose open tips a person reads (None: of unknown area)."""
    found: list[str | None] = [*cover.covered_by(work, person, cover.today(desk, work))]
    if person.has("coordinator"):
        found += [a.slug for a in desk.town.areas if not _has_ombud(desk, work, a.slug) and a.slug not in found]
        found.append(None)
    return found


def _has_ombud(desk: Desk, work: Work, area: str) -> bool:
    return any(p.has("ombud") for p in sharing.readers(desk, work, area))


def page(desk: Desk, work: Work, person: Person, number: int) -> State | None:
    """A page of the open tips, the latest first; None if there are none."""
    areas = areas_of(desk, work, person)
    count = kept.count(work, areas)
    if not count:
        return None
    pages = -(-count // PAGE)
    number = min(max(number, 1), pages)
    filed = kept.page(work, areas, PAGE, (number - 1) * PAGE)
    listed: list[Json] = [[f.code, f.category, f.place.text, _days(work, f), f.status] for f in filed]
    return State("inbox", (), {"tips": listed, "page": number, "pages": pages, "count": count})


def _days(work: Work, filed: Filed) -> int:
    return (work.now - filed.created_at).days


def one(desk: Desk, work: Work, person: Person, filed: Filed) -> State:
    """One tip, with what has been said; it has been seen from now on."""
    tip_life.see(work, filed, person)
    now = tips.by_id(work, filed.id) or filed
    talk: list[Json] = [[said.side, said.text] for said in tip_talk.talk(work, filed)[-TALK:]]
    known: dict[str, Json] = {
        "code_of_tip": filed.code,
        "area_name": desk.town.area(filed.area).name if filed.area else desk.town.name,
        "category": filed.category,
        "place": filed.place.text,
        "what": filed.what,
        "days": _days(work, filed),
        "status": tip_merges.standing(work, now).status,
        "talk": talk,
        "alike": len(likely(work, filed)),
        "merged": len(tip_merges.merged_with(work, filed)),
    }
    return State("open_tip", (), known | confirming.by_code(work, person, tip_life.CONFIRMS))


def likely(work: Work, filed: Filed) -> list[Filed]:
    """Open tips that may be about the same thing: of the category, near in place, within three days."""
    if filed.merged_into:
        return []
    near = [other for other in tip_merges.of_same_kind(work, filed) if same_place(filed.place, other.place)]
    return near[:ALIKE]


def duplicates(work: Work, person: Person, filed: Filed) -> State:
    """What may be merged with a tip, and what has been."""
    others: list[Json] = [[other.code, other.place.text] for other in likely(work, filed)]
    merged: list[Json] = [[other.code, other.place.text] for other in tip_merges.merged_with(work, filed)[:ALIKE]]
    known: dict[str, Json] = {"tip": filed.code, "others": others, "merged": merged}
    return State("alike", (), known | confirming.by_code(work, person, tip_life.CONFIRMS))
