"""What the hub does by itself for an incident: responses, plans that say how, the health of cameras, the mode."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "camera_health",
        sa.Column("camera_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("condition", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("first_frame_ms", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("detail", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_health")),
    )
    op.create_table(
        "camera_look",
        sa.Column("camera_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("condition", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first_frame_ms", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("detail", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("camera_id", "at", name=op.f("pk_camera_look")),
    )
    op.create_table(
        "operating_state",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_operating_state")),
    )
    op.create_table(
        "response",
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("plan_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("picks", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("misses", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("around", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scene", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("layout", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tiles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("output_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("push_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("is_proposed", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("link_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("checklist", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("steps", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_response")),
    )
    op.add_column("plan", sa.Column("output_id", sa.Text(), autoincrement=False, nullable=True))
    op.add_column("plan", sa.Column("push", sa.Text(), autoincrement=False, nullable=False, server_default="always"))
    op.add_column(
        "plan", sa.Column("most_cameras", sa.BigInteger(), autoincrement=False, nullable=False, server_default="5")
    )
    op.add_column(
        "plan", sa.Column("field_tiles", sa.BigInteger(), autoincrement=False, nullable=False, server_default="1")
    )
    op.add_column("plan", sa.Column("link_titles", sa.Text(), autoincrement=False, nullable=False, server_default="[]"))
    op.add_column(
        "plan",
        sa.Column("review_after_days", sa.BigInteger(), autoincrement=False, nullable=False, server_default="365"),
    )


def downgrade() -> None:
    op.drop_column("plan", "review_after_days")
    op.drop_column("plan", "link_titles")
    op.drop_column("plan", "field_tiles")
    op.drop_column("plan", "most_cameras")
    op.drop_column("plan", "push")
    op.drop_column("plan", "output_id")
    op.drop_table("response")
    op.drop_table("operating_state")
    op.drop_table("camera_look")
    op.drop_table("camera_health")
