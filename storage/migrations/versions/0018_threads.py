"""What ombud ask partners: threads, their words, and the letters with a one-time answer page"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0018"
down_revision = "0017"


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def _of(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(f"{name}_id", sa.BigInteger, sa.ForeignKey(f"{name}.id"), nullable=nullable)


def _only(name: str, table: str, columns: list[str], rows: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def upgrade() -> None:
    _threads()
    _words()
    _letters()


def _threads() -> None:
    op.create_table(
        "thread",
        _key(),
        sa.Column("code", sa.String(7), nullable=False, unique=True),
        _of("person"),
        sa.Column("owner", sa.String(12), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("partner", sa.String(12), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        sa.Column("answered_at", Moment),
        sa.Column("waiting_since", Moment),
        sa.Column("chased", sa.Integer, nullable=False, server_default="0"),
        sa.Index("ix_thread_person_id", "person_id"),
        sa.Index("ix_thread_created_at", "created_at"),
    )
    _only("ix_thread_open", "thread", ["area", "partner"], "state <> 'closed'")
    _only("ix_thread_waiting", "thread", ["waiting_since"], "waiting_since IS NOT NULL")


def _words() -> None:
    op.create_table(
        "thread_word",
        _key(),
        _of("thread"),
        _of("person", nullable=True),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("created_at", Moment, nullable=False),
        sa.Index("ix_thread_word_thread_id_id", "thread_id", "id"),
    )


def _letters() -> None:
    op.create_table(
        "thread_letter",
        _key(),
        _of("thread"),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("mailbox", sa.LargeBinary(32), nullable=False),
        sa.Column("seed", sa.LargeBinary(16), nullable=False),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent_at", Moment),
        sa.Column("reason", sa.String(80), nullable=False, server_default=""),
        sa.UniqueConstraint("thread_id", "purpose", "mailbox"),
    )
    unsent = "state IN ('queued', 'sending', 'unknown')"
    _only("ix_thread_letter_unsent", "thread_letter", ["due_at"], unsent)
