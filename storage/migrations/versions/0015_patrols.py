"""Passes of the patrol, what was seen on them, and what is wrong with the car"""

import sqlalchemy as sa
from alembic import op

from storage.models import Moment

revision = "0015"
down_revision = "0014"


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def _to(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _only(name: str, table: str, column: str, rows: str, *, unique: bool = False) -> None:
    op.create_index(name, table, [column], unique=unique, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def upgrade() -> None:
    _passes()
    _observations()
    _faults()
    op.add_column("release", sa.Column("sealed_patrols", sa.LargeBinary()))


def _passes() -> None:
    op.create_table(
        "patrol_member",
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_table(
        "patrol",
        _key(),
        sa.Column("week", sa.String(8), nullable=False),
        _to("first_id", "person"),
        _to("second_id", "person", nullable=True),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("areas", sa.String(600), nullable=False),
        sa.Column("briefed", sa.Boolean, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("ending", sa.String(12), nullable=False, server_default=""),
        sa.Column("km", sa.Integer),
        sa.Index("ix_patrol_week", "week"),
        sa.Index("ix_patrol_first_id", "first_id"),
        sa.Index("ix_patrol_second_id", "second_id"),
    )
    _only("ix_patrol_open", "patrol", "id", "ending = ''")


def _observations() -> None:
    op.create_table(
        "patrol_observation",
        _key(),
        _to("patrol_id", "patrol"),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("sealed_place", sa.LargeBinary, nullable=False),
        sa.Column("time_band", sa.String(10), nullable=False, server_default=""),
        sa.Column("passed_on", sa.String(10), nullable=False, server_default=""),
        sa.Column("at", Moment, nullable=False),
        sa.Index("ix_patrol_observation_patrol_id", "patrol_id"),
        sa.Index("ix_patrol_observation_week_area", "week", "area"),
    )


def _faults() -> None:
    op.create_table(
        "car_fault",
        _key(),
        _to("patrol_id", "patrol"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.Column("mended_at", Moment),
    )
    _only("ix_car_fault_open", "car_fault", "lookup", "mended_at IS NULL", unique=True)
