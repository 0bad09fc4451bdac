"""The event log only grows: the database itself refuses to change or delete what it holds."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSAL = "the event log only grows"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{change.lower()} BEFORE {change} ON event "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    # INSERT OR REPLACE deletes without asking the trigger on DELETE (sqlite.org/lang_conflict.html).
    op.execute(
        "CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER event_only_grows ON event")
        op.execute("DROP FUNCTION refuse_event_change()")
        return
    for change in ("update", "delete", "replace"):
        op.execute(f"DROP TRIGGER event_no_{change}")
