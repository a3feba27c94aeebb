"""Interactions stand in blocks, too, to be read at once. Those that there are get theirs when all are read next."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TRIGGER = """
CREATE TRIGGER interactions_gone AFTER DELETE ON interactions
BEGIN DELETE FROM blocks WHERE first = OLD.number - OLD.number % 4096; END
"""
"""Whoever deletes an interaction, nothing of it stays in a block: neither for numbers nor for who looks into the file."""


def upgrade() -> None:
    op.create_table(
        "blocks",
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("first"),
        comment="The interactions of some thousands of numbers, from the first on, packed. It goes with any of them.",
    )
    op.execute(TRIGGER)
