"""Companies and their production units."""

import sqlalchemy as sa
from alembic import op

revision = "0003_businesses"
down_revision = "0002_accounts"


def upgrade() -> None:

    op.create_table(
        "business",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cvr", sa.Text(), nullable=False),
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
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("named_contact_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("cvr ~ '^[0-9]{8}$'", name=op.f("business_cvr_is_eight_digits")),
        sa.CheckConstraint("employees >= 0", name=op.f("business_employees_not_negative")),
        sa.ForeignKeyConstraint(
            ["named_contact_id"], ["staff.id"], name=op.f("business_named_contact_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("business_pkey")),
        sa.UniqueConstraint("cvr", name=op.f("business_cvr_key")),
    )
    op.create_index(
        op.f("business_named_contact_id_idx"), "business", ["named_contact_id"], unique=False
    )
    op.create_table(
        "production_unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("p_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.CheckConstraint("p_number ~ '^[0-9]{10}$'", name=op.f("production_unit_is_ten_digits")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("production_unit_business_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("production_unit_pkey")),
        sa.UniqueConstraint("p_number", name=op.f("production_unit_p_number_key")),
    )
    op.create_index(
        op.f("production_unit_business_id_idx"), "production_unit", ["business_id"], unique=False
    )
    op.create_foreign_key(
        "business_user_business_id_fkey", "business_user", "business", ["business_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint("business_user_business_id_fkey", "business_user")
    op.drop_index(op.f("production_unit_business_id_idx"), table_name="production_unit")
    op.drop_table("production_unit")
    op.drop_index(op.f("business_named_contact_id_idx"), table_name="business")
    op.drop_table("business")
