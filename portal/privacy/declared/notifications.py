"""What people are told."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "outbox_message",
        "notices",
        _l("What we have told you"),
        citizen="recipient_id",
        user="recipient_id",
        kept="notice",
        P0="id month",
        P2=(
            "event kind audience recipient_id channel address language path created_at "
            "due_at worthless_at attempts last_error sent_at failed_at dropped_at "
            "still_true gateway_id delivered_at read_at"
        ),
        P3="subject body attachment",
        hidden="gateway_id still_true attempts worthless_at",
    ),
    held(
        "outbox_key",
        P0="month",
        P2="key",
    ),
    held(
        "message_text",
        P0="kind language version subject body written_at",
        P1="written_by_id",
    ),
    held(
        "contact_preference",
        "person",
        _l("How you want to hear from us"),
        citizen="citizen_id",
        kept="account",
        P2="citizen_id channels changed_at",
    ),
)
