"""Everybody's history in short, as the last run worked it out, and what was told since: so the next one goes on from it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "histories",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        comment="A person's history in short, as of when meta says.",
    )
    op.create_table(
        "voices",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
        comment="What all that an address is on says of it: names, and whether it is a list.",
    )
    op.create_table(
        "conversations",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "thread"),
        comment="A thread that goes on in another one, and what both are called.",
    )
    op.create_table(
        "news",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("what", "of"),
        comment="What interactions that were told or withdrawn since are about: an address, a key, a thread, a minute.",
    )
    op.create_index("ix_interactions_key", "interactions", ["key"])
    op.create_index("ix_interactions_thread", "interactions", ["thread"])
