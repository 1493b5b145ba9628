"""Letters with an answer page are about questions or about what was passed on"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0021"
down_revision = "0020"
_SAME = (
    "id, thread_id, purpose, mailbox, seed, lookup, created_at, expires_at, used_at, state, due_at, leased_until, "
    "attempts, sent_at, reason"
)


def upgrade() -> None:
    _letters()
    op.execute(f"INSERT INTO answer_letter ({_SAME}) SELECT {_SAME} FROM thread_letter")  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('answer_letter', 'id'), coalesce(max(id), 0) + 1, false) "
            "FROM answer_letter"
        )
    op.drop_table("thread_letter")


def _letters() -> None:
    op.create_table(
        "answer_letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("thread_id", sa.BigInteger, sa.ForeignKey("thread.id")),
        sa.Column("forward_id", sa.BigInteger, sa.ForeignKey("forward.id")),
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
        sa.UniqueConstraint("forward_id", "purpose", "mailbox"),
        sa.CheckConstraint("(thread_id IS NULL) <> (forward_id IS NULL)", name="ck_answer_letter_matter"),
    )
    unsent = sa.text("state IN ('queued', 'sending', 'unknown')")
    op.create_index(
        "ix_answer_letter_unsent", "answer_letter", ["due_at"], sqlite_where=unsent, postgresql_where=unsent
    )
