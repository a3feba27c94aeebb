"""What the user decided on a person, and whose hand moved, ended or reopened a task."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("channel", sa.String(), nullable=True))
    op.add_column("tasks", sa.Column("moved", sa.Date(), nullable=True))
    op.add_column("tasks", sa.Column("hand", sa.String(), nullable=True))
    op.create_table(
        "decisions",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("address", "kind"),
        comment="What the user decided here on whom the address belongs to: snooze, done or mute.",
    )
