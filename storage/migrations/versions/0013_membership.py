"""Why a role ended"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("role", sa.Column("reason", sa.String(10), nullable=False, server_default=""))
