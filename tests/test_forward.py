"""A tip that is passed on: to whom it may go, with what, and what happens when nobody answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from storing import both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.effects import carry_out
from bot.i18n import Voices
from bot.municipality import load
from bot.partners import forward_chasing, forward_partners, forwarding
from handlers import forward_notices as said
from handlers.dialogue import State
from handlers.forward import CRIMES
from handlers.records import Consent, Forward, Forwarded, Place, Role, Tip
from storage import forwards, models, people, tips
from storage.database import Database, Work
from storage.people import Person
from storage.tips import Filed

pytestmark = both
DESK = Desk(load("botkyrka"), Voices(), "https://ombudet.example")
LAMP = Tip("otrygg_plats", "alby", Place("Albyvägen 12"), "Lampan är trasig")
DAYS = 24


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as found:
        yield found


def holder(work: Work, number: int, role: Role, area: str | None = None) -> Person:
    person = someone(work, number)
    people.give_role(work, person.id, role, area)
    return people.get(work, person.id)


def tipped(work: Work, number: int = 20, what: Tip = LAMP) -> Filed:
    return tips.add(work, someone(work, number).id, what, "2026-W47")


def told(work: Work, purpose: str) -> list[int]:
    """Whom something of a purpose has been written to."""
    query = select(models.outbound.c.person_id).where(models.outbound.c.purpose.startswith(purpose))
    return sorted(work.conn.execute(query).scalars())


def passed(work: Work, ombud: Person, filed: Filed, to: str = "landlord") -> forwards.Kept:
    carry_out(Forward(filed.code, to), DESK, work, ombud)  # type: ignore[arg-type]
    return forwards.of_tip(work, filed.id)[-1]


def test_it_goes_to_those_of_the_area_and_no_other(database: Database) -> None:
    """The area's manager gets it; another area's does not, nor who has stopped."""
    with database.begin() as work:
        own, other, gone = (holder(work, n, "manager", a) for n, a in ((5, "alby"), (6, "fittja"), (7, "alby")))
        people.stop(work, gone.id, "asked to stop")
        kept = passed(work, holder(work, 8, "ombud", "alby"), tipped(work))
        assert told(work, f"forward:{kept.id}:") == [own.id]
        refused = carry_out(Forwarded(kept.code, "done"), DESK, work, other)
        assert (refused[0].msgid, forwards.of_tip(work, kept.tip_id)[0].state) != (said.HEARD.msgid, "done")


def test_two_who_pass_it_on_at_once_do_it_once(database: Database) -> None:
    """Of two ombud with the same thought the second hears where it is."""
    with database.begin() as work:
        holder(work, 5, "manager", "alby")
        first, second = holder(work, 6, "ombud", "alby"), holder(work, 7, "ombud", "alby")
        filed = tipped(work)
        kept = passed(work, first, filed)
        again = carry_out(Forward(filed.code, "landlord"), DESK, work, second)
        assert again == (said.already(filed.code, kept.code, "landlord", "sent"),)
        assert forwards.add(work, filed.id, "landlord", second.id, "", "sent") is None
        assert len(forwards.of_tip(work, filed.id)) == 1


def test_only_who_reads_the_areas_tips_passes_them_on(database: Database) -> None:
    """An ombud of another area passes nothing on, nor does anybody a tip that is settled."""
    with database.begin() as work:
        holder(work, 5, "manager", "alby")
        filed = tipped(work)
        own = holder(work, 6, "ombud", "alby")
        carry_out(Forward(filed.code, "landlord"), DESK, work, holder(work, 7, "ombud", "fittja"))
        tips.set_status(work, filed, "closed", own.id)
        carry_out(Forward(filed.code, "landlord"), DESK, work, own)
        assert forwards.of_tip(work, filed.id) == []


def test_without_a_tipster_to_ask_the_police_get_nothing(database: Database) -> None:
    """Who has stopped can't say yes; who says no is not asked again; nobody else's yes counts."""
    with database.begin() as work:
        police, ombud = holder(work, 5, "police"), holder(work, 6, "ombud", "alby")
        silent, asked = tipped(work, 20), tipped(work, 21)
        people.stop(work, silent.person_id or 0, "asked to stop")
        assert carry_out(Forward(silent.code, "police"), DESK, work, ombud) == (said.NO_TIPSTER,)
        kept = passed(work, ombud, asked, "police")
        carry_out(Consent(kept.code, yes=True), DESK, work, ombud)
        carry_out(Consent(kept.code, yes=False), DESK, work, people.get(work, asked.person_id or 0))
        assert [k.state for k in (passed(work, ombud, asked, "police"),)] == ["refused"]
        assert told(work, "forward:") == []
        assert not forward_partners.may_answer(work, kept, police)


def test_a_yes_when_the_police_are_gone_promises_nothing(database: Database) -> None:
    """The tipster hears that nothing was passed on, and whom to tell."""
    with database.begin() as work:
        police, ombud = holder(work, 5, "police", "alby"), holder(work, 6, "ombud", "alby")
        filed = tipped(work)
        kept = passed(work, ombud, filed, "police")
        people.stop(work, police.id, "asked to stop")
        answered = carry_out(Consent(kept.code, yes=True), DESK, work, people.get(work, filed.person_id or 0))
        assert answered == (said.CONSENT_NOBODY,)
        assert forwards.of_tip(work, filed.id)[0].state == "asked"


@pytest.mark.parametrize("category", CRIMES)
def test_of_a_suspected_crime_no_words_go_to_a_landlord(database: Database, category: str) -> None:
    """The ombud is not even asked whether they should, and reads first that the police are told otherwise."""
    with database.begin() as work:
        holder(work, 5, "manager", "alby")
        ombud = holder(work, 6, "ombud", "alby")
        filed = tipped(work, 20, Tip(category, "alby", Place("Alby centrum"), "Det hände igår"))
        begun = forwarding.begin(DESK, work, ombud, filed)
        page = DESK.turn_page(State("forward", (("to", "landlord"),), {**begun.facts, "code": "4829"}))
        assert page.question is not None
        assert page.question.key == "sure"
        first = DESK.turn_page(begun).question
        assert first is not None
        assert "114 14" in DESK.voices.say(first.text, "sv", "telegram")


def test_what_nobody_answers_goes_higher(database: Database) -> None:
    """A reminder after three days, the coordinator after seven, each once; an answer ends it."""
    with database.begin() as work:
        manager, boss = holder(work, 5, "manager", "alby"), holder(work, 6, "coordinator")
        ombud = holder(work, 7, "ombud", "alby")
        one, other = passed(work, ombud, tipped(work, 20)), passed(work, ombud, tipped(work, 21))
        carry_out(Forwarded(other.code, "received"), DESK, work, manager)
    clock_of(database).pass_(hours=3 * DAYS)
    with database.begin() as work:
        assert [forward_chasing.chase(DESK, work) for _ in range(2)] == [1, 0]
        assert told(work, "forward-reminder") == [manager.id]
    clock_of(database).pass_(hours=4 * DAYS)
    with database.begin() as work:
        assert [forward_chasing.chase(DESK, work) for _ in range(2)] == [1, 0]
        assert told(work, f"forward-escalated:{one.id}:") == sorted([boss.id, ombud.id])


def test_where_nobody_is_left_the_coordinator_hears_sooner(database: Database) -> None:
    """Nobody is reminded who is not there; of a tip that is settled nobody is."""
    with database.begin() as work:
        manager, boss = holder(work, 5, "manager", "alby"), holder(work, 6, "coordinator")
        ombud = holder(work, 7, "ombud", "alby")
        gone, settled = passed(work, ombud, tipped(work, 20)), passed(work, ombud, tipped(work, 21))
        tips.set_status(work, forward_partners.tip_of(work, settled), "handled", ombud.id)
        people.stop(work, manager.id, "asked to stop")
    clock_of(database).pass_(hours=3 * DAYS)
    with database.begin() as work:
        assert forward_chasing.chase(DESK, work) == 1
        assert boss.id in told(work, f"forward-escalated:{gone.id}:")
        assert told(work, f"forward-escalated:{settled.id}:") == []


def test_a_coordinator_who_does_not_answer_has_somebody_above(database: Database) -> None:
    """Whoever runs the service hears of it; without anybody the ombud still does."""
    with database.begin() as work:
        holder(work, 5, "coordinator")
        admin, ombud = holder(work, 6, "admin"), holder(work, 7, "ombud", "alby")
        kept = passed(work, ombud, tipped(work), "coordinator")
    clock_of(database).pass_(hours=7 * DAYS)
    with database.begin() as work:
        assert forward_chasing.chase(DESK, work) == 1
        assert told(work, f"forward-escalated:{kept.id}:") == sorted([admin.id, ombud.id])


def test_a_landlord_has_its_own_way_in(database: Database) -> None:
    """Where the area's landlord has nobody here, the ombud gets its own fault report."""
    with database.begin() as work:
        filed = tipped(work)
        ombud = holder(work, 6, "ombud", "alby")
        begun = forwarding.begin(DESK, work, ombud, filed)
        assert (begun.facts["to"], begun.facts["fault_url"]) == ([], DESK.town.links["fault_report"])
        sent = carry_out(Forward(filed.code, "landlord"), DESK, work, ombud)
        assert sent == (said.nobody_there("landlord", DESK.town.links["fault_report"]),)
