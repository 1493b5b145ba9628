"""Who takes over an area gets what nobody has taken up, when they want it; nobody gets a tip a second time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from storing import both, opened, someone, url_of

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.tips import sharing
from handlers.records import Place, Tip
from storage import models, outbound, people, tip_shares, tips
from storage.database import Database, Work
from storage.outbound import BUNDLE, Priority
from storage.people import Person

pytestmark = both
DESK = Desk(load("botkyrka"), Voices(), "https://ombudet.example")
LAMP = Tip("otrygg_plats", "alby", Place("Albyvägen 12"), "Lampan är trasig")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as found:
        yield found


def ombud(work: Work, number: int) -> Person:
    person = someone(work, number)
    people.give_role(work, person.id, "ombud", "alby")
    return people.get(work, person.id)


def states(work: Work, purpose: str) -> list[str]:
    """What became of what was written for a purpose, in order."""
    query = select(models.outbound.c.state).where(models.outbound.c.purpose.startswith(purpose))
    return list(work.conn.execute(query.order_by(models.outbound.c.id)).scalars())


def test_who_was_told_is_not_told_again(database: Database) -> None:
    """Not at once, and not in a bundle either, whatever they have chosen since; what was taken up goes to nobody."""
    with database.begin() as work:
        reader = ombud(work, 5)
        filed, seen = (tips.add(work, someone(work, number).id, LAMP, "2026-W47") for number in (6, 7))
        sharing.tell(DESK, work, reader, filed)
        tips.set_status(work, seen, "seen", None)
        tip_shares.wants(work, reader.id, "daily")
        sharing.pass_on_tips(DESK, work, "alby")
        assert tip_shares.waiting(work) == {}
        assert states(work, "tip:") == ["queued"]


def test_who_takes_over_gets_it_when_they_want_it(database: Database) -> None:
    """With others once a day, if that is what they chose."""
    with database.begin() as work:
        filed = tips.add(work, someone(work, 6).id, LAMP, "2026-W47")
        reader = ombud(work, 5)
        tip_shares.wants(work, reader.id, "daily")
        sharing.pass_on_tips(DESK, work, "alby")
        assert [share.tip.code for share in tip_shares.waiting(work)[reader.id]] == [filed.code]
        assert states(work, "tip:") == []


@pytest.mark.parametrize(("role", "gone"), [("ombud", 2), ("manager", 1), ("association", 0)])
def test_what_waits_because_of_a_role_goes_with_it(database: Database, role: str, gone: int) -> None:
    """Tips and bundles are not sent to who no longer reads them, nor what was passed on to who is no partner now."""
    with database.begin() as work:
        person = someone(work, 5)
        for purpose in ("tip:K7M-4QX:1", f"{BUNDLE}:1:1"):
            draft = outbound.Draft(purpose, person.id, person.address_id, "sms", Priority.RELAY, {})
            if role != "manager":
                outbound.put(work, draft)
        if role != "ombud":
            outbound.put(work, outbound.Draft("forward:1:1", person.id, person.address_id, "sms", Priority.RELAY, {}))
        outbound.cancel_for_role(work, person.id, role, "alby", "left")
        assert states(work, "").count("cancelled") == gone
