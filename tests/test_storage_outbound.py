"""The outbox's table, on SQLite and on PostgreSQL: once, in order, and never lost between two workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from storing import START, another, both, clock_of, opened, someone, url_of

from storage import models, outbound, sending
from storage.database import Database, Work
from storage.outbound import Draft, Priority
from storage.sending import LEASE

pytestmark = both


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def put(work: Work, purpose: str, number: int = 5, priority: Priority = Priority.REPLY, **more: Any) -> bool:
    to = someone(work, number)
    body = {"text": purpose}
    return outbound.put(work, Draft(purpose, to.id, to.address_id, to.channel, priority, body, **more))


def leased(work: Work, limit: int = 30) -> list[str]:
    return [row.body["text"] for row in sending.lease(work, "sms", limit)]


def sent(work: Work, limit: int = 30) -> list[str]:
    """Send what may be sent now."""
    rows = sending.lease(work, "sms", limit)
    for row in rows:
        sending.sent(work, row.id, f"SM{row.id}", 1)
    return [row.body["text"] for row in rows]


def state_of(work: Work, purpose: str) -> Any:
    return work.conn.execute(select(models.outbound).where(models.outbound.c.purpose == purpose)).one()


def test_a_purpose_is_served_once(database: Database) -> None:
    """The same purpose again, also after it was sent, puts nothing in the outbox."""
    with database.begin() as work:
        assert put(work, "digest:2026-W47:a")
        assert not put(work, "digest:2026-W47:a", 6)
        assert sent(work) == ["digest:2026-W47:a"]
        assert not put(work, "digest:2026-W47:a")
        assert state_of(work, "digest:2026-W47:a").state == "sent"


def test_the_most_urgent_goes_first_and_each_address_in_order(database: Database) -> None:
    """Of each address one at a time, its most urgent and oldest; across addresses by urgency."""
    with database.begin() as work:
        put(work, "week", 5, Priority.WEEK)
        put(work, "one", 5)
        put(work, "two", 5)
        put(work, "relay", 6, Priority.RELAY)
        put(work, "danger", 7, Priority.SAFETY)
        assert [sent(work) for _ in range(4)] == [["danger", "one", "relay"], ["two"], ["week"], []]


def test_what_is_being_sent_holds_back_what_comes_after(database: Database) -> None:
    """While the first is on its way the second waits, and neither is leased twice; a limit is a limit."""
    other = another(database)
    with database.begin() as work:
        for number in (5, 5, 6, 7):
            put(work, f"to {number}: {len(work.conn.execute(select(models.outbound)).all())}", number)
    with database.begin() as work:
        assert leased(work, 2) == ["to 5: 0", "to 6: 2"]
    with other.begin() as work:
        assert leased(work) == ["to 7: 3"]
        assert leased(work) == []
    other.close()


def test_an_address_that_rests_is_passed_over(database: Database) -> None:
    """After a message nothing goes to that address for its rest, whatever waits for it; then it does."""
    rest = timedelta(seconds=1)
    with database.begin() as work:
        put(work, "a", 5)
        put(work, "b", 6)
        sending.written_to(work, someone(work, 5).address_id, START)
        for seconds, free in ((0.0, 1), (0.9, 1), (1.0, 2), (-120, 2)):  # the last: the clock has been set back
            assert len(sending.heads(work, "sms", 30, START + timedelta(seconds=seconds), rest)) == free


def test_nobody_waits_for_somebody_elses_hundred(database: Database) -> None:
    """Of equally urgent messages, that one goes first to whose address we wrote longest ago."""
    with database.begin() as work:
        for number in range(100):
            put(work, f"flood {number}", 5)
        put(work, "other", 6)
        came = []
        for second in range(3):
            (row,) = sending.lease(work, "sms", 1)
            sending.written_to(work, row.address_id, START + timedelta(seconds=second))
            sending.sent(work, row.id, "", 1)
            came.append(row.body["text"])
    assert came == ["flood 0", "other", "flood 70"]


def test_who_writes_without_end_gets_the_latest_replies(database: Database) -> None:
    """Of more replies than thirty that wait for one address the older are cancelled; of danger, of tips, and to others
    nothing is."""
    with database.begin() as work:
        put(work, "other", 6)
        put(work, "tip", 5, Priority.RELAY)
        for number in range(100):
            put(work, f"reply {number}", 5)
        put(work, "112", 5, Priority.SAFETY)
        came = []
        while rows := sending.lease(work, "sms", 30):
            for row in rows:
                sending.sent(work, row.id, "", 1)
                came.append(row.body["text"])
    latest = [f"reply {number}" for number in range(70, 100)]
    assert came == ["112", "other", *latest, "tip"]


def test_a_lease_or_a_wait_from_another_time_holds_nothing_up(database: Database) -> None:
    """The clock is set back by two hours while a message is on its way and another waits for its second try."""
    with database.begin() as work:
        put(work, "sending", 5)
        put(work, "later", 6)
        first, second = sending.lease(work, "sms", 30)
        sending.again(work, second.id, 1, START + timedelta(minutes=15), "busy", unknown=False)
    clock_of(database).pass_(hours=-2)
    with database.begin() as work:
        rows = sending.lease(work, "sms", 30)
        assert [(row.id, row.unknown) for row in rows] == [(first.id, True), (second.id, False)]


def test_a_lease_that_runs_out_leaves_it_unknown(database: Database) -> None:
    """A worker that died may have sent it: after a minute it is leased again, to be looked for first."""
    with database.begin() as work:
        put(work, "a")
        (row,) = sending.lease(work, "sms", 30)
        assert not row.unknown
    clock_of(database).pass_(seconds=LEASE.total_seconds())
    with database.begin() as work:
        assert sending.lease(work, "sms", 30) == []
    clock_of(database).pass_(seconds=0.001)
    with database.begin() as work:
        (again,) = sending.lease(work, "sms", 30)
        assert (again.id, again.unknown, again.created_at) == (row.id, True, START)


@pytest.mark.parametrize("unknown", [True, False])
def test_what_is_to_be_sent_again_waits_for_its_time(database: Database, unknown: bool) -> None:
    """Put off, it is due at its time and not before; whether it may have gone out is remembered."""
    with database.begin() as work:
        put(work, "a")
        (row,) = sending.lease(work, "sms", 30)
        sending.again(work, row.id, 1, START + timedelta(seconds=8), "flood" * 40, unknown=unknown)
        assert leased(work) == []
    clock_of(database).pass_(seconds=8)
    with database.begin() as work:
        (again,) = sending.lease(work, "sms", 30)
        assert (again.attempts, again.unknown) == (1, unknown)


def test_what_was_cancelled_while_it_was_being_sent_stays_so(database: Database) -> None:
    """Somebody stops while a message is on its way and fails: it is not sent later, and holds up nothing."""
    with database.begin() as work:
        put(work, "a")
        (row,) = sending.lease(work, "sms", 30)
        assert outbound.cancel(work, row.person_id, "asked to stop") == []
        sending.again(work, row.id, 1, START, "flood", unknown=False)
        assert (state_of(work, "a").state, state_of(work, "a").sealed) == ("cancelled", None)
        put(work, "b")
        assert sent(work) == ["b"]


def test_cancelling_takes_what_waits_for_one_person(database: Database) -> None:
    """What is sent is sent; what others wait for still goes out; the words are gone."""
    with database.begin() as work:
        put(work, "sent")
        sent(work)
        put(work, "a")
        put(work, "b", 6)
        assert outbound.cancel(work, someone(work, 5).id, "blocked") == []
        assert sent(work) == ["b"]
        assert [state_of(work, p).state for p in ("sent", "a")] == ["sent", "cancelled"]
        assert state_of(work, "a").sealed is None


def test_what_the_provider_says_later_is_kept(database: Database) -> None:
    """Delivered, or failed and why; of a message that is not ours, nothing, and an empty id is nobody's."""
    with database.begin() as work:
        for purpose, number in (("a", 5), ("b", 6), ("c", 7)):
            put(work, purpose, number)
        sent(work)
        ids = {purpose: state_of(work, purpose).provider_id for purpose in "abc"}
        sending.sent(work, state_of(work, "c").id, "", 1)
        assert outbound.delivered(work, "sms", ids["a"], "delivered", "") == (someone(work, 5).id, "")
        assert outbound.delivered(work, "sms", ids["b"], "stopped", "21610") == (someone(work, 6).id, "")
        assert outbound.delivered(work, "telegram", ids["a"], "failed", "") is None
        assert outbound.delivered(work, "sms", "", "failed", "") is None
        assert [state_of(work, p).state for p in "abc"] == ["delivered", "failed", "sent"]
        assert state_of(work, "b").reason == "21610"


