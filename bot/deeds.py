"""What each word of ours does, by any channel. A word is looked up in `DEEDS` by its name in `bot.router`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot import facts, looking, router
from bot.effects import carry_out
from bot.news import broadcast_deeds
from bot.partners import ask_deeds, forward_deeds
from bot.patrols import patrol_deeds
from bot.people import cover, covering, groups, member_deeds, moving_deeds, taking_part
from bot.stopping import stop as stop_sending
from bot.tips import tip_deeds, tip_life
from bot.tips.sharing import side_of
from bot.visit import Outcome, Visit
from bot.weekly import reviewing, week_deeds
from handlers import notices
from handlers.dialogue import Answers, Json, State
from handlers.reading.asked import asked_of_us
from handlers.records import Reviewed, Start
from storage import entrances, invitations, places, tips

Deed = Callable[[Visit, str], Outcome]


def start(visit: Visit, argument: str) -> Outcome:
    """/start, with what a poster or an invitation gave it; wakes who has stopped."""
    intent = router.payload(argument)
    visit.wake()
    return do(visit, intent.name, intent.argument)


def greet(visit: Visit, _: str) -> Outcome:
    visit.wake()
    if visit.state is not None and visit.person.noticed:
        visit.lead.append(notices.HELLO)
        return visit.show(visit.state)
    visit.lead.append(notices.welcome(visit.desk.town.name, visit.privacy))
    visit.mark_noticed()
    if visit.state is not None:
        return visit.show(visit.state)
    if visit.person.channel == "sms":
        return visit.say()
    return visit.begin(facts.for_menu(visit.person))


def stop(visit: Visit, _: str) -> Outcome:
    unsent = visit.state is not None and visit.state.flow == "tip"
    if unsent:  # who says stop before it is sent does not want it sent
        visit.tidy()
        visit.close()
    else:
        visit.leave()
    stop_sending(visit.desk, visit.work, visit.person, "asked to stop")
    return visit.say(*([notices.STOPPED_UNSENT] if unsent else []), notices.STOPPED)


def help_(visit: Visit, _: str) -> Outcome:
    visit.lead.append(notices.help_text(visit.desk.town.name, visit.privacy))
    visit.mark_noticed()
    return visit.show(visit.state) if visit.state and visit.person.channel != "sms" else visit.say()


def thanks(visit: Visit, _: str) -> Outcome:
    return visit.say(notices.YOU_ARE_WELCOME)


def back(visit: Visit, _: str) -> Outcome:
    """Drop the last answer and ask that again."""
    if visit.state is None:
        return menu(visit, "")
    used = visit.desk.turn_page(visit.state).used
    if not used:
        visit.lead.append(notices.FIRST_QUESTION)
    visit.tidy()
    kept = tuple(pair for pair in visit.state.answers if pair[0] not in used[-1:])
    return visit.show(replace(visit.state, answers=kept))


def cancel(visit: Visit, _: str) -> Outcome:
    if visit.state is None:
        sent = asked_of_us(visit.words) == "data"  # "ta bort mitt tips": it is what was sent that is meant
        return my_data(visit, "") if sent else visit.say(notices.NOTHING_TO_CANCEL)
    visit.tidy()
    visit.close()
    visit.desk.forget_draft(visit.work, visit.person, visit.state)
    return visit.say(notices.CANCELLED)


def menu(visit: Visit, _: str) -> Outcome:
    return visit.begin(facts.for_menu(visit.person))


def language(visit: Visit, code: str) -> Outcome:
    """Which language, or the one that was named."""
    named = (("language", code),) if code in visit.desk.voices.languages else ()
    return visit.begin(replace(facts.for_language(visit.desk), answers=named))


def tip(visit: Visit, argument: str) -> Outcome:
    visit.words = argument
    visit.redact()
    return visit.begin(facts.for_tip(visit.desk, visit.person, visit.words))


def follow(visit: Visit, record: Reviewed | Start) -> Outcome:
    """A conversation that leads on to another: what the menu chose, or, after a decision, the next quote."""
    visit.recall()
    if isinstance(record, Start):
        return do(visit, record.flow, dict(record.facts).get("words", ""))
    visit.lead += carry_out(record, visit.desk, visit.work, visit.person)
    return do(visit, "review", reviewing.NEXT)


def status(visit: Visit, argument: str) -> Outcome:
    """What came of a tip; without a code, of one's own tips. From another address only the public state."""
    found = router.receipt(argument, loose=True)
    if found is None:
        return visit.say(*tip_life.status_of_all(visit.desk, visit.work, visit.person))
    filed = tips.by_code(visit.work, found[0])
    if filed is None:
        return _of_something_else(visit, found[0])
    return visit.say(tip_life.status_for(visit.desk, visit.work, visit.person, filed))


