"""Files that were ordered: whose, what, how far."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "export_order",
        "requests",
        _l("Copies you have asked for"),
        citizen="citizen_id",
        user="business_user_id",
        kept="data_copy",
        at_once="*",
        P0=(
            "id kind ending choice language called_at attempts held_until expected done endings"
            " size"
        ),
        P1="staff_id",
        P2=("citizen_id business_user_id asked_at made_at expires_at failed_at cancelled_at"),
        hidden=(
            "kind ending choice language called_at attempts held_until expected done endings"
            " size staff_id"
        ),
    ),
    held(
        "export_piece",
        "requests",
        goes_with="order_id",
        kept="export",
        P0="order_id ending number",
        P4="content",
        locked="content",
    ),
)
