"""The digest by mail: which letter, to which mailbox (by a keyed hash), and what became of it"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    unsent = sa.text("state IN ('queued', 'sending', 'unknown')")
    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("area", sa.String(60), nullable=False, server_default=""),
        sa.Column("mailbox", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("until_at", Moment, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent_at", Moment),
        sa.Column("reason", sa.String(80), nullable=False, server_default=""),
        sa.UniqueConstraint("week", "role", "area", "mailbox"),
    )
    op.create_index("ix_letter_unsent", "letter", ["due_at"], sqlite_where=unsent, postgresql_where=unsent)
