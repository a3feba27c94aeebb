"""What is kept of people is their whole story, so that a night goes on from it. It is worked out anew once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TOLD = "What interactions that were changed or withdrawn since are about: an address, a key, a thread, a minute."


def upgrade() -> None:
    for table in ("histories", "voices", "conversations", "news"):
        op.drop_table(table)
    op.execute("DELETE FROM meta WHERE name = 'histories'")
    op.create_table(
        "histories",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("beat", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        comment="A person's history, as of when meta says: what numbers are made of, and all else.",
    )
    op.create_table(
        "voices",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("list", sa.Boolean(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
        comment="What all that an address is on says of it: its name, whether it is a list, and why.",
    )
    op.create_table(
        "conversations",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "thread"),
        comment="A thread that goes on in another one, and what both are called.",
    )
    for name in ("mark", "name"):
        op.create_index(f"ix_conversations_{name}", "conversations", [name])
    op.create_table(
        "news",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("what", "of"),
        comment=TOLD,
    )
