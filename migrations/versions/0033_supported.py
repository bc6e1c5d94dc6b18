"""Supported employment, and whom one may call at a company and what was talked about."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033_supported"
down_revision = "0032_matching"

EXTENDED = """
CREATE FUNCTION supported_application_within_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rule placement_rule;
    before supported_application;
BEGIN
    IF NEW.extends_id IS NOT NULL THEN
        SELECT * INTO before FROM supported_application WHERE id = NEW.extends_id;
        IF before.ends_on + 1 <> NEW.starts_on OR before.counted_from <> NEW.counted_from
            OR before.unit_id <> NEW.unit_id OR before.form <> NEW.form THEN
            RAISE EXCEPTION 'an extension goes on where the first ends'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'supported_application_goes_on';
        END IF;
    END IF;
    SELECT * INTO rule FROM placement_rule
        WHERE form = NEW.form AND sector = NEW.sector AND valid_from <= NEW.starts_on
        ORDER BY valid_from DESC LIMIT 1;
    IF NOT FOUND OR NEW.ends_on >= NEW.counted_from + make_interval(
        months => coalesce(rule.months, 0), weeks => coalesce(rule.weeks, 0)
    ) THEN
        RAISE EXCEPTION 'longer than the rule in force allows'
            USING ERRCODE = 'check_violation',
            CONSTRAINT = 'supported_application_within_rule';
    END IF;
    RETURN NEW;
END $$
"""
INSIDE = """
CREATE FUNCTION placement_inside_application() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked supported_application;
    partner partner_agreement;
    fullest integer;
BEGIN
    SELECT * INTO asked FROM supported_application WHERE id = NEW.application_id;
    IF NEW.starts_on < asked.starts_on OR NEW.ends_on > asked.ends_on THEN
        RAISE EXCEPTION 'outside of what was applied for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_inside_application';
    END IF;
    IF asked.agreement_id IS NULL OR NEW.called_off THEN
        RETURN NEW;
    END IF;
    -- Whoever places somebody with this partner waits here, and then counts what is there.
    SELECT * INTO partner FROM partner_agreement
        WHERE id = asked.agreement_id FOR NO KEY UPDATE;
    SELECT max(there) INTO fullest FROM (
        SELECT count(*) AS there
        FROM placement AS one
        JOIN supported_application AS its ON its.id = one.application_id
        JOIN placement AS other ON NOT other.called_off
            AND other.starts_on <= one.starts_on AND other.ends_on >= one.starts_on
        JOIN supported_application AS others ON others.id = other.application_id
            AND others.agreement_id = partner.id
        WHERE its.agreement_id = partner.id AND NOT one.called_off
        GROUP BY one.application_id
    ) AS days;
    IF fullest > partner.places OR NEW.starts_on < partner.starts_on
        OR NEW.ends_on > partner.ends_on THEN
        RAISE EXCEPTION 'the partner company has no place free'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_partner_has_place';
    END IF;
    RETURN NEW;
END $$
"""
KEPT = """
CREATE FUNCTION partner_agreement_keeps_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.places <> OLD.places OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on > OLD.ends_on
        OR EXISTS (
            SELECT FROM placement JOIN supported_application AS its ON its.id = application_id
            WHERE its.agreement_id = NEW.id AND NOT called_off
                AND placement.ends_on > NEW.ends_on
        ) THEN
        RAISE EXCEPTION 'somebody has one of the places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_agreement_keeps_places';
    END IF;
    RETURN NEW;
END $$
"""
APPENDED = """
CREATE FUNCTION supported_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'supported_event is append-only' USING ERRCODE = 'restrict_violation';
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER supported_application_within_rule BEFORE INSERT OR UPDATE"
    " ON supported_application FOR EACH ROW EXECUTE FUNCTION supported_application_within_rule()",
    "CREATE TRIGGER placement_inside_application AFTER INSERT OR UPDATE ON placement"
    " FOR EACH ROW EXECUTE FUNCTION placement_inside_application()",
    "CREATE TRIGGER partner_agreement_keeps_places BEFORE UPDATE ON partner_agreement"
    " FOR EACH ROW EXECUTE FUNCTION partner_agreement_keeps_places()",
    "CREATE TRIGGER supported_event_is_append_only BEFORE UPDATE OR DELETE ON supported_event"
    " FOR EACH ROW EXECUTE FUNCTION supported_event_is_append_only()",
)


