"""What it brings about that a role is given, moved, laid down or taken away: all of it at once. Conversations that went
with the role end, what waited for the person goes to others, and doors close."""

from __future__ import annotations

from bot import confirming, facts
from bot.desk import Desk
from bot.effects import carry_out
from bot.partners import asking
from bot.people import cover, covering, handing_on, pausing, training
from bot.tips.sharing import pass_on_tips
from handlers import leaving
from handlers import members as said
from handlers.dialogue import Json, State
from handlers.flows import FLOWS
from handlers.join import named
from handlers.members import PauseFor
from handlers.records import Invite, Membership, Role
from handlers.text import Text, lines
from storage import audit, challenges, conversations, entrances, invitations, membership, outbound, pauses, people
from storage.database import Work
from storage.outbound import Priority
from storage.people import Holding, Person

CONFIRMS = "members"
OPERATOR = "operator"
LAST = "somebody has to be coordinator: invite another first"
NOT_HELD = "they do not hold that role there"


def begin_invite(work: Work, person: Person) -> State:
    return State("invite", (), confirming.by_code(work, person, CONFIRMS))


def begin_members(desk: Desk, work: Work, person: Person) -> State:
    """Everyone with a role, and what is known of each."""
    shown: list[Json] = [_shown(desk, work, *one) for one in _held(work)]
    confirmed = confirming.by_code(work, person, CONFIRMS)
    return State("members", (), {"members": shown, **_pausing(desk, work), **confirmed})


def _pausing(desk: Desk, work: Work) -> dict[str, Json]:
    """Who could step in for each ombud."""
    ombud = {person_id for person_id, role, _area, _mark in _held(work) if role == "ombud"}
    deputies: dict[str, Json] = {str(key): pausing.deputies(desk, work, people.get(work, key)) for key in ombud}
    return {"today": cover.today(desk, work).isoformat(), "deputies": deputies}


def begin_leave(desk: Desk, work: Work, person: Person) -> State:
    own: list[Json] = [[h.role, h.area or "", _area(desk, h.area)] for h in person.roles]
    return State("leave", (), {"own": own, "person": person.id, **confirming.by_code(work, person, CONFIRMS)})


def _held(work: Work) -> list[tuple[int, str, str | None, str]]:
    listed = [(one.id, one.role, one.area, "stopped" if one.stopped else "") for one in people.listing(work)]
    return [*listed, *((*one, "threat") for one in membership.hidden(work))]


def _shown(desk: Desk, work: Work, person_id: int, role: str, area: str | None, mark: str) -> Json:
    return [
        person_id,
        role,
        area or "",
        _numbered(desk, work, person_id, role, area),
        mark or _mark(desk, work, person_id, role, area),
    ]


def _numbered(desk: Desk, work: Work, person_id: int, role: str, area: str | None) -> str:
    """The area, and for an ombud which of its ombud it is."""
    if area is None:
        return ""
    return cover.code_name(desk, work, person_id, area) if role == "ombud" else _area(desk, area)


def _area(desk: Desk, area: str | None) -> str:
    return next((a.name for a in desk.town.areas if a.slug == area), area or "")


def _mark(desk: Desk, work: Work, person_id: int, role: str, area: str | None) -> str:
    """What is to be known of who holds a role, in the words of `handlers.members`, apart by spaces."""
    person = people.get(work, person_id)
    marks = [] if training.is_trained(work, person, role) else ["untrained"]
    if role == "ombud" and area:
        if cover.away(work, person_id, cover.today(desk, work)):
            marks.append("paused")
        elif covering.is_silent(desk, work, person, area):
            marks.append("silent")
    return " ".join(marks)


# What takes effect


