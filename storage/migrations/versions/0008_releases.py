"""A week's release, counted once; the band of the day of each tip"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("tip", sa.Column("time_band", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "release",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_cells", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("sealed_reports", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("week", name="uq_release_week"),
    )
