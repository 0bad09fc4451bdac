"""What leaders decide, and which tasks come of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_by_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_by_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_because", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_incident_id", "decision", ["incident_id"], unique=False)
    op.add_column("assignment", sa.Column("decision_id", sa.Text(), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "decision_id")
    op.drop_index("ix_decision_incident_id", table_name="decision")
    op.drop_table("decision")
