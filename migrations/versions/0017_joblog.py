"""The job log: how, next step, agreed goals, days away, comments, and when a quiet log is told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_joblog"
down_revision = "0016_cv_taxonomy"

HOWS = "how IN ('', 'online', 'email', 'phone', 'in_person', 'network', 'referral', 'other')"
ANSWERS = "answer IS NULL OR answer IN ('accepted', 'declined', 'replaced')"


def upgrade() -> None:
    for name in ("how", "next_step", "link"):
        op.add_column(
            "job_log_entry", sa.Column(name, sa.Text(), server_default="", nullable=False)
        )
    op.add_column("job_log_entry", sa.Column("next_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("job_log_entry_how_known"), "job_log_entry", HOWS)
    _agree_on_goals()
    _create_away()
    _create_comments()
    _create_settings()


def _agree_on_goals() -> None:
    op.drop_constraint("job_log_goal_pkey", "job_log_goal")
    op.add_column(
        "job_log_goal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )
    op.create_primary_key("job_log_goal_pkey", "job_log_goal", ["id"])
    op.add_column("job_log_goal", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("job_log_goal", sa.Column("proposed_by_id", sa.BigInteger(), nullable=True))
    op.add_column("job_log_goal", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column(
        "job_log_goal", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE job_log_goal SET valid_from = '2014-01-01', answer = 'accepted'")
    op.alter_column("job_log_goal", "valid_from", nullable=False)
    op.create_foreign_key(
        op.f("job_log_goal_proposed_by_id_fkey"),
        "job_log_goal",
        "staff",
        ["proposed_by_id"],
        ["id"],
    )
    op.create_check_constraint(op.f("job_log_goal_answer_known"), "job_log_goal", ANSWERS)
    op.create_index(
        "job_log_goal_one_open",
        "job_log_goal",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_index(
        "job_log_goal_citizen_idx", "job_log_goal", ["citizen_id", sa.text("valid_from DESC")]
    )


def _create_away() -> None:
    op.create_table(
        "job_log_away",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("job_log_away_ends_after_start")),
        postgresql.ExcludeConstraint(
            (sa.column("citizen_id"), "="),
            (sa.text("daterange(first, last, '[]')"), "&&"),
            name="job_log_away_once",
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("job_log_away_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_log_away_pkey")),
    )


def _create_comments() -> None:
    op.create_table(
        "job_log_comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["job_log_entry.id"],
            name=op.f("job_log_comment_entry_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("job_log_comment_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_log_comment_pkey")),
    )
    op.create_index("job_log_comment_entry_id_idx", "job_log_comment", ["entry_id"])


def _create_settings() -> None:
    op.create_table(
        "job_log_setting",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hint_after_days", sa.Integer(), nullable=False),
        sa.Column("notice_after_days", sa.Integer(), nullable=False),
        sa.Column("keep_optional_years", sa.Integer(), nullable=False),
        sa.Column("free_week_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "0 < hint_after_days AND hint_after_days < notice_after_days",
            name=op.f("job_log_setting_hint_before_notice"),
        ),
        sa.CheckConstraint("keep_optional_years > 0", name=op.f("job_log_setting_keeps")),
        sa.CheckConstraint("free_week_days BETWEEN 1 AND 5", name=op.f("job_log_setting_week")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("job_log_setting_pkey")),
    )


def downgrade() -> None:
    for table in ("job_log_setting", "job_log_comment", "job_log_away"):
        op.drop_table(table)
    op.drop_index("job_log_goal_citizen_idx", table_name="job_log_goal")
    op.drop_index("job_log_goal_one_open", table_name="job_log_goal")
    op.execute(
        "DELETE FROM job_log_goal g USING job_log_goal n WHERE n.citizen_id = g.citizen_id"
        " AND n.id > g.id OR g.answer IS DISTINCT FROM 'accepted'"
    )
    op.drop_constraint("job_log_goal_pkey", "job_log_goal")
    for name in ("answered_at", "answer", "proposed_by_id", "valid_from", "id"):
        op.drop_column("job_log_goal", name)
    op.create_primary_key("job_log_goal_pkey", "job_log_goal", ["citizen_id"])
    op.drop_constraint("job_log_entry_how_known", "job_log_entry")
    for name in ("next_on", "link", "next_step", "how"):
        op.drop_column("job_log_entry", name)
