"""CVs."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "cv_rule",
        P0="valid_from first_within_weeks confirm_every_weeks source",
    ),
    held(
        "cv",
        "cv",
        _l("Your profile, wishes and competences"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P2=(
            "citizen_id profile_text wished_occupations hours_per_week max_distance_km "
            "earliest_start competences occupation_uris competence_uris "
            "show_considerations visible_to_staff for_businesses hide_employers "
            "hide_contact confirmed_at updated_at searched words"
        ),
        P4="considerations",
        hidden="searched words occupation_uris competence_uris",
    ),
    held(
        "cv_certificate",
        "cv",
        _l("Courses and certificates"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P0="id",
        P2="citizen_id title issuer ended_year expires_on",
    ),
    held(
        "cv_education",
        "cv",
        _l("Education"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P0="id",
        P2="citizen_id title school ended_year",
    ),
    held(
        "cv_experience",
        "cv",
        _l("Work experience"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P0="id",
        P2="citizen_id title employer started_on ended_on tasks searched words",
        hidden="searched words",
    ),
    held(
        "cv_language",
        "cv",
        _l("Languages"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P0="id",
        P2="citizen_id language level",
    ),
    held(
        "cv_version",
        "cv",
        _l("Earlier versions of your CV"),
        citizen="citizen_id",
        kept="cv",
        at_once="*",
        P0="id number",
        P2="citizen_id made_at made_by",
        P4="content",
    ),
)
