"""Fewer indexes: those of conversations changed with every message, and only Telegram's messages are edited"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

EDITED = sa.text("channel = 'telegram'")


def upgrade() -> None:
    op.drop_index("ix_conversation_expires_at", "conversation")
    op.drop_index("ix_conversation_flow_updated_at", "conversation")
    op.drop_index("ix_outbound_person_id_id", "outbound")
    columns = ["address_id", "id"]
    op.create_index("ix_outbound_edited", "outbound", columns, sqlite_where=EDITED, postgresql_where=EDITED)
