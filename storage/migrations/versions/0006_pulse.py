"""How safe residents feel, by week and area; and who wants to be asked"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "pulse",
        sa.Column("id", key, primary_key=True, autoincrement=True),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("area", sa.String(60)),
        sa.Column("answer", sa.Integer, nullable=False),
        sa.Column("sealed_more", sa.LargeBinary),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.UniqueConstraint("person_id", "week", name="uq_pulse_person_id_week"),
    )
    op.create_index("ix_pulse_week_area", "pulse", ["week", "area"])
    op.create_table(
        "pulse_wish",
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
        sa.Column("wants", sa.Boolean, nullable=False),
        sa.Column("asked", sa.String(7), nullable=False, server_default=""),
    )
