"""Words that leave only as a coordinator has approved them: kept sealed, decided once, and about the words as they
stood; what is approved when the week is closed is in its digest, and nothing else ever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from sqlalchemy import select
from storing import another, both, clock_of, opened, someone, url_of

from bot.desk import Desk
from bot.facts import reported_week, slot_of
from bot.i18n import Voices
from bot.municipality import load
from bot.picture import places
from bot.picture.disclosure import digest
from bot.picture.shapes import Quote
from bot.weekly import reviewing
from bot.weekly.reviewing import decided
from handlers import review
from handlers.notices import NOT_FOR_YOU
from handlers.records import Action, Observation, Report, Reviewed
from storage import actions, models, people, quotes, reports
from storage.database import Database, Work
from storage.people import Person
from storage.quotes import Words

pytestmark = both
DESK = Desk(load("botkyrka"), Voices())
WISH = "Byt lampan i tunneln"


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind, before the digest of the week that is reported."""
    with opened(url_of(kind, request)) as found:
        clock_of(found).pass_(days=4)
        yield found


def written(work: Work, **words: str) -> str:
    """An ombud's report with these words; returns its week."""
    week = reported_week(DESK, work)
    comment = words.pop("comment", "")
    reports.put(work, someone(work).id, Report(week, "alby", 3, comment=comment, words=tuple(words.items())))
    return week


def coordinator(work: Work) -> Person:
    key = someone(work, 9).id
    people.give_role(work, key, "coordinator", None)
    return people.get(work, key)


def found(work: Work) -> dict[str, Words]:
    week = reported_week(DESK, work)
    return {words.kind: words for words in quotes.in_reports(work, reports.of_week(work, week))}


def quoted(work: Work, week: str, role: str = "coordinator") -> tuple[tuple[Quote, ...], int]:
    alby = digest(DESK, work, week, role, "alby").areas[0]  # type: ignore[arg-type]
    return alby.quotes, alby.unreviewed


def test_a_decision_is_kept_sealed_with_who_and_when(database: Database) -> None:
    """The words as approved can be read with the key alone; who decided, and when, stands beside them."""
    with database.begin() as work:
        written(work, wish_landlord=WISH)
        boss = someone(work, 9).id
        assert found(work)["wish_landlord"].decision == ""
        assert quotes.decide(work, found(work)["wish_landlord"], "edited", "Byt lampan, tack", boss)
        after = found(work)["wish_landlord"]
        assert (after.decision, after.told, after.text) == ("edited", "Byt lampan, tack", WISH)
        row = work.conn.execute(select(models.quote)).one()
        assert (row.person_id, row.decided_at) == (boss, work.now)
        assert b"lampan" not in row.sealed_told + row.words


def test_of_two_decisions_the_first_holds(database: Database) -> None:
    """Each decides about the words as seen: the second finds that they are decided, whether new or decided anew."""
    with database.begin() as work:
        written(work, wish_landlord=WISH)
        seen = found(work)["wish_landlord"]
        first, second = someone(work, 8).id, someone(work, 9).id
    with database.begin() as work:
        assert quotes.decide(work, seen, "approved", WISH, first)
    other = another(database)
    with other.begin() as work:
        assert not quotes.decide(work, seen, "withheld", "", second)
        now = found(work)["wish_landlord"]
        assert quotes.decide(work, now, "withheld", "", second)
        assert not quotes.decide(work, now, "approved", WISH, first)
        assert found(work)["wish_landlord"].told == ""
    other.close()


def test_words_that_change_are_unreviewed_again(database: Database) -> None:
    """Another wording waits for another decision; the same one again, which was approved, is approved."""
    with database.begin() as work:
        written(work, good="Ny lekplats", comment="Lugnt")
        for words in found(work).values():
            assert quotes.decide(work, words, "approved", words.text, someone(work, 9).id)
        written(work, good="Ny lekplats!", comment="Lugnt")
        assert {kind: words.decision for kind, words in found(work).items()} == {"good": "", "comment": "approved"}
        assert found(work)["good"].told == ""
        assert quotes.decide(work, found(work)["good"], "withheld", "", someone(work, 9).id)
        assert found(work)["good"].decision == "withheld"


