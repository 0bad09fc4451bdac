"""Whether an output is a window beside the console."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "output", sa.Column("in_window", sa.Boolean(), autoincrement=False, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("output", "in_window")
