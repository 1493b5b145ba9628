"""A conversation is found by its person's number without an index between, in SQLite"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("conversation", recreate="always") as conversation:
            conversation.alter_column("person_id", existing_type=sa.BigInteger(), type_=sa.Integer())
