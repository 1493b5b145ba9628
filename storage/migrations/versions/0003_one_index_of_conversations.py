"""One index of the open conversations instead of two: both changed with every message"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.drop_index("ix_conversation_expires_at", "conversation")
    op.drop_index("ix_conversation_flow_updated_at", "conversation")
    op.create_index("ix_conversation_flow_updated_at_expires_at", "conversation", ["flow", "updated_at", "expires_at"])
