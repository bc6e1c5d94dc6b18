"""What is said about letting others see parts of a plan. Nothing of the plan stands in it."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "plan_share_asked": Kind(
        _l("Somebody would like to see parts of the plan"),
        _l("May somebody of another department see parts of your plan?"),
        _l(
            "Read under My plan who it is and why, and choose what they may see. Nothing is shown"
            " before you have answered, and your answer has no effect on your benefit."
        ),
    ),
    "plan_shared": Kind(
        _l("To others: parts of a plan can be seen"),
        _l("A citizen lets you see parts of a plan"),
        _l("{who} has said yes. Each look is written down, and the citizen sees it."),
        ("who",),
    ),
    "plan_share_accepted": Kind(
        _l("To staff: yes to showing parts of the plan"),
        _l("{who} has said yes to showing parts of the plan"),
        _l("Those you have asked for can see what {who} chose."),
        ("who",),
    ),
    "plan_share_ended": Kind(
        _l("To staff: parts of the plan are not shown"),
        _l("{who} has said no, or stopped showing parts of the plan"),
        _l("Those you have asked for see nothing of it now. Talk about it when you meet."),
        ("who",),
    ),
}
