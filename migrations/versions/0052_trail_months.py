"""The trail of who looked at what and did what, in parts: one a month.

Expand and contract in one, with nobody turned away: the key with the moment is made while others
write, and the rest changes the catalogue alone. Code of before works on.
"""

from alembic import op

from portal.core.parting import Parted, contract, expand, undo

revision = "0052_trail_months"
down_revision = "0051_exports"

LOOKS = "action IN ('export', 'list', 'open', 'print', 'read', 'search')"
TRAIL = Parted(
    "audit_event",
    "at",
    (
        "CREATE INDEX audit_event_citizen_idx ON audit_event (citizen_id, at DESC)",
        "CREATE INDEX audit_event_looks_idx ON audit_event (citizen_id, at DESC, id DESC)"
        f" WHERE citizen_id IS NOT NULL AND {LOOKS}",
        "CREATE INDEX audit_event_business_idx ON audit_event (business_id, at DESC, id DESC)"
        " WHERE business_id IS NOT NULL",
        "CREATE INDEX audit_event_person_idx ON audit_event (person_id, at DESC, id DESC)"
        " WHERE audience = 'staff'",
        "CREATE INDEX audit_event_at_idx ON audit_event USING brin (at)",
    ),
)
APPEND_ONLY = (
    "CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event"
    " FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()"
)


def upgrade() -> None:
    expand(op, TRAIL)
    contract(op, TRAIL)
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    undo(op, TRAIL)
    op.execute(APPEND_ONLY)
