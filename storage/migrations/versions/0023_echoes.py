"""What somebody has said is known again for ten minutes, and then forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.drop_index("ix_inbound_sender_echo_received_at", "inbound")
    op.execute("UPDATE inbound SET echo = NULL WHERE echo IS NOT NULL")
    known = sa.text("echo IS NOT NULL")
    op.create_index(
        "ix_inbound_echo", "inbound", ["sender", "echo", "received_at"], sqlite_where=known, postgresql_where=known
    )
