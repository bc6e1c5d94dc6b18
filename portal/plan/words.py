"""The plan's codes in words, for every page that shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: dict[str, Any] = {
    "goal": _l("My goal"),
    "strengths": _l("What I can and have"),
    "barriers": _l("What stands in the way"),
    "direction_a": _l("Direction A"),
    "direction_b": _l("Direction B"),
    "direction_c": _l("Direction C"),
}
"""The sections in the citizen's words, in their order."""

ROLES: dict[str, Any] = {
    "coordinator": _l("Coordinating caseworker"),
    "mentor": _l("Mentor"),
    "job_broker": _l("Job broker"),
    "consultant": _l("Business consultant"),
    "other": _l("Another department"),
}

USES: dict[str, Any] = {
    "opened": _l("Opened by the citizen"),
    "task_done": _l("Tasks ticked off"),
    "agreed": _l("Versions agreed on"),
}
"""What is counted of the use of plans."""

STEPS: dict[int, Any] = {
    1: _l("Choose an education"),
    2: _l("Apply for it"),
    3: _l("Begin and complete it"),
}
"""The three steps of the education order."""

ANSWERS: dict[str | None, Any] = {
    None: _l("Waits for an answer"),
    "agreed": _l("Agreed"),
    "objected": _l("To be different"),
    "replaced": _l("Replaced by a newer one"),
}

OWNERS: dict[str, Any] = {
    "citizen": _l("The citizen"),
    "caseworker": _l("The caseworker"),
    "mentor": _l("The mentor"),
    "business": _l("The business"),
}

SECTIONS: dict[str, Any] = {
    "goal": WORDS["goal"],
    "strengths": WORDS["strengths"],
    "barriers": WORDS["barriers"],
    "directions": _l("My directions"),
    "tasks": _l("My tasks"),
    "contacts": _l("Who is in my course"),
}
"""The parts of a plan that are shown to others one by one."""
