"""Who wants to take part, who wants news, and what they have learnt"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0014"
down_revision = "0013"


def _person(*, primary_key: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey("person.id")
    return sa.Column(
        "person_id", sa.BigInteger, key, nullable=False, primary_key=primary_key, autoincrement=not primary_key
    )


def _only(name: str, table: str, columns: list[str], rows: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def upgrade() -> None:
    _applications()
    _news()
    _training()


def _applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("code", sa.String(7), nullable=False, unique=True),
        _person(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("area", sa.String(60)),
        sa.Column("sealed_when", sa.LargeBinary),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered_by", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("waiting_since", Moment),
        sa.Column("chased", sa.Integer, nullable=False, server_default="0"),
        sa.Column("said", sa.Integer, nullable=False, server_default="0"),
    )
    _only("ix_application_open", "application", ["person_id", "kind"], "state IN ('open', 'talk')", unique=True)
    _only("ix_application_waiting", "application", ["waiting_since"], "waiting_since IS NOT NULL")


def _news() -> None:
    op.create_table(
        "news_wish",
        _person(primary_key=True),
        sa.Column("area", sa.String(60), primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Index("ix_news_wish_area", "area"),
    )


def _training() -> None:
    op.create_table(
        "lesson",
        _person(primary_key=True),
        sa.Column("lesson", sa.String(20), primary_key=True),
        sa.Column("done_at", Moment, nullable=False),
    )
    op.create_table(
        "training_offer",
        _person(primary_key=True),
        sa.Column("offered_at", Moment, nullable=False),
        sa.Column("reminded_at", Moment),
    )
    _only("ix_training_offer_open", "training_offer", ["offered_at"], "reminded_at IS NULL")