def upgrade() -> None:
    op.create_unique_constraint(
        "production_unit_owner_can_be_demanded", "production_unit", ["id", "business_id"]
    )

    _rules()
    _agreements()
    _applications()
    _events()
    _businesses()
    for statement in (EXTENDED, INSIDE, KEPT, APPENDED, *TRIGGERS):
        op.execute(statement)


def _rules() -> None:
    op.create_table(
        "placement_rule",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("hours_most", sa.Integer(), nullable=False),
        sa.Column("ratio_each", sa.Integer(), nullable=False),
        sa.Column("ratio_up_to", sa.Integer(), nullable=False),
        sa.Column("ratio_each_above", sa.Integer(), nullable=False),
        sa.Column("decide_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "form IN ('work_placement', 'wage_subsidy', 'public_benefit')",
            name=op.f("placement_rule_form_known"),
        ),
        sa.CheckConstraint(
            "sector IN ('private', 'public')", name=op.f("placement_rule_sector_known")
        ),
        sa.CheckConstraint("decide_days > 0", name=op.f("placement_rule_decides_in_days")),
        sa.CheckConstraint(
            "hours_most BETWEEN 1 AND 60", name=op.f("placement_rule_hours_possible")
        ),
        sa.CheckConstraint(
            "months > 0 AND months <= 24", name=op.f("placement_rule_months_possible")
        ),
        sa.CheckConstraint(
            "num_nonnulls(weeks, months) = 1", name=op.f("placement_rule_has_one_length")
        ),
        sa.CheckConstraint(
            "ratio_each > 0 AND ratio_each_above > 0 AND ratio_up_to >= 0",
            name=op.f("placement_rule_ratio_possible"),
        ),
        sa.CheckConstraint(
            "weeks > 0 AND weeks <= 104", name=op.f("placement_rule_weeks_possible")
        ),
        sa.PrimaryKeyConstraint("form", "sector", "valid_from", name=op.f("placement_rule_pkey")),
    )


def _agreements() -> None:
    op.create_table(
        "partner_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("unit_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="partner_agreement_one_at_a_time",
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("partner_agreement_ends_after_start")),
        sa.CheckConstraint("places BETWEEN 2 AND 4", name=op.f("partner_agreement_places")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("partner_agreement_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("partner_agreement_made_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "business_id"],
            ["production_unit.id", "production_unit.business_id"],
            name="partner_agreement_unit_is_own",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("partner_agreement_pkey")),
        sa.UniqueConstraint("id", "unit_id", name="partner_agreement_unit_can_be_demanded"),
    )
    op.create_index(
        op.f("partner_agreement_business_id_idx"),
        "partner_agreement",
        ["business_id"],
        unique=False,
    )


