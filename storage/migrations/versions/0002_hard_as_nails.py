"""Order by when it was said, queues whose indexes hold only what waits, leases, one pace for all replicas, alarms"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0002"
down_revision = "0001"

WAITING = "state = 'waiting'"
UNSENT = "state IN ('queued', 'sending', 'unknown')"


def _only(name: str, table: str, columns: list[str], rows: str, *, unique: bool = False) -> None:
    only = sa.text(rows)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    op.add_column("address", sa.Column("written_at", Moment()))
    for name in ("ix_inbound_waiting", "ix_inbound_waiting_sender"):
        op.drop_index(name, "inbound")
    op.add_column("inbound", sa.Column("said_at", Moment()))
    op.execute("UPDATE inbound SET said_at = received_at")
    with op.batch_alter_table("inbound") as inbound:
        inbound.alter_column("said_at", existing_type=Moment(), nullable=False)
    _only("ix_inbound_waiting", "inbound", ["sender", "said_at", "id", "received_at"], WAITING)
    _only("ix_inbound_failed", "inbound", ["channel"], "state = 'failed'")
    for name in ("ix_outbound_unsent", "ix_outbound_unsent_address", "ix_outbound_channel_provider_id"):
        op.drop_index(name, "outbound")
    _only("ix_outbound_unsent", "outbound", ["channel", "address_id", "priority", "id", "created_at"], UNSENT)
    _only("ix_outbound_failed", "outbound", ["created_at"], "state = 'failed'")
    _only("ix_outbound_provider_id", "outbound", ["provider_id", "address_id"], "provider_id <> ''")
    _only("ix_outbound_sent_at", "outbound", ["channel", "sent_at"], "sent_at IS NOT NULL")
    op.create_index("ix_conversation_flow_updated_at", "conversation", ["flow", "updated_at"])
    _only("ix_tip_new", "tip", ["area", "id"], "status = 'new'")
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "pace",
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_pace"),
    )
    op.create_table(
        "alarm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("told_at", Moment()),
        sa.Column("over_at", Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    _only("ix_alarm_open", "alarm", ["key"], "over_at IS NULL", unique=True)
