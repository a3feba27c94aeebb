"""Everybody's beats are kept in one piece: a night needs all of them, and stories of few. All is worked out anew once."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

PEOPLE = "What numbers are made of, in one piece: the ids of all who have a story, in order, and a record of each."


def upgrade() -> None:
    for table in ("voices", "conversations", "news"):
        op.execute(sa.delete(sa.table(table)))
    op.execute("DELETE FROM meta WHERE name = 'histories'")
    op.drop_table("histories")
    op.create_table(
        "histories",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        comment="A person's story, as of when meta says.",
    )
    op.create_table(
        "beats",
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        comment=PEOPLE,
    )
