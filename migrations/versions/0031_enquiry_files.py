"""Files that belong to an enquiry."""

import sqlalchemy as sa
from alembic import op

revision = "0031_enquiry_files"
down_revision = "0030_enquiry_visits"


def upgrade() -> None:
    op.create_table(
        "request_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mimetype", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["recruitment_request.id"], name=op.f("request_file_request_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("request_file_pkey")),
    )
    op.create_index(op.f("request_file_request_id_idx"), "request_file", ["request_id"])


def downgrade() -> None:
    op.drop_table("request_file")