def test_what_is_approved_at_the_digest_stays_and_nothing_comes_after(database: Database) -> None:
    """Before the digest the picture follows the review; at its time it is frozen, whoever decides later."""
    with database.begin() as work:
        week = written(work, wish_landlord=WISH, wish_police="Kom förbi", good="Ny lekplats")
        boss = someone(work, 9).id
        assert quoted(work, week) == ((), 3)
        assert quotes.decide(work, found(work)["wish_landlord"], "approved", WISH, boss)
        assert quotes.decide(work, found(work)["good"], "withheld", "", boss)
        assert quoted(work, week) == ((Quote("wish_landlord", WISH),), 1)
        assert quoted(work, week, "manager") == ((Quote("wish_landlord", WISH),), 0)
        assert quoted(work, week, "police") == ((), 1)
        assert quoted(work, week, "association") == ((), 0)
    clock_of(database).now = slot_of(DESK, week, "digest")
    with database.begin() as work:
        frozen = quoted(work, week)
        assert frozen == ((Quote("wish_landlord", WISH),), 1)
        assert quotes.decide(work, found(work)["wish_police"], "approved", "Kom förbi", boss)
        assert quotes.decide(work, found(work)["wish_landlord"], "withheld", "", boss)
        assert quoted(work, week) == frozen


def test_nothing_is_decided_about_words_that_have_gone_or_when_it_is_too_late(database: Database) -> None:
    """A decision about what was taken back, changed or told already is not kept, and whoever made it hears why."""
    with database.begin() as work:
        week = written(work, good="Ny lekplats")
        boss = coordinator(work)
        seen = found(work)["good"]
        record = Reviewed(seen.source, seen.number, seen.kind, seen.text, seen.turn, "approved", seen.text)
        assert decided(record, DESK, work, people.get(work, someone(work).id)) == (NOT_FOR_YOU,)
        assert decided(replace(record, shown="Annat"), DESK, work, boss) == (review.CHANGED,)
        assert decided(replace(record, kind="events"), DESK, work, boss) == (review.CHANGED,)
        assert decided(record, DESK, work, boss) == (review.DONE["approved"],)
        assert decided(record, DESK, work, boss) == (review.already("approved"),)
        noted = work.conn.execute(select(models.audit).where(models.audit.c.action == "review")).one()
        assert (noted.actor, noted.object) == (f"person:{boss.id}", f"{seen.key}:approved")
    clock_of(database).now = slot_of(DESK, week, "digest")
    with database.begin() as work:
        assert decided(record, DESK, work, boss) == (review.too_late(week),)
        assert reviewing.reviewable(DESK, work) == []


@pytest.mark.parametrize("first", ["approved", "edited"])
def test_of_two_who_decide_at_once_the_stricter_wins(database: Database, first: str) -> None:
    """What one lets through and the other leaves out before the digest is left out; what is left out stays so."""
    with database.begin() as work:
        written(work, good="Ny lekplats")
        boss = coordinator(work)
        seen = found(work)["good"]
        record = Reviewed(seen.source, seen.number, seen.kind, seen.text, seen.turn, first, seen.text)
        no = replace(record, decision="withheld", told="")
        assert decided(record, DESK, work, boss) == (review.DONE[first],)
        assert decided(no, DESK, work, boss) == (review.left_out_after(first),)
        assert (found(work)["good"].decision, found(work)["good"].told) == ("withheld", "")
        for second in (record, no):
            assert decided(second, DESK, work, boss) == (review.already("withheld"),)
        assert found(work)["good"].decision == "withheld"


def test_two_at_the_very_same_time_are_told_apart(database: Database) -> None:
    """Where another's decision is committed while this one is made, this one is made anew and hears of it."""
    with database.begin() as work:
        written(work, good="Ny lekplats")
        boss = coordinator(work)
        seen = found(work)["good"]
    record = Reviewed(seen.source, seen.number, seen.kind, seen.text, seen.turn, "approved", seen.text)
    other = another(database)
    with ThreadPoolExecutor(1) as threads:
        with database.begin() as work:
            assert quotes.decide(work, seen, "withheld", "", boss.id)
            heard = threads.submit(other.transact, lambda work: decided(record, DESK, work, boss))
            assert wait([heard], timeout=0.3).not_done
        assert heard.result(timeout=10) == (review.already("withheld"),)
    other.close()


