"""The representative's link is sent again, or to somebody else, and the log says so."""

from alembic import op

revision = "0043_asked_again"
down_revision = "0042_caseload"

BEFORE = ("sent", "consented", "objected", "approved", "refused", "withdrawn", "placed", "ended")
ADDED = ("asked_again", "asked_another")


def _known(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("supported_event_kind_known", "supported_event")
    op.create_check_constraint(
        op.f("supported_event_kind_known"), "supported_event", f"kind IN ({listed})"
    )


def upgrade() -> None:
    _known((*BEFORE, *ADDED))


def downgrade() -> None:
    op.execute("ALTER TABLE supported_event DISABLE TRIGGER supported_event_is_append_only")
    op.execute("DELETE FROM supported_event WHERE kind IN ('asked_again', 'asked_another')")
    op.execute("ALTER TABLE supported_event ENABLE TRIGGER supported_event_is_append_only")
    _known(BEFORE)
