"""Links by which somebody came whom a host has shown out take no further device."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("join_link", sa.Column("closed_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("join_link", "closed_at")
