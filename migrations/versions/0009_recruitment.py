"""Enquiries, their events and candidates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_recruitment"
down_revision = "0008_openings"


def upgrade() -> None:

    op.create_table(
        "service_goal",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "counted IN ('elapsed', 'opening')", name=op.f("service_goal_counted_known")
        ),
        sa.CheckConstraint("key IN ('answer', 'candidates')", name=op.f("service_goal_key_known")),
        sa.CheckConstraint("hours > 0", name=op.f("service_goal_hours_positive")),
        sa.PrimaryKeyConstraint("key", "valid_from", name=op.f("service_goal_pkey")),
    )
    op.create_table(
        "recruitment_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="recruitment", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), server_default="", nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("consultant_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "NOT (kind IN ('recruitment', 'placement', 'job_rotation')) OR (positions IS NOT NULL AND hours_per_week IS NOT NULL AND starts_on IS NOT NULL)",
            name=op.f("recruitment_request_describes_job"),
        ),
        sa.CheckConstraint(
            "kind IN ('recruitment', 'upskilling', 'placement', 'keep_employee', 'job_rotation', 'other')",
            name=op.f("recruitment_request_kind_known"),
        ),
        sa.CheckConstraint(
            "hours_per_week BETWEEN 1 AND 60", name=op.f("recruitment_request_hours")
        ),
        sa.CheckConstraint(
            "positions BETWEEN 1 AND 500", name=op.f("recruitment_request_positions")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("recruitment_request_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["staff.id"], name=op.f("recruitment_request_consultant_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["business_user.id"],
            name=op.f("recruitment_request_created_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["opening.id"], name=op.f("recruitment_request_opening_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recruitment_request_pkey")),
        sa.UniqueConstraint("business_id", "idempotency_key", name="recruitment_request_sent_once"),
        sa.UniqueConstraint("opening_id", name=op.f("recruitment_request_opening_id_key")),
    )
    op.create_index(
        op.f("recruitment_request_consultant_id_idx"),
        "recruitment_request",
        ["consultant_id"],
        unique=False,
    )
    op.create_table(
        "request_draft",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("business_user_id", sa.BigInteger(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_user_id"],
            ["business_user.id"],
            name=op.f("request_draft_business_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("request_draft_pkey")),
    )
    op.create_index(
        op.f("request_draft_business_user_id_idx"),
        "request_draft",
        ["business_user_id"],
        unique=False,
    )
    op.create_table(
        "candidate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="yes", nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("fits_because", sa.Text(), nullable=False),
        sa.Column("presented_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer = 'yes'", name=op.f("candidate_answer_is_yes")),
        sa.ForeignKeyConstraint(
            ["referral_id", "answer"], ["referral.id", "referral.answer"], name="candidate_said_yes"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["recruitment_request.id"], name=op.f("candidate_request_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("candidate_pkey")),
        sa.UniqueConstraint("request_id", "referral_id", name="candidate_presented_once"),
    )
    op.create_index(op.f("candidate_referral_id_idx"), "candidate", ["referral_id"], unique=False)
    op.create_table(
        "request_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('received', 'receipt_sent', 'answered', 'presented', 'withdrawn', 'closed')",
            name=op.f("request_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["recruitment_request.id"], name=op.f("request_event_request_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("request_event_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("request_event_pkey")),
    )
    op.create_index("request_event_kind_at_idx", "request_event", ["kind", "at"], unique=False)
    op.create_index(
        "request_event_received_once",
        "request_event",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'received'"),
    )
    op.create_index(
        "request_event_request_idx", "request_event", ["request_id", "at"], unique=False
    )
    op.execute(
        """
        CREATE FUNCTION request_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'request_event is append-only' USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER request_event_is_append_only BEFORE UPDATE OR DELETE ON request_event"
        " FOR EACH ROW EXECUTE FUNCTION request_event_is_append_only()"
    )


def downgrade() -> None:
    op.drop_index("request_event_request_idx", table_name="request_event")
    op.drop_index(
        "request_event_received_once",
        table_name="request_event",
        postgresql_where=sa.text("kind = 'received'"),
    )
    op.drop_index("request_event_kind_at_idx", table_name="request_event")
    op.drop_table("request_event")
    op.drop_index(op.f("candidate_referral_id_idx"), table_name="candidate")
    op.drop_table("candidate")
    op.drop_index(op.f("request_draft_business_user_id_idx"), table_name="request_draft")
    op.drop_table("request_draft")
    op.drop_index(op.f("recruitment_request_consultant_id_idx"), table_name="recruitment_request")
    op.drop_table("recruitment_request")
    op.drop_table("service_goal")
    op.execute("DROP FUNCTION request_event_is_append_only")
