"""What belongs to no room."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "audit_event",
        "log",
        _l("Who has looked at or changed your data"),
        citizen="citizen_id",
        user="person_id",
        kept="log",
        P0="id",
        L=(
            "at audience person_id role action subject subject_id citizen_id business_id purpose "
            "look_id details request_id"
        ),
    ),
    held(
        "outgoing_gate",
        P0="id closed_at reason",
    ),
    held(
        "closing_day",
        P0="day reason source",
    ),
)
