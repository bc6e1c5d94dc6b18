"""Why staff looked at other teams' citizens, protected names, and how looks are checked."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "look_rule",
        P0="valid_from lasts_hours names_shown sample_size sample_days source",
    ),
    held(
        "look_reason",
        P0="code position words_da words_en valid_from valid_until source",
    ),
    held(
        "citizen_look",
        "log",
        _l("Why staff of another team looked at your data"),
        citizen="citizen_id",
        kept="log",
        P0="id",
        L="staff_id citizen_id reason_code words at until",
    ),
    held(
        "protected_reader",
        "person",
        _l("Who may see your protected name and address"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="staff_id named_by_id",
        P3="citizen_id",
        L="named_at ended_at",
    ),
    held(
        "access_sample",
        P0="month drawn_at due_on looks",
    ),
    held(
        "access_sample_look",
        P0="id month why",
        L="event_id verdict note signed_by_id signed_at",
    ),
)
