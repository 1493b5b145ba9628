"""What becomes of a tip: seen, settled, open again, one with another; who may decide so, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.desk import Desk
from bot.people import cover
from bot.tips import sharing
from handlers import tip_notices as said
from handlers.dialogue import State
from handlers.forward_notices import where_it_is, where_yours_is
from handlers.join import ROLE_NAMES
from handlers.notices import NO_TIPS, YOU_ARE_WELCOME, no_such_code
from handlers.records import Fixed, Merge, Settle, TipTimes, Unmerge
from handlers.text import Text, lines, verbatim
from storage import audit, challenges, forwards, membership, people, tip_merges, tip_shares, tips
from storage.database import Work
from storage.people import Person
from storage.tips import Filed

CONFIRMS = "inbox"
TIMES_CONFIRMS = "tip_times"


def read_by(desk: Desk, work: Work, person: Person, code: str) -> Filed | None:
    """The tip, if the person reads its area's tips."""
    filed = tips.by_code(work, code)
    if filed is None or person.has("coordinator"):
        return filed
    return filed if filed.area in cover.covered_by(work, person, cover.today(desk, work)) else None


def see(work: Work, filed: Filed, person: Person) -> None:
    """An ombud has looked at a tip: it, and the one that stands for it, are no longer new."""
    for one in {filed.id: filed, (above := tip_merges.standing(work, filed)).id: above}.values():
        if one.status == "new":
            tips.set_status(work, one, "seen", person.id)


