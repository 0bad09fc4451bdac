"""Devices of a link that a host has shown out stay out, whichever hub they come to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link_device", sa.Column("barred_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("link_device", "barred_at")
