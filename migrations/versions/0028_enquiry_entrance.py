"""One entrance: how an enquiry came, for which unit, words that may discriminate, who sees what."""

import sqlalchemy as sa
from alembic import op

revision = "0028_enquiry_entrance"
down_revision = "0027_population"


def upgrade() -> None:
    request = "recruitment_request"
    op.add_column(request, sa.Column("channel", sa.Text(), server_default="portal", nullable=False))
    op.add_column(request, sa.Column("unit_id", sa.BigInteger(), nullable=True))
    op.add_column(request, sa.Column("placement_form", sa.Text(), nullable=True))
    op.add_column(request, sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_foreign_key(
        op.f("recruitment_request_unit_id_fkey"), request, "production_unit", ["unit_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("recruitment_request_channel_known"),
        request,
        "channel IN ('portal', 'guest', 'phone', 'mail', 'api')",
    )
    op.create_check_constraint(
        op.f("recruitment_request_form_known"),
        request,
        "placement_form IN ('work_placement', 'wage_subsidy', 'public_benefit', 'unsure')",
    )
    op.create_check_constraint(
        op.f("recruitment_request_ends_after_start"), request, "ends_on >= starts_on"
    )
    op.alter_column("request_draft", "business_user_id", nullable=True)
    op.create_table(
        "criterion_pattern",
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('age', 'sex', 'origin', 'belief', 'disability', 'orientation', 'union',"
            " 'allowed')",
            name=op.f("criterion_pattern_ground_known"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("criterion_pattern_dates_in_order")),
        sa.PrimaryKeyConstraint("pattern", "valid_from", name=op.f("criterion_pattern_pkey")),
    )
    op.add_column(
        "business",
        sa.Column("units_share", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("business_user", sa.Column("unit_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "business_user",
        sa.Column("is_administrator", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_foreign_key(
        op.f("business_user_unit_id_fkey"), "business_user", "production_unit", ["unit_id"], ["id"]
    )
    # Whoever came first from a company is its administrator, as it is for new ones.
    op.execute(
        "UPDATE business_user SET is_administrator = true WHERE id IN"
        " (SELECT min(id) FROM business_user GROUP BY business_id)"
    )


def downgrade() -> None:
    op.drop_column("business_user", "is_administrator")
    op.drop_column("business_user", "unit_id")
    op.drop_column("business", "units_share")
    op.drop_table("criterion_pattern")
    op.execute("DELETE FROM request_draft WHERE business_user_id IS NULL")
    op.alter_column("request_draft", "business_user_id", nullable=False)
    for column in ("ends_on", "placement_form", "unit_id", "channel"):
        op.drop_column("recruitment_request", column)
