"""Min Plan."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "plan_template",
        P0="target_group valid_from position title owner due_days step source",
    ),
    held(
        "plan_use",
        A="month what times",
    ),
    held(
        "plan",
        "plan",
        _l("Your goal, strengths and directions"),
        citizen="citizen_id",
        kept="case",
        P2="citizen_id",
        P3="goal strengths direction_a direction_b direction_c updated_at",
        P4="barriers",
    ),
    held(
        "plan_contact",
        "plan",
        _l("Who is in your course"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P2="citizen_id role name phone email",
    ),
    held(
        "plan_task",
        "plan",
        _l("Tasks in your plan"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="created_by_staff_id",
        P2="citizen_id",
        P3="title owner due_on done_at comment step created_at talk_id",
    ),
    held(
        "plan_version",
        "plan",
        _l("Versions of your plan and what you said to them"),
        citizen="citizen_id",
        kept="case",
        P0="id number",
        P1="proposed_by_id",
        P2="citizen_id",
        P3="proposed_at answer answered_at",
        P4="content reply",
    ),
    held(
        "plan_share",
        "plan",
        _l("Other departments that were let into your plan"),
        citizen="citizen_id",
        kept="case",
        P0="id",
        P1="staff_id asked_by_id",
        P2="citizen_id",
        P3="why asked_for shown until asked_at answer answered_at ended_at",
    ),
)
