"""Which enquiries have not ended is known without a look at those that have; duties of a quarter
are found by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0055_open_enquiries"
down_revision = "0054_vacuum"

# A start that counts lies at or before the end: an end of before the first start ends nothing.
ENDED = """EXISTS (
    SELECT FROM request_event s JOIN request_event e USING (request_id)
    WHERE request_id = {id} AND s.kind IN ('received', 'backdated') AND e.at >= s.at
        AND e.kind IN ('withdrawn', 'closed', 'spam', 'duplicate'))"""
NOTE = f"""
CREATE FUNCTION open_enquiry_note() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO open_enquiry SELECT request_id FROM added WHERE kind = 'received'
        ON CONFLICT DO NOTHING;
    DELETE FROM open_enquiry o WHERE request_id IN (
        SELECT request_id FROM added
        WHERE kind IN ('backdated', 'withdrawn', 'closed', 'spam', 'duplicate')
    ) AND {ENDED.format(id="o.request_id")};
    RETURN NULL;
END $$
"""  # noqa: S608  # nothing of it comes from outside


def upgrade() -> None:
    op.create_table(
        "open_enquiry",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["recruitment_request.id"],
            name=op.f("open_enquiry_request_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("open_enquiry_pkey")),
    )
    op.execute(NOTE)
    op.execute(
        "CREATE TRIGGER open_enquiry_note AFTER INSERT ON request_event"
        " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION open_enquiry_note()"
    )
    op.execute(
        "INSERT INTO open_enquiry SELECT id FROM recruitment_request r WHERE EXISTS ("  # noqa: S608
        " SELECT FROM request_event WHERE request_id = r.id AND kind IN ('received', 'backdated'))"
        f" AND NOT {ENDED.format(id='r.id')}"
    )
    with op.get_context().autocommit_block():
        op.execute(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS obligation_hold_by_idx ON obligation"
            " USING brin (hold_by)"
        )


def downgrade() -> None:
    op.drop_index("obligation_hold_by_idx", "obligation")
    op.execute("DROP TRIGGER open_enquiry_note ON request_event")
    op.execute("DROP FUNCTION open_enquiry_note")
    op.drop_table("open_enquiry")
