"""Who changed the operating mode, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "operating_state", sa.Column("by_name", sa.Text(), autoincrement=False, nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("operating_state", "by_name")
