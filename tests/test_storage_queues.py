"""What waits, on SQLite and on PostgreSQL: the inbox, open conversations, invitations; and points in time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from storing import START, another, both, clock_of, opened, someone, states, url_of

from storage import conversations, inbound, invitations, models
from storage.conversations import Conversation
from storage.database import Database, LostRace, Work
from storage.inbound import GIVE_UP, Arrival, Waiting
from storage.models import Moment


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An up-to-date database of each kind."""
    with opened(url_of(kind, request)) as found:
        yield found


def arrival(work: Work, number: int, sender: str = "+46701740605", channel: str = "sms") -> Arrival:
    index = work.vault.index("address", sender)
    return Arrival(channel, str(number), index, work.vault.index("echo", str(number % 2)), {"number": number})


def said(waiting: Waiting | None) -> Any:
    return waiting and waiting.body["number"]


def next_waiting(work: Work) -> Waiting | None:
    """The first that may be handled now."""
    after: bytes | None = b""
    while after is not None:
        batch = inbound.take(work, 1, after)
        if batch.waiting:
            return batch.waiting[0]
        after = batch.last
    return None


def take(work: Work) -> Any:
    """Handle what may be handled now."""
    waiting = next_waiting(work)
    if waiting is not None:
        inbound.finish(work, [(waiting.id, "done", "")])
    return said(waiting)


@both
def test_a_message_is_taken_in_once(database: Database) -> None:
    """The same channel and id again, in the same group or later, changes nothing; another channel's is another."""
    with database.begin() as work:
        assert inbound.accept(work, []) == []
        twice = [arrival(work, 1), arrival(work, 1), arrival(work, 1, channel="telegram")]
        assert inbound.accept(work, twice) == [True, False, True]
    with database.begin() as work:
        assert inbound.accept(work, [arrival(work, 1), arrival(work, 2)]) == [False, True]
        assert states(work) == {("sms", "waiting"): 2, ("telegram", "waiting"): 1}
        many = [arrival(work, number) for number in range(1, 24)]
        assert inbound.accept(work, many) == [False] * 2 + [True] * 21


@both
def test_each_sender_is_heard_in_order(database: Database) -> None:
    """Of each sender only the oldest waits its turn; one that is put off holds back its own, and nobody else's."""
    with database.begin() as work:
        senders = {1: "+46701740605", 2: "+46701740605", 3: "+46701740606", 4: "+46701740605"}
        inbound.accept(work, [arrival(work, number, sender) for number, sender in senders.items()])
        first = next_waiting(work)
        assert first is not None
        assert said(first) == 1
        assert not inbound.stumble(work, first.id, 1, "LookupError")
    with database.begin() as work:
        assert [take(work), take(work)] == [3, None]
    clock_of(database).pass_(seconds=2)
    with database.begin() as work:
        assert [take(work) for _ in range(4)] == [1, 2, 4, None]


@both
def test_what_stumbles_waits_longer_each_time_and_is_set_aside(database: Database) -> None:
    """Two seconds, four, eight, sixteen; the fifth time it is set aside with its sealed body, and others go on."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1), arrival(work, 2)])
    for attempt in range(1, GIVE_UP + 1):
        with database.begin() as work:
            waiting = next_waiting(work)
            assert waiting is not None
            assert (said(waiting), waiting.attempts) == (1, attempt - 1)
            assert inbound.stumble(work, waiting.id, attempt, "LookupError" * 20) == (attempt == GIVE_UP)
        clock_of(database).pass_(seconds=2**attempt - 0.001)
        with database.begin() as work:
            assert said(next_waiting(work)) == (2 if attempt == GIVE_UP else None)
        clock_of(database).pass_(seconds=0.001)
    with database.begin() as work:
        row = work.conn.execute(select(models.inbound).where(models.inbound.c.state == "failed")).one()
        assert row.sealed is not None
        assert len(row.outcome) == 60


@both
def test_what_is_handled_is_emptied(database: Database) -> None:
    """The raw body goes with the transaction that handles the message."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1)])
        assert take(work) == 1
        row = work.conn.execute(select(models.inbound)).one()
        assert (row.sealed, row.state, row.handled_at) == (None, "done", START)


