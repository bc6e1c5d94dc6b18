"""Messages: threads between a citizen and named staff, their files, the dated rules."""

import sqlalchemy as sa
from alembic import op

revision = "0022_messages"
down_revision = "0021_figures"


def upgrade() -> None:
    _create_settings()
    _create_threads()
    _create_messages()
    _create_files()


def _create_settings() -> None:
    op.create_table(
        "message_setting",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("keep_years", sa.Integer(), nullable=False),
        sa.Column("figure_weeks", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 20", name=op.f("message_setting_answers")),
        sa.CheckConstraint("figure_weeks BETWEEN 1 AND 52", name=op.f("message_setting_figures")),
        sa.CheckConstraint("keep_years BETWEEN 1 AND 30", name=op.f("message_setting_keeps")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("message_setting_pkey")),
    )


def _create_threads() -> None:
    op.create_table(
        "message_thread",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("substitute_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("subject <> ''", name=op.f("message_thread_has_a_subject")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("message_thread_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("message_thread_staff_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["staff.id"], name=op.f("message_thread_substitute_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_thread_pkey")),
    )
    op.create_index(
        "message_thread_citizen_idx",
        "message_thread",
        ["citizen_id", sa.text("last_at DESC")],
        unique=False,
    )
    op.create_index("message_thread_staff_id_idx", "message_thread", ["staff_id"], unique=False)
    op.create_index(
        "message_thread_substitute_id_idx", "message_thread", ["substitute_id"], unique=False
    )
    op.create_index(
        "message_thread_waiting_idx",
        "message_thread",
        ["waits_since"],
        unique=False,
        postgresql_where=sa.text("waits_since IS NOT NULL"),
    )


def _create_messages() -> None:
    op.create_table(
        "thread_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("to_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waited_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("thread_message_says_something")),
        sa.CheckConstraint(
            "read_by_id IS NULL OR (read_at IS NOT NULL AND staff_id IS NULL)",
            name=op.f("thread_message_staff_read_what_citizens_write"),
        ),
        sa.CheckConstraint(
            "waited_since IS NULL OR (staff_id IS NOT NULL AND waited_since <= sent_at)",
            name=op.f("thread_message_staff_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["staff.id"], name=op.f("thread_message_read_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("thread_message_staff_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["message_thread.id"],
            name=op.f("thread_message_thread_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_staff_id"], ["staff.id"], name=op.f("thread_message_to_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("thread_message_pkey")),
        sa.UniqueConstraint("key", name="thread_message_sent_once"),
    )
    op.create_index(
        "thread_message_answer_idx",
        "thread_message",
        ["sent_at"],
        unique=False,
        postgresql_where=sa.text("waited_since IS NOT NULL"),
    )
    op.create_index(
        "thread_message_thread_idx", "thread_message", ["thread_id", "id"], unique=False
    )
    op.create_index(
        "thread_message_unread_idx",
        "thread_message",
        ["thread_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )


def _create_files() -> None:
    op.create_table(
        "message_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mimetype", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(content IS NULL) = (state = 'infected')", name=op.f("message_file_infected_is_gone")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'fit', 'infected')", name=op.f("message_file_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["thread_message.id"],
            name=op.f("message_file_message_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_file_pkey")),
    )
    op.create_index("message_file_key_idx", "message_file", ["key"], unique=False)
    op.create_index("message_file_message_id_idx", "message_file", ["message_id"], unique=False)
    op.create_index(
        "message_file_waiting_idx",
        "message_file",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    for table in ("message_file", "thread_message", "message_thread", "message_setting"):
        op.drop_table(table)
