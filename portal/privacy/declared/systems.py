"""Companies' own systems."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "rate_window",
        L="key started_at used",
    ),
    held(
        "system_access",
        "systems",
        _l("Systems you have given access"),
        user="created_by_id",
        kept="business_case",
        P0="id business_id unit_id scopes",
        P1="name created_by_id created_at revoked_at",
    ),
    held(
        "system_secret",
        "systems",
        goes_with="access_id",
        kept="system_key",
        P0="id access_id",
        P3="hash ending created_at expires_at last_used_at",
        locked="hash ending",
    ),
    held(
        "system_answer",
        "systems",
        goes_with="access_id",
        kept="system_answer",
        P0="access_id",
        P1="key body_hash answer subject_id at",
        locked="key body_hash",
    ),
    held(
        "webhook",
        "systems",
        kept="business_case",
        P0="id business_id",
        P1="url events created_at disabled_at removed_at",
    ),
    held(
        "webhook_delivery",
        "systems",
        goes_with="webhook_id",
        kept="system_message",
        P0="id webhook_id",
        P1=(
            "event kind body created_at due_at attempts delivered_at failed_at "
            "last_status last_problem"
        ),
    ),
    held(
        "webhook_secret",
        "systems",
        goes_with="webhook_id",
        kept="system_key",
        P0="id webhook_id",
        P3="sealed created_at expires_at",
        locked="sealed",
    ),
)