@both
def test_a_body_that_cannot_be_unsealed_holds_up_nobody(database: Database) -> None:
    """It is set aside, to be counted among the failed, and the next message is handled."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1), arrival(work, 2)])
        work.conn.execute(update(models.inbound).where(models.inbound.c.external_id == "1").values(sealed=b"garbage"))
    with database.begin() as work:
        assert [take(work), take(work), take(work)] == [None, 2, None]
        assert states(work)["sms", "failed"] == 1


@both
def test_who_writes_without_end_has_one_turn_like_others(database: Database) -> None:
    """Of a hundred messages of one sender and one of another, the first two to be handled are one of each."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, number) for number in range(100)])
        inbound.accept(work, [arrival(work, 100, "+46701740606")])
        batch = inbound.take(work, 20)
        assert [said(waiting) for waiting in batch.waiting] == [0, 100]
        assert inbound.take(work, 20, batch.last or b"").last is None


@both
def test_what_was_said_before_is_handled_before(database: Database) -> None:
    """A message that the provider held back and that comes in late stands where it was said."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 2)])
        late = replace(arrival(work, 1), said_at=START - timedelta(hours=1))
        inbound.accept(work, [late])
        assert [take(work), take(work)] == [1, 2]


@both
def test_a_wait_from_another_time_holds_nothing_up(database: Database) -> None:
    """The clock is set back by an hour while a message waits for its second try: it is tried at once."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1)])
        first = next_waiting(work)
        assert first is not None
        inbound.stumble(work, first.id, 1, "LookupError")
    clock_of(database).pass_(hours=-1)
    with database.begin() as work:
        assert take(work) == 1


@both
def test_echoes_are_counted_by_sender_words_and_time(database: Database) -> None:
    """Only the same words of the same sender, since a moment, before this message."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1), arrival(work, 2), arrival(work, 3), arrival(work, 5, "+46701740606")])
        own, echo = work.vault.index("address", "+46701740605"), work.vault.index("echo", "1")
        assert inbound.said_before(work, 99, own, echo, START) == 2
        assert inbound.said_before(work, 3, own, echo, START) == 1
        assert inbound.said_before(work, 99, own, echo, START + timedelta(seconds=1)) == 0


def known(work: Work) -> list[str]:
    """Which messages are known again if somebody repeats them."""
    query = select(models.inbound.c.external_id).where(models.inbound.c.echo.is_not(None))
    return sorted(work.conn.execute(query).scalars())


@both
def test_what_was_said_is_forgotten_ten_minutes_later(database: Database) -> None:
    """So many at a time; and not while a message waits that may repeat it."""
    with database.begin() as work:
        inbound.accept(work, [arrival(work, number, f"+4670174060{number}") for number in (5, 6, 7)])
        assert {take(work) for _ in range(3)} == {5, 6, 7}
    clock_of(database).pass_(minutes=9)
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 8, "+46701740608")])
    clock_of(database).pass_(minutes=5)
    with database.begin() as work:
        assert inbound.forget_echoes(work, 9) == 0
        assert take(work) == 8
        assert inbound.forget_echoes(work, 2) == 2
        assert inbound.forget_echoes(work, 2) == 1
        assert inbound.forget_echoes(work, 2) == 0
        assert known(work) == ["8"]


@pytest.mark.parametrize("kind", ["postgres"])
def test_two_workers_take_two_people_and_never_one_person_twice(database: Database) -> None:
    """A row that one worker holds is passed over by the other, and with it all of its sender's."""
    other = another(database)
    with database.begin() as work:
        inbound.accept(work, [arrival(work, 1), arrival(work, 2), arrival(work, 3, "+46701740606")])
    with database.begin() as one, other.begin() as two:
        assert sorted([take(one), take(two)]) == [1, 3]
        assert next_waiting(two) is None
    with other.begin() as two:
        assert take(two) == 2
    other.close()


@both
def test_many_workers_handle_each_message_once(database: Database) -> None:
    """Whoever takes what when, each message is handled once and each sender's in order."""
    others = [another(database) for _ in range(3)]
    with database.begin() as work:
        inbound.accept(work, [arrival(work, n, f"+467017406{n % 4:02}") for n in range(24)])

    def drain(one: Database) -> list[int]:
        taken = []
        while any(state == "waiting" for _, state in one.transact(states)):
            taken.append(one.transact(take))
        return [number for number in taken if number is not None]

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(drain, [database, *others]))
    assert sorted(number for numbers in taken for number in numbers) == list(range(24))
    with database.begin() as work:
        rows = work.conn.execute(select(models.inbound).order_by(models.inbound.c.handled_at)).all()
        assert all(row.state == "done" for row in rows)
    for numbers in taken:
        assert all(sorted(own) == own for s in range(4) if (own := [n for n in numbers if n % 4 == s]))
    for one in others:
        one.close()


