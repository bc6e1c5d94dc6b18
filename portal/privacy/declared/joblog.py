"""The job log."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "job_log_rule",
        P0="target_group valid_from per_week source",
    ),
    held(
        "job_log_setting",
        P0=("valid_from hint_after_days notice_after_days free_week_days source"),
    ),
    held(
        "job_log_entry",
        "joblog",
        _l("Jobs you have applied for"),
        citizen="citizen_id",
        kept="case",
        at_once="note how next_step next_on link",
        P0="id",
        P2=("citizen_id title employer applied_on status how next_step next_on link created_at"),
        P3="note",
    ),
    held(
        "job_log_goal",
        "joblog",
        _l("How many jobs a week you agreed on"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="proposed_by_id",
        P2="citizen_id per_week valid_from answer answered_at",
    ),
    held(
        "job_log_away",
        "joblog",
        _l("Days you did not look for work"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P2="citizen_id first last",
    ),
    held(
        "job_log_comment",
        "joblog",
        _l("What your caseworker said of an entry"),
        citizen="entry_id",
        kept="job_log_optional",
        at_once="*",
        P0="id entry_id",
        P1="staff_id",
        P3="text written_at",
    ),
)
