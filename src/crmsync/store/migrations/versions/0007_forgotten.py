"""Who was forgotten, and whom somebody removed from a destination, so that they do not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "removed",
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "address"),
        comment="An address whose contact was archived at the destination: none is made for it again.",
    )
    op.create_table(
        "forgotten",
        sa.Column("hidden", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hidden"),
        comment="A keyed hash of each address that was forgotten.",
    )
