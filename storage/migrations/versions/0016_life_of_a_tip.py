"""What becomes of a tip, with who and when; tips that are one; tips that wait to be told together"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0016"
down_revision = "0015"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OPEN = "status IN ('new', 'seen', 'forwarded', 'reopened')"


def _only(name: str, table: str, columns: list[str], rows: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def upgrade() -> None:
    op.add_column("tip", sa.Column("merged_into", sa.BigInteger))
    _events()
    op.execute("UPDATE tip SET status = 'seen' WHERE status = 'answered'")
    _only("ix_tip_open", "tip", ["area", "id"], _OPEN)
    _only("ix_tip_merged_into", "tip", ["merged_into"], "merged_into IS NOT NULL")
    _shares()


def _events() -> None:
    """What was called answered had been seen, when it was answered; by whom is no longer known here."""
    op.create_table(
        "tip_event",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("tip_id", sa.BigInteger, sa.ForeignKey("tip.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("other", sa.BigInteger),
    )
    op.create_index("ix_tip_event_tip_id_id", "tip_event", ["tip_id", "id"])
    op.execute(
        "INSERT INTO tip_event (tip_id, what, at) SELECT id, 'seen', answered_at FROM tip"
        " WHERE status = 'answered' AND answered_at IS NOT NULL"
    )


def _shares() -> None:
    op.create_table(
        "tip_share",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("tip_id", sa.BigInteger, sa.ForeignKey("tip.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("bundle", sa.String(120), nullable=False, server_default=""),
        sa.UniqueConstraint("tip_id", "person_id"),
    )
    _only("ix_tip_share_waiting", "tip_share", ["person_id", "id"], "bundle = ''")
    _only("ix_tip_share_bundle", "tip_share", ["bundle"], "bundle <> ''")
    op.create_table(
        "tip_wish",
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
        sa.Column("how", sa.String(10), nullable=False),
    )
