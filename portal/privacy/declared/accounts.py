"""People, who they are to the providers, and their sign-ins."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "team",
        P0="id name serves",
    ),
    held(
        "staff",
        "staff",
        _l("Name, title and work contact"),
        kept="staff",
        P0="id active",
        P1="name title email phone role team_id",
        P2="languages daily_talk_limit",
    ),
    held(
        "citizen",
        "person",
        _l("Name, date of birth, address, telephone and e-mail"),
        citizen="id",
        kept="case",
        P0="id",
        P1="caseworker_id",
        P2="name name_sort born_on email phone address postcode city language talk_language",
        P3=(
            "cpr_hmac cpr_encrypted target_group at_risk course_started_on course_ended_on "
            "protected_from protected_source"
        ),
        P4="needs",
        locked="cpr_hmac",
        hidden="name_sort",
    ),
    held(
        "business_user",
        "company",
        _l("People who act for the company"),
        user="id",
        kept="business_user",
        P0="id active",
        P1="business_id name email phone unit_id is_administrator",
    ),
    held(
        "identity",
        "person",
        _l("How you sign in"),
        citizen="citizen_id",
        user="business_user_id",
        kept="account",
        P0="id issuer audience",
        P1="staff_id",
        P2="subject citizen_id business_user_id representative_id",
    ),
    held(
        "sign_in",
        "person",
        _l("When you have signed in"),
        citizen="identity_id",
        user="identity_id",
        kept="sign_in",
        P2="device",
        P3="id_hash sid id_token",
        L="number identity_id power_id loa proved_at started_at seen_at ends_at revoked_at",
        locked="id_hash sid id_token",
    ),
    held(
        "held_form",
        "person",
        _l("What you were about to send while you signed in once more"),
        citizen="identity_id",
        user="identity_id",
        kept="sign_in",
        P2="path",
        P3="id_hash sealed",
        L="identity_id expires_at",
        locked="id_hash sealed",
    ),
    held(
        "representative",
        P0="id",
        P2="name",
        P3="cpr_hmac",
        locked="cpr_hmac",
    ),
    held(
        "power_of_attorney",
        "person",
        _l("Who may act for you, in what, and for how long"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="given_by_staff_id",
        P2="citizen_id representative_id holder_name may_read may_act starts_on ends_on",
        P3="reason end_reason",
        L="given_at ended_at ended_by",
    ),
    held(
        "logout_token",
        L="issuer jti forget_at",
    ),
    held(
        "persona",
        P0="subject audience name role story_da story_en claims position",
    ),
)
