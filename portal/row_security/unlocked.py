"""Tables that anybody may read who asks through the portal, and why."""

_RULES = "dated rules of the job centre"
_FIGURES = "counts, no person's"
_STAFF = "staff at work; citizens are offered times by it"
_WORDS = "words of the taxonomy"
_WRITTEN_AT_THE_DOOR = frozenset({"promise_version"})
"""Rules that are also written when a company's enquiry comes in: with what it was promised."""
OPEN: dict[str, str] = (
    dict.fromkeys(
        (
            "closing_day", "criterion_pattern", "cv_rule", "goal", "job_log_rule",
            "job_log_setting", "look_reason", "look_rule", "match_weight", "message_setting",
            "message_text", "opening_hours",
            "placement_rule", "plan_template", "promise_version", "publication_rule",
            "retention_rule", "rights_rule",
            "referral_rule", "service_goal", "share_rule", "shortage_area", "survey_rule",
            "survey_statement", "talk_kind_rule", "talk_purpose", "talk_rule",
        ),
        _RULES,
    )
    | dict.fromkeys(
        (
            "figure_release", "goal_measurement", "improvement", "management_report",
            "management_report_comment", "management_report_file", "plan_use", "published_figure",
            "quarter_count", "survey_cell", "survey_code_try", "survey_reminder_round",
            "survey_wave",
        ),
        _FIGURES,
    )
    | dict.fromkeys(
        (
            "absence", "duty_shift", "staff", "staff_time", "talk_resource", "team",
            "working_pattern",
        ),
        _STAFF,
    )
    | dict.fromkeys(
        ("taxonomy_concept", "taxonomy_name", "taxonomy_relation", "taxonomy_word"), _WORDS
    )
    | {
        "backup_run": "when the database was kept, and under which name",
        "log_archive": "how far the server's log is kept",
        "outgoing_gate": "whether messages go out",
        "logout_token": "names of messages of a provider, so that each counts once",
        "opening": "vacancies that every citizen may find",
        "outage": "when the portal was down",
        "persona": "the demo's invented people; empty in production",
        "portal_pulse": "when the portal was up",
        "system_check": "whether the parts of the portal work",
        "rate_window": "how often somebody asked, under a hash",
        "wall_screen": "names of screens",
    }
)  # fmt: skip
# A role that stands for one person, or for nobody, only reads these: staff and the worker write.
READ_ONLY = frozenset(
    {
        table
        for table, why in OPEN.items()
        if why in (_RULES, _WORDS) and table not in _WRITTEN_AT_THE_DOOR
    }
    | {
        "backup_run", "figure_release", "goal_measurement", "improvement", "log_archive",
        "management_report", "management_report_comment", "management_report_file",
        "outgoing_gate", "persona", "published_figure", "quarter_count", "staff", "team",
    }
)  # fmt: skip