def _of_something_else(visit: Visit, code: str, rest: str = "") -> Outcome:
    """A code that is no tip's: of what was passed on, of a question to a partner, or of an application."""
    return forward_deeds.about(visit, code, rest) or ask_deeds.about(visit, code, rest)


def reply(visit: Visit, argument: str) -> Outcome:
    found = router.receipt(argument, loose=True)
    return about(visit, f"{found[0]} {found[1]}") if found else visit.say(notices.WRITE_CODE)


def _today(visit: Visit) -> date:
    return cover.today(visit.desk, visit.work)


def about(visit: Visit, argument: str) -> Outcome:
    """A message that begins with a tip's code, or replies to one about it: words for the other side."""
    code, rest = router.receipt(argument) or ("", "")
    filed = tips.by_code(visit.work, code)
    if filed is None:
        return _of_something_else(visit, code, rest)
    if not side_of(filed, visit.person, cover.covered_by(visit.work, visit.person, _today(visit))) or (
        not rest and filed.person_id == visit.person.id
    ):
        if rest:
            visit.lead.append(notices.NOT_YOURS)
        return status(visit, code)
    visit.words = rest
    visit.redact()
    settled = tip_deeds.looked_at(visit, filed)
    if settled is not None:
        return settled
    answers: Answers = (("text", visit.words),) if visit.words else ()
    return visit.begin(State("reply", answers, {"code": code}))


def join(visit: Visit, code: str) -> Outcome:
    found = invitations.find(visit.work, code)
    if isinstance(found, str):
        return visit.say(notices.invitation_refused(found))
    visit.wake()
    area = visit.desk.town.area_name(found.area)
    visit.mark_noticed()
    facts_: dict[str, Json] = {"code": code, "role": found.role, "area_name": area, "url": visit.privacy}
    return visit.begin(State("join", (), facts_))


def poster(visit: Visit, code: str) -> Outcome:
    """A poster's QR: the place is answered already."""
    known = places.find(visit.work, code)
    slugs = {area.slug for area in visit.desk.areas}
    if known is None and code.lower() not in slugs:
        return greet(visit, "")
    area, words = known or (code.lower(), "")
    where: tuple[tuple[str, Json], ...] = (("where", {"text": words}),) if words else ()
    state = facts.for_tip(visit.desk, visit.person)
    return visit.begin(replace(state, answers=(*where, ("area", area))))


def my_data(visit: Visit, _: str) -> Outcome:
    """What somebody may ask of us by law: as yet a person answers it."""
    return visit.say(visit.desk.whom_to_ask())


def log_in(visit: Visit, _: str) -> Outcome:
    """A link to the situation picture. It goes to whom the address belongs to, whoever wrote in its name."""
    if not visit.person.has(*entrances.MAY_ENTER):
        return visit.say(notices.NOT_FOR_YOU)
    if not visit.desk.public_url:
        return visit.say(notices.NOT_YET)
    token = entrances.issue(visit.work, visit.person.id)
    return visit.say(notices.way_in(f"{visit.desk.public_url}/in/{token}"))


def picture(visit: Visit, argument: str) -> Outcome:
    """The situation picture. From who may not see it, words after it are somebody's own: a tip."""
    if argument and not visit.person.has(*looking.MAY_LOOK):
        return tip(visit, visit.words)
    return looking.look(visit, argument)


DEEDS: dict[str, Deed] = {
    **tip_deeds.DEEDS,
    **forward_deeds.DEEDS,
    "my data": my_data,
    "log in": log_in,
    "picture": picture,
    "coverage": covering.show,
    "groups": groups.ask,
    "start": start,
    "greeting": greet,
    "stop": stop,
    "help": help_,
    "thanks": thanks,
    "back": back,
    "cancel": cancel,
    "menu": menu,
    "language": language,
    "tip": tip,
    "status": status,
    "invite": member_deeds.invite,
    "members": member_deeds.members,
    "leave": member_deeds.leave,
    "move": moving_deeds.move,
    "threat": member_deeds.threat,
    "patrol": patrol_deeds.patrol,
    "reply": reply,
    "about": about,
    "join": join,
    "poster": poster,
    **taking_part.DEEDS,
    **ask_deeds.DEEDS,
    **broadcast_deeds.DEEDS,
    **week_deeds.DEEDS,
}


def do(visit: Visit, name: str, argument: str = "") -> Outcome:
    """Do what a word means; for a word we have never heard, help."""
    return DEEDS.get(name, help_)(visit, argument)