def test_what_is_certain_is_forgotten(database: Database) -> None:
    """Sent, failed or cancelled, the words are gone; the row stays to be counted."""
    with database.begin() as work:
        for purpose in ("sent", "failed", "cancelled"):
            put(work, purpose)
        sending.sent(work, state_of(work, "sent").id, "", 1)
        sending.failed(work, state_of(work, "failed").id, "gone")
        outbound.cancel(work, someone(work).id, "stopped")
        for purpose in ("sent", "failed", "cancelled"):
            assert (state_of(work, purpose).state, state_of(work, purpose).sealed) == (purpose, None)
        assert (state_of(work, "sent").sent_at, state_of(work, "failed").sent_at) == (START, None)


def test_a_body_that_cannot_be_unsealed_holds_up_nobody(database: Database) -> None:
    """It has failed; what is behind it goes out."""
    with database.begin() as work:
        put(work, "a")
        put(work, "b")
        put(work, "c", 6)
        work.conn.execute(update(models.outbound).where(models.outbound.c.purpose == "a").values(sealed=b"garbage"))
        assert [sent(work), sent(work)] == [["c"], ["b"]]
        assert state_of(work, "a").state == "failed"


def test_the_latest_question_and_what_a_message_was_about(database: Database) -> None:
    """Found by address and the provider's id, once it has been sent, on the channel where messages can be edited;
    another address finds nothing."""
    with database.begin() as work:
        put(work, "first", asks=True)
        put(work, "second", asks=True, about="K7M-4QX")
        put(work, "third")
        own, other = someone(work, 5).address_id, someone(work, 6).address_id
        for _ in range(3):
            sent(work)
        work.conn.execute(update(models.outbound).values(channel="telegram"))
        second = state_of(work, "second").provider_id
        assert (outbound.last_question(work, own), outbound.last_question(work, other)) == (second, "")
        assert outbound.about(work, own, second) == "K7M-4QX"
        assert outbound.about(work, other, second) == outbound.about(work, own, "SM999") == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(5, 8), st.sampled_from(Priority)), max_size=10), st.integers(1, 4))
def test_each_address_reads_in_order_of_urgency_and_age(
    database: Database, wanted: list[tuple[int, Priority]], limit: int
) -> None:
    """Whatever waits and however few go at once: everything is sent once, and to each address in its order."""
    with database.begin() as work:
        run = len(work.conn.execute(select(models.outbound.c.id)).all())
        for index, (number, priority) in enumerate(wanted):
            put(work, f"{run}:{index}", number, priority)
        came = []
        while now := sent(work, limit):
            assert len(now) <= limit
            came += [int(purpose.partition(":")[2]) for purpose in now]
    assert sorted(came) == list(range(len(wanted)))
    for number in range(5, 9):
        own = [index for index in came if wanted[index][0] == number]
        assert own == sorted(own, key=lambda index: (wanted[index][1], index))
