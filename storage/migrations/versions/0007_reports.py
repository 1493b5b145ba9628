"""Every field of the weekly report, and drafts that wait for days"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0007"
down_revision = "0006"

DETAILS = ("place_type", "how_many", "source", "state", "passed_on")


def _word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("report", _word("trend", 10))
    op.add_column("report", _word("landlord", 60))
    op.add_column("report", sa.Column("sealed_words", sa.LargeBinary()))
    for name in DETAILS:
        op.add_column("observation", _word(name, 10))
    op.create_table(
        "report_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_draft"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_report_draft_person_id_person"),
        sa.UniqueConstraint("week", "area", "person_id", name="uq_report_draft_week_area_person_id"),
    )