def invite(record: Invite, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    challenges.close(work, person.id, CONFIRMS)
    code, made = invitations.issue(work, record.role, record.area)
    audit.note(work, f"person:{person.id}", "invite", f"{record.role}:{record.area or '*'}")
    until = made.expires_at.astimezone(desk.zone).date().isoformat()
    return (said.invited(code, named(record.role, _area(desk, record.area)), until),)


def change(record: Membership, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Raises nothing: what no longer is as it was when it was asked is left as it is."""
    challenges.close(work, person.id, CONFIRMS)
    own = record.what == "left" and record.person == person.id
    if not own and not person.has("coordinator", "admin"):
        return (said.NO_LONGER_SO,)
    if record.what == "over":
        return _give_back(record, desk, work, person)
    refused = take_away(desk, work, record, by=f"person:{person.id}")
    if refused:
        last = leaving.LAST_LEAVES if own else said.LAST_COORDINATOR
        return (last if refused == LAST else said.NO_LONGER_SO,)
    return _left(record, desk, work, person) if own else (said.DONE,)


def pause_for(record: PauseFor, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """The ombud hears what an ombud hears who wrote it."""
    challenges.close(work, person.id, CONFIRMS)
    absent = people.get(work, record.person)
    if not person.has("coordinator", "admin") or not absent.has("ombud"):
        return (said.NO_LONGER_SO,)
    audit.note(work, f"person:{person.id}", "member", f"{absent.id}:ombud:*:paused")
    told = pausing.pause(record.pause, desk, work, absent)
    desk.tell(work, absent, lines(*told), f"paused-by:{person.id}:{absent.id}:{work.now:%Y%m%dT%H%M%S}")
    return (said.DONE,)


def take_away(desk: Desk, work: Work, record: Membership, *, by: str) -> str:
    """A role ends, or moves, and whose it was hears of it; returns why not, or nothing."""
    if record.role == "coordinator" and handing_on.is_last(work, record.person):
        handing_on.warn(desk, work)
        return LAST
    other = people.get(work, record.person)
    if not end(desk, work, other, Holding(record.role, record.area), record.what, by=by):
        return NOT_HELD
    if record.what == "moved":
        _move(record, desk, work, other)
    elif record.what == "revoked" or by == OPERATOR:
        desk.tell(work, other, said.ended(named(record.role, _area(desk, record.area))), _purpose(work, record))
    if record.what == "left" and by == OPERATOR:
        _left(record, desk, work, other)
    return ""


def _purpose(work: Work, record: Membership) -> str:
    return f"member:{record.what}:{record.person}:{record.role}:{record.area}:{work.now:%Y%m%dT%H%M%S}"


def _move(record: Membership, desk: Desk, work: Work, other: Person) -> None:
    people.give_role(work, other.id, record.role, record.to)
    audit.note(work, f"person:{other.id}", "join", f"{record.role}:{record.to}")
    desk.tell(work, other, said.moved(named(record.role, _area(desk, record.to))), _purpose(work, record))
    if record.role == "ombud":
        pass_on_tips(desk, work, record.to)


def _left(record: Membership, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    role = named(record.role, _area(desk, record.area))
    for coordinator in people.holders(work, "coordinator", None):
        if coordinator.id != person.id:
            desk.tell(work, coordinator, said.member_left(role), f"{_purpose(work, record)}:{coordinator.id}")
    return (said.ended(role),)


def _give_back(record: Membership, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    if not membership.threat_over(work, record.person, record.role, record.area):
        return (said.NO_LONGER_SO,)
    people.give_role(work, record.person, record.role, record.area)
    audit.note(work, f"person:{person.id}", "member", f"{record.person}:{record.role}:{record.area or '*'}:over")
    other = people.get(work, record.person)
    desk.tell(work, other, said.given_back(named(record.role, _area(desk, record.area))), _purpose(work, record))
    return (said.DONE,)


def end(desk: Desk, work: Work, person: Person, held: Holding, why: membership.Why, *, by: str) -> bool:
    """The role ends, and all that goes with it; False if the person does not hold it."""
    if not membership.end(work, person.id, held.role, held.area, why):
        return False
    audit.note(work, by, "member", f"{person.id}:{held.role}:{held.area or '*'}:{why}")
    after = people.get(work, person.id)
    _end_conversation(work, after, held)
    if not after.has(*entrances.MAY_ENTER):
        entrances.close_all(work, person.id)
    outbound.cancel_for_role(work, person.id, held.role, held.area, why)
    if held.role == "ombud" and held.area:
        _end_cover(desk, work, after)
        pass_on_tips(desk, work, held.area)
        asking.pass_on(desk, work, after, held.area)
    handing_on.hand_on(desk, work, after, held)
    return True


def _end_conversation(work: Work, person: Person, held: Holding) -> None:
    """A conversation that the role was needed for is over; any other goes on."""
    before = conversations.load(work, person.id)
    if before.state is None:
        return
    state = State.from_json(before.state)
    about = state.facts.get("area")
    if not facts.allowed(state.flow, person) or (FLOWS[state.flow].roles and about is not None and about == held.area):
        conversations.save(work, before, None, None)


def _end_cover(desk: Desk, work: Work, person: Person) -> None:
    """An ombud of no area pauses nothing and steps in for nobody; who counted on it hears so."""
    if person.has("ombud"):
        return
    now = cover.today(desk, work)
    for kept in pauses.standing(work, person.id, now):
        pauses.end(work, kept, now)
    for kept in pauses.stepped_in(work, person.id, now):
        pauses.answered(work, kept.id, "no")
        pausing.tell_if_alone(desk, work, kept)


# Threatened


def hide(desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Withdraw an ombud from everything visible, and tell the coordinators and admins at once."""
    held = [h for h in person.roles if h.role in ("ombud", "patrol", "contact")]
    told: dict[int, Person] = {}
    wanted: tuple[Role, ...] = ("coordinator", "admin")
    for role in wanted:
        told |= {p.id: p for p in people.holders(work, role, None) if p.id != person.id}
    for holding in held:
        _tell_of_threat(desk, work, person, holding, told)
        end(desk, work, person, holding, "threat", by=f"person:{person.id}")
    return (said.HIDDEN,)


def _tell_of_threat(desk: Desk, work: Work, person: Person, held: Holding, told: dict[int, Person]) -> None:
    where = _numbered(desk, work, person.id, held.role, held.area)
    text = said.threatened(named(held.role, where))
    purpose = f"threat:{person.id}:{held.role}:{held.area}:{work.now:%Y%m%dT%H%M}"
    for other in told.values():
        desk.tell(work, other, text, f"{purpose}:{other.id}", Priority.SAFETY)


carry_out.register(Invite, invite)
carry_out.register(Membership, change)
carry_out.register(PauseFor, pause_for)
