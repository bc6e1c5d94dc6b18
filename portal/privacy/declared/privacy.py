"""What people ask of their data, and how long things are kept."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "retention_rule",
        P0="key valid_from amount unit reason",
        P1="written_by_id",
    ),
    held(
        "rights_rule",
        P0="valid_from answer_months longer_months source",
    ),
    held(
        "data_copy",
        "requests",
        _l("Copies you have asked for"),
        citizen="citizen_id",
        user="business_user_id",
        kept="data_copy",
        at_once="*",
        P0="id parts done",
        P2="citizen_id business_user_id asked_at made_at expires_at failed_at",
        P4="json pdf",
        locked="json pdf",
        hidden="parts done",
    ),
    held(
        "data_request",
        "requests",
        _l("What you have asked of us about your data"),
        citizen="citizen_id",
        user="business_user_id",
        kept="case",
        P0="id key",
        P1="decided_by_id",
        P2=(
            "citizen_id business_user_id kind about asked_at answer_by longer_at decided_at "
            "decision"
        ),
        P4="words longer_because reason",
        hidden="key",
    ),
    held(
        "data_correction",
        "requests",
        _l("What was put right"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="staff_id",
        P2="citizen_id request_id field at",
        P4="before after",
    ),
    held(
        "processing_restriction",
        "requests",
        _l("When the use of your data was restricted"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="lifted_by_id",
        P2="citizen_id request_id since lifted_at",
        P3="ground lifted_because",
    ),
    held(
        "deletion_journal",
        L="id at rule subject table_name row_key columns written",
    ),
)
