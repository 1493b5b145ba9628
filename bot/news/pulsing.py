"""The residents' pulse: what an answer brings about, and the monthly question to those who said yes to it."""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk import Desk
from bot.news.holding import used_up
from bot.people import cover
from bot.weekly.week import iso_week
from handlers.dialogue import State
from handlers.pulse import UNSAFE
from handlers.records import Pulse, PulseMore
from handlers.text import Text, _
from storage import conversations, people, pulses, tips
from storage.database import Work
from storage.outbound import Priority
from storage.people import Person

ASKED_FROM = 18  # o'clock on the month's first Monday, and on the days after it while somebody has not been asked
_LATEST = timedelta(days=7)


def begin(work: Work, person: Person) -> State:
    """The question; the area is the one that the person last tipped about, if any."""
    own = (filed.area for filed in tips.of_person(work, person.id) if filed.area)
    return State("pulse", (), {"area": pulses.area_of(work, person.id) or next(own, None)})


def pulse(record: Pulse, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    """Keep the answer, and ask what may be asked beside it."""
    week = _week(desk, work)
    pulses.put(work, person.id, week, record.area, record.answer)
    thanks = _("Thank you! Until Sunday you can change your answer.")
    return _ask_more(desk, work, person, week, record.answer, thanks)


def _ask_more(desk: Desk, work: Work, person: Person, week: str, answer: int, thanks: Text) -> tuple[Text, ...]:
    """Thank, and ask what is left to ask: where and when about an unsafe `answer`, else whether to ask every month."""
    if answer not in UNSAFE and pulses.wish(work, person.id) is not None:
        return (thanks,)
    state = State("pulse_more", (), {"week": week, "answer": answer})
    purpose = f"pulse-more:{person.id}:{conversations.load(work, person.id).turn}"
    desk.ask_unless_busy(work, person, state, purpose, thanks, priority=Priority.REPLY, said=(thanks,))
    return ()


def more(record: PulseMore, desk: Desk, work: Work, person: Person) -> tuple[Text, ...]:
    if record.wants is not None:
        return wishes(desk, work, person, wants=record.wants)
    if record.words:
        pulses.add_more(work, person.id, record.week, record.words)
    return _ask_more(desk, work, person, record.week, 0, _("Thank you!"))


def wishes(desk: Desk, work: Work, person: Person, *, wants: bool) -> tuple[Text, ...]:
    """Keep whether a person wants to be asked once a month."""
    pulses.wishes(work, person.id, _month(cover.today(desk, work)), wants=wants)
    if wants:
        return (_("Thank you! I ask once a month. SAFETY no ends it."),)
    return (_("All right, I won't ask. Write SAFETY whenever you want."),)


def ask_monthly(desk: Desk, work: Work) -> int:
    """From the evening of the month's first Monday: ask those who said yes, each once; returns how many."""
    now = work.now.astimezone(desk.zone)
    first = _first_monday(now.date())
    if now.hour < ASKED_FROM or not first <= now.date() < first + _LATEST:
        return 0
    month = _month(now.date())
    return sum(_ask(desk, work, people.get(work, person_id), month) for person_id in pulses.to_ask(work, month))


def _ask(desk: Desk, work: Work, person: Person, month: str) -> int:
    if person.stopped or used_up(desk, work, person.channel) or not pulses.asked(work, person.id, month):
        return 0
    otherwise = _("How safe do you feel this month? Write SAFETY to answer.")
    desk.ask_unless_busy(
        work, person, begin(work, person), f"pulse:{month}:{person.id}", otherwise, priority=Priority.WEEK
    )
    return 1


def unlink(desk: Desk, work: Work) -> int:
    """What was answered in a week that is over is nobody's any more."""
    return pulses.unlink(work, _week(desk, work))


def _week(desk: Desk, work: Work) -> str:
    return iso_week(cover.today(desk, work))


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _first_monday(day: date) -> date:
    """The first Monday of the day's month."""
    first = day.replace(day=1)
    return first + timedelta(days=-first.weekday() % 7)
