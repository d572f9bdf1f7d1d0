"""Columns and constraints in the words of our tables, for every migration."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def short_id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """An id, a name of a rule, or a sha256 in hex."""
    return sa.Column(name, sa.String(64), nullable=nullable)


def word(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """One of a closed set of words; which, the code knows, so that a new one needs no migration."""
    return sa.Column(name, sa.String(40), nullable=nullable)


def long_text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Text of any length."""
    return sa.Column(name, sa.String(), nullable=nullable)


def json_text(name: str) -> sa.Column[Any]:
    """A small value as JSON."""
    return sa.Column(name, sa.Text(), nullable=False)


def whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=False)


def count(name: str) -> sa.Column[Any]:
    """A number of things, 0 in the rows that are there already."""
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A number in double precision."""
    return sa.Column(name, sa.Double(), nullable=nullable)


def yes_no(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """True or false."""
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A point in time."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def sealed(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Encrypted bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def row_number() -> sa.Column[Any]:
    """A number that the database gives."""
    return sa.Column("id", sa.Integer(), nullable=False)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """Columns that are unique together."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def refers(table: str, column: str, target: str, target_column: str = "id") -> sa.ForeignKeyConstraint:
    """A foreign key."""
    return sa.ForeignKeyConstraint([column], [f"{target}.{target_column}"], name=op.f(f"fk_{table}_{column}_{target}"))
