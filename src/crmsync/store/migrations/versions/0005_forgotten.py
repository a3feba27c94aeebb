"""Who was forgotten, so that they do not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("hidden", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hidden"),
        comment="A keyed hash of each address that was forgotten.",
    )
