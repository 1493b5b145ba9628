"""Tips that an ombud has passed on, and what came back"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0017"
down_revision = "0016"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _only(name: str, columns: list[str], rows: str, *, unique: bool = False) -> None:
    where = sa.text(rows)
    op.create_index(name, "forward", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "forward",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("code", sa.String(7), nullable=False, unique=True),
        sa.Column("tip_id", sa.BigInteger, sa.ForeignKey("tip.id"), nullable=False),
        sa.Column("whom", sa.String(12), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("answered_by", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("told", sa.Integer, nullable=False, server_default="0"),
        sa.Column("chased", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("ix_forward_tip_id", "forward", ["tip_id"])
    _only("ix_forward_live", ["tip_id", "whom"], "state IN ('asked', 'sent', 'received', 'doing')", unique=True)
    _only("ix_forward_unanswered", ["since"], "state IN ('asked', 'sent')")
