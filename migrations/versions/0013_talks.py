"""Rules for kinds of talk, rooms, exemptions, offers, and staff time that can't be taken twice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_talks"
down_revision = "0012_notifications"


TAKES_TIME = "status IN ('booked', 'held')"
STATUSES = ("booked", "held", "cancelled", "citizen_absent", "centre_absent")

# The caseworker's row of staff_time comes and goes with the talk; nobody has to remember it.
KEEP_STAFF_TIME = """
CREATE FUNCTION talk_keeps_staff_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken tstzrange := tstzrange(
        lower(NEW.during) - make_interval(mins => NEW.buffer_before),
        upper(NEW.during) + make_interval(mins => NEW.buffer_after)
    );
BEGIN
    IF NEW.status NOT IN ('booked', 'held') THEN
        DELETE FROM staff_time WHERE talk_id = NEW.id;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM staff_time
            WHERE talk_id = NEW.id AND staff_id = OLD.caseworker_id
                AND OLD.caseworker_id <> NEW.caseworker_id;
        UPDATE staff_time SET blocks = taken WHERE talk_id = NEW.id AND blocks <> taken;
    END IF;
    INSERT INTO staff_time (talk_id, staff_id, blocks)
        VALUES (NEW.id, NEW.caseworker_id, taken) ON CONFLICT (talk_id, staff_id) DO NOTHING;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER talk_keeps_staff_time
    AFTER INSERT OR UPDATE OF status, during, caseworker_id, buffer_before, buffer_after ON talk
    FOR EACH ROW EXECUTE FUNCTION talk_keeps_staff_time()
