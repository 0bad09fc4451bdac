"""Whether the output of a picture that was sent as evidence was a window beside a console."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "evidence", sa.Column("in_window", sa.Boolean(), autoincrement=False, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("evidence", "in_window")
