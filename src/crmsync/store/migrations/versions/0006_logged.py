"""The ledger of logged conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "logged",
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("profiles", sa.JSON(), nullable=False),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "key"),
        comment="A mail or meeting that the destination holds a record of, by us or by others, or was to hold one.",
    )
    op.create_index("ix_logged_at", "logged", ["at"])
