"""News from an area to those who asked for it"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("sender", sa.String(20), nullable=False),
        sa.Column("area", sa.String(60)),
        sa.Column("sealed_words", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("decided_at", Moment),
        sa.Column("decided_by", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("people", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reached", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("ended_at", Moment),
    )
    op.add_column("outbound", sa.Column("broadcast_id", sa.BigInteger))
    _only("ix_broadcast_open", "broadcast", ["id"], "ended_at IS NULL")
    _only("ix_outbound_broadcast", "outbound", ["broadcast_id", "state"], "broadcast_id IS NOT NULL")


def _only(name: str, table: str, columns: list[str], rows: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
