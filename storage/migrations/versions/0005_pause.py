"""When an ombud pauses, and who steps in"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "pause",
        sa.Column("id", key, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=False),
        sa.Column("deputy_id", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("answer", sa.String(10), nullable=False, server_default=""),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index("ix_pause_last", "pause", ["last"])
    op.create_index("ix_pause_person_id", "pause", ["person_id"])
