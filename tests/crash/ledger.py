"""Afterwards: what was written against what stands in the database, and what stands in the outbox against what the
providers have. Whatever does not come out even is a fault, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from storage import firings, models, tips
from storage.database import Work

from .people import MARK
from .world import World

NOTED_WITHIN = 5.0  # seconds in which what has been sent is written down, if the sender lives: on a starved machine too
_WEEKLY = ("prompt", "digest")


@dataclass
class Ledger:
    """What was counted, and every `fault`. `again` counts what Telegram has twice, by why."""

    faults: list[str] = field(default_factory=list)
    taken: int = 0
    effects: int = 0
    replies: int = 0
    sms: int = 0
    chat_messages: int = 0
    again: Counter[str] = field(default_factory=Counter)
    weekly_again: int = 0
    fired: Counter[str] = field(default_factory=Counter)

    def wrong(self, rule: str, *what: object) -> None:
        if what:
            shown = ", ".join(map(str, what[:5]))
            self.faults.append(f"{rule}: {len(what)} ({shown})")


def audit(world: World) -> Ledger:
    """Everything accounted for."""
    ledger = Ledger()
    with world.database.begin() as work:
        _taken_in(ledger, world, work)
        _effects(ledger, world, work)
        _answers(ledger, work)
        _sms(ledger, world, work)
        _telegram(ledger, world, work)
        _week(ledger, world, work)
    return ledger


def _taken_in(ledger: Ledger, world: World, work: Work) -> None:
    """Every message is there once, and is handled; those that were never answered for as well."""
    rows = work.conn.execute(select(models.inbound)).all()
    found = Counter((row.channel, row.external_id) for row in rows)
    ledger.taken = len(world.post.taken)
    ledger.wrong("acknowledged and lost", *(world.post.taken - found.keys()))
    ledger.wrong("never taken in", *(world.post.written - found.keys()))
    ledger.wrong("from nowhere", *(found.keys() - world.post.written))
    ledger.wrong("taken in twice", *(key for key, number in found.items() if number > 1))
    ledger.wrong("not handled", *(row.id for row in rows if row.state not in ("done", "repeat")))


def _effects(ledger: Ledger, world: World, work: Work) -> None:
    """Every text had one effect: one tip, or one message about a tip; every report that was thanked for is kept."""
    effects = Counter(mark for words in _kept(work) for mark in set(MARK.findall(words)))
    ledger.effects = effects.total()
    ledger.wrong("without effect", *(mark for mark in world.people.marks if not effects[mark]))
    ledger.wrong("with several effects", *(mark for mark, number in effects.items() if number > 1))
    reports = work.conn.execute(select(func.count()).select_from(models.report)).scalar_one()
    ledger.effects += reports
    if reports != len(world.people.reported):
        ledger.wrong("reports kept, and thanked for", f"{reports} and {len(world.people.reported)}")


def _kept(work: Work) -> Iterator[str]:
    for code in work.conn.execute(select(models.tip.c.code)).scalars().all():
        filed = tips.by_code(work, code)
        assert filed is not None
        yield f"{filed.place.text} {filed.what}"
    for sealed in work.conn.execute(select(models.tip_message.c.sealed)).scalars():
        yield work.vault.open(sealed, "tip_message.text")


def _answers(ledger: Ledger, work: Work) -> None:
    """Every message that was handled has its answer, and all that was to be said has been."""
    rows = work.conn.execute(select(models.outbound)).all()
    replies = {row.purpose for row in rows if row.purpose.startswith("reply:")}
    handled = work.conn.execute(select(models.inbound.c.id).where(models.inbound.c.state == "done")).scalars()
    ledger.replies = len(replies)
    ledger.wrong("not answered", *(number for number in handled if f"reply:{number}" not in replies))
    unsaid = [row for row in rows if row.state not in ("sent", "delivered")]
    ledger.wrong("not sent", *(f"{row.purpose} {row.state} {row.reason}" for row in unsaid))


def _sms(ledger: Ledger, world: World, work: Work) -> None:
    """Twilio lets us look: it has each SMS exactly once."""
    noted = _noted(work, "sms")
    at_twilio = [message.sid for message in world.twilio.messages if message.direction != "inbound"]
    ledger.sms = len(at_twilio)
    ledger.wrong("SMS without a row", *(sid for sid in at_twilio if sid not in noted))
    ledger.wrong("SMS not at Twilio", *(purpose for sid, purpose in noted.items() if sid not in set(at_twilio)))


def _noted(work: Work, channel: str) -> dict[str, str]:
    """Purposes by the provider's id of what was sent for them."""
    table = models.outbound
    query = select(table.c.provider_id, table.c.purpose).where(
        table.c.channel == channel, table.c.state.in_(("sent", "delivered")), ~table.c.purpose.startswith("tidy:")
    )
    return {row.provider_id: row.purpose for row in work.conn.execute(query)}


def _telegram(ledger: Ledger, world: World, work: Work) -> None:
    """Telegram can't be asked: a message is there once, and again only where its sender could not write it down."""
    noted = _noted(work, "telegram")
    kept: dict[tuple[int, str], list[int]] = defaultdict(list)  # the messages that are written down, by what they say
    for sent in world.telegram.sent:
        if str(sent.message_id) in noted:
            kept[sent.chat, sent.text].append(sent.message_id)
    ids = {str(sent.message_id) for sent in world.telegram.sent}
    ledger.chat_messages = len(ids)
    ledger.wrong("chat messages not at Telegram", *(purpose for number, purpose in noted.items() if number not in ids))
    for sent in world.telegram.sent:
        if str(sent.message_id) in noted:
            continue
        others = kept[sent.chat, sent.text]
        purpose = noted[str(others[-1])] if others else ""
        why = _why_again(world, sent.message_id, others)
        ledger.again[why or "no reason"] += 1
        ledger.weekly_again += purpose.startswith(_WEEKLY)
        if not why:
            ledger.wrong("in a chat once too often", f"{sent.message_id} {purpose}")


def _why_again(world: World, message_id: int, others: list[int]) -> str:
    """Why whoever sent this could not write it down; empty if there is no reason, or if none of the `others` was sent
    after that. What was answered, and whose sender lives, is written down: at once, or when the database is back."""
    taken = world.telegram.taken[message_id]
    last = max((world.telegram.taken[other].at for other in others), default=0.0)
    if not taken.answered:
        return "accepted and cut off" if last > taken.at else ""
    back = [until for since, until in world.outages if since - NOTED_WITHIN < taken.at < until]
    latest = max([taken.at, *back]) + NOTED_WITHIN
    deaths = [at for replica in world.replicas if replica.line == taken.port for at in replica.deaths]
    if not any(taken.at <= at < min(latest, last) for at in deaths):
        return ""
    return "killed while the database was away" if back else "killed before it was written down"


def _week(ledger: Ledger, world: World, work: Work) -> None:
    """Each prompt and digest was in time, and has its message; that none is left out the world has waited for."""
    rows = [row for row in work.conn.execute(select(models.firing)).all() if row.job in _WEEKLY]
    once = [row for row in rows if row.recipient != firings.ALL]
    ledger.fired = Counter(row.job for row in once)
    ledger.wrong("missed", *(f"{row.job} {row.week} {row.recipient}" for row in once if row.state != "fired"))
    said = set(work.conn.execute(select(models.outbound.c.purpose)).scalars())
    due = {f"{row.job}:{row.week}:{row.recipient}" for row in once}
    ledger.wrong("fired and not said", *(due - said))