def test_of_a_place_only_what_can_be_read_is_told_until_its_words_are_approved(database: Database) -> None:
    """A street or a landmark leaves unread, the rest as it is decided; each area by itself, actions too."""
    where = "Albyvägen 12, hos Karin"
    with database.begin() as work:
        boss = coordinator(work)
        week = reported_week(DESK, work)
        seen = (Observation("brand", where), Observation("ordning", "hos Karin"), Observation("skrap", "Albyvägen 3"))
        reports.put(work, someone(work).id, Report(week, "alby", 3, seen))
        kept = actions.by_id(work, actions.add(work, boss.id, Action("fittja", "brand", where, "", "police")))
        assert told_of_alby(work, week) == (["Albyvägen 12", "", "Albyvägen 3"], 2)
        waiting = {words.text: words for words in reviewing.waiting(DESK, work) if words.area == "alby"}
        assert set(waiting) == {where, "hos Karin"}
        assert quotes.decide(work, waiting[where], "edited", "vid Albyvägens källare", boss.id)
        assert quotes.decide(work, waiting["hos Karin"], "withheld", "", boss.id)
        assert told_of_alby(work, week) == (["vid Albyvägens källare", "", "Albyvägen 3"], 0)
        assert kept is not None
        assert [one.place for one in places.in_actions(DESK, work, [kept])] == ["Albyvägen 12"]
        stranger = people.get(work, someone(work, 5).id)
        assert [places.seen_by(DESK, work, who, [kept])[0].place for who in (boss, stranger)] == [where, "Albyvägen 12"]


def told_of_alby(work: Work, week: str) -> tuple[list[str], int]:
    """The places the police contact is told, and how much nobody has reviewed."""
    alby = digest(DESK, work, week, "police", "alby").areas[0]
    return [one.place for one in alby.observations], alby.unreviewed


def test_an_action_says_what_is_to_be_done_once_it_is_approved(database: Database) -> None:
    """Until then it is empty; a dropped one is not asked about, one that was done lately is."""
    with database.begin() as work:
        own, boss = someone(work, 5).id, someone(work, 9).id
        key = actions.add(work, own, Action("alby", "brand", "", "Laga låset", "police"))
        dropped = actions.add(work, own, Action("alby", "brand", "", "Annat", "police"))
        assert actions.set_status(work, dropped, "dropped")
        assert actions.set_status(work, key, "done")
        assert quotes.approved_action(work, key) == quotes.approved_action(work, key + 100) == ""
        (words,) = reviewing.waiting(DESK, work)
        assert words.key == f"action:{key}:what"
        assert quotes.decide(work, words, "edited", "Laga låset i port 3", boss)
        assert quotes.approved_action(work, key) == "Laga låset i port 3"
        actions.add(work, own, Action("nowhere", "brand", "", "I ett område som inte finns längre", "police"))
        assert reviewing.waiting(DESK, work) == []
    clock_of(database).pass_(days=29)
    with database.begin() as work:
        assert reviewing.reviewable(DESK, work) == []


def test_a_week_closed_by_an_earlier_version_can_be_read(database: Database) -> None:
    """What was frozen before there were quotes has none, and is shown as it was."""
    with database.begin() as work:
        week = written(work, good="Ny lekplats")
    clock_of(database).now = slot_of(DESK, week, "digest")
    with database.begin() as work:
        quoted(work, week)
        kept = work.vault.open_json(
            work.conn.execute(select(models.release.c.sealed_reports)).scalar_one(), "release.reports"
        )
        old = [
            {key: value for key, value in area.items() if key not in ("quotes", "unreviewed")} for area in kept["areas"]
        ]
        sealed = work.vault.seal_json(old, "release.reports")
        work.conn.execute(models.release.update().values(sealed_reports=sealed))
        assert quoted(work, week) == ((), 0)
