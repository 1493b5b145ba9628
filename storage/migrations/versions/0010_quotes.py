"""What a coordinator has decided about words before they leave"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "quote",
        sa.Column("id", key, primary_key=True),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.LargeBinary(32), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("sealed_told", sa.LargeBinary),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.UniqueConstraint("source", "number", "kind"),
    )
