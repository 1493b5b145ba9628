"""Who of the ombud's side spoke last is found at once, however much a tipster writes"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    spoken = sa.text("side = 'ombud'")
    op.create_index(
        "ix_tip_message_ombud", "tip_message", ["tip_id", "id"], sqlite_where=spoken, postgresql_where=spoken
    )
