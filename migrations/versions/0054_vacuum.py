"""When tables are cleaned and counted, by how they are used: docs/operations.md says why."""

from alembic import op

revision = "0054_vacuum"
down_revision = "0053_outbox_months"

# Two million rows at PostgreSQL's own fifth would be four hundred thousand dead ones, and plans
# made from counts as old as that.
CHANGED = {
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.02",
}
# Never changed, so never dead: vacuumed for the map that lets an index answer alone, and counted
# often, since the newest rows are the ones that are asked for.
ADDED_TO = {
    "autovacuum_vacuum_insert_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.02",
}
# A few rows, each changed or taken away within minutes: cleaned by number, at full speed.
QUEUES = {
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "500",
    "autovacuum_analyze_scale_factor": "0",
    "autovacuum_analyze_threshold": "500",
    "autovacuum_vacuum_cost_delay": "0",
}
SETTINGS = {
    "talk": CHANGED,
    "staff_time": CHANGED,
    "obligation": CHANGED,
    "citizen": CHANGED,
    "sign_in": CHANGED,
    "recruitment_request": CHANGED,
    "survey_invitation": CHANGED,
    "job_log_entry": CHANGED,
    "plan_task": CHANGED,
    "outbox_message_default": CHANGED,
    "outbox_key": ADDED_TO,
    "audit_event_default": ADDED_TO,
    "request_event": ADDED_TO,
    "survey_answer": ADDED_TO,
    "survey_spent_link": ADDED_TO,
    "thread_message": ADDED_TO,
    "rate_window": QUEUES,
    "procrastinate_jobs": QUEUES,
    "procrastinate_events": QUEUES,
}


def upgrade() -> None:
    for table, values in SETTINGS.items():
        named = ", ".join(f"{name} = {value}" for name, value in values.items())
        op.execute(f"ALTER TABLE {table} SET ({named})")


def downgrade() -> None:
    for table, values in SETTINGS.items():
        op.execute(f"ALTER TABLE {table} RESET ({', '.join(values)})")