@both
def test_a_conversation_is_saved_against_the_turn_it_was_read_at(database: Database) -> None:
    """Each change is a turn; a change of an older turn, the very first too, is a lost race and changes nothing."""
    with database.begin() as work:
        person = someone(work).id
        never = conversations.load(work, person)
        assert never == Conversation(person, 0, None)
        assert conversations.save(work, never, {"flow": "tip", "n": 1}, timedelta(days=1)) == 1
    for old in (never, Conversation(person, 7, None)):
        with pytest.raises(LostRace), database.begin() as work:
            conversations.save(work, old, {"flow": "tip", "n": 2}, None)
    with database.begin() as work:
        open_ = conversations.load(work, person)
        assert open_.state == {"flow": "tip", "n": 1}
        assert conversations.save(work, open_, None, None) == 2
        assert conversations.load(work, person) == Conversation(person, 2, None)


@both
def test_a_conversation_lasts_as_long_as_it_is_given(database: Database) -> None:
    """At the end of its time it is closed, and its turn goes on counting; what stands still can be found."""
    with database.begin() as work:
        person = someone(work).id
        conversations.save(work, conversations.load(work, person), {"flow": "tip"}, timedelta(days=1))
        assert conversations.standing(work, ("tip",), START) == ([], False)
    clock_of(database).pass_(days=1)
    with database.begin() as work:
        assert conversations.standing(work, ("tip", "belongs"), START + timedelta(seconds=1)) == ([person], True)
        assert conversations.standing(work, ("report",), START + timedelta(seconds=1)) == ([], True)
        assert conversations.load(work, person) == Conversation(person, 1, None)


@both
def test_two_begin_a_conversation_at_once(database: Database) -> None:
    """Of two that begin somebody's first conversation together, the second sees the first one's and says so."""
    others, together = [database, another(database)], Barrier(2)
    with database.begin() as work:
        person = someone(work).id
    seen: list[Any] = []

    def begin(one: Database) -> int:
        tried: list[int] = []

        def job(work: Work) -> int:
            before = conversations.load(work, person)
            if not tried and not one.is_sqlite:
                together.wait(5)
            tried.append(1)
            seen.append(before.state)
            return conversations.save(work, before, {"flow": "tip"}, None)

        return one.transact(job)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(begin, others)) == [1, 2]
    assert {"flow": "tip"} in seen
    others[1].close()


@both
def test_an_invitation_is_good_once_for_a_while(database: Database) -> None:
    """It is found in any case and without hyphens, spent once, and says why it is good for nothing."""
    with database.begin() as work:
        person = someone(work).id
        (used, _), (gone, _), (late, _) = (invitations.issue(work, "ombud", "alby") for _ in range(3))
        found = invitations.find(work, used.lower().replace("-", ""))
        assert not isinstance(found, str)
        assert (found.role, found.area) == ("ombud", "alby")
        assert [invitations.spend(work, found, person), invitations.spend(work, found, person)] == [True, False]
        assert [invitations.revoke(work, gone), invitations.revoke(work, gone)] == [True, False]
        assert not invitations.revoke(work, used)
        assert not invitations.revoke(work, "AAAA-AAAA-AAAA")
    clock_of(database).pass_(days=7)
    with database.begin() as work:
        codes = (used, gone, late, "AAAA-AAAA-AAAA")
        assert [invitations.find(work, code) for code in codes] == ["used", "revoked", "expired", "unknown"]


@both
def test_of_two_who_spend_an_invitation_at_once_one_gets_it(database: Database) -> None:
    """Both have found it good; one spends it."""
    others, together = [database, another(database)], Barrier(2)
    with database.begin() as work:
        persons = [someone(work, 5).id, someone(work, 6).id]
        code, found = invitations.issue(work, "ombud", "alby")

    def spend(one: Database, person: int) -> bool:
        together.wait(5)
        return one.transact(lambda work: invitations.spend(work, found, person))

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(spend, others, persons)) == [False, True]
    others[1].close()
    with database.begin() as work:
        assert invitations.find(work, code) == "used"


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=zones))
def test_a_moment_comes_back_to_the_microsecond(there: datetime) -> None:
    """A point in time is a whole number of microseconds, whatever zone it was told in; it comes back in UTC."""
    stored = Moment().process_bind_param(there, None)
    assert isinstance(stored, int)
    back = Moment().process_result_value(stored, None)
    assert back == there
    assert back.tzinfo is UTC
    assert Moment().process_result_value(Moment().process_bind_param(None, None), None) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    """A time that could be anybody's is never stored."""
    with pytest.raises(TypeError):
        Moment().process_bind_param(datetime(2026, 11, 19), None)  # noqa: DTZ001
