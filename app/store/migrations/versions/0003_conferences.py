"""Conferences: rooms, rings, participations, links and chat; how a policy rings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RINGING = '{"deputy_after_s":60.0,"again_every_s":30.0,"most_rings":6}'


def upgrade() -> None:
    op.create_table(
        "chat_message",
        sa.Column("message_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("participation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_chat_message")),
    )
    op.create_index("ix_chat_message_incident_id", "chat_message", ["incident_id"], unique=False)
    op.create_index("ix_chat_message_room_id", "chat_message", ["room_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("invitation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("of_unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("posts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("required", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("deputy_order", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("created_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rung_at", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("link_id", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_incident_id", "invitation", ["incident_id"], unique=False)
    op.create_index("ix_invitation_room_id", "invitation", ["room_id"], unique=False)
    op.create_table(
        "join_link",
        sa.Column("link_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("auto_admit", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("created_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("most_uses", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uses", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("revoked_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("deliveries", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_join_link")),
    )
    op.create_index("ix_join_link_incident_id", "join_link", ["incident_id"], unique=False)
    op.create_index("ix_join_link_room_id", "join_link", ["room_id"], unique=False)
    op.create_table(
        "link_device",
        sa.Column("link_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("device_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("link_id", "device_hash", name=op.f("pk_link_device")),
    )
    op.create_table(
        "participation",
        sa.Column("participation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("of_unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("titles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("is_host", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("account_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("link_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("camera_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("whereabouts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("times", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_incident_id", "participation", ["incident_id"], unique=False)
    op.create_index("ix_participation_room_id", "participation", ["room_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("room_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("shared_with", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("is_drill", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("invited_persons", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("invited_units", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("required_titles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ringing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lobby", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("locked", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("opened_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("ended_by", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room")),
    )
    op.create_index("ix_room_ended_at", "room", ["ended_at"], unique=False)
    op.create_index("ix_room_incident_id", "room", ["incident_id"], unique=False)
    # Policies that were saved before rings were policy data.
    op.add_column(
        "policy",
        sa.Column("ringing", sa.Text(), nullable=False, server_default=_RINGING),
    )


def downgrade() -> None:
    op.drop_column("policy", "ringing")
    op.drop_index("ix_room_incident_id", table_name="room")
    op.drop_index("ix_room_ended_at", table_name="room")
    op.drop_table("room")
    op.drop_index("ix_participation_room_id", table_name="participation")
    op.drop_index("ix_participation_incident_id", table_name="participation")
    op.drop_table("participation")
    op.drop_table("link_device")
    op.drop_index("ix_join_link_room_id", table_name="join_link")
    op.drop_index("ix_join_link_incident_id", table_name="join_link")
    op.drop_table("join_link")
    op.drop_index("ix_invitation_room_id", table_name="invitation")
    op.drop_index("ix_invitation_incident_id", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_chat_message_room_id", table_name="chat_message")
    op.drop_index("ix_chat_message_incident_id", table_name="chat_message")
    op.drop_table("chat_message")
