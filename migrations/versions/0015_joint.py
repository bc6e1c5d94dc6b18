"""Joint talks: colleagues' time is kept by the database, and outsiders are asked in writing."""

import sqlalchemy as sa
from alembic import op

revision = "0015_joint"
down_revision = "0014_channels"

# A colleague's row of staff_time comes, moves and goes with their taking part.
KEEP_COLLEAGUES_TIME = """
CREATE FUNCTION participant_keeps_staff_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.staff_id IS NOT NULL THEN
        DELETE FROM staff_time USING talk
            WHERE staff_time.talk_id = OLD.talk_id AND staff_time.staff_id = OLD.staff_id
                AND talk.id = OLD.talk_id AND talk.caseworker_id <> OLD.staff_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.staff_id IS NOT NULL THEN
        INSERT INTO staff_time (talk_id, staff_id, blocks)
            SELECT talk.id, NEW.staff_id, tstzrange(
                lower(talk.during) - make_interval(mins => talk.buffer_before),
                upper(talk.during) + make_interval(mins => talk.buffer_after)
            ) FROM talk WHERE talk.id = NEW.talk_id AND talk.status IN ('booked', 'held')
            ON CONFLICT (talk_id, staff_id) DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER participant_keeps_staff_time
    AFTER INSERT OR DELETE OR UPDATE OF talk_id, staff_id ON talk_participant
    FOR EACH ROW EXECUTE FUNCTION participant_keeps_staff_time()
"""


def upgrade() -> None:
    op.add_column(
        "talk_participant", sa.Column("language", sa.Text(), server_default="da", nullable=False)
    )
    op.add_column(
        "talk_participant", sa.Column("about", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "talk_participant", sa.Column("answers", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_check_constraint(
        "participant_language_known", "talk_participant", "language IN ('da', 'en')"
    )
    op.create_index(
        "talk_participant_staff_idx",
        "talk_participant",
        ["staff_id", "talk_id"],
        unique=True,
        postgresql_where=sa.text("staff_id IS NOT NULL"),
    )
    op.execute(KEEP_COLLEAGUES_TIME)
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER participant_keeps_staff_time ON talk_participant")
    op.execute("DROP FUNCTION participant_keeps_staff_time")
    op.drop_index("talk_participant_staff_idx", table_name="talk_participant")
    op.drop_constraint("participant_language_known", "talk_participant", type_="check")
    op.drop_column("talk_participant", "answers")
    op.drop_column("talk_participant", "about")
    op.drop_column("talk_participant", "language")
