"""In which circle a run saw people, and to which one they are pinned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("profiles", sa.Column("circle", sa.String(), nullable=True))
    op.create_table(
        "circles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("circle", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("person", "at"),
        comment="The circle that a run at this time first saw a person in; null: in none any more.",
    )