"""
# table, name, rule
CHECKS = (
    ("absence", "absence_kind_known", "kind IN ('away', 'blocked')"),
    (
        "citizen",
        "citizen_needs_known",
        "needs <@ ARRAY['step_free', 'hearing_loop', 'interpreter']",
    ),
    ("staff", "staff_talk_limit_positive", "daily_talk_limit > 0"),
    (
        "obligation",
        "obligation_stop_known",
        "stopped_because IN ('no_time_found', 'centre_absent', 'centre_cancelled', 'absence')",
    ),
    (
        "obligation",
        "obligation_stop_has_reason",
        "(stopped_at IS NULL) = (stopped_because IS NULL)",
    ),
    ("talk", "talk_booker_known", "booked_by IN ('citizen', 'staff')"),
    ("talk", "talk_canceller_known", "cancelled_by IN ('citizen', 'centre')"),
    ("talk", "talk_cancelled_by_means_when", "cancelled_by IS NULL OR cancelled_at IS NOT NULL"),
    ("talk", "talk_takes_one_of_a_resource", "(resource_id IS NULL) = (resource_unit IS NULL)"),
    (
        "talk",
        "talk_buffers_sane",
        "buffer_before BETWEEN 0 AND 120 AND buffer_after BETWEEN 0 AND 120",
    ),
    (
        "talk_rule",
        "talk_rule_channels_known",
        "cardinality(channels) > 0 AND"
        " channels <@ ARRAY['in_person', 'phone', 'video', 'workplace']",
    ),
    ("talk_rule", "talk_rule_changes_not_negative", "max_changes >= 0"),
    ("talk_rule", "talk_rule_answer_takes_days", "answer_within_days > 0"),
    (
        "working_pattern",
        "working_pattern_releases_what_it_keeps",
        "released_hours_before IS NULL OR (kept_for_staff AND released_hours_before > 0)",
    ),
)


def _statuses(known: tuple[str, ...]) -> None:
    op.drop_constraint("talk_status_known", "talk", type_="check")
    listed = ", ".join(f"'{status}'" for status in known)
    op.create_check_constraint("talk_status_known", "talk", f"status IN ({listed})")


def _one_open(statuses: str) -> None:
    name = "obligation_one_open_per_citizen_and_kind"
    op.drop_index(name, table_name="obligation")
    op.create_index(
        name,
        "obligation",
        ["citizen_id", "kind"],
        unique=True,
        postgresql_where=sa.text(f"status IN ({statuses})"),
    )


def _let_the_database_refuse() -> None:
    for table, name, rule in CHECKS:
        op.create_check_constraint(name, table, rule)
    _statuses((*STATUSES, "technical_trouble"))
    _one_open("'open', 'booked', 'exempt'")
    op.create_exclude_constraint(
        "room_not_double_booked",
        "talk",
        ("resource_id", "="),
        ("resource_unit", "="),
        ("during", "&&"),
        where=sa.text(f"{TAKES_TIME} AND resource_id IS NOT NULL"),
        using="gist",
    )
    op.execute(
        "INSERT INTO staff_time (talk_id, staff_id, blocks)"
        " SELECT id, caseworker_id, during FROM talk WHERE status IN ('booked', 'held')"
    )
    op.execute(KEEP_STAFF_TIME)
    op.execute(TRIGGER)


def _reminders_become_several() -> None:
    op.execute(
        "ALTER TABLE talk_rule ALTER remind_hours_before TYPE integer[]"
        " USING ARRAY[remind_hours_before]"
    )


def upgrade() -> None:
    op.drop_constraint("caseworker_not_double_booked", "talk")  # staff_time has it from now on
    _new_tables()
    _new_columns()
    _reminders_become_several()
    _let_the_database_refuse()


def _new_tables() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("began_at < ended_at", name=op.f("outage_begins_before_it_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("outage_pkey")),
        sa.UniqueConstraint("began_at", name="outage_recorded_once"),
    )
    op.create_table(
        "portal_pulse",
        sa.Column("id", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id", name=op.f("portal_pulse_is_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("portal_pulse_pkey")),
    )
    op.create_table(
        "talk_resource",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column(
            "features", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("directions", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("kind IN ('room', 'video_line')", name=op.f("talk_resource_kind_known")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name=op.f("talk_resource_capacity_sane")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("talk_resource_team_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("talk_resource_pkey")),
        sa.UniqueConstraint("name", name=op.f("talk_resource_name_key")),
    )
    op.create_table(
        "talk_kind_rule",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("self_bookable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("buffer_before_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("buffer_after_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "cardinality(channels) > 0 AND"
            " channels <@ ARRAY['in_person', 'phone', 'video', 'workplace']",
            name=op.f("talk_kind_rule_channels_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('assessment', 'job', 'joint', 'round_table', 'workplace_follow_up')",
            name=op.f("talk_kind_rule_kind_known"),
        ),
        sa.CheckConstraint(
            "buffer_before_minutes BETWEEN 0 AND 120 AND buffer_after_minutes BETWEEN 0 AND 120",
            name=op.f("talk_kind_rule_buffers_sane"),
        ),
        sa.CheckConstraint(
            "horizon_days BETWEEN 1 AND 366", name=op.f("talk_kind_rule_horizon_sane")
        ),
        sa.CheckConstraint("lead_hours >= 0", name=op.f("talk_kind_rule_lead_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["staff.id"], name=op.f("talk_kind_rule_created_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("kind", "valid_from", name=op.f("talk_kind_rule_pkey")),
    )
    op.create_table(
        "booking_exemption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ground IN ('it_skills', 'language', 'disability', 'interpreter', 'premises')",
            name=op.f("exemption_ground_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("booking_exemption_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name=op.f("booking_exemption_decided_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("booking_exemption_pkey")),
    )
    op.create_index(
        "exemption_one_at_a_time",
        "booking_exemption",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(citizen_id IS NULL) <> (staff_id IS NULL)", name=op.f("calendar_feed_is_one_persons")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("calendar_feed_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("calendar_feed_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("calendar_feed_pkey")),
    )
    op.create_index(
        "calendar_feed_one_per_citizen",
        "calendar_feed",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(
        "calendar_feed_one_per_staff",
        "calendar_feed",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "no_time_found",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("window_to", sa.Date(), nullable=False),
        sa.Column("times_shown", sa.Integer(), nullable=False),
        sa.Column("shown", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("wish", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("no_time_found_answered_by_one"),
        ),
        sa.CheckConstraint("times_shown >= 0", name=op.f("no_time_found_counts_times")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["staff.id"], name=op.f("no_time_found_answered_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("no_time_found_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("no_time_found_obligation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("no_time_found_pkey")),
    )
    op.create_index(
        "no_time_found_one_at_a_time",
        "no_time_found",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "staff_time",
        sa.Column("talk_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("blocks", postgresql.TSTZRANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="),
            (sa.column("blocks"), "&&"),
            using="gist",
            name="caseworker_not_double_booked",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("staff_time_staff_id_fkey")),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talk.id"], name=op.f("staff_time_talk_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("talk_id", "staff_id", name=op.f("staff_time_pkey")),
    )
    op.create_table(
        "talk_agenda_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("talk_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "added_by IN ('citizen', 'staff')", name=op.f("agenda_item_writer_known")
        ),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 300", name=op.f("agenda_item_short")),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talk.id"], name=op.f("talk_agenda_item_talk_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("talk_agenda_item_pkey")),
    )
    op.create_index(
        op.f("talk_agenda_item_talk_id_idx"), "talk_agenda_item", ["talk_id"], unique=False
    )
    op.create_table(
        "talk_participant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("talk_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="invited", nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'colleague') = (staff_id IS NOT NULL)",
            name=op.f("participant_colleague_is_staff"),
        ),
        sa.CheckConstraint(
            "kind IN ('colleague', 'unemployment_fund', 'department', 'employer', 'other')",
            name=op.f("participant_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('invited', 'confirmed', 'declined')", name=op.f("participant_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("talk_participant_staff_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talk.id"], name=op.f("talk_participant_talk_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("talk_participant_pkey")),
        sa.UniqueConstraint("talk_id", "email", name="participant_invited_once"),
    )
    op.create_index(
        op.f("talk_participant_talk_id_idx"), "talk_participant", ["talk_id"], unique=False
    )
    op.create_table(
        "waiting_wish",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("talk_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('in_person', 'phone', 'video', 'workplace')",
            name=op.f("waiting_wish_channel_known"),
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("waiting_wish_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("waiting_wish_talk_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("waiting_wish_pkey")),
    )
    op.create_index(
        "waiting_wish_one_at_a_time",
        "waiting_wish",
        ["citizen_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "time_offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("talk_id", sa.BigInteger(), nullable=True),
        sa.Column("wish_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'open') = (answered_at IS NULL)", name=op.f("time_offer_ends_at_a_moment")
        ),
        sa.CheckConstraint(
            "because IN ('earlier_time', 'absence', 'priority')",
            name=op.f("time_offer_reason_known"),
        ),
        sa.CheckConstraint(
            "channel IN ('in_person', 'phone', 'video', 'workplace')",
            name=op.f("time_offer_channel_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'declined', 'expired', 'gone')",
            name=op.f("time_offer_status_known"),
        ),
        sa.CheckConstraint("made_at < expires_at", name=op.f("time_offer_lasts")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("time_offer_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("time_offer_staff_id_fkey")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("time_offer_talk_id_fkey")),
        sa.ForeignKeyConstraint(
            ["wish_id"], ["waiting_wish.id"], name=op.f("time_offer_wish_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("time_offer_pkey")),
    )
    op.create_index("time_offer_citizen_idx", "time_offer", ["citizen_id", "status"], unique=False)


def _new_columns() -> None:
    op.add_column("absence", sa.Column("kind", sa.Text(), server_default="away", nullable=False))
    op.add_column(
        "citizen", sa.Column("talk_language", sa.Text(), server_default="da", nullable=False)
    )
    op.add_column(
        "citizen",
        sa.Column(
            "needs", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "obligation", sa.Column("purpose_words", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("obligation", sa.Column("rule_valid_from", sa.Date(), nullable=True))
    op.add_column(
        "obligation", sa.Column("short_notice_reason", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("obligation", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("obligation", sa.Column("stopped_because", sa.Text(), nullable=True))
    op.add_column(
        "obligation",
        sa.Column("priority", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "obligation", sa.Column("changes", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("obligation", sa.Column("created_by_id", sa.BigInteger(), nullable=True))
    op.add_column("obligation", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("obligation_created_by_id_fkey"), "obligation", "staff", ["created_by_id"], ["id"]
    )
    op.add_column("plan_task", sa.Column("talk_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("plan_task_talk_id_idx"), "plan_task", ["talk_id"], unique=False)
    op.create_foreign_key(op.f("plan_task_talk_id_fkey"), "plan_task", "talk", ["talk_id"], ["id"])
    op.add_column(
        "staff",
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{da,en}'"),
            nullable=False,
        ),
    )
    op.add_column("staff", sa.Column("daily_talk_limit", sa.Integer(), nullable=True))
    op.add_column("talk", sa.Column("purpose_words", sa.Text(), server_default="", nullable=False))
    op.add_column("talk", sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "talk", sa.Column("buffer_before", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "talk", sa.Column("buffer_after", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("talk", sa.Column("resource_id", sa.BigInteger(), nullable=True))
    op.add_column("talk", sa.Column("resource_unit", sa.SmallInteger(), nullable=True))
    op.add_column("talk", sa.Column("instead_of_id", sa.BigInteger(), nullable=True))
    op.add_column("talk", sa.Column("cancelled_by", sa.Text(), nullable=True))
    op.add_column("talk", sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("talk", sa.Column("outcome_by_id", sa.BigInteger(), nullable=True))
    op.create_index("talk_during_idx", "talk", ["during"], unique=False, postgresql_using="gist")
    op.create_foreign_key(
        op.f("talk_instead_of_id_fkey"), "talk", "staff", ["instead_of_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("talk_resource_id_fkey"), "talk", "talk_resource", ["resource_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("talk_outcome_by_id_fkey"), "talk", "staff", ["outcome_by_id"], ["id"]
    )
    op.add_column(
        "talk_purpose",
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column(
        "talk_rule",
        sa.Column("self_booking", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column(
        "talk_rule",
        sa.Column(
            "channels",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{in_person,phone}'"),
            nullable=False,
        ),
    )
    op.add_column(
        "talk_rule", sa.Column("max_changes", sa.Integer(), server_default="3", nullable=False)
    )
    op.add_column(
        "talk_rule",
        sa.Column("answer_within_days", sa.Integer(), server_default="2", nullable=False),
    )
    op.add_column(
        "talk_rule",
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )
    op.add_column("talk_rule", sa.Column("created_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("talk_rule_created_by_id_fkey"), "talk_rule", "staff", ["created_by_id"], ["id"]
    )
    op.drop_column("talk_rule", "lead_hours")
    op.drop_column("talk_rule", "horizon_days")
    op.add_column(
        "working_pattern",
        sa.Column("kept_for_staff", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "working_pattern", sa.Column("released_hours_before", sa.Integer(), nullable=True)
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER talk_keeps_staff_time ON talk")
    op.execute("DROP FUNCTION talk_keeps_staff_time")
    op.drop_constraint("room_not_double_booked", "talk")
    _one_open("'open', 'booked'")
    _statuses(STATUSES)
    for table, name, _rule in CHECKS:
        op.drop_constraint(name, table, type_="check")
    op.execute(
        "ALTER TABLE talk_rule ALTER remind_hours_before TYPE integer USING remind_hours_before[1]"
    )
    _drop_columns()
    _drop_tables()
    op.create_exclude_constraint(
        "caseworker_not_double_booked",
        "talk",
        ("caseworker_id", "="),
        ("during", "&&"),
        where=sa.text(TAKES_TIME),
        using="gist",
    )


def _drop_columns() -> None:
    op.drop_column("working_pattern", "released_hours_before")
    op.drop_column("working_pattern", "kept_for_staff")
    op.add_column(
        "talk_rule", sa.Column("horizon_days", sa.Integer(), server_default="92", nullable=False)
    )
    op.add_column(
        "talk_rule", sa.Column("lead_hours", sa.Integer(), server_default="24", nullable=False)
    )
    op.drop_constraint(op.f("talk_rule_created_by_id_fkey"), "talk_rule", type_="foreignkey")
    op.drop_column("talk_rule", "created_by_id")
    op.drop_column("talk_rule", "created_at")
    op.drop_column("talk_rule", "answer_within_days")
    op.drop_column("talk_rule", "max_changes")
    op.drop_column("talk_rule", "channels")
    op.drop_column("talk_rule", "self_booking")
    op.drop_column("talk_purpose", "active")
    op.drop_constraint(op.f("talk_outcome_by_id_fkey"), "talk", type_="foreignkey")
    op.drop_constraint(op.f("talk_resource_id_fkey"), "talk", type_="foreignkey")
    op.drop_constraint(op.f("talk_instead_of_id_fkey"), "talk", type_="foreignkey")
    op.drop_index("talk_during_idx", table_name="talk", postgresql_using="gist")
    op.drop_column("talk", "outcome_by_id")
    op.drop_column("talk", "outcome_at")
    op.drop_column("talk", "cancelled_by")
    op.drop_column("talk", "instead_of_id")
    op.drop_column("talk", "resource_unit")
    op.drop_column("talk", "resource_id")
    op.drop_column("talk", "buffer_after")
    op.drop_column("talk", "buffer_before")
    op.drop_column("talk", "place")
    op.drop_column("talk", "purpose_words")
    op.drop_column("staff", "daily_talk_limit")
    op.drop_column("staff", "languages")
    op.drop_constraint(op.f("plan_task_talk_id_fkey"), "plan_task", type_="foreignkey")
    op.drop_index(op.f("plan_task_talk_id_idx"), table_name="plan_task")
    op.drop_column("plan_task", "talk_id")
    op.drop_constraint(op.f("obligation_created_by_id_fkey"), "obligation", type_="foreignkey")
    op.drop_column("obligation", "warned_at")
    op.drop_column("obligation", "created_by_id")
    op.drop_column("obligation", "changes")
    op.drop_column("obligation", "priority")
    op.drop_column("obligation", "stopped_because")
    op.drop_column("obligation", "stopped_at")
    op.drop_column("obligation", "short_notice_reason")
    op.drop_column("obligation", "rule_valid_from")
    op.drop_column("obligation", "purpose_words")
    op.drop_column("citizen", "needs")
    op.drop_column("citizen", "talk_language")
    op.drop_column("absence", "kind")


def _drop_tables() -> None:
    op.drop_index("time_offer_citizen_idx", table_name="time_offer")
    op.drop_table("time_offer")
    op.drop_index(
        "waiting_wish_one_at_a_time",
        table_name="waiting_wish",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("waiting_wish")
    op.drop_index(op.f("talk_participant_talk_id_idx"), table_name="talk_participant")
    op.drop_table("talk_participant")
    op.drop_index(op.f("talk_agenda_item_talk_id_idx"), table_name="talk_agenda_item")
    op.drop_table("talk_agenda_item")
    op.drop_table("staff_time")
    op.drop_index(
        "no_time_found_one_at_a_time",
        table_name="no_time_found",
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_table("no_time_found")
    op.drop_index(
        "calendar_feed_one_per_staff",
        table_name="calendar_feed",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(
        "calendar_feed_one_per_citizen",
        table_name="calendar_feed",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_table("calendar_feed")
    op.drop_index(
        "exemption_one_at_a_time",
        table_name="booking_exemption",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("booking_exemption")
    op.drop_table("talk_kind_rule")
    op.drop_table("talk_resource")
    op.drop_table("portal_pulse")
    op.drop_table("outage")
