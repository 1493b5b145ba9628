"""Links and sessions by which partners come in to the page"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0009"
down_revision = "0008"


def _own() -> tuple[sa.Column[int], sa.Column[int], sa.Column[bytes]]:
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return (
        sa.Column("id", key, primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False, unique=True),
    )


def upgrade() -> None:
    op.create_table(
        "login_link",
        *_own(),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
        sa.Index("ix_login_link_person_id", "person_id"),
    )
    op.create_table(
        "web_session",
        *_own(),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Index("ix_web_session_person_id", "person_id"),
    )