def _applications() -> None:
    op.create_table(
        "supported_application",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("extends_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("consultant_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=False),
        sa.Column("ordinary_staff", sa.Integer(), nullable=False),
        sa.Column("supervisor_name", sa.Text(), nullable=False),
        sa.Column("supervisor_phone", sa.Text(), nullable=False),
        sa.Column("representative_name", sa.Text(), nullable=False),
        sa.Column("representative_email", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "form IN ('work_placement', 'wage_subsidy', 'public_benefit')",
            name=op.f("supported_application_form_known"),
        ),
        sa.CheckConstraint(
            "sector IN ('private', 'public')", name=op.f("supported_application_sector_known")
        ),
        sa.CheckConstraint(
            "(extends_id IS NULL AND counted_from = starts_on) OR (extends_id IS NOT NULL AND counted_from < starts_on)",
            name=op.f("supported_application_counted_from_first_day"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("supported_application_ends_after_start")
        ),
        sa.CheckConstraint(
            "hours_per_week BETWEEN 1 AND 60", name=op.f("supported_application_hours")
        ),
        sa.CheckConstraint(
            "ordinary_staff BETWEEN 0 AND 100000", name=op.f("supported_application_staff_counted")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id", "unit_id"],
            ["partner_agreement.id", "partner_agreement.unit_id"],
            name="supported_application_agreement_is_the_units",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("supported_application_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["staff.id"], name=op.f("supported_application_consultant_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["business_user.id"],
            name=op.f("supported_application_created_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["extends_id"],
            ["supported_application.id"],
            name=op.f("supported_application_extends_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["recruitment_request.id"],
            name=op.f("supported_application_request_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "business_id"],
            ["production_unit.id", "production_unit.business_id"],
            name="supported_application_unit_is_own",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("supported_application_pkey")),
        sa.UniqueConstraint("created_by_id", "key", name="supported_application_sent_once"),
    )
    op.create_index(
        op.f("supported_application_agreement_id_idx"),
        "supported_application",
        ["agreement_id"],
        unique=False,
    )
    op.create_index(
        "supported_application_business_idx", "supported_application", ["business_id"], unique=False
    )
    op.create_index(
        op.f("supported_application_consultant_id_idx"),
        "supported_application",
        ["consultant_id"],
        unique=False,
    )
    op.create_index(
        op.f("supported_application_extends_id_idx"),
        "supported_application",
        ["extends_id"],
        unique=False,
    )
    op.create_index(
        "supported_application_unit_idx",
        "supported_application",
        ["unit_id", "starts_on"],
        unique=False,
    )


def _events() -> None:
    op.create_table(
        "placement",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("called_off", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("citizen_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=sa.text("NOT called_off"),
            using="gist",
            name="placement_one_at_a_time",
        ),
        sa.CheckConstraint(
            "(said = '') = (said_at IS NULL)", name=op.f("placement_said_has_a_time")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("placement_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["supported_application.id"],
            name=op.f("placement_application_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["staff.id"], name=op.f("placement_chosen_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("placement_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("placement_pkey")),
    )
    op.create_index(op.f("placement_citizen_id_idx"), "placement", ["citizen_id"], unique=False)
    op.create_table(
        "supported_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'ended') = (on_day IS NOT NULL)", name=op.f("supported_event_ends_on_a_day")
        ),
        sa.CheckConstraint(
            "NOT (kind IN ('approved', 'refused', 'ended')) OR text <> ''",
            name=op.f("supported_event_has_reason"),
        ),
        sa.CheckConstraint(
            "kind IN ('sent', 'consented', 'objected', 'approved', 'refused', 'withdrawn', 'placed', 'ended')",
            name=op.f("supported_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["supported_application.id"],
            name=op.f("supported_event_application_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["business_user_id"],
            ["business_user.id"],
            name=op.f("supported_event_business_user_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("supported_event_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("supported_event_pkey")),
    )
    op.create_index(
        "supported_event_application_idx", "supported_event", ["application_id", "at"], unique=False
    )
    op.create_index(
        "supported_event_decided_once",
        "supported_event",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('approved', 'refused', 'withdrawn')"),
    )
    op.create_index(
        "supported_event_ended_once",
        "supported_event",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('ended')"),
    )
    op.create_index(
        "supported_event_representative_answers_once",
        "supported_event",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('consented', 'objected')"),
    )
    op.create_index(
        "supported_event_sent_once",
        "supported_event",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('sent')"),
    )


def _businesses() -> None:
    op.create_table(
        "business_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_by", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "consent_by IN ('phone', 'mail', 'meeting')",
            name=op.f("business_contact_consent_known"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL AND (phone <> '' OR email <> '') OR withdrawn_at IS NOT NULL AND phone = '' AND email = ''",
            name=op.f("business_contact_is_reached_by_consent"),
        ),
        sa.CheckConstraint(
            "withdrawn_at >= consented_at", name=op.f("business_contact_withdrawn_after_consent")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("business_contact_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["staff.id"], name=op.f("business_contact_noted_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("business_contact_pkey")),
    )
    op.create_index(
        op.f("business_contact_business_id_idx"), "business_contact", ["business_id"], unique=False
    )
    op.create_table(
        "business_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(next_step = '') = (next_on IS NULL)", name=op.f("business_note_next_step_has_a_day")
        ),
        sa.CheckConstraint(
            "kind IN ('call', 'visit', 'mail', 'meeting')", name=op.f("business_note_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("business_note_business_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("business_note_staff_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("business_note_pkey")),
    )
    op.create_index(
        "business_note_business_idx",
        "business_note",
        ["business_id", sa.literal_column("on_day DESC")],
        unique=False,
    )
    op.add_column(
        "business", sa.Column("sector", sa.Text(), server_default="private", nullable=False)
    )
    op.create_check_constraint(
        op.f("business_sector_known"), "business", "sector IN ('private', 'public')"
    )


def downgrade() -> None:
    for table in ("business_note", "business_contact", "supported_event", "placement"):
        op.drop_table(table)
    for table in ("supported_application", "partner_agreement", "placement_rule"):
        op.drop_table(table)
    for function in (
        "supported_application_within_rule",
        "placement_inside_application",
        "partner_agreement_keeps_places",
        "supported_event_is_append_only",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("business", "sector")
    op.drop_constraint("production_unit_owner_can_be_demanded", "production_unit")
