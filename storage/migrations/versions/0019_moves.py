"""Codes by which somebody moves to another telephone"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "move_code",
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
        sa.Column("asked_by", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
    )
