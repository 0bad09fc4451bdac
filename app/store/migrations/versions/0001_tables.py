"""Everything that the hub keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("person_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("disabled", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("folded_login", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("folded_login"),
    )
    op.create_table(
        "account_secret",
        sa.Column("account_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_secret")),
    )
    op.create_table(
        "answered",
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "idempotency_key", name=op.f("pk_answered")),
    )
    op.create_index(op.f("ix_answered_at"), "answered", ["at"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("api_key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("api_key_id", name=op.f("pk_api_key")),
    )
    op.create_table(
        "assignment",
        sa.Column("assignment_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("task", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("assigned_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("acknowledged_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("answer", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_incident_id", "assignment", ["incident_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("attachment_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("added_by", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_incident_id", "attachment", ["incident_id"], unique=False)
    op.create_table(
        "camera",
        sa.Column("camera_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_path", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("shared_with", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("gb_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("street", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("longitude", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("latitude", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("reference_system", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("given_longitude", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("given_latitude", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("heading_deg", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("main_url", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sub_url", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("has_password", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("domain_tags", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grid_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("city_code", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera")),
    )
    op.create_table(
        "camera_secret",
        sa.Column("camera_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sealed_password", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_secret")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("monotonic_ns", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("actor_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("previous_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index("ix_event_incident_id", "event", ["incident_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("evidence_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clock_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("policy_version", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("painted", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("conference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("seat", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sent_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("distance_m", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("bound_by_plan", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("refusals", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("snapshot_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("stamps", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_incident_id", "evidence", ["incident_id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("classes", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("is_drill", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("shared_with", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("external_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("casualties", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reporter", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("merged_into", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("possible_duplicates", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("backdating", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("plan_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("photos", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clocks", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_is_over"), "incident", ["is_over"], unique=False)
    op.create_index(op.f("ix_incident_next_due_at"), "incident", ["next_due_at"], unique=False)
    op.create_index("ix_incident_number", "incident", ["number"], unique=True)
    op.create_index("ix_incident_received_at", "incident", ["received_at"], unique=False)
    op.create_table(
        "output",
        sa.Column("output_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("online", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("layout", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scene", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("tour", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("tiles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("push", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("output_id", name=op.f("pk_output")),
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("hats", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contacts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("active", sa.Boolean(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
    )
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("grid_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_class", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("level", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("camera_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scene", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("required_titles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("invited_titles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("checklist", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan")),
    )
    op.create_table(
        "policy",
        sa.Column("policy_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("clock", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("stop", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("targets", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thresholds", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("radius_m", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("required_titles", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("applies_to_drills", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("created_by", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "version", name=op.f("pk_policy")),
    )
    op.create_table(
        "report",
        sa.Column("report_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("casualties", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("author", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_incident_id", "report", ["incident_id"], unique=False)
    op.create_table(
        "scene",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scene")),
    )
    op.create_table(
        "session",
        sa.Column("session_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "shift",
        sa.Column("shift_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_shift")),
    )
    op.create_table(
        "token_secret",
        sa.Column("owner_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_token_secret")),
    )
    op.create_index("ix_token_secret_token_hash", "token_secret", ["token_hash"], unique=True)
    op.create_table(
        "tour",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tour")),
    )
    op.create_table(
        "unit",
        sa.Column("unit_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("path", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("point", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("grid_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("city_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contacts", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit")),
    )


def downgrade() -> None:
    op.drop_table("unit")
    op.drop_table("tour")
    op.drop_index("ix_token_secret_token_hash", table_name="token_secret")
    op.drop_table("token_secret")
    op.drop_table("shift")
    op.drop_table("setting")
    op.drop_table("session")
    op.drop_table("scene")
    op.drop_index("ix_report_incident_id", table_name="report")
    op.drop_table("report")
    op.drop_table("policy")
    op.drop_table("plan")
    op.drop_table("person")
    op.drop_table("output")
    op.drop_index("ix_incident_received_at", table_name="incident")
    op.drop_index("ix_incident_number", table_name="incident")
    op.drop_index(op.f("ix_incident_next_due_at"), table_name="incident")
    op.drop_index(op.f("ix_incident_is_over"), table_name="incident")
    op.drop_table("incident")
    op.drop_index("ix_evidence_incident_id", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_event_incident_id", table_name="event")
    op.drop_table("event")
    op.drop_table("camera_secret")
    op.drop_table("camera")
    op.drop_index("ix_attachment_incident_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_assignment_incident_id", table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("api_key")
    op.drop_index(op.f("ix_answered_at"), table_name="answered")
    op.drop_table("answered")
    op.drop_table("account_secret")
    op.drop_table("account")
