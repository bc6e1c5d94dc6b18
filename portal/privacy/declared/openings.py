"""Openings and what came of them."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "referral_rule",
        P0="valid_from notice_hours source",
    ),
    held(
        "shortage_area",
        P0="area valid_from valid_to source",
    ),
    held(
        "opening",
        "enquiries",
        P0=(
            "id source title employer place postcode positions hours_per_week tasks "
            "requirements starts_on apply_by link area occupation_uris names listed "
            "created_at closed_at closed_because searched words"
        ),
        P1="entered_by_id",
    ),
    held(
        "referral",
        "openings",
        _l("Jobs you were asked about, and your answers"),
        citizen="citizen_id",
        kept="case",
        P0="id opening_id",
        P1="asked_by_id",
        P2="citizen_id",
        P3=(
            "origin reason asked_at answer_by answer answer_reason why_not answered_at withdrawn_at"
        ),
    ),
    held(
        "referral_event",
        "openings",
        _l("What came of them"),
        citizen="referral_id",
        kept="case",
        P0="id referral_id",
        P1="staff_id",
        P3="kind at business_user_id code text",
    ),
    held(
        "saved_opening",
        "openings",
        _l("Jobs you keep an eye on"),
        citizen="citizen_id",
        kept="account",
        at_once="*",
        P0="opening_id",
        P2="citizen_id saved_at",
    ),
    held(
        "logged_opening",
        "openings",
        _l("Jobs you put in your job log"),
        citizen="citizen_id",
        kept="case",
        P0="opening_id entry_id",
        P2="citizen_id",
    ),
)
