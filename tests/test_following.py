"""What partners decided gets other days, and is followed up by whoever decided it, once for each day that was set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from storing import both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.effects import carry_out
from bot.i18n import Voices
from bot.municipality import load
from bot.weekly import following
from handlers.action import titled, to_be_followed_up
from handlers.records import Action, Days
from storage import actions, models, people
from storage.database import Database, Work
from storage.people import Person

pytestmark = both
LITTER = Action("alby", "nedskrapning", "Albyvägen 12", "Tömma", "botkyrkabyggen", "2026-12-01", "2026-12-15")
DESK = Desk(load("botkyrka"), Voices(), "https://ombudet.example")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as found:
        yield found


def manager(work: Work, number: int, area: str = "alby") -> Person:
    person = someone(work, number)
    people.give_role(work, person.id, "manager", area)
    return people.get(work, person.id)


def told(work: Work) -> list[int]:
    """To whom a reminder has been written, in order."""
    query = select(models.outbound.c.person_id).where(models.outbound.c.purpose.like("follow-up:%"))
    return list(work.conn.execute(query.order_by(models.outbound.c.id)).scalars())


def test_whoever_decided_it_is_reminded_once_for_each_day_that_was_set(database: Database) -> None:
    """Not before the day, not twice on it, and again when it gets another day; not of what was dropped."""
    with database.begin() as work:
        own = manager(work, 5)
        key = actions.add(work, own.id, LITTER)
        dropped = actions.add(work, own.id, LITTER)
        actions.set_status(work, dropped, "dropped")
        assert following.remind(DESK, work) == 0
    clock_of(database).pass_(hours=24 * 26)
    with database.begin() as work:
        assert [following.remind(DESK, work) for _ in range(2)] == [1, 0]
        carry_out(Days(key, "2026-12-20", "2026-12-16"), DESK, work, own)
        assert following.remind(DESK, work) == 0
    clock_of(database).pass_(hours=24)
    with database.begin() as work:
        assert following.remind(DESK, work) == 1
        assert told(work) == [own.id, own.id]


def test_the_coordinator_follows_up_for_who_has_left(database: Database) -> None:
    """Who no longer decides in the area is not reminded of it."""
    with database.begin() as work:
        boss = someone(work, 6)
        people.give_role(work, boss.id, "coordinator", None)
        actions.add(work, someone(work, 5).id, replace(LITTER, follow_up="2026-11-18"))
        assert following.remind(DESK, work) == 1
        assert told(work) == [boss.id]


def test_days_are_changed_by_who_decides_there(database: Database) -> None:
    """Another area's manager changes nothing; who decides there does, and it is in the audit log once."""
    with database.begin() as work:
        key = actions.add(work, manager(work, 5).id, LITTER)
        for person in (manager(work, 6, "fittja"), manager(work, 7), manager(work, 7)):
            carry_out(Days(key, "2026-12-24", ""), DESK, work, person)
            kept = actions.by_id(work, key)
            assert kept is not None
            assert (kept.due, kept.follow_up) == (
                ("2026-12-01", "2026-12-15") if person.roles[0].area == "fittja" else ("2026-12-24", "")
            )
        noted = select(models.audit.c.object).where(models.audit.c.action == "action")
        assert list(work.conn.execute(noted).scalars()) == [f"{key}:days"]


def test_what_is_said_names_the_action(database: Database) -> None:
    """The reminder tells where, what, and how far it has come, in one segment by SMS."""
    text = to_be_followed_up("Alby", "nedskrapning", "Albyvägen 12", "started")
    for language in ("sv", "en"):
        said = DESK.voices.say(text, language, "sms")
        assert said.startswith(
            DESK.voices.say(titled("Alby", "nedskrapning", "Albyvägen 12", "started"), language, "sms")
        )
        assert len(said) <= 160
