"""Who declined a meeting, and whether all that self sent is known."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("participants", sa.Column("declined", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cursors", sa.Column("sent", sa.Boolean(), nullable=False, server_default=sa.false()))
