"""Every table, once. What could tell who somebody is, or what they wrote, is a sealed column (LargeBinary);
what the week, the queues and the picture count by is plain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A point in time: microseconds since 1970 in UTC, the same in SQLite and PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002
        return self.kept(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        return self.told(value)

    @staticmethod
    def kept(value: datetime | None) -> int | None:
        """As it is kept."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    @staticmethod
    def told(value: int | None) -> datetime | None:
        """The moment that was kept (aware, UTC)."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # as a key: SQLite's own number of the row, and no index of it


def _key() -> Column[int]:
    return Column("id", _NUMBER, primary_key=True, autoincrement=True)


_WAITING = "state = 'waiting'"
_UNSENT = "state IN ('queued', 'sending', 'unknown')"
_OPEN = "status IN ('new', 'seen', 'forwarded', 'reopened')"


def _only(name: str, rows: str, *columns: str, unique: bool = False) -> Index:
    """An index of some rows: it stays as small as what waits, however much lies behind."""
    return Index(name, *columns, unique=unique, sqlite_where=text(rows), postgresql_where=text(rows))


def _person(*, nullable: bool = False) -> Column[int]:
    return Column("person_id", BigInteger, ForeignKey("person.id"), nullable=nullable)


person = Table(
    "person",
    metadata,
    _key(),
    Column("language", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("noticed_at", Moment),
    Column("stopped_at", Moment),
    Column("stopped_reason", String(40), nullable=False, server_default=""),
)

address = Table(
    "address",
    metadata,
    _key(),
    _person(),
    Column("channel", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("written_at", Moment),
    Index(None, "person_id"),
)

role = Table(
    "role",
    metadata,
    _key(),
    _person(),
    Column("role", String(20), nullable=False),
    Column("area", String(60)),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("reason", String(10), nullable=False, server_default=""),
    Index(None, "role", "area"),
    Index(None, "person_id"),
)

invitation = Table(
    "invitation",
    metadata,
    _key(),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("area", String(60)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigInteger, ForeignKey("person.id")),
    Column("revoked_at", Moment),
)

challenge = Table(
    "challenge",
    metadata,
    _key(),
    _person(),
    Column("purpose", String(60), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries_left", Integer, nullable=False),
    UniqueConstraint("person_id", "purpose"),
)

place = Table(
    "place",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("area", String(60), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    _key(),
    Column("channel", String(10), nullable=False),
    Column("external_id", String(80), nullable=False),
    Column("sender", LargeBinary(32), nullable=False),
    Column("echo", LargeBinary(32)),
    Column("sealed", LargeBinary),
    Column("said_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("state", String(10), nullable=False),
    Column("handled_at", Moment),
    Column("outcome", String(60), nullable=False, server_default=""),
    UniqueConstraint("channel", "external_id"),
    _only("ix_inbound_waiting", _WAITING, "sender", "said_at", "id", "received_at"),
    _only("ix_inbound_failed", "state = 'failed'", "channel"),
    _only("ix_inbound_echo", "echo IS NOT NULL", "sender", "echo", "received_at"),
)

outbound = Table(
    "outbound",
    metadata,
    _key(),
    Column("purpose", String(120), nullable=False, unique=True),
    _person(),
    Column("address_id", BigInteger, ForeignKey("address.id"), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("sealed", LargeBinary),
    Column("asks", Boolean, nullable=False, server_default=text("false")),
    Column("about", String(20), nullable=False, server_default=""),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment),
    Column("provider_id", String(80), nullable=False, server_default=""),
    Column("units", Integer, nullable=False, server_default="1"),
    Column("reason", String(80), nullable=False, server_default=""),
    Column("broadcast_id", BigInteger),
    _only("ix_outbound_unsent", _UNSENT, "channel", "address_id", "priority", "id", "created_at"),
    _only("ix_outbound_failed", "state = 'failed'", "created_at"),
    _only("ix_outbound_sent_at", "sent_at IS NOT NULL", "channel", "sent_at"),
    _only("ix_outbound_about", "about <> ''", "about"),
    _only("ix_outbound_provider_id", "provider_id <> ''", "provider_id", "address_id"),
    _only("ix_outbound_edited", "channel = 'telegram'", "address_id", "id"),
    _only("ix_outbound_broadcast", "broadcast_id IS NOT NULL", "broadcast_id", "state"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("person_id", _NUMBER, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
    Column("flow", String(20), nullable=False, server_default=""),
    Column("sealed", LargeBinary),
    Column("updated_at", Moment, nullable=False),
    Column("expires_at", Moment),
)

tip = Table(
    "tip",
    metadata,
    _key(),
    Column("code", String(7), nullable=False, unique=True),
    _person(nullable=True),
    Column("area", String(60)),
    Column("category", String(20), nullable=False),
    Column("sealed_place", LargeBinary, nullable=False),
    Column("sealed_text", LargeBinary),
    Column("week", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("status", String(12), nullable=False),
    Column("answered_at", Moment),
    Column("time_band", String(10), nullable=False, server_default=""),
    Column("merged_into", BigInteger),
    Index(None, "week", "area"),
    Index(None, "person_id", "id"),
    _only("ix_tip_new", "status = 'new'", "area", "id"),
    _only("ix_tip_open", _OPEN, "area", "id"),
    _only("ix_tip_merged_into", "merged_into IS NOT NULL", "merged_into"),
)

action = Table(
    "action",
    metadata,
    _key(),
    _person(),
    Column("area", String(60), nullable=False),
    Column("category", String(20), nullable=False),
    Column("sealed_place", LargeBinary, nullable=False),
    Column("sealed_what", LargeBinary, nullable=False),
    Column("owner", String(60), nullable=False),
    Column("due", String(10), nullable=False),
    Column("follow_up", String(10), nullable=False, server_default=""),
    Column("status", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("done_at", Moment),
    Index(None, "area", "status"),
)

tip_message = Table(
    "tip_message",
    metadata,
    _key(),
    Column("tip_id", BigInteger, ForeignKey("tip.id"), nullable=False),
    _person(),
    Column("side", String(10), nullable=False),
    Column("sealed", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Index(None, "tip_id", "id"),
    _only("ix_tip_message_ombud", "side = 'ombud'", "tip_id", "id"),
)

report = Table(
    "report",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("area", String(60), nullable=False),
    _person(),
    Column("assessment", Integer, nullable=False),
    Column("sealed_comment", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("trend", String(10), nullable=False, server_default=""),
    Column("landlord", String(60), nullable=False, server_default=""),
    Column("sealed_words", LargeBinary),
    UniqueConstraint("week", "area", "person_id"),
)

report_draft = Table(
    "report_draft",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("area", String(60), nullable=False),
    _person(),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("week", "area", "person_id"),
)

observation = Table(
    "observation",
    metadata,
    _key(),
    Column("report_id", BigInteger, ForeignKey("report.id"), nullable=False),
    Column("category", String(20), nullable=False),
    Column("sealed_place", LargeBinary, nullable=False),
    Column("time_band", String(10), nullable=False, server_default=""),
    Column("tips", Integer, nullable=False, server_default="0"),
    Column("place_type", String(10), nullable=False, server_default=""),
    Column("how_many", String(10), nullable=False, server_default=""),
    Column("source", String(10), nullable=False, server_default=""),
    Column("state", String(10), nullable=False, server_default=""),
    Column("passed_on", String(10), nullable=False, server_default=""),
    Index(None, "report_id"),
)

release = Table(
    "release",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("sealed_cells", LargeBinary, nullable=False),
    Column("closed_at", Moment),
    Column("sealed_reports", LargeBinary),
    Column("sealed_patrols", LargeBinary),
    UniqueConstraint("week"),
)

quote = Table(
    "quote",
    metadata,
    _key(),
    Column("source", String(10), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("words", LargeBinary(32), nullable=False),
    Column("decision", String(10), nullable=False),
    Column("sealed_told", LargeBinary),
    _person(),
    Column("decided_at", Moment, nullable=False),
    Column("turn", Integer, nullable=False),
    UniqueConstraint("source", "number", "kind"),
)

firing = Table(
    "firing",
    metadata,
    _key(),
    Column("job", String(20), nullable=False),
    Column("week", String(8), nullable=False),
    Column("recipient", String(60), nullable=False),
    Column("due_at", Moment),
    Column("at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(60), nullable=False, server_default=""),
    UniqueConstraint("job", "week", "recipient"),
)

audit = Table(
    "audit",
    metadata,
    _key(),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(120), nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("until", Moment, nullable=False),
)

pace = Table(
    "pace",
    metadata,
    Column("channel", String(10), primary_key=True),
    Column("next_at", Moment, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    _key(),
    Column("key", String(160), nullable=False),
    Column("since", Moment, nullable=False),
    Column("told_at", Moment),
    Column("over_at", Moment),
    _only("ix_alarm_open", "over_at IS NULL", "key", unique=True),
)

pause = Table(
    "pause",
    metadata,
    _key(),
    _person(),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("deputy_id", BigInteger, ForeignKey("person.id")),
    Column("answer", String(10), nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
    Index(None, "last"),
    Index(None, "person_id"),
)

pulse = Table(
    "pulse",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("area", String(60)),
    Column("answer", Integer, nullable=False),
    Column("sealed_more", LargeBinary),
    _person(nullable=True),
    UniqueConstraint("person_id", "week"),
    Index(None, "week", "area"),
)

pulse_wish = Table(
    "pulse_wish",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("wants", Boolean, nullable=False),
    Column("asked", String(7), nullable=False, server_default=""),
)

letter = Table(
    "letter",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("role", String(20), nullable=False),
    Column("area", String(60), nullable=False, server_default=""),
    Column("mailbox", LargeBinary(32), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment),
    Column("reason", String(80), nullable=False, server_default=""),
    UniqueConstraint("week", "role", "area", "mailbox"),
    _only("ix_letter_unsent", _UNSENT, "due_at"),
)

login_link = Table(
    "login_link",
    metadata,
    _key(),
    _person(),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "person_id"),
)

web_session = Table(
    "web_session",
    metadata,
    _key(),
    _person(),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "person_id"),
)

# Who wants to take part, who wants news, and what they have learnt

application = Table(
    "application",
    metadata,
    _key(),
    Column("code", String(7), nullable=False, unique=True),
    _person(),
    Column("kind", String(20), nullable=False),
    Column("area", String(60)),
    Column("sealed_when", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("answered_by", BigInteger, ForeignKey("person.id")),
    Column("waiting_since", Moment),
    Column("chased", Integer, nullable=False, server_default="0"),
    Column("said", Integer, nullable=False, server_default="0"),
    _only("ix_application_open", "state IN ('open', 'talk')", "person_id", "kind", unique=True),
    _only("ix_application_waiting", "waiting_since IS NOT NULL", "waiting_since"),
)

news_wish = Table(
    "news_wish",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("area", String(60), primary_key=True),
    Column("since", Moment, nullable=False),
    Index(None, "area"),
)

lesson = Table(
    "lesson",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("lesson", String(20), primary_key=True),
    Column("done_at", Moment, nullable=False),
)

training_offer = Table(
    "training_offer",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("offered_at", Moment, nullable=False),
    Column("reminded_at", Moment),
    _only("ix_training_offer_open", "reminded_at IS NULL", "offered_at"),
)


# Patrols

patrol_member = Table(
    "patrol_member",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

patrol = Table(
    "patrol",
    metadata,
    _key(),
    Column("week", String(8), nullable=False),
    Column("first_id", BigInteger, ForeignKey("person.id"), nullable=False),
    Column("second_id", BigInteger, ForeignKey("person.id")),
    Column("confirmed", Boolean, nullable=False),
    Column("areas", String(600), nullable=False),
    Column("briefed", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ending", String(12), nullable=False, server_default=""),
    Column("km", Integer),
    Index(None, "week"),
    Index(None, "first_id"),
    Index(None, "second_id"),
    _only("ix_patrol_open", "ending = ''", "id"),
)

patrol_observation = Table(
    "patrol_observation",
    metadata,
    _key(),
    Column("patrol_id", BigInteger, ForeignKey("patrol.id"), nullable=False),
    Column("week", String(8), nullable=False),
    Column("area", String(60), nullable=False),
    Column("category", String(20), nullable=False),
    Column("sealed_place", LargeBinary, nullable=False),
    Column("time_band", String(10), nullable=False, server_default=""),
    Column("passed_on", String(10), nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
    Index(None, "patrol_id"),
    Index(None, "week", "area"),
)

car_fault = Table(
    "car_fault",
    metadata,
    _key(),
    Column("patrol_id", BigInteger, ForeignKey("patrol.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sealed_words", LargeBinary),
    Column("lookup", LargeBinary(32), nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("mended_at", Moment),
    _only("ix_car_fault_open", "mended_at IS NULL", "lookup", unique=True),
)


# The life of a tip

tip_event = Table(
    "tip_event",
    metadata,
    _key(),
    Column("tip_id", BigInteger, ForeignKey("tip.id"), nullable=False),
    _person(nullable=True),
    Column("what", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("other", BigInteger),
    Index(None, "tip_id", "id"),
)

tip_share = Table(
    "tip_share",
    metadata,
    _key(),
    Column("tip_id", BigInteger, ForeignKey("tip.id"), nullable=False),
    _person(),
    Column("since", Moment, nullable=False),
    Column("bundle", String(120), nullable=False, server_default=""),
    UniqueConstraint("tip_id", "person_id"),
    _only("ix_tip_share_waiting", "bundle = ''", "person_id", "id"),
    _only("ix_tip_share_bundle", "bundle <> ''", "bundle"),
)

tip_wish = Table(
    "tip_wish",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("how", String(10), nullable=False),
)


# Tips passed on

forward = Table(
    "forward",
    metadata,
    _key(),
    Column("code", String(7), nullable=False, unique=True),
    Column("tip_id", BigInteger, ForeignKey("tip.id"), nullable=False),
    Column("whom", String(12), nullable=False),
    _person(),
    Column("sealed_words", LargeBinary),
    Column("state", String(10), nullable=False),
    Column("since", Moment, nullable=False),
    Column("answered_by", BigInteger, ForeignKey("person.id")),
    Column("told", Integer, nullable=False, server_default="0"),
    Column("chased", Integer, nullable=False, server_default="0"),
    Index(None, "tip_id"),
    _only("ix_forward_live", "state IN ('asked', 'sent', 'received', 'doing')", "tip_id", "whom", unique=True),
    _only("ix_forward_unanswered", "state IN ('asked', 'sent')", "since"),
)


# What ombud ask partners

thread = Table(
    "thread",
    metadata,
    _key(),
    Column("code", String(7), nullable=False, unique=True),
    _person(),
    Column("owner", String(12), nullable=False),
    Column("area", String(60), nullable=False),
    Column("partner", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("waiting_since", Moment),
    Column("chased", Integer, nullable=False, server_default="0"),
    Index(None, "person_id"),
    Index(None, "created_at"),
    _only("ix_thread_open", "state <> 'closed'", "area", "partner"),
    _only("ix_thread_waiting", "waiting_since IS NOT NULL", "waiting_since"),
)

thread_word = Table(
    "thread_word",
    metadata,
    _key(),
    Column("thread_id", BigInteger, ForeignKey("thread.id"), nullable=False),
    _person(nullable=True),
    Column("side", String(10), nullable=False),
    Column("sealed", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Index(None, "thread_id", "id"),
)


# Letters to mailboxes, with a link to answer by

answer_letter = Table(
    "answer_letter",
    metadata,
    _key(),
    Column("thread_id", BigInteger, ForeignKey("thread.id")),
    Column("forward_id", BigInteger, ForeignKey("forward.id")),
    Column("purpose", String(60), nullable=False),
    Column("mailbox", LargeBinary(32), nullable=False),
    Column("seed", LargeBinary(16), nullable=False),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("state", String(10), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment),
    Column("reason", String(80), nullable=False, server_default=""),
    UniqueConstraint("thread_id", "purpose", "mailbox"),
    UniqueConstraint("forward_id", "purpose", "mailbox"),
    CheckConstraint("(thread_id IS NULL) <> (forward_id IS NULL)", name="ck_answer_letter_matter"),
    _only("ix_answer_letter_unsent", _UNSENT, "due_at"),
)


# Moving to another telephone

move_code = Table(
    "move_code",
    metadata,
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("asked_by", BigInteger, ForeignKey("person.id")),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


# News from an area to those who asked for it

broadcast = Table(
    "broadcast",
    metadata,
    _key(),
    _person(),
    Column("sender", String(20), nullable=False),
    Column("area", String(60)),
    Column("sealed_words", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", BigInteger, ForeignKey("person.id")),
    Column("people", Integer, nullable=False, server_default="0"),
    Column("reached", BigInteger, nullable=False, server_default="0"),
    Column("ended_at", Moment),
    _only("ix_broadcast_open", "ended_at IS NULL", "id"),
)
