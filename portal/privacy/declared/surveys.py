"""The survey: who was asked is known, who answered is not."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "survey_rule",
        P0="key valid_from value source",
    ),
    held(
        "survey_statement",
        P0="questionnaire key language version text position",
    ),
    held(
        "survey_wave",
        P0="id questionnaire quarter_start version mark_key seal_key closed",
    ),
    held(
        "survey_reminder_round",
        P0="wave_id number invited_until",
    ),
    held(
        "survey_code_try",
        P0="since wrong",
    ),
    held(
        "survey_cell",
        A="id wave_id kind group_family team length_band value population invited",
    ),
    held(
        "survey_tally",
        A="cell_id key n favourable",
    ),
    held(
        "survey_answer",
        A="id cell_id guidance purpose plan_use resources cooperation",
    ),
    held(
        "survey_business_answer",
        A="id cell_id reachable understood candidates easy again",
    ),
    held(
        "survey_sealed_answer",
        A="id wave_id sealed fresh",
        locked="sealed",
    ),
    held(
        "survey_spent_link",
        A="mark wave_id",
        locked="mark",
    ),
    held(
        "survey_paper_entry",
        P1="entered_by_id",
        A="code_hash sealed entered_on",
        locked="code_hash sealed",
        goes_with="code_hash",
    ),
    held(
        "survey_open_answer",
        P1="checked_by_id",
        A="id wave_id words state released checked_on",
    ),
    held(
        "survey_call_wish",
        "survey",
        _l("That you want to be called"),
        kept="call_wish",
        P0="id",
        P1="called_by_id",
        P2="name phone language received_on due_on called_on",
        P3="about",
    ),
    held(
        "survey_invitation",
        "survey",
        _l("That you were asked to the survey – never what you answered"),
        citizen="citizen_id",
        user="business_user_id",
        kept="survey_invitation",
        P0="wave_id cell_id caseworker_cell_id channel_cell_id",
        P2="citizen_id business_user_id invited_at expires_at",
        P3="id",
        locked="id",
        hidden="cell_id caseworker_cell_id channel_cell_id",
    ),
    held(
        "survey_code",
        "survey",
        _l("A code for the survey"),
        citizen="invitation_id",
        user="invitation_id",
        kept="survey_invitation",
        P3="code_hash invitation_id",
        locked="code_hash invitation_id",
    ),
    held(
        "survey_opt_out",
        "survey",
        _l("That you do not want to be asked"),
        citizen="citizen_id",
        user="business_user_id",
        kept="case",
        P0="id",
        P2="citizen_id business_user_id since",
    ),
)