def settle(record: Settle, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Handled or closed: everyone who tipped of it is told, and may say that it is not fixed."""
    filed = read_by(desk, work, person, record.code)
    challenges.close(work, person.id, CONFIRMS)
    if filed is None:
        return (no_such_code(record.code),)
    stands = tip_merges.standing(work, filed)
    if not tips.set_status(work, stands, record.status, person.id):
        now = tips.by_id(work, stands.id) or stands
        return (said.already(record.code, now.status),)
    audit.note(work, f"person:{person.id}", "tip", f"{stands.code}:{record.status}")
    return (said.settled(record.code, record.status, _tell_tipsters(desk, work, stands, record.status)),)


def _tell_tipsters(desk: Desk, work: Work, stands: Filed, status: str) -> int:
    """Each once, by the latest tip of theirs; returns how many."""
    theirs = {one.person_id: one for one in (stands, *tip_merges.merged_with(work, stands)) if one.person_id}
    told = 0
    for person_id, filed in theirs.items():
        tipster = people.get(work, person_id)
        if tipster.stopped:
            continue
        state = State("settled", (), {"code": filed.code, "category": filed.category, "status": status})
        otherwise = said.settled_when_busy(filed.code, status, filed.category)
        purpose = f"settled:{filed.code}:{status}:{int(work.now.timestamp())}"
        desk.ask_unless_busy(work, tipster, state, purpose, otherwise, about=filed.code)
        told += 1
    return told


def fixed(record: Fixed, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """What the tipster says of a settled tip: closed is not fixed."""
    filed = tips.by_code(work, record.code)
    if filed is None or filed.person_id != person.id:
        return (no_such_code(record.code),)
    return (YOU_ARE_WELCOME,) if record.yes else reopen(desk, work, person, filed)


def reopen(desk: Desk, work: Work, person: Person, filed: Filed, words: str = "") -> tuple[Text, ...]:
    """A tipster says that it is not fixed, perhaps in `words`: the tip that stands is open again, and who settled it
    hears so, and the words."""
    if words:
        tips.say(work, filed, person.id, "resident", words)
    stands = tip_merges.standing(work, filed)
    settler = next((e.person_id for e in reversed(tips.history(work, stands)) if e.what in tips.SETTLED), None)
    if tips.set_status(work, stands, "reopened", person.id):
        audit.note(work, "resident", "tip", f"{stands.code}:reopened")
        text = said.reopened(stands.code, desk.area_name(stands.area), stands.category, stands.place.text)
        text = lines(text, verbatim(words) if words else None)
        told = {p.id: p for p in (*sharing.readers(desk, work, stands.area), *_still_there(desk, work, settler))}
        for reader in told.values():
            purpose = f"reopened-tip:{stands.code}:{int(work.now.timestamp())}:{reader.id}"
            sharing.tell_of(desk, work, reader, stands, text, purpose)
    return (said.reopened_thanks(filed.code),)


def _still_there(desk: Desk, work: Work, person_id: int | None) -> list[Person]:
    if person_id is None:
        return []
    settler = people.get(work, person_id)
    there = settler.has("ombud", "coordinator") and not cover.away(work, person_id, cover.today(desk, work))
    return [settler] if there else []


def merge(record: Merge, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Two tips count once; the earlier stands."""
    one, other = (read_by(desk, work, person, code) for code in (record.one, record.other))
    challenges.close(work, person.id, CONFIRMS)
    kept = tip_merges.merge(work, one, other, person.id) if one and other else None
    if kept is None:
        return (said.NOT_MERGED,)
    gone = record.other if kept.code == record.one else record.one
    audit.note(work, f"person:{person.id}", "tip", f"{gone}:merged:{kept.code}")
    return (said.merged(kept.code, gone),)


def unmerge(record: Unmerge, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """They were two things after all."""
    filed = read_by(desk, work, person, record.code)
    challenges.close(work, person.id, CONFIRMS)
    if filed is None or not tip_merges.unmerge(work, filed, person.id):
        return (said.NOT_MERGED,)
    audit.note(work, f"person:{person.id}", "tip", f"{filed.code}:unmerged")
    return (said.UNMERGED,)


def times(record: TipTimes, _desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """When an ombud wants tips from now on; what waits follows the new choice within a minute."""
    challenges.close(work, person.id, TIMES_CONFIRMS)
    tip_shares.wants(work, person.id, record.how)
    return (said.TIMES_SET,)


def register(carry_out: Callable[[Any, Any], Any]) -> None:
    """Each record of this room with what it does."""
    for record, effect in (
        (Settle, settle),
        (Fixed, fixed),
        (Merge, merge),
        (Unmerge, unmerge),
        (TipTimes, times),
    ):
        carry_out(record, effect)


# What can be asked about it


def status_for(desk: Desk, work: Work, person: Person, filed: Filed) -> Text:
    """What a person may know of a tip: its tipster and who has but the code its state, its ombud all that happened."""
    stands = tip_merges.standing(work, filed)
    if filed.person_id == person.id:
        day = filed.created_at.astimezone(desk.zone).date().isoformat()
        told = said.status_of_own(filed.code, stands.status, filed.category, day)
        return lines(told, *(where_yours_is(kept.to, kept.state) for kept in _passed_on(work, stands)))
    if read_by(desk, work, person, filed.code) is None:
        return said.status_of(filed.code, stands.status)
    on = [where_it_is(kept.code, kept.to, kept.state) for kept in forwards.of_tip(work, stands.id)]
    return lines(said.history(filed.code, _events(desk, work, filed, stands)), *on)


def status_of_all(desk: Desk, work: Work, person: Person) -> list[Text]:
    """Of each of one's own latest tips."""
    own = tips.of_person(work, person.id)
    return [status_for(desk, work, person, filed) for filed in own] or [NO_TIPS]


def _passed_on(work: Work, filed: Filed) -> list[forwards.Kept]:
    return [kept for kept in forwards.of_tip(work, filed.id) if kept.state in forwards.WITH_THEM]


def _events(desk: Desk, work: Work, filed: Filed, stands: Filed) -> list[tuple[str, str, Text]]:
    found = [*tips.history(work, filed), *(tips.history(work, stands) if stands.id != filed.id else ())]
    came = tips.Event("new", filed.created_at, filed.person_id)
    tipsters = {one.person_id for one in (stands, *tip_merges.merged_with(work, stands))}
    return [
        (e.at.astimezone(desk.zone).strftime("%Y-%m-%d %H:%M"), e.what, _who(desk, work, e.person_id, filed, tipsters))
        for e in sorted([came, *found], key=lambda event: event.at)
    ]


def _who(desk: Desk, work: Work, person_id: int | None, filed: Filed, tipsters: set[int | None]) -> Text:
    if person_id is None:
        return said.UNKNOWN
    if person_id in tipsters:
        return said.THE_TIPSTER
    theirs = cover.areas_of(people.get(work, person_id))
    once = [filed.area] if filed.area and membership.number(work, person_id, "ombud", filed.area) else []
    areas = [*once, *theirs]
    return verbatim(cover.code_name(desk, work, person_id, areas[0])) if areas else ROLE_NAMES["coordinator"]
