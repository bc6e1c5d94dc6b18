"""Enquiries and candidates."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "criterion_pattern",
        P0="pattern valid_from valid_to ground source end_source",
    ),
    held(
        "match_weight",
        P0=(
            "valid_from occupation required wished experience hours start distance language source"
        ),
    ),
    held(
        "promise_version",
        P0="key content made_at",
    ),
    held(
        "service_goal",
        P0="key valid_from hours counted source",
    ),
    held(
        "open_enquiry",
        P0="request_id",
    ),
    held(
        "service_result",
        P0=(
            "request_id key kind received_at version_key goal counted elapsed_hours opening_hours "
            "done left_out known_at"
        ),
    ),
    held(
        "share_rule",
        P0="valid_from days feedback_after_days source",
    ),
    held(
        "duty_shift",
        "staff",
        _l("Who is on duty"),
        kept="staff_calendar",
        P1="day staff_id at_night",
    ),
    held(
        "wall_screen",
        P0="id name made_at ended_at",
        P1="made_by_id",
    ),
    held(
        "recruitment_request",
        "enquiries",
        _l("Enquiries you have sent"),
        user="created_by_id",
        kept="business_case",
        P0=(
            "id business_id kind title positions hours_per_week starts_on workplace "
            "postcode opening_id idempotency_key channel unit_id placement_form ends_on language"
        ),
        P1=(
            "created_by_id tasks requirements contact_name contact_phone contact_email "
            "consultant_id"
        ),
        hidden="idempotency_key",
    ),
    held(
        "request_event",
        "enquiries",
        _l("What happened to enquiries"),
        user="business_user_id",
        kept="business_case",
        goes_with="request_id other_request_id",
        P0="id request_id kind code clock other_request_id version_key internal",
        P1="at written_at staff_id business_user_id text on_day to_staff_id",
    ),
    held(
        "request_file",
        "enquiries",
        _l("Files of enquiries"),
        user="request_id",
        kept="business_case",
        goes_with="request_id",
        P0="id request_id mimetype size state",
        P1="name content added_at",
    ),
    held(
        "guest_pass",
        kept="sign_in",
        P0="id request_id",
        P1="made_at used_at ended_at",
        P3="secret_hash",
        locked="secret_hash",
    ),
    held(
        "request_visit",
        "enquiries",
        _l("Visits agreed on"),
        user="request_id",
        kept="business_case",
        goes_with="request_id",
        P0="id request_id",
        P1="staff_id starts_at ends_at place cancelled_at",
    ),
    held(
        "request_draft",
        "enquiries",
        _l("Enquiries you began"),
        user="business_user_id",
        kept="draft",
        P1="business_user_id data updated_at",
        P3="key",
        locked="key",
    ),
    held(
        "match_profile",
        "enquiries",
        _l("What the company looks for"),
        kept="business_case",
        goes_with="request_id",
        P0=(
            "request_id occupations other_occupations competences other_competences "
            "hours_per_week starts_on postcode danish changed_at"
        ),
        P1="changed_by_id",
    ),
    held(
        "candidate",
        "openings",
        _l("What a company was shown of you"),
        citizen="referral_id",
        kept="case",
        goes_with="request_id",
        P0="id request_id referral_id",
        P2="answer first_name profile fits_because presented_at",
    ),
    held(
        "shared_cv",
        "openings",
        _l("The CV you let a company have"),
        citizen="referral_id",
        kept="shared_cv",
        at_once="*",
        P0="referral_id",
        P2="content made_at",
    ),
)
