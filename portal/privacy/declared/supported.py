"""Placements, wage subsidies and public-benefit places."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "placement_rule",
        P0=(
            "form sector valid_from weeks months hours_most ratio_each ratio_up_to "
            "ratio_each_above decide_days source"
        ),
    ),
    held(
        "partner_agreement",
        "places",
        _l("Partner agreements"),
        kept="business_case",
        P0="id business_id unit_id places starts_on ends_on tasks made_at",
        P1="made_by_id",
    ),
    held(
        "supported_application",
        "places",
        _l("Applications for placements and wage subsidies"),
        user="created_by_id",
        kept="business_case",
        P0=(
            "id business_id unit_id request_id extends_id agreement_id key form sector "
            "title tasks starts_on ends_on counted_from hours_per_week ordinary_staff"
        ),
        P1=(
            "created_by_id consultant_id supervisor_name supervisor_phone "
            "representative_name representative_email"
        ),
        hidden="key",
    ),
    held(
        "supported_event",
        "places",
        _l("What happened to applications"),
        user="business_user_id",
        kept="business_case",
        goes_with="application_id",
        P0="id application_id kind",
        P1="at staff_id business_user_id text on_day",
    ),
    held(
        "placement",
        "placements",
        _l("Places you have had"),
        citizen="citizen_id",
        kept="case",
        goes_with="application_id",
        P0="application_id",
        P1="chosen_by_id",
        P2="citizen_id",
        P3="starts_on ends_on called_off chosen_at said said_at",
    ),
)
