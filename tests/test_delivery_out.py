"""What goes out: each way that sending can fail has its own end, and nothing is said twice that can be looked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from test_delivery import OTHER, OWN, Line, Provider

from bot.channels import Delivery, Limits, NeverAgain, Outbound, PersonStopped, Sent, TryLater, Unknown
from bot.outbox import GIVE_UP
from storage import invitations, models, outbound, people, sending
from storage.people import Person
from storage.sending import LEASE


@pytest.fixture
async def line(sqlite_url: str) -> AsyncIterator[Line]:
    """The service by SMS."""
    made = Line(sqlite_url, Provider())
    yield made
    await made.app.close()


async def person(line: Line, address: str = OWN) -> Person:
    return await line.app.database.run(lambda work: people.meet(work, line.provider.name, address, "sv"))


def to(line: Line) -> list[str]:
    """Whom the provider has taken messages for."""
    return [message.address for message in line.provider.taken]


async def test_what_may_go_later_goes_later(line: Line) -> None:
    """A passing fault puts it off, a little longer each time, and nobody else; then it goes out once."""
    line.provider.faults = [TryLater("busy"), TryLater("busy")]
    await line.hear("hej")
    (row,) = await line.rows(models.outbound)
    assert (row.state, row.attempts, row.reason) == ("queued", 1, "busy")
    assert timedelta(seconds=1) <= row.due_at - line.clock.now <= timedelta(seconds=2)
    assert await line.later(0.9) == 0
    assert await line.later(1.1) == 1
    (row,) = await line.rows(models.outbound)
    assert timedelta(seconds=2) <= row.due_at - line.clock.now <= timedelta(seconds=4)
    await line.hear("hej", OTHER)
    assert to(line) == [OTHER]
    await line.later(4)
    assert to(line) == [OTHER, OWN]
    assert line.provider.looked == []


async def test_a_provider_that_names_a_time_gets_it(line: Line) -> None:
    """With `after`, it is tried again just then; with `everyone`, nothing of the channel goes out before."""
    line.provider.faults = [TryLater("flood", 40)]
    await line.hear("hej")
    await line.hear("hej", OTHER)
    assert to(line) == [OTHER]
    assert await line.later(39.9) == 0
    assert await line.later(0.1) == 1
    assert to(line) == [OTHER, OWN]


async def test_a_flood_quiets_the_whole_channel(line: Line) -> None:
    """With `everyone`, nothing of the channel goes out before that time, neither what waits nor what comes then."""
    line.provider.faults = [TryLater("flood", 40, everyone=True)] * 2
    await asyncio.gather(*(line.app.receive(line.sms("hej", address)) for address in (OWN, OTHER)))
    await line.app.settle()
    attempts = len(line.provider.times)
    await line.hear("hej", "+46701740607")
    assert await line.later(39.9) == 0
    assert len(line.provider.times) == attempts
    line.provider.faults = []
    assert await line.later(0.1) == 3
    assert sorted(to(line)) == [OWN, OTHER, "+46701740607"]


async def test_a_quiet_from_another_time_is_void(line: Line) -> None:
    """The clock is set back by two hours: what was asked by the old one is forgotten, what is asked now counts."""
    line.provider.faults = [TryLater("flood", 3000, everyone=True)]
    await line.hear("hej")
    line.clock.pass_(hours=-2)
    line.provider.faults = [TryLater("flood", 40, everyone=True)] * 2
    await line.hear("hej", OTHER)
    attempts = len(line.provider.times)
    assert attempts > 1
    line.provider.faults = []
    await line.hear("hej", "+46701740607")
    assert await line.later(39.9) == 0
    assert len(line.provider.times) == attempts
    await line.later(0.1)
    assert sorted(to(line)) == [OWN, OTHER, "+46701740607"]


async def test_what_can_never_go_out_is_given_up(line: Line) -> None:
    """A message that the provider will never take is not tried again, and holds up no later one."""
    line.provider.faults = [NeverAgain("chat_not_found")]
    await line.hear("hej")
    await line.hear("meny")
    first, second = await line.rows(models.outbound)
    assert (first.state, first.reason, first.sealed) == ("failed", "chat_not_found", None)
    assert second.state == "sent"
    assert await line.later(3600) == 0


async def test_after_a_day_it_is_given_up(line: Line) -> None:
    """What could not be sent for a day is of no use any more."""
    line.provider.faults = [TryLater("busy", GIVE_UP.total_seconds()), TryLater("busy"), TryLater("busy")]
    await line.hear("hej")
    await line.later(GIVE_UP.total_seconds())
    (row,) = await line.rows(models.outbound)
    assert row.state == "queued"
    await line.later(60)
    (row,) = await line.rows(models.outbound)
    assert (row.state, to(line)) == ("failed", [])


async def test_one_who_has_opted_out_hears_nothing_more_and_it_shows(line: Line) -> None:
    """What waits for them is cancelled, the stop is kept, and the coordinator hears of it if they have a role."""
    code, _ = await line.app.database.run(lambda work: invitations.issue(work, "coordinator", None))
    await line.hear(code, OTHER)
    await line.hear("ja", OTHER)
    own = await person(line)
    await line.app.database.run(lambda work: people.give_role(work, own.id, "ombud", "alby"))
    await line.app.receive(line.sms("hej"))
    await line.app.receive(line.sms("meny"))
    await line.app.inbox.work()
    before = len(line.provider.taken)
    line.provider.faults = [PersonStopped("21610")]
    await line.app.outbox.work()
    assert (await person(line)).stopped == "opted out"
    assert [m.address for m in line.provider.taken[before:]] == [OTHER]
    states = {row.purpose: row.state for row in await line.rows(models.outbound) if row.person_id == own.id}
    assert sorted(states.values()) == ["cancelled", "failed"]
    await line.hear("rapport")
    assert OWN not in [m.address for m in line.provider.taken[before:]]


@pytest.mark.parametrize("fault", [Unknown("timed_out"), RuntimeError("not a SendError")])
async def test_what_may_have_gone_out_is_looked_for_first(line: Line, fault: Exception) -> None:
    """After ten seconds at least; found, it is sent; not found, it is sent again. Surprises are of this kind too."""
    line.provider.findable = True
    line.provider.faults = [fault]
    await line.hear("hej")
    (row,) = await line.rows(models.outbound)
    assert (row.state, row.attempts) == ("unknown", 1)
    assert await line.later(9) == 0
    await line.later(1)
    (row,) = await line.rows(models.outbound)
    assert (row.state, row.provider_id, to(line)) == ("sent", "SM1", [OWN])
    ((_, since),) = line.provider.looked
    assert since == row.created_at.timestamp()


async def test_the_same_words_said_before_are_another_message(line: Line) -> None:
    """Of two alike in the provider's log, one is known; whichever comes first there, the other is ours: nothing is sent
    twice."""
    line.provider.findable = line.provider.oldest_first = True
    await line.hear("hej")
    line.clock.pass_(minutes=11)
    line.provider.faults = [Unknown("timed_out")]
    await line.hear("hej")
    await line.later(11)
    assert to(line).count(OWN) == 2
    (*_, row) = await line.rows(models.outbound)
    assert row.state == "sent"


async def test_a_look_that_fails_is_looked_again(line: Line) -> None:
    """A passing fault after an unknown one does not make it known: it is looked for again."""
    line.provider.faults = [Unknown("timed_out"), TryLater("busy", 1)]
    await line.hear("hej")
    await line.later(10)
    (row,) = await line.rows(models.outbound)
    assert row.state == "unknown"
    line.provider.findable = True
    await line.later(1)
    assert (len(line.provider.looked), to(line)) == (2, [OWN])


async def test_a_worker_that_dies_leaves_it_to_be_looked_for(line: Line) -> None:
    """A row that was leased and never settled is looked for by the next, after the lease."""
    await line.app.receive(line.sms("hej"))
    await line.app.inbox.work()
    (row,) = await line.app.database.run(lambda work: sending.lease(work, "sms", 30))
    line.provider.taken.append(Outbound("sms", OWN, row.body["text"]))
    line.provider.findable = True
    assert await line.later(LEASE.total_seconds()) == 0
    assert await line.later(0.001) == 1
    assert (len(to(line)), len(line.provider.looked)) == (1, 1)
    assert [row.state for row in await line.rows(models.outbound)] == ["sent"]


async def test_somebody_stops_while_a_message_to_them_fails(line: Line) -> None:
    """It stays cancelled, and the channel goes on for everybody else."""

    class Stopping(Provider):
        async def send(self, message: Outbound) -> Sent:
            if message.address == OWN and not self.taken:
                self.taken.append(message)
                own = await person(line)
                await line.app.database.run(lambda work: outbound.cancel(work, own.id, "asked to stop"))
                raise TryLater("busy", 0)
            return await super().send(message)

    line.app.outbox.channels = {"sms": Stopping()}
    await line.hear("hej")
    await line.hear("hej", OTHER)
    assert [row.state for row in await line.rows(models.outbound)] == ["cancelled", "sent"]


async def test_an_opt_out_told_later_stops_the_person(line: Line) -> None:
    """What the provider says of a message afterwards is kept; an opt-out counts as one."""
    await line.hear("hej")
    await line.app.delivery(Delivery("sms", "SM1", "stopped", "21610"))
    assert (await person(line)).stopped == "opted out"
    await line.app.delivery(Delivery("sms", "SM404", "delivered"))
    assert [(row.state, row.reason) for row in await line.rows(models.outbound)] == [("failed", "21610")]


async def test_the_outbox_keeps_the_channel_s_pace(sqlite_url: str) -> None:
    """Twenty people at fifty a second: not faster, and not much slower."""
    line = Line(sqlite_url, Provider(limits=Limits(rate=50)))
    senders = [f"+467017406{number}" for number in range(10, 30)]
    await asyncio.gather(*(line.app.receive(line.sms("stopp", sender)) for sender in senders))
    await line.app.inbox.work()
    await line.app.outbox.work()
    times = sorted(line.provider.times)
    assert len(times) == 20
    assert 0.36 <= times[-1] - times[0] < 2
    await line.app.close()


async def test_one_address_gets_a_rest_between_messages(sqlite_url: str) -> None:
    """At twenty a second to one address, three messages take a tenth of a second."""
    line = Line(sqlite_url, Provider(limits=Limits(per_address=20)))
    for text in ("hej", "meny", "sprak"):
        await line.app.receive(line.sms(text))
    await line.app.settle()
    gaps = [after - before for before, after in zip(line.provider.times, line.provider.times[1:], strict=False)]
    assert len(gaps) == 2
    assert all(0.045 <= gap < 1 for gap in gaps)
    await line.app.close()
