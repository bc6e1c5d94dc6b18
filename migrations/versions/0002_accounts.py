"""People, who they are to the providers, their sign-ins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_accounts"
down_revision = "0001_core"


def upgrade() -> None:

    op.create_table(
        "persona",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("story_da", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("persona_pkey")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serves", sa.Text(), nullable=False),
        sa.CheckConstraint("serves IN ('citizens', 'businesses')", name=op.f("team_serves_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("team_pkey")),
        sa.UniqueConstraint("name", name=op.f("team_name_key")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint(
            "role IN ('caseworker', 'business_consultant', 'team_lead', 'analyst', 'administrator')",
            name=op.f("staff_role_known"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("staff_team_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("staff_pkey")),
        sa.UniqueConstraint("email", name=op.f("staff_email_key")),
    )
    op.create_index(op.f("staff_team_id_idx"), "staff", ["team_id"], unique=False)
    op.create_table(
        "citizen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cpr_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("cpr_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "name_sort",
            sa.Text(collation="C"),
            sa.Computed(
                "translate(replace(replace(lower(name), 'aa', 'å'), 'é', 'e'), 'æäøöåü', '{{||}y') COLLATE \"C\"",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="da", nullable=False),
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("course_started_on", sa.Date(), nullable=False),
        sa.Column("course_ended_on", sa.Date(), nullable=True),
        sa.Column("caseworker_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("language IN ('da', 'en')", name=op.f("citizen_language_known")),
        sa.CheckConstraint(
            "target_group IN ('unemployment_benefit', 'job_ready', 'activity_ready', 'obviously_education_ready', 'education_ready', 'education_activity_ready', 'sickness_benefit', 'job_clarification', 'resource_course', 'flex_job_allowance', 'integration_benefit', 'rehabilitation')",
            name=op.f("citizen_group_known"),
        ),
        sa.CheckConstraint(
            "course_ended_on IS NULL OR course_ended_on >= course_started_on",
            name=op.f("citizen_course_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["staff.id"], name=op.f("citizen_caseworker_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("citizen_pkey")),
        sa.UniqueConstraint("cpr_hmac", name=op.f("citizen_cpr_hmac_key")),
    )
    op.create_index(op.f("citizen_caseworker_id_idx"), "citizen", ["caseworker_id"], unique=False)
    op.create_table(
        "business_user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("business_user_pkey")),
        sa.UniqueConstraint("business_id", "email", name="business_user_once"),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(audience = 'citizen') = (citizen_id IS NOT NULL) AND (audience = 'business') = (business_user_id IS NOT NULL) AND (audience = 'staff') = (staff_id IS NOT NULL)",
            name=op.f("identity_is_one_person"),
        ),
        sa.CheckConstraint(
            "audience IN ('citizen', 'business', 'staff')", name=op.f("identity_audience_known")
        ),
        sa.ForeignKeyConstraint(
            ["business_user_id"], ["business_user.id"], name=op.f("identity_business_user_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("identity_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("identity_staff_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_pkey")),
        sa.UniqueConstraint("issuer", "subject", "audience", name="identity_once"),
    )
    op.create_index(
        op.f("identity_business_user_id_idx"), "identity", ["business_user_id"], unique=False
    )
    op.create_index(op.f("identity_citizen_id_idx"), "identity", ["citizen_id"], unique=False)
    op.create_index(op.f("identity_staff_id_idx"), "identity", ["staff_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("loa", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("sign_in_identity_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("sign_in_pkey")),
    )
    op.create_index(op.f("sign_in_identity_id_idx"), "sign_in", ["identity_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("sign_in_identity_id_idx"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("identity_staff_id_idx"), table_name="identity")
    op.drop_index(op.f("identity_citizen_id_idx"), table_name="identity")
    op.drop_index(op.f("identity_business_user_id_idx"), table_name="identity")
    op.drop_table("identity")
    op.drop_table("business_user")
    op.drop_index(op.f("citizen_caseworker_id_idx"), table_name="citizen")
    op.drop_table("citizen")
    op.drop_index(op.f("staff_team_id_idx"), table_name="staff")
    op.drop_table("staff")
    op.drop_table("team")
    op.drop_table("persona")
