"""When what was decided is to be followed up"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("action", sa.Column("follow_up", sa.String(10), nullable=False, server_default=""))
