"""People who act for citizens, and what lets them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045_powers"
down_revision = "0044_wording_ends"

ONE_PERSON = "identity_is_one_person"


def upgrade() -> None:
    op.create_table(
        "representative",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cpr_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("representative_pkey")),
        sa.UniqueConstraint("cpr_hmac", name=op.f("representative_cpr_hmac_key")),
    )
    op.create_table(
        "power_of_attorney",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("representative_id", sa.BigInteger(), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("may_read", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("may_act", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "may_read <@ ARRAY['talks', 'cv', 'plan', 'joblog', 'messages', 'openings', 'survey',"
            " 'privacy'] AND may_act <@ may_read AND cardinality(may_read) > 0",
            name=op.f("power_of_attorney_areas_known"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on AND ends_on - starts_on <= 732",
            name=op.f("power_of_attorney_lasts"),
        ),
        sa.CheckConstraint(
            "(given_by_staff_id IS NULL) = (reason IS NULL)",
            name=op.f("power_of_attorney_on_paper"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND ended_by IN ('citizen', 'holder', 'staff')",
            name=op.f("power_of_attorney_ended_by_somebody"),
        ),
        postgresql.ExcludeConstraint(
            (sa.column("citizen_id"), "="),
            (sa.column("representative_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=sa.text("ended_at IS NULL"),
            using="gist",
            name="power_of_attorney_once",
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("power_of_attorney_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representative.id"],
            name=op.f("power_of_attorney_representative_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by_staff_id"],
            ["staff.id"],
            name=op.f("power_of_attorney_given_by_staff_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("power_of_attorney_pkey")),
    )
    for column in ("citizen_id", "representative_id"):
        op.create_index(op.f(f"power_of_attorney_{column}_idx"), "power_of_attorney", [column])
    op.add_column("identity", sa.Column("representative_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("identity_representative_id_fkey"),
        "identity",
        "representative",
        ["representative_id"],
        ["id"],
    )
    op.create_index(op.f("identity_representative_id_idx"), "identity", ["representative_id"])
    op.drop_constraint(ONE_PERSON, "identity")
    op.create_check_constraint(
        op.f(ONE_PERSON),
        "identity",
        "(audience = 'citizen') = (num_nonnulls(citizen_id, representative_id) = 1)"
        " AND num_nonnulls(citizen_id, representative_id) < 2"
        " AND (audience = 'business') = (business_user_id IS NOT NULL)"
        " AND (audience = 'staff') = (staff_id IS NOT NULL)",
    )
    op.add_column("sign_in", sa.Column("power_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("sign_in_power_id_fkey"), "sign_in", "power_of_attorney", ["power_id"], ["id"]
    )
    op.create_index(op.f("sign_in_power_id_idx"), "sign_in", ["power_id"])


def downgrade() -> None:
    op.drop_column("sign_in", "power_id")
    op.execute(
        "DELETE FROM sign_in WHERE identity_id IN"
        " (SELECT id FROM identity WHERE representative_id IS NOT NULL)"
    )
    op.execute("DELETE FROM identity WHERE representative_id IS NOT NULL")
    op.drop_constraint(ONE_PERSON, "identity")
    op.drop_column("identity", "representative_id")
    op.create_check_constraint(
        op.f(ONE_PERSON),
        "identity",
        "(audience = 'citizen') = (citizen_id IS NOT NULL)"
        " AND (audience = 'business') = (business_user_id IS NOT NULL)"
        " AND (audience = 'staff') = (staff_id IS NOT NULL)",
    )
    op.drop_table("power_of_attorney")
    op.drop_table("representative")
