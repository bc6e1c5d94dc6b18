"""What clocks came to is written down, and the log is quicker to search for what is open."""

import sqlalchemy as sa
from alembic import op

revision = "0037_service_results"
down_revision = "0036_kept_counts"

FORGET = """
CREATE FUNCTION service_result_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock that the foreign key takes too: whoever is just writing down the result has it to
    -- the end, so that what is written can be seen, and deleted, here.
    PERFORM FROM recruitment_request WHERE id IN (SELECT request_id FROM added)
        ORDER BY id FOR KEY SHARE;
    DELETE FROM service_result WHERE request_id IN (
        SELECT request_id FROM added
        WHERE kind IN ('received', 'backdated', 'answered', 'presented', 'paused', 'resumed',
            'withdrawn', 'closed', 'spam', 'duplicate')
    );
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "service_result",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_key", sa.Text(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("elapsed_hours", sa.Float(), nullable=False),
        sa.Column("opening_hours", sa.Float(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('answer', 'candidates')", name=op.f("service_result_key")),
        sa.CheckConstraint(
            "counted IN ('elapsed', 'opening')", name=op.f("service_result_counted")
        ),
        sa.CheckConstraint(
            "elapsed_hours >= 0 AND opening_hours >= 0",
            name=op.f("service_result_hours_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["recruitment_request.id"],
            name=op.f("service_result_request_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_key"], ["promise_version.key"], name=op.f("service_result_version_key_fkey")
        ),
        sa.PrimaryKeyConstraint("request_id", "key", name=op.f("service_result_pkey")),
    )
    op.create_index(op.f("service_result_received_at_idx"), "service_result", ["received_at"])
    op.execute(FORGET)
    op.execute(
        "CREATE TRIGGER service_result_forget AFTER INSERT ON request_event"
        " REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
        " EXECUTE FUNCTION service_result_forget()"
    )
    op.create_index(
        "request_event_starts_idx",
        "request_event",
        ["request_id", "at", "id"],
        postgresql_include=["version_key"],
        postgresql_where=sa.text("kind IN ('received', 'backdated')"),
    )
    op.create_index(
        "request_event_ends_idx",
        "request_event",
        ["request_id", "at"],
        postgresql_where=sa.text("kind IN ('withdrawn', 'closed', 'spam', 'duplicate')"),
    )


def downgrade() -> None:
    op.drop_index("request_event_ends_idx", "request_event")
    op.drop_index("request_event_starts_idx", "request_event")
    op.execute("DROP TRIGGER service_result_forget ON request_event")
    op.execute("DROP FUNCTION service_result_forget()")
    op.drop_table("service_result")
